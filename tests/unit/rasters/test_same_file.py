"""Which file a text means, however it is spelt; and that no writer replaces what a run reads."""
import os

import numpy as np
import pytest
from small_world import make

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.jobs.outputs import refuse_overwriting
from smdownscale_plugin.rasters.same_file import Inputs, file_of, guarding, key_of, refuse_shared
from smdownscale_plugin.rasters.writing import atomic_path, write_raster


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a raster and a GeoPackage-like file, as the working directory."""
    make(tmp_path / "ndvi.tif", {"ndvi": np.eye(4)})
    (tmp_path / "zones.gpkg").write_bytes(b"x")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


SPELLINGS = {
    "relative": lambda p: "ndvi.tif",
    "round about": lambda p: str(p / "sub" / ".." / "ndvi.tif"),
    "symbolic link": lambda p: _link(os.symlink, p / "ndvi.tif", p / "sub" / "other.tif"),
    "hard link": lambda p: _link(os.link, p / "ndvi.tif", p / "sub" / "twin.tif"),
    "folder that is a link": lambda p: os.path.join(_link(os.symlink, p, p / "sub" / "here"), "ndvi.tif"),
    "double slash": lambda p: str(p) + "//ndvi.tif",
}


def _link(make_link, target, name):
    make_link(target, name)
    return str(name)


@pytest.mark.parametrize("name", SPELLINGS)
def test_an_output_is_known_as_an_input_in_any_spelling(place, name):
    spelt = SPELLINGS[name](place)
    with pytest.raises(InputError, match="would replace one of the inputs, PREDICTORS"):
        Inputs([("PREDICTORS", str(place / "ndvi.tif"))]).refuse(spelt, "OUTPUT")
    with pytest.raises(InputError, match="would replace"):
        Inputs([("PREDICTORS", spelt)]).refuse(str(place / "ndvi.tif"), "OUTPUT")


@pytest.mark.parametrize("text, file", [
    ("zones.gpkg|layername=districts", "zones.gpkg"), ("GPKG:zones.gpkg:table", "zones.gpkg"),
    ('NETCDF:"zones.gpkg":sm', "zones.gpkg"), ("/vsizip/zones.gpkg/inner/a.tif", "zones.gpkg"),
    ("/vsizip/{zones.gpkg}/a.tif", None), ("ogr:dbname='zones.gpkg' table=\"districts\" (geom)", "zones.gpkg"),
    ("GTIFF_DIR:1:ndvi.tif", "ndvi.tif"), ("/vsicurl/https://example.org/ndvi.tif", None), ("nothing.tif", None),
    ("{\"trees\": 3}", None), ("", None), ("sub", "sub"), ("sub/nothing.tif", None), ("a\0b", None)])
def test_the_file_behind_a_source(place, text, file):
    found = file_of(text)
    assert (found and key_of(found)) == (file and key_of(str(place / file)))


def test_a_file_url_with_a_query_means_its_file(place):
    (place / "stations.csv").write_text("a\n")
    assert key_of(file_of(f"file://{place}/stations.csv?delimiter=,")) == key_of("stations.csv")


def test_files_that_belong_to_an_input_are_inputs_too(place):
    for name in ("ndvi.tif.ovr", "ndvi.tif.aux.xml", "zones.shp", "zones.dbf"):
        (place / name).write_bytes(b"x")
    inputs = Inputs([("PREDICTORS", "ndvi.tif"), ("ZONES", "zones.shp")])
    for taken in ("ndvi.tif.ovr", "ndvi.tif.aux.xml", "zones.dbf"):
        with pytest.raises(InputError, match="would replace"):
            inputs.refuse(taken, "TABLE")
    inputs.refuse("zones.csv", "TABLE")


def test_the_rasters_behind_a_virtual_one_are_inputs_too(place):
    from osgeo import gdal
    gdal.BuildVRT("mosaic.vrt", ["ndvi.tif"]).FlushCache()
    gdal.BuildVRT("sub/outer.vrt", ["mosaic.vrt"]).FlushCache()
    with pytest.raises(InputError, match="would replace"):
        Inputs([("COARSE", "mosaic.vrt")]).refuse("ndvi.tif", "OUTPUT")
    with pytest.raises(InputError, match="would replace"):
        Inputs([("COARSE", "sub/outer.vrt")]).refuse("mosaic.vrt", "OUTPUT")


def test_a_file_of_an_input_folder_is_not_replaced_but_a_new_one_may_stand_there(place):
    (place / "sub" / "archive.zip").write_bytes(b"x")
    inputs = Inputs([("STATIONS", str(place / "sub"))])
    with pytest.raises(InputError, match="a file of a folder"):
        inputs.refuse("sub/archive.zip", "REPORT")
    inputs.refuse("sub/report.html", "REPORT")


@pytest.mark.parametrize("first, second", [("a.tif", "./a.tif"), ("a.shp", "a.dbf"), ("sub/../x", "x"),
                                           ("a.tif", "a.tif.aux.xml")])
def test_two_outputs_in_one_file_are_refused(place, first, second):
    with pytest.raises(InputError, match="OUTPUT and INTERVAL|the same file"):
        refuse_shared([("OUTPUT", first), ("INTERVAL", second)])


def test_two_outputs_through_a_link_that_leads_nowhere_yet_are_refused(place):
    os.symlink(place / "later.tif", place / "link.tif")
    with pytest.raises(InputError, match="the same file"):
        refuse_shared([("OUTPUT", "later.tif"), ("INTERVAL", "link.tif")])
    refuse_shared([("OUTPUT", "later.tif"), ("INTERVAL", "else.tif")])


def test_a_job_refuses_two_files_of_one_name(place):
    with pytest.raises(InputError, match="the same file"):
        refuse_overwriting(["out/map.tif", None, "out/../out/map.tif"], ["ndvi.tif", None])


def test_while_a_tool_runs_no_writer_replaces_what_it_reads(place):
    before = (place / "ndvi.tif").read_bytes()
    from smdownscale_plugin.rasters.reading import describe
    grid = describe("ndvi.tif").grid
    with guarding(Inputs([("PREDICTORS", "ndvi.tif")])):
        with pytest.raises(InputError, match="would replace one of the inputs"):
            write_raster(str(place / "ndvi.tif"), grid, {"a": np.zeros((4, 4))})
        with pytest.raises(InputError, match="would replace one of the inputs"), atomic_path("sub/../ndvi.tif"):
            raise AssertionError("nothing may be written")
    assert (place / "ndvi.tif").read_bytes() == before and sorted(os.listdir(place)) == ["ndvi.tif", "sub",
                                                                                        "zones.gpkg"]
    write_raster(str(place / "ndvi.tif"), grid, {"a": np.zeros((4, 4))})     # nobody reads it any more
    assert (place / "ndvi.tif").read_bytes() != before
