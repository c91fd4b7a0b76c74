"""Results stand in a group a run, a series in a collapsed group with one date to be seen, each called what it is."""
import pytest

pytest.importorskip("qgis.core")

from leaf import write_raster  # noqa: E402
from qgis.core import QgsProcessingContext, QgsProject  # noqa: E402

from smdownscale_plugin.algorithms import styling  # noqa: E402


@pytest.fixture
def project(qgis):
    project = QgsProject()
    yield project
    project.clear()


def _run(tool, given, project, log):
    """Run and load as the toolbox does."""
    import processing
    from processing.gui.Postprocessing import handleAlgorithmResults
    context = QgsProcessingContext()
    context.setProject(project)
    results = processing.run(f"smdownscale:{tool}", given, feedback=log.feedback, context=context)
    from qgis.core import QgsApplication
    handleAlgorithmResults(QgsApplication.processingRegistry().algorithmById(f"smdownscale:{tool}"), context,
                           log.feedback)
    return results


def _tree(group):
    """Names of a group's children with what is ticked: {"name": True} or {"name": (True, {...})}."""
    return {child.name(): (child.itemVisibilityChecked(), _tree(child)) if hasattr(child, "findGroup")
            else child.itemVisibilityChecked() for child in group.children()}


def test_the_demo_is_one_group_below_stations_and_districts_with_one_coarse_date_to_be_seen(project, log, tmp_path):
    _run("createdemodata", {"CELLS": 4, "DATES": 3, "OUTPUT_FOLDER": str(tmp_path / "demo")}, project, log)
    tree = _tree(project.layerTreeRoot())
    assert list(tree)[:2] == ["Demo stations", "Demo districts"] and tree.pop("Demo stations")
    assert tree.pop("Demo districts")
    (title, (_, inside)), = tree.items()
    assert title.startswith("Create Demo Data 20")
    assert list(inside) == ["Coarse soil moisture (3)", "True soil moisture (3)", "Predictors (4)"]
    seen, coarse = inside["Coarse soil moisture (3)"]
    assert seen and list(coarse.values()) == [True, False, False]          # the last date, on top
    assert all(name.startswith("2019-") and name.endswith(" Coarse soil moisture (DEMO)") for name in coarse)
    assert not inside["True soil moisture (3)"][0] and not inside["Predictors (4)"][0]
    layers = {layer.name(): layer for layer in project.mapLayers().values()}
    assert layers["Demo stations"].featureCount() > 0 and layers["Demo stations"].crs().authid() == "EPSG:4326"
    assert layers["Demo districts"].labelsEnabled()
    stacks = [layer for name, layer in layers.items() if "Predictors" in name]
    assert {layer.renderer().type() for layer in stacks} == {"singlebandpseudocolor"}


def test_a_second_run_stands_beside_the_first_and_a_single_layer_without_a_group(leaf, project, log, tmp_path):
    paths = [write_raster(tmp_path / f"map_{day}.tif", time=(f"2020-06-0{day}", f"2020-06-0{day + 1}"))
             for day in (1, 2, 3)]
    leaf.work = staticmethod(lambda inputs, monitor: {"OUTPUTS": paths[2:]})
    _run("leaf", {}, project, log)
    leaf.work = staticmethod(lambda inputs, monitor: {"OUTPUTS": paths[:2]})
    _run("leaf", {}, project, log)
    first, second = project.layerTreeRoot().children()
    assert {first.name()[:4], second.name()[:10]} == {"Leaf", "Downscaled"}


def test_stations_lie_above_the_maps_of_later_runs_unless_the_user_moves_them_down(qgis, project):
    from qgis.core import QgsRasterLayer

    from smdownscale_plugin.algorithms.layer_tree import RunGroup
    root, layers = project.layerTreeRoot(), [QgsRasterLayer(name, name) for name in "abcdefgh"]
    project.addMapLayers(layers, False)

    def run(title, names, stations=""):
        group = RunGroup(title)
        for name in names + stations:
            group.add(name, 9 if name == stations else 5, True, above=name == stations)
        for name, node in [(name, root.insertLayer(0, layers["abcdefgh".index(name)])) for name in names + stations]:
            group.arrange(node, name)
        return [child.name()[:5] for child in root.children()]

    assert run("Demo", "ab", "c") == ["c", "Demo "]
    assert run("Maps", "de") == ["c", "Maps ", "Demo "]
    assert run("Map", "h") == ["c", "h", "Maps ", "Demo "]
    root.insertChildNode(4, root.children()[0].clone())
    root.removeChildNode(root.children()[0])
    assert run("More", "fg") == ["More ", "h", "Maps ", "Demo ", "c"]


def test_a_map_that_a_series_holds_is_not_opened_beside_it(leaf, project, log, tmp_path):
    from qgis.core import QgsProcessingOutputLayerDefinition as Destination
    leaf.STYLES = {"OUTPUT": styling.SOIL_MOISTURE._replace(series="OUTPUTS"), "OUTPUTS": styling.SOIL_MOISTURE}
    series = [write_raster(tmp_path / f"map_{day}.tif", time=(f"2020-06-0{day}", f"2020-06-0{day + 1}"))
              for day in (1, 2)]
    leaf.work = staticmethod(lambda inputs, monitor: write_raster(inputs["OUTPUT"]) and {"OUTPUTS": series})
    single = {"OUTPUT": Destination(str(tmp_path / "single.tif"), project)}
    _run("leaf", single, project, log)
    assert len(project.mapLayers()) == 2
    leaf.work = staticmethod(lambda inputs, monitor: write_raster(inputs["OUTPUT"]) and {"OUTPUTS": []})
    _run("leaf", single, project, log)
    assert len(project.mapLayers()) == 3


def test_a_single_layer_leaves_the_group_of_the_run_whose_layer_is_active(leaf, project):
    from qgis.core import QgsRasterLayer

    from smdownscale_plugin.algorithms.layer_tree import RunGroup
    root, layers = project.layerTreeRoot(), [QgsRasterLayer("", name) for name in "abc"]
    project.addMapLayers(layers, False)
    run = RunGroup("Series")
    for layer in layers[:2]:
        run.add(layer.name(), 5, True, "Maps", ["a", "b"])
    for layer in layers[:2]:
        run.arrange(root.addLayer(layer), layer.name())
    maps = root.children()[0].children()[0]
    single = RunGroup("Stations")
    single.add("c", 9, True)
    single.arrange(maps.insertLayer(0, layers[2]), "c")             # where QGIS puts it: beside the active layer
    assert [child.name() for child in root.children()][0] == "c" and len(root.children()) == 2
    assert [child.name() for child in maps.children()] == ["b", "a"]


def test_applicability_lies_on_the_map_and_the_intervals_width_is_drawn(leaf, project, log, tmp_path):
    from qgis.core import QgsProcessingOutputLayerDefinition as Destination
    assert styling.APPLICABILITY.level > styling.SOIL_MOISTURE.level > styling.INTERVAL.level
    leaf.STYLES = {"OUTPUT": styling.SOIL_MOISTURE, "DIFFERENCE": styling.APPLICABILITY}
    leaf.work = staticmethod(lambda inputs, monitor: [write_raster(inputs[name]) for name in ("OUTPUT", "DIFFERENCE")]
                             and {})
    _run("leaf", {name: Destination(str(tmp_path / f"{name}.tif"), project) for name in ("OUTPUT", "DIFFERENCE")},
         project, log)
    (_, (_, inside)), = _tree(project.layerTreeRoot()).items()
    assert list(inside) == ["Applicability 2020-06-01", "Downscaled soil moisture 2020-06-01"]
    layer = next(x for x in project.mapLayers().values() if x.name().startswith("Applic"))
    labels = [entry.label for entry in layer.renderer().classes()]
    assert any("rely less" in label for label in labels)


@pytest.mark.parametrize("name, low, high", [("ndvi", "#a6611a", "#1a6b2b"), ("LST_Day_1km", "#313695", "#a50026"),
                                             ("elevation", "#3a7d44", "#ffffff"), ("thing", "#440154", "#fde725")])
def test_predictors_have_the_colours_of_their_kind(qgis, name, low, high):
    from smdownscale_plugin.algorithms.painters import predictor_colours
    colours = predictor_colours(name)
    assert (colours[0], colours[-1]) == (low, high)
