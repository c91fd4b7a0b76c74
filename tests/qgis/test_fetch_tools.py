"""Fetch Predictors and Test Earth Engine in QGIS and through qgis_process, against an Earth Engine of our own."""
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "unit"))
from earth_engine_world import bands, question  # noqa: E402

pytest_plugins = ["earth_engine_fixtures"]
pytest.importorskip("ee", reason="earthengine-api is not installed")
URL = "SMDOWNSCALE_EARTHENGINE_URL"


def parameters(folder, **changes):
    """The small question as the tool's parameters."""
    asked = question(folder)
    xmin, ymin, xmax, ymax, crs = asked.extent
    return {"EXTENT": f"{xmin},{xmax},{ymin},{ymax} [{crs}]", "START": asked.start, "END": asked.end,
            "STEP": asked.step, "VARIABLES": ",".join(asked.variables), "OUTPUT_FOLDER": str(folder), **changes}


@pytest.fixture
def at_server(server, monkeypatch):
    """Tools of this process talk to our own server."""
    monkeypatch.setenv(URL, server.url)
    return server


def test_a_fetch_gives_lists_that_train_model_takes(at_server, run_tool, log, tmp_path):
    results = run_tool("fetchpredictors", parameters(tmp_path / "out"))
    assert [Path(p).name for p in results["PREDICTORS"]] == ["static.tif", "predictors_20200601.tif",
                                                             "predictors_20200609.tif"]
    assert [Path(p).name for p in results["COARSE"]] == ["soil_moisture_20200601.tif", "soil_moisture_20200609.tif"]
    assert "This takes at most" in log.text and "Signed in to Earth Engine as anonymous" in log.text
    assert log.text.index("This takes at most") < log.text.index("Signed in")


def test_a_preset_needs_nothing_but_area_and_dates(at_server, run_tool, log, tmp_path):
    at_server.images.update({f"MODIS/061/{name}": at_server.images["MODIS/061/MOD13Q1"]
                             for name in ("MOD11A2", "MOD16A2GF", "MCD12Q1")})
    asked = parameters(tmp_path / "out", START="2020-06-01", END="2020-07-01")
    for name in ("STEP", "VARIABLES"):
        del asked[name]
    results = run_tool("fetchpredictors", asked)
    assert len(results["PREDICTORS"]) == 2 and len(results["COARSE"]) == 1
    assert "Preset monthly_1km_modis" in log.text


def test_polygons_choose_the_cells_that_are_fetched(at_server, run_tool, tmp_path):
    region = tmp_path / "region.geojson"
    corners = [[-97.6, 35.8], [-97.3, 35.8], [-97.6, 36.1], [-97.6, 35.8]]
    region.write_text(json.dumps({"type": "Polygon", "coordinates": [corners]}), encoding="utf-8")
    asked = parameters(tmp_path / "out", REGION=str(region))
    del asked["EXTENT"]
    results = run_tool("fetchpredictors", asked)
    for path, name in ((results["PREDICTORS"][1], "ndvi"), (results["COARSE"][0], "soil_moisture")):
        values = bands(path)[name]
        assert np.isfinite(values[-1, 0]) and np.isnan(values[0, -1])      # the corner in the south-west, and across


def test_a_wrong_question_is_refused_before_the_server_is_asked(at_server, run_tool, log, tmp_path):
    from qgis.core import QgsProcessingException
    asked = parameters(tmp_path / "out", START="1979-01-01", END="1980-01-01")
    with pytest.raises(QgsProcessingException, match="is available from 2000-02-18"):
        run_tool("fetchpredictors", asked)
    assert not at_server.log


def test_cancel_stops_a_fetch_at_once(at_server, run_tool, log, tmp_path):
    from qgis.core import QgsProcessingException
    at_server.delay = 0.4
    when = []
    log.feedback.progressChanged.connect(lambda _: (when.append(time.monotonic()), log.feedback.cancel())
                                         if at_server.count("computePixels") and not when else None)
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run_tool("fetchpredictors", parameters(tmp_path / "out"))
    assert not when or time.monotonic() - when[0] < 2.0


def test_test_earth_engine_tells_in_one_line_and_remembers_the_project(at_server, run_tool, log):
    from qgis.core import QgsSettings
    results = run_tool("testearthengine", {"PROJECT": "my-project", "REMEMBER": True})
    assert results["REPORT"].startswith("Earth Engine works: as anonymous, with the project my-project")
    try:
        assert "with the project my-project" in run_tool("testearthengine", {})["REPORT"]
    finally:
        QgsSettings().remove("smdownscale/earthengine_project")


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """qgis_process as a user without any sign-in, and without a network where one is asked for."""
    from headless import Headless
    home = tmp_path_factory.mktemp("home")
    empty = {name: "" for name in ("GOOGLE_APPLICATION_CREDENTIALS", "HTTPS_PROXY", "https_proxy", URL)}
    made = Headless(tmp_path_factory.mktemp("profile"), environment={"HOME": str(home), **empty})
    made.home = home
    return made


def refused(outside, words, **environment):
    """(what was said, seconds) of a tool that must fail."""
    before = dict(outside.environment)
    outside.environment.update(environment)
    begin = time.monotonic()
    try:
        done = outside(words)
    finally:
        outside.environment = before
    assert done.returncode != 0
    return " ".join((done.stdout + done.stderr).split()), time.monotonic() - begin


@pytest.fixture(scope="module")
def start_up(outside):
    """Seconds that qgis_process needs for nothing."""
    begin = time.monotonic()
    outside(["help", "smdownscale:testearthengine"])
    return time.monotonic() - begin


TEST = ["run", "smdownscale:testearthengine", "--"]


def sign_in(home, text='{"refresh_token": "x"}'):
    folder = home / ".config" / "earthengine"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "credentials").write_text(text, encoding="utf-8")
    return folder / "credentials"


@pytest.mark.parametrize("case, told", [
    ("no credentials", "There is no sign-in to Earth Engine"), ("no project", "fill in Google Cloud project (PROJECT)"),
    ("bad key", "isn't a service-account key"), ("no key", "doesn't exist"), ("offline", "can't be reached")])
def test_what_is_missing_is_told_soon_and_with_an_exit_code(outside, start_up, tmp_path, case, told):
    words, environment, stored = list(TEST), {}, None
    if case in ("no project", "offline"):
        stored = sign_in(outside.home)
    if case == "offline":
        words, environment = [*TEST, "PROJECT=p"], {URL: "https://nowhere.invalid"}
    if case == "no credentials":
        words = [*TEST, "PROJECT=p"]
    if case.endswith("key"):
        key = tmp_path / "key.json"
        if case == "bad key":
            key.write_text("{}", encoding="utf-8")
        words = [*TEST, f"SERVICE_ACCOUNT_KEY={key}"]
    try:
        said, seconds = refused(outside, words, **environment)
    finally:
        if stored:
            os.remove(stored)
    assert told in said
    assert seconds < start_up + 5.0 + 3.0      # the tool's five seconds, and some for a machine that is busy


def test_fetch_predictors_fails_with_the_same_sentence(outside, tmp_path):
    asked = parameters(tmp_path / "out")
    words = ["run", "smdownscale:fetchpredictors", "--", *[f"{name}={value}" for name, value in asked.items()]]
    said, _ = refused(outside, words)
    assert "There is no sign-in to Earth Engine" in said and "This takes at most" in said
    assert not list(tmp_path.rglob("*.tif"))


def test_a_fetch_through_qgis_process_ends_with_json_alone(outside, server, tmp_path):
    outside.environment[URL] = server.url
    try:
        results = outside.tool("fetchpredictors", parameters(tmp_path / "out"))
    finally:
        outside.environment[URL] = ""
    assert len(results["PREDICTORS"]) == 3 and all(os.path.exists(path) for path in results["COARSE"])


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_an_interrupted_fetch_ends_at_once_while_the_server_hangs(outside, server, tmp_path):
    from headless import executable
    for _ in range(60):
        server.fail(hang=600)
    asked = parameters(tmp_path / "out")
    words = ["run", "smdownscale:fetchpredictors", "--", *[f"{name}={value}" for name, value in asked.items()]]
    process = subprocess.Popen([executable(), *words], env={**outside.environment, URL: server.url}, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    try:
        end = time.monotonic() + 60
        while not server.count("computePixels") and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=15)      # its requests would hang for ten minutes
    finally:
        process.kill()
    assert process.returncode != 0 and "Cancelled" in said
    assert not list(tmp_path.rglob("*.tif"))
