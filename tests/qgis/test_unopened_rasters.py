"""Rasters that are written into a log as inputs (a model does so for each of its steps) aren't opened for that."""
import ast

import pytest

pytest.importorskip("qgis.core")

from qgis.core import (  # noqa: E402
    QgsProcessingContext,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProject,
    QgsProperty,
    QgsRasterLayer,
)

from smdownscale_plugin.algorithms import parameters as p  # noqa: E402


@pytest.mark.parametrize("ours, stock, many", [
    (p.rasters("A", "A", "Any."), QgsProcessingParameterMultipleLayers("A", "A"), True),
    (p.raster("A", "A", "Any."), QgsProcessingParameterRasterLayer("A", "A"), False)])
def test_inputs_are_written_as_qgis_writes_them_and_stay_closed(world, ours, stock, many):
    layer = QgsRasterLayer(world.coarse[0], "a layer of the project")
    project = QgsProject()
    project.addMapLayer(layer)
    for value in ([world.stacks, [layer, world.coarse[1]], [layer.id()]] if many else
                  [world.stacks[0], layer, layer.id()]):
        texts, opened = [], []
        for definition in (ours, stock):
            context = QgsProcessingContext()
            context.setProject(project)
            texts.append(definition.valueAsPythonString(value, context))
            opened.append(context.temporaryLayerStore().count())
        assert ast.literal_eval(texts[0]) == ast.literal_eval(texts[1]) and opened[0] == 0
        if value in (world.stacks, world.stacks[0]):
            assert opened[1] > 0                        # so that the count above means something
    assert ours.valueAsPythonString(None, context) == "None"
    expression = QgsProperty.fromExpression("'a' || 'b'")
    assert ours.valueAsPythonString(expression, context) == stock.valueAsPythonString(expression, context)
