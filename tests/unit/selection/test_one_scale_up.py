"""What the assessment one scale up says of a variant."""
from types import SimpleNamespace

import numpy as np
import pytest

from smdownscale_plugin.selection.coarse_product.assessment import Assessment
from smdownscale_plugin.selection.coarse_product.one_scale_up import OneScaleUp


@pytest.mark.parametrize("footprint_km, error", [(0.0, 0.01), (33.0, 0.02)])
def test_with_a_footprint_the_pattern_is_that_of_a_correction_that_can_be_had(footprint_km, error):
    """Keeping means does best one scale up, but with a footprint it is refused: filtered, the next best, counts."""
    y = np.full(5, 0.25)
    off = {"none": 0.03, "mean_preserving": 0.01, "filtered": 0.02}
    noisy = Assessment({kind: 1 - (e / 0.05) ** 2 for kind, e in off.items()}, off,
                       {kind: y + e for kind, e in off.items()}, 5)
    scaled_up = OneScaleUp(SimpleNamespace(y=y), SimpleNamespace(footprint_km=footprint_km), noisy, noisy,
                           None, None)
    assert np.sqrt(np.mean(scaled_up.pattern)) == pytest.approx(error)
