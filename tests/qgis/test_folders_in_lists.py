"""Folders in lists of rasters: QGIS never tries to open them as layers, and its history keeps them."""
import pytest

pytest.importorskip("qgis.core")

from leaf import write_raster  # noqa: E402
from osgeo import gdal  # noqa: E402
from qgis.core import QgsProcessingContext  # noqa: E402
from qgis.PyQt.QtWidgets import QLineEdit  # noqa: E402

from smdownscale_plugin.algorithms import parameters as p  # noqa: E402


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "it's a series").mkdir()
    for day in (1, 2):
        write_raster(tmp_path / "it's a series" / f"map_2020060{day}.tif")
    return str(tmp_path / "it's a series")


def test_checking_and_recording_a_folder_prints_nothing(provider, folder, capfd):
    tool = provider.algorithm("rootzone").create()
    context = QgsProcessingContext()
    parameters = {"SERIES": [folder], "OUTPUT_FOLDER": folder + "_out"}
    capfd.readouterr()
    assert tool.parameterDefinition("SERIES").checkValueIsAcceptable([folder], context)
    assert tool.checkParameterValues(parameters, context)[0]
    tool.asPythonCommand(parameters, context)
    printed = "".join(capfd.readouterr())
    assert "not recognized" not in printed and "mesh" not in printed and "HDF5" not in printed


def test_checking_a_single_raster_prints_nothing_whatever_it_holds(provider, tmp_path, capfd):
    empty = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "empty.tif"), 8, 8, 1, gdal.GDT_Float32)
    empty.GetRasterBand(1).SetNoDataValue(-9999)
    empty.GetRasterBand(1).Fill(-9999)
    del empty
    capfd.readouterr()
    tool, context = provider.algorithm("downscaleraster").create(), QgsProcessingContext()
    assert tool.parameterDefinition("COARSE").checkValueIsAcceptable(str(tmp_path / "empty.tif"), context)
    assert "ERROR" not in "".join(capfd.readouterr())


def test_the_line_of_the_history_runs_again_with_the_folder(provider, folder):
    tool = provider.algorithm("rootzone").create()
    line = tool.asPythonCommand({"SERIES": [folder], "T_DAYS": 10, "OUTPUT_FOLDER": folder + "_out"},
                                QgsProcessingContext())
    calls = []
    eval(line, {"processing": type("Recorder", (), {"run": staticmethod(lambda *given: calls.append(given))})})
    assert calls == [("smdownscale:rootzone", {"SERIES": [folder], "T_DAYS": 10, "OUTPUT_FOLDER": folder + "_out"})]


def test_a_missing_list_is_still_refused_and_an_optional_one_may_stay_empty(provider):
    context = QgsProcessingContext()
    assert not provider.algorithm("rootzone").parameterDefinition("SERIES").checkValueIsAcceptable(None, context)
    assert provider.algorithm("validateraster").parameterDefinition("THIRD").checkValueIsAcceptable(None, context)


@pytest.mark.parametrize("make", [p.rasters, p.files])
def test_a_dialog_that_is_filled_in_keeps_folders_and_files_that_are_no_layers_until_the_list_is_changed(qgis, make,
                                                                                                        tmp_path):
    from qgis.core import QgsProject
    from qgis.gui import QgsProcessingParameterWidgetContext

    from smdownscale_plugin.algorithms.list_widgets import ListOfFiles
    (tmp_path / "readings.stm").write_text("no layer\n")
    raster = write_raster(tmp_path / "a.tif")
    wrapper, context, around = ListOfFiles(make("LIST", "List", "Any."), None), QgsProcessingContext(), \
        QgsProcessingParameterWidgetContext()
    context.setProject(QgsProject.instance())
    around.setProject(QgsProject.instance())
    wrapper.setWidgetContext(around)
    widget = wrapper.createWrappedWidget(context)
    for given in ([str(tmp_path)], [str(tmp_path), raster], [str(tmp_path / "readings.stm")], [raster]):
        wrapper.setParameterValue(given, context)
        assert wrapper.parameterValue() == given
        assert f"{len(given)} input" in widget.findChild(QLineEdit).text()
    wrapper.setParameterValue([str(tmp_path)], context)
    wrapper.setWidgetValue([raster], context)
    wrapper.widgetValueHasChanged.emit(wrapper)
    assert wrapper.parameterValue() == [raster]
