"""Rasters given as drought percentiles that are something else."""
import numpy as np
import pytest
from small_world import make, smooth

from smdownscale_plugin.drought.moisture_series import percentile_band
from smdownscale_plugin.errors import InputError
from smdownscale_plugin.rasters.reading import describe

UNIFORM = (np.argsort(np.argsort(smooth((40, 40), 1, 4).ravel())) / 16.0).reshape(40, 40)
WRONG = {
    "fractions": ("percentile", UNIFORM / 100, ""), "fractions without a name": ("x", UNIFORM / 100, ""),
    "soil moisture": ("soil_moisture", 0.1 + UNIFORM / 400, "m3 m-3"),
    "soil moisture in percent": ("soil_moisture", 10 + UNIFORM / 4, "%"), "below 0": ("percentile", UNIFORM - 3, "%"),
    "over 100": ("percentile", UNIFORM * 1.2, "%"), "soil moisture by its unit": ("percentile", UNIFORM, "m3 m-3"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_percentile_is_refused(tmp_path, name):
    band, values, unit = WRONG[name]
    path = make(tmp_path / "p_20200601.tif", {band: values}, bands={band: {"unit": unit}} if unit else None)
    with pytest.raises(InputError, match="no percentiles"):
        percentile_band(describe(path))


def test_of_many_bands_none_is_taken_unless_it_is_named(tmp_path):
    path = make(tmp_path / "p_20200601.tif", {"a": UNIFORM, "b": UNIFORM})
    with pytest.raises(InputError, match="a, b"):
        percentile_band(describe(path))
    assert percentile_band(describe(make(tmp_path / "q_20200601.tif", {"a": UNIFORM, "percentile": UNIFORM}))) == 2


@pytest.mark.parametrize("values", [UNIFORM, np.zeros((4, 4)), np.full((4, 4), 0.5) * np.eye(4) * 0])
def test_percentiles_pass_though_all_is_dry(tmp_path, values):
    assert percentile_band(describe(make(tmp_path / "p_20200601.tif", {"percentile": values}))) == 1
