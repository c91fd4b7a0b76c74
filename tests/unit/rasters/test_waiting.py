"""Servers that never answer: GDAL gives up in bounded time, and the sentence names the server."""
import socket
import threading
import time

import numpy as np
import pytest
from osgeo import gdal

from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters import waiting
from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.reading import Raster
from smdownscale_plugin.rasters.waiting import bounded_waiting, servers_of
from smdownscale_plugin.rasters.writing import write_raster

GRID = Grid(crs_wkt("EPSG:6933"), (0.0, 1000.0, 0.0, 0.0, 0.0, -1000.0), 20, 10)


@pytest.fixture
def silent_server(monkeypatch):
    """host:port of a server that takes connections and says nothing; GDAL waits a second for it."""
    monkeypatch.setitem(waiting.OPTIONS, "GDAL_HTTP_LOW_SPEED_TIME", "1")
    kept = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def accept():
            while True:
                try:
                    kept.append(listening.accept()[0])
                except OSError:
                    return
        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    for connection in kept:
        connection.close()


def test_a_remote_raster_that_never_comes_is_refused_with_its_server(silent_server):
    begin = time.monotonic()
    with pytest.raises(InputError, match=f"it lies on {silent_server}, which may not answer"):
        Raster(f"/vsicurl/http://{silent_server}/never.tif")
    assert time.monotonic() - begin < 30


def test_a_source_of_a_vrt_that_never_comes_is_refused_with_its_server(silent_server, tmp_path):
    here = write_raster(str(tmp_path / "here.tif"), GRID, {"ndvi": np.ones(GRID.shape, np.float32)})
    vrt = tmp_path / "stack.vrt"
    gdal.Translate(str(vrt), here, format="VRT")
    text = vrt.read_text(encoding="utf-8")
    inside = text[text.index("<SourceFilename"):text.index("</SourceFilename>")]
    away = f'<SourceFilename relativeToVRT="0">/vsicurl/http://{silent_server}/never.tif'
    vrt.write_text(text.replace(inside, away), encoding="utf-8")
    begin = time.monotonic()
    with pytest.raises(InputError, match=f"from {silent_server}|lies on {silent_server}"), Raster(str(vrt)) as raster:
        raster.read()
    assert time.monotonic() - begin < 30


@pytest.mark.parametrize("path, servers", [
    ("/vsicurl/https://data.example.org/a.tif", ["data.example.org"]),
    ("/vsicurl/http://user:secret@data.example.org:8080/a.tif", ["data.example.org:8080"]),
    ("/vsicurl?max_retry=2&url=https%3A%2F%2Fdata.example.org/a.tif", ["data.example.org"]),
    ("/data/a.tif", []), ("C:/data/a.tif", []), ("/vsizip//data/a.zip/a.tif", [])])
def test_the_server_is_found_in_the_path_without_who_asks(path, servers):
    assert servers_of(path) == servers


def test_time_outs_are_ours_only_while_we_read_and_never_replace_a_user_s(monkeypatch):
    name = "GDAL_HTTP_CONNECTTIMEOUT"
    with bounded_waiting(), bounded_waiting():
        assert gdal.GetConfigOption(name) == waiting.OPTIONS[name]
    assert gdal.GetConfigOption(name) is None
    gdal.SetConfigOption(name, "77")
    try:
        with bounded_waiting():
            assert gdal.GetConfigOption(name) == "77"
    finally:
        gdal.SetConfigOption(name, None)
