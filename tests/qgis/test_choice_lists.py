"""Lists of several choices and "Add Directory" give what a user saw and meant, on every version of QGIS."""
import pytest

pytest.importorskip("qgis.core")

from leaf import write_raster  # noqa: E402
from qgis.core import QgsProcessingContext, QgsProcessingModelAlgorithm  # noqa: E402
from qgis.PyQt.QtCore import Qt  # noqa: E402
from qgis.PyQt.QtWidgets import QCheckBox  # noqa: E402

from smdownscale_plugin.algorithms import choice_widgets, parameters  # noqa: E402


@pytest.fixture
def several():
    return parameters.enum("CHOICE", "Choice", "Help.", ("ndvi", "lst", "rain"), ("lst",), several=True)


def _dialog_widget(definition):
    from qgis.gui import QgsGui, QgsProcessingGui
    kind = QgsProcessingGui.WidgetType.Standard
    wrapper = QgsGui.processingGuiRegistry().createParameterWidgetWrapper(definition, kind)
    return wrapper, wrapper.createWrappedWidget(QgsProcessingContext())


def test_a_dialog_shows_a_named_check_box_for_every_choice_and_gives_their_names(several):
    wrapper, widget = _dialog_widget(several)
    boxes = {box.text(): box for box in widget.findChildren(QCheckBox)}
    assert set(boxes) == {"ndvi", "lst", "rain"}
    boxes["rain"].setChecked(True)
    assert set(wrapper.parameterValue()) == {"lst", "rain"}
    assert several.checkValueIsAcceptable(wrapper.parameterValue())


def test_the_list_behind_the_button_has_a_name_at_every_box(several):
    dialog = choice_widgets.choice_dialog(several, ["lst"])
    assert [dialog.options.item(row).text() for row in range(3)] == ["ndvi", "lst", "rain"]
    assert choice_widgets.ticked(dialog) == ["lst"]
    dialog.options.item(0).setCheckState(Qt.CheckState.Checked)
    assert choice_widgets.ticked(dialog) == ["ndvi", "lst"]


def test_a_cell_of_the_batch_table_takes_and_gives_names(several):
    from qgis.gui import QgsProcessingGui
    wrapper = choice_widgets._BatchWrapper(several, QgsProcessingGui.WidgetType.Batch)
    context = QgsProcessingContext()
    wrapper.kept = wrapper.createWrappedWidget(context)
    for given in (["ndvi", "rain"], "ndvi,rain"):
        wrapper.setParameterValue(given, context)
        assert wrapper.parameterValue() == ["ndvi", "rain"]


def test_the_modeler_keeps_its_own_widget_with_a_list_that_works(several, provider, monkeypatch):
    """The widget of the modeler itself, so that a model's inputs and other steps' outputs can be chosen as ever."""
    from qgis.core import QgsProcessingModelChildParameterSource
    from qgis.gui import QgsProcessingModelerParameterWidget
    from qgis.PyQt.QtWidgets import QToolButton, QWidget

    class ModelerParametersDialog:
        model, childId, context = QgsProcessingModelAlgorithm("m", "g"), "child", QgsProcessingContext()  # noqa: N815
    monkeypatch.setattr(QgsProcessingModelerParameterWidget, "setDialog", lambda *_: None)
    widget = choice_widgets.SeveralChoices(several, ModelerParametersDialog(), useCheckBoxes=True, columns=4)
    assert isinstance(widget, QgsProcessingModelerParameterWidget)
    widget.setWidgetValue(QgsProcessingModelChildParameterSource.fromStaticValue(["ndvi"]))
    seen = []
    monkeypatch.setattr(choice_widgets, "ask", lambda definition, value, parent: seen.append(value) or ["rain", "lst"])
    panel, = [w for w in widget.findChildren(QWidget) if w.metaObject().className() == "QgsProcessingEnumPanelWidget"]
    panel.findChild(QToolButton).click()
    assert seen == [["ndvi"]]
    value = widget.value()
    assert getattr(value, "staticValue", lambda: value)() == ["rain", "lst"]


def test_a_saved_model_keeps_the_names_and_the_widget(several, tmp_path):
    from qgis.core import QgsProcessingModelParameter
    model = QgsProcessingModelAlgorithm("m", "g")
    several.setDefaultValue(["ndvi", "rain"])
    model.addModelParameter(several, QgsProcessingModelParameter("CHOICE"))
    assert model.toFile(str(tmp_path / "m.model3"))
    again = QgsProcessingModelAlgorithm()
    assert again.fromFile(str(tmp_path / "m.model3"))
    definition = again.parameterDefinition("CHOICE")
    assert definition.options() == ["ndvi", "lst", "rain"] and definition.defaultValue() == ["ndvi", "rain"]
    assert _dialog_widget(definition)[1].findChildren(QCheckBox)


def test_side_files_of_add_directory_are_passed_over_and_said_once(leaf, run_tool, log, tmp_path):
    raster = write_raster(tmp_path / "a.tif")
    beside = [str(tmp_path / f"a{suffix}") for suffix in (".tif.aux.xml", ".tif.ovr", ".tif.msk", ".qmd", ".tfw",
                                                          ".tif.part")]
    leaf.work = staticmethod(lambda inputs, monitor: leaf.seen.update(inputs) or write_raster(inputs["OUTPUT"]) and {})
    run_tool("leaf", {"RASTERS": [raster, *beside], "OUTPUT": str(tmp_path / "out.tif")})
    assert leaf.seen["RASTERS"] == [raster]
    assert log.text.count("side files are ignored") == 1 and "6 side files" in log.text


def test_the_library_passes_side_files_over_too(tmp_path):
    from smdownscale_plugin.predictors.containers import expand_all
    from smdownscale_plugin.rasters.stack import expand
    paths = [str(tmp_path / name) for name in ("a.tif", "a.tif.aux.xml", "A.TIF.OVR")]
    assert expand(paths) == expand_all(paths) == paths[:1]


def test_a_coarse_raster_as_fine_as_the_predictors_is_refused_with_the_likely_mix_up(world, tmp_path):
    from smdownscale_plugin.errors import InputError
    from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
    from smdownscale_plugin.rasters.reading import describe
    from smdownscale_plugin.rasters.writing import write_raster as write
    grid = describe(world.all_predictors[0]).grid
    import numpy as np
    truth = write(str(tmp_path / "soil_moisture_20200601.tif"), grid, {"soil_moisture": np.full(grid.shape, 0.2)})
    with pytest.raises(InputError, match="as fine as the predictors.*downscaled map, the truth"):
        train_model(world.all_predictors, [truth], str(tmp_path / "m.smdm"), TrainingOptions(method="linear"))


@pytest.mark.parametrize("crs, size, expected", [("EPSG:6933", 9000.0, 81.0), ("EPSG:6933", 1000.0, 1.0),
                                                 ("EPSG:4326", 0.09, 99.0)])
def test_the_number_of_fine_cells_in_a_coarse_one(crs, size, expected):
    from smdownscale_plugin.rasters.fineness import fine_cells_in
    from smdownscale_plugin.rasters.grid import Grid
    fine = Grid.over("EPSG:6933", (0, 0, 90000, 90000), 1000.0)
    bounds = (0, 0, 0.9, 0.72) if crs == "EPSG:4326" else (0, 0, 90000, 90000)
    assert fine_cells_in(Grid.over(crs, bounds, size), fine) == pytest.approx(expected, rel=0.2)
