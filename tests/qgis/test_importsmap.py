"""Import SMAP Granules in the toolbox: in this process, and from the command line."""
import os
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "unit"))
from smap_files import write_granule  # noqa: E402

GROUP = "/Soil_Moisture_Retrieval_Data"


@pytest.fixture(scope="module")
def granules(tmp_path_factory):
    """Two half-orbits of one day, and a file that is none."""
    folder = tmp_path_factory.mktemp("granules")
    for orbit, value in (("02801_A_20150811T013002", 0.2), ("02802_D_20150811T023002", 0.3)):
        write_granule(folder / f"SMAP_L2_SM_P_{orbit}_R18290_001.h5", {
            f"{GROUP}/EASE_row_index": np.array([100, 100], np.uint16),
            f"{GROUP}/EASE_column_index": np.array([500, 501], np.uint16),
            f"{GROUP}/soil_moisture": np.full(2, value, np.float32),
            f"{GROUP}/retrieval_qual_flag": np.array([0, 5], np.uint16)}, "SPL2SMP")
    (folder / "index.h5").write_text("not a granule")
    return folder


def test_a_folder_of_granules_becomes_a_raster_that_names_its_product_and_day(run_tool, log, granules, tmp_path):
    from osgeo import gdal
    results = run_tool("importsmap", {"GRANULES": [str(granules)], "OUTPUT_FOLDER": str(tmp_path)})
    assert [os.path.basename(path) for path in results["COARSE"]] == ["soil_moisture_20150811.tif"]
    dataset = gdal.Open(results["COARSE"][0])
    assert dataset.GetMetadataItem("PRODUCT") == "SPL2SMP"
    assert dataset.GetRasterBand(1).GetDescription() == "soil_moisture"
    np.testing.assert_allclose(dataset.GetRasterBand(1).ReadAsArray(), [[0.25, -9999.0]], rtol=1e-6)
    assert dataset.GetRasterBand(2).ReadAsArray().tolist() == [[2, 0]]
    assert "index.h5" in log.text and "Skipped" in log.text


def test_the_command_line_cuts_to_an_extent(qgis_process, granules, tmp_path):
    results = qgis_process.tool("importsmap", {
        "GRANULES": str(granules / "SMAP_L2_SM_P_02801_A_20150811T013002_R18290_001.h5"), "STEP": "granule",
        "EXTENT": "-180,180,-80,80 [EPSG:4326]", "OUTPUT_FOLDER": str(tmp_path)})
    assert os.path.exists(results["COARSE"][0])


def test_a_file_that_is_no_granule_is_refused_by_name(run_tool, log, granules, tmp_path):
    from qgis.core import QgsProcessingException
    with pytest.raises(QgsProcessingException, match="index.h5 can't be read as HDF5"):
        run_tool("importsmap", {"GRANULES": [str(granules / "index.h5")], "OUTPUT_FOLDER": str(tmp_path)})
