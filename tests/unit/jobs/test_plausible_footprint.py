"""What a training does about a footprint that the data suggest but do not prove."""
from types import SimpleNamespace

import pytest

from smdownscale_plugin.jobs import plausible_footprint
from smdownscale_plugin.jobs.plausible_footprint import with_plausible_footprint
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.selection.coarse_product.footprint_check import NO_DOUBT, FootprintCheck


@pytest.fixture(autouse=True)
def suggested(monkeypatch):
    """25 km fits a little better than means of cells."""
    found = FootprintCheck({0.0: 0.030, 25.0: 0.029}, 0.0, 25.0, False, 33.0)
    monkeypatch.setattr(plausible_footprint, "check_footprint", lambda *_: found)
    monkeypatch.setattr(plausible_footprint, "product_noise", lambda *_: 0.02)


def _found(footprint_km, product=""):
    said = []
    options = SimpleNamespace(footprint_km=footprint_km, seed=0)
    samples, cells, doubt = with_plausible_footprint("samples", SimpleNamespace(product=product), options,
                                                     Monitor(info=said.append), lambda km: pytest.fail("read again"))
    assert samples == "samples" and cells.product == product
    return doubt, said


def test_maps_are_made_as_they_would_be_and_the_interval_allows_for_the_footprint():
    doubt, said = _found(None)
    assert (doubt.trust, doubt.means_of_cells, doubt.perhaps_km) == (1.0, False, 33.0)
    assert len(said) == 1 and "25 km" in said[0] and "FOOTPRINT_KM" in said[0]


def test_who_says_that_cells_are_means_is_believed():
    assert _found(0.0) == (NO_DOUBT, [])
