"""Rasters as parameters that QGIS doesn't open before the tool does.

QGIS' own check opens every raster of a list as a raster, a vector and a mesh, which takes seconds for many files, and
prints GDAL's errors above the tool's own sentence; a model opens them once more to write its inputs into the log, and
computes a histogram of each. Here both look at texts only: the tools check what they are given.
"""
from typing import Optional

from qgis.core import (
    QgsMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
)


class UnopenedRaster(QgsProcessingParameterRasterLayer):
    """One raster."""

    def checkValueIsAcceptable(self, value, _context=None):  # noqa: N802 (QGIS' name)
        return super().checkValueIsAcceptable(value, None)

    def valueAsPythonString(self, value, context):  # noqa: N802 (QGIS' name)
        return literal(value, context) or super().valueAsPythonString(value, context)


class UnopenedRasters(QgsProcessingParameterMultipleLayers):
    """A list of rasters, folders among them."""

    def checkValueIsAcceptable(self, value, _context=None):  # noqa: N802 (QGIS' name)
        return super().checkValueIsAcceptable(value, None)

    def valueAsPythonString(self, value, context):  # noqa: N802 (QGIS' name)
        return literal(value, context) or super().valueAsPythonString(value, context)


def literal(value, context) -> Optional[str]:
    """A path, a layer of the project or a list of these as Python text; None for anything else, such as an
    expression."""
    if isinstance(value, (list, tuple)):
        parts = [literal(item, context) for item in value]
        return None if None in parts else f"[{','.join(parts)}]"
    layer = QgsProcessingUtils.mapLayerFromString(value, context, False) if isinstance(value, str) else value
    if isinstance(layer, QgsMapLayer):
        value = layer.source()
    if not isinstance(value, str):
        return None
    return QgsProcessingUtils.stringToPythonLiteral(QgsProcessingUtils.normalizeLayerSource(value))
