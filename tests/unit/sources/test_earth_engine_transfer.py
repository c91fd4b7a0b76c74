"""Fetching from a server that we know: every value, every fault, every request counted."""
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest
from earth_engine_server import pixel
from earth_engine_world import TODAY, Listener, bands, earth_engine, places, question

from smdownscale_plugin.errors import Cancelled
from smdownscale_plugin.fetching.tile_store import HIDDEN
from smdownscale_plugin.fetching.workers import Retry, Task, Workers
from smdownscale_plugin.jobs.fetch_predictors import fetch_predictors
from smdownscale_plugin.rasters.reading import describe
from smdownscale_plugin.sources.earth_engine.problems import EarthEngineError, explained
from smdownscale_plugin.sources.earth_engine.transport import Patience, Transport

pytest_plugins = ["earth_engine_fixtures"]


SMALL = 16      # pixels of a tile's side: several tiles per stack
WHOLE = 1000


def fetch(server, folder, monitor=None, side=SMALL, read=20.0, **changes):
    """Fetch the small question in tiles of so many pixels' side, waiting `read` seconds for an answer."""
    provider = earth_engine(server, side, read=read)
    return fetch_predictors(question(folder, **changes), provider, monitor or Listener().monitor, TODAY)


def everything(fetched) -> dict:
    """All values of a fetch: {(file, band): array}."""
    return {(Path(path).name, name): values for path in fetched.predictors + fetched.coarse
            for name, values in bands(path).items()}


def assert_same(one, other):
    assert one.keys() == other.keys()
    for key in one:
        np.testing.assert_array_equal(one[key], other[key], err_msg=str(key))


def test_every_pixel_is_the_server_s_value_at_its_centre(server, tmp_path):
    fetched = fetch(server, tmp_path)
    assert [Path(p).name for p in fetched.predictors] == ["static.tif", "predictors_20200601.tif",
                                                          "predictors_20200609.tif"]
    for path in fetched.predictors[1:]:
        for number, name in enumerate(("ndvi", "rain")):
            np.testing.assert_allclose(bands(path)[name], pixel(number, *places(path)), atol=1e-6)
    for path in fetched.coarse:
        np.testing.assert_allclose(bands(path)["soil_moisture"], pixel(0, *places(path)), atol=1e-6)


def test_a_tiled_fetch_equals_an_untiled_one(server, tmp_path):
    whole = everything(fetch(server, tmp_path / "whole", side=WHOLE))
    requests = server.count("computePixels")
    tiled = everything(fetch(server, tmp_path / "tiled"))
    assert server.count("computePixels") - requests > 2 * requests
    assert_same(whole, tiled)


FAULTS = {
    "429 too many requests": [{"status": 429}] * 3,
    "500 internal error": [{"status": 500}],
    "503 unavailable": [{"status": 503}] * 2,
    "a truncated body": [{"truncate": True}] * 2,
    "a connection that is dropped": [{"drop": True}] * 2,
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_that_passes_leaves_the_result_as_it_was(server, tmp_path, faults):
    undisturbed = everything(fetch(server, tmp_path / "undisturbed"))
    usual = server.count("computePixels")
    server.reset()
    for fault in faults:
        server.fail(**fault)
    disturbed = everything(fetch(server, tmp_path / "disturbed"))
    assert_same(undisturbed, disturbed)
    assert server.count("computePixels") == usual + len(faults)      # each fault costs one request more, no storm
    assert server.peak <= 8


def test_an_answer_that_never_comes_is_asked_for_again(server, tmp_path):
    undisturbed = everything(fetch(server, tmp_path / "undisturbed"))
    usual = server.count("computePixels")
    server.reset()
    server.fail(hang=600)
    assert_same(undisturbed, everything(fetch(server, tmp_path / "disturbed", read=2.0)))
    assert server.count("computePixels") > usual


def test_a_connection_that_is_refused_for_a_while_is_tried_again():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    transport = Transport(Patience(1.0, 1.0, 1.0))

    class Hello(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *_):
            """Say nothing."""
    servers = []

    def start():
        servers.append(HTTPServer(("127.0.0.1", port), Hello))
        servers[0].handle_request()
    timer = threading.Timer(0.4, start)
    timer.start()
    task = Task("hello", lambda: transport.request(f"http://127.0.0.1:{port}/")[1])
    with Workers(explained, Retry(20, 0.05, 0.2), count=1) as workers:
        assert [answer for _, answer in workers.run([task], Listener().monitor)] == [b"hello"]
    assert 1 <= workers.retries < 20
    timer.join()
    servers[0].server_close()


def test_a_fault_while_signing_in_is_tried_again(server, tmp_path):
    server.fail(match="discovery", status=503)
    server.fail(match="value:compute", status=429)
    assert len(fetch(server, tmp_path).coarse) == 2


@pytest.mark.parametrize("status, message, told", [
    (400, "Image.select: Band pattern 'NDVI' did not match any bands.", "no such band"),
    (401, "Request is missing required authentication credential.", "Sign In ticked"),
    (403, "Caller does not have required permission to use project p.", "roles/earthengine.viewer"),
    (403, "Earth Engine API has not been used in project 12 before or it is disabled.", "enable it"),
    (403, "Not signed up for Earth Engine or project is not registered.", "register it"),
    (404, "Image asset 'x' not found (does not exist).", "doesn't have the data"),
])
def test_an_error_that_stays_fails_at_once_with_one_sentence(server, tmp_path, status, message, told):
    for _ in range(60):
        server.fail(status=status, message=message)
    with pytest.raises(EarthEngineError, match=told):
        fetch(server, tmp_path, side=WHOLE)
    server.wait_until_idle()
    assert server.count("computePixels") <= 5      # one a stack, as they were asked at the same time; none twice
    assert not list(tmp_path.rglob("*.tif"))


def test_a_server_that_keeps_failing_is_given_up_with_what_was_kept_told(server, tmp_path):
    for _ in range(1000):
        server.fail(status=503)
    with pytest.raises(EarthEngineError, match="run again later: finished tiles are kept"):
        fetch(server, tmp_path)
    assert server.count("computePixels") <= 8 * 6


def test_a_tile_that_is_too_heavy_is_split_in_four_until_it_passes(server, tmp_path):
    whole = everything(fetch(server, tmp_path / "whole", side=WHOLE))
    server.reset()
    server.too_heavy_above = 100
    listener = Listener()
    assert_same(whole, everything(fetch(server, tmp_path / "split", listener.monitor, side=WHOLE)))
    assert "too large for the server; it is fetched in 4 parts" in listener.text


def test_cancelling_acts_at_once_while_the_server_hangs(server, tmp_path):
    for _ in range(20):
        server.fail(hang=600)
    pressed = threading.Event()
    when = []
    timer = threading.Timer(1.0, lambda: (when.append(time.monotonic()), pressed.set()))
    timer.start()
    with pytest.raises(Cancelled):
        fetch(server, tmp_path, Listener(pressed.is_set).monitor)
    assert time.monotonic() - when[0] < 2.0      # a look at cancel a tenth of a second; the rest is for a busy machine
    assert not list(tmp_path.rglob("*.tif"))


def test_a_second_run_of_a_finished_fetch_asks_for_no_pixels(server, tmp_path):
    first = everything(fetch(server, tmp_path, side=WHOLE))
    server.reset()
    again = fetch(server, tmp_path, side=WHOLE)
    assert server.count("computePixels") == 0 and again.requests == 0
    assert_same(first, everything(again))
    assert not (tmp_path / HIDDEN).exists()


def test_a_changed_question_is_not_taken_for_the_old_one(server, tmp_path):
    fetch(server, tmp_path, side=WHOLE)
    server.reset()
    fetch(server, tmp_path, side=WHOLE, variables=("ndvi", "elevation"))
    assert server.count("computePixels") == 2      # the two dated stacks; the static one and SMAP are as they were


def test_a_run_that_broke_off_goes_on_where_it_stopped(server, tmp_path):
    whole = everything(fetch(server, tmp_path / "whole"))
    total = server.count("computePixels")
    server.reset()
    count = {"left": total // 2}
    answer = server.answer

    def breaking(path, body):
        if path.endswith("computePixels"):
            count["left"] -= 1
            if count["left"] < 0:
                return 403, b'{"error": {"code": 403, "message": "quota taken away"}}'
        return answer(path, body)
    server.answer = breaking
    try:
        with pytest.raises(EarthEngineError):
            fetch(server, tmp_path / "broken")
    finally:
        server.answer = answer
    kept = len(list((tmp_path / "broken").rglob("*.npy")))
    made = len(list((tmp_path / "broken").rglob("*.tif")))
    assert kept or made
    server.reset()
    resumed = fetch(server, tmp_path / "broken")
    assert server.count("computePixels") < total and resumed.kept > 0
    assert server.count("computePixels") == resumed.requests
    assert_same(whole, everything(resumed))


KILLED = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
from earth_engine_world import earth_engine, question, TODAY
from smdownscale_plugin.jobs.fetch_predictors import fetch_predictors
class Server:
    url = {url!r}
fetch_predictors(question({folder!r}), earth_engine(Server, 16), today=TODAY)
"""


def test_a_run_that_is_killed_leaves_no_half_file_and_is_resumed(server, tmp_path, repository):
    whole = everything(fetch(server, tmp_path / "whole"))
    total = server.count("computePixels")
    server.reset()
    server.delay = 0.15
    folder = tmp_path / "killed"
    code = KILLED.format(root=str(repository), tests=str(repository / "tests" / "unit"), url=server.url,
                         folder=str(folder))
    process = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "OMP_NUM_THREADS": "1"})
    try:
        end = time.monotonic() + 60
        while server.count("computePixels") < total - 2 and time.monotonic() < end:
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    for path in folder.rglob("*.tif"):
        assert describe(str(path)).metadata["FETCH_REQUEST"]      # what has its name is whole
    server.reset()
    resumed = fetch(server, folder)
    assert 0 < resumed.requests < total and resumed.kept > 0
    assert_same(whole, everything(resumed))


def test_never_more_than_eight_requests_at_a_time(server, tmp_path):
    server.delay = 0.02
    fetch(server, tmp_path)
    assert 2 <= server.peak <= 8


def test_the_server_s_quota_notice_is_shown_once(server, tmp_path):
    server.headers = {"X-Earth-Engine-Quota-Status": "parallelism_restricted=true"}
    listener = Listener()
    with pytest.warns(UserWarning, match="restricted mode"):      # the client's own, which no QGIS user sees
        fetch(server, tmp_path, listener.monitor)
    assert sum("non-commercial quota" in line for line in listener.warnings) == 1


def test_what_it_takes_is_told_before_the_first_request(server, tmp_path):
    listener = Listener()
    heard = []
    server_log = server.log
    monitor = listener.monitor
    object.__setattr__(monitor, "info", lambda line: heard.append((len(server_log), line)))
    fetch(server, tmp_path, monitor)
    told = [requests for requests, line in heard if line.startswith("This takes at most")]
    assert told == [0]


def test_cells_that_are_copies_on_earth_engine_are_marked_and_dropped(server, tmp_path):
    server.projection = {"type": "Projection", "crs": "EPSG:4326", "transform": [0.08, 0, -180, 0, -0.08, 85.0445664]}
    listener = Listener()
    fetched = fetch(server, tmp_path, listener.monitor, side=WHOLE, extent=(20.0, -3.0, 21.0, -1.0, "EPSG:4326"))
    found = bands(fetched.coarse[0])
    copied = found["duplicate"] == 1
    assert 0 < copied.mean() < 0.4 and np.isnan(found["soil_moisture"][copied]).all()
    assert np.isfinite(found["soil_moisture"][~copied]).all()
    assert f"{copied.sum()} of {copied.size} coarse cells hold a copy of a neighbour" in listener.text
