"""Maps whose model averages a noisy predictor over neighbouring pixels first."""
import numpy as np
import pytest
from small_world import make, pixels, smooth

from smdownscale_plugin.downscaling import window_reader
from smdownscale_plugin.downscaling.downscale import MapInputs, OutputPaths, downscale
from smdownscale_plugin.errors import InputError, ModelFileError
from smdownscale_plugin.jobs.export_model import export_model
from smdownscale_plugin.rasters.stack import open_stacks
from smdownscale_plugin.rasters.windows import WindowLayout, windows
from smdownscale_plugin.regression.linear import LinearFit
from smdownscale_plugin.regression.model import Model
from smdownscale_plugin.regression.model_file import read_model, write_model
from smdownscale_plugin.samples.features import Feature, Features

SHAPE, WIDTH = (60, 75), 1.4
RANGES = np.array([[-9.0, 9.0]] * 2)
COEFFICIENTS = np.array([0.02, 0.01])


def model(width=WIDTH):
    fit = LinearFit(COEFFICIENTS, 0.25, RANGES)
    return Model(fit, Features((Feature("ndvi"), Feature("height"))), RANGES, {"averaged": {"ndvi": width}})


@pytest.fixture
def layers():
    ndvi = smooth(SHAPE, 1, 2)
    ndvi[20:23, 30:34] = np.nan
    return {"height": smooth(SHAPE, 2, 6), "ndvi": ndvi}


def mapped(layers, tmp_path, name="map.tif", width=WIDTH):
    stack = open_stacks([make(tmp_path / "stack.tif", layers)])[0]
    found = read_model(write_model(str(tmp_path / "model.smdm"), model(width)))
    downscale(found, MapInputs(stack), OutputPaths(str(tmp_path / name)), "none")
    return pixels(tmp_path / name)[0]


def test_only_the_noisy_predictor_is_averaged_and_gaps_stay_gaps(layers, tmp_path):
    filters = pytest.importorskip("scipy.ndimage")
    known = np.isfinite(layers["ndvi"])
    sums, counts = (filters.gaussian_filter(part, WIDTH, mode="constant", radius=5)
                    for part in (np.where(known, layers["ndvi"], 0.0), known.astype(float)))
    expected = 0.25 + COEFFICIENTS[0] * sums / counts + COEFFICIENTS[1] * layers["height"]
    found = mapped(layers, tmp_path)
    assert np.array_equal(np.isfinite(found), known)
    assert np.abs(found - expected)[known].max() < 1e-5


@pytest.mark.parametrize("width", [0.6, WIDTH, 2.33])      # weights whose rounded sum is 1, and is not
def test_a_map_in_windows_equals_the_map_in_one_piece(layers, tmp_path, monkeypatch, width):
    whole = mapped(layers, tmp_path, width=width)
    monkeypatch.setattr(window_reader, "layout", lambda shape, blocks: WindowLayout(windows(shape, (17, 17)), False))
    assert np.array_equal(whole, mapped(layers, tmp_path, "pieces.tif", width), equal_nan=True)


@pytest.mark.parametrize("averaged", [{"ndvi": 99.0}, {"ndvi": -1.0}, {"ndvi": "wide"}, ["ndvi"]])
def test_a_model_file_that_asks_for_absurd_averages_is_refused(averaged, tmp_path):
    path = str(tmp_path / "model.smdm")
    crafted = model()
    crafted.about["averaged"] = averaged
    write_model(path, crafted)
    with pytest.raises(ModelFileError, match="malformed"):
        read_model(path)


def test_such_a_model_is_no_formula(tmp_path):
    path, out = write_model(str(tmp_path / "model.smdm"), model()), tmp_path / "formula.txt"
    with pytest.raises(InputError, match="averages ndvi over neighbouring pixels.*METHOD linear"):
        export_model(path, str(out))
    assert not out.exists()
