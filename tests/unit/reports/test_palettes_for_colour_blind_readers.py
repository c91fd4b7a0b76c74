"""Every palette can be read with each form of colour blindness, simulated in full strength.

The simulation is that of Machado, Oliveira & Fernandes (2009, IEEE Transactions on Visualization and Computer Graphics
15, 1291), severity 1.0: one matrix per form, applied to linear RGB. Differences are CIE76 in CIELAB (D65).
"""
from itertools import combinations

import numpy as np
import pytest
from colour_vision import COLOUR_VISION

from smdownscale_plugin.reports import colours, drought_colours

_TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                    [0.0193339, 0.1191920, 0.9503041]])


def lab(colour, form):
    """CIELAB of an sRGB colour as somebody with this form sees it."""
    encoded = np.array([int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(encoded > 0.04045, ((encoded + 0.055) / 1.055) ** 2.4, encoded / 12.92)
    xyz = _TO_XYZ @ np.clip(COLOUR_VISION[form] @ linear, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(first, second, form):
    return float(np.linalg.norm(lab(first, form) - lab(second, form)))


def test_the_simulation_confuses_what_is_known_to_be_confused_and_nothing_else():
    red, green, blue, yellow = "#c05050", "#7d7d28", "#3050c0", "#d0d040"
    assert apart(red, green, "none") > 45 and apart(red, green, "deuteranopia") < 0.5 * apart(red, green, "none")
    assert all(apart(blue, yellow, form) > 60 for form in ("protanopia", "deuteranopia"))
    assert lab("#ffffff", "protanopia") == pytest.approx([100, 0, 0], abs=0.1)


SCALES = {"soil moisture": colours.SOIL_MOISTURE, "difference": colours.DIFFERENCE,
          "drought anomaly": drought_colours.ANOMALY}
CATEGORIES = {"series": [(c, "") for c in colours.SERIES],
              "verdicts of stations": [(c, m) for _, c, m, _ in colours.VERDICTS],
              "correlation at stations": [(c, m) for _, c, m, _ in colours.R_CLASSES]}


@pytest.mark.parametrize("form", COLOUR_VISION)
@pytest.mark.parametrize("name", SCALES)
def test_on_a_scale_neighbours_differ_and_the_two_ends_are_never_alike(name, form):
    shades = [colour for _, colour in SCALES[name]]
    assert min(apart(a, b, form) for a, b in zip(shades, shades[1:])) > 6
    light = [lab(colour, form)[0] for colour in shades]
    brightest = int(np.argmax(light))
    assert (np.diff(light[:brightest + 1]) > 0).all() and (np.diff(light[brightest:]) < 0).all()
    dry, wet = shades[:brightest], shades[:brightest:-1]
    assert all(apart(a, b, form) > 15 for a, b in zip(dry, wet))


@pytest.mark.parametrize("form", COLOUR_VISION)
def test_the_width_of_intervals_gets_darker_step_by_step(form):
    shades = [colour for _, colour in colours.INTERVAL_WIDTH]
    assert (np.diff([lab(colour, form)[0] for colour in shades]) < 0).all()
    assert min(apart(a, b, form) for a, b in zip(shades, shades[1:])) > 8


@pytest.mark.parametrize("form", COLOUR_VISION)
@pytest.mark.parametrize("name", CATEGORIES)
def test_categories_differ_by_colour(name, form):
    assert min(apart(a, b, form) for (a, _), (b, _) in combinations(CATEGORIES[name], 2)) > 12


@pytest.mark.parametrize("name", ["verdicts of stations", "correlation at stations"])
def test_categories_on_maps_differ_by_shape_too(name):
    shapes = [shape for _, shape in CATEGORIES[name]]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("form", COLOUR_VISION)
def test_drought_classes_get_darker_and_each_differs_from_the_one_before(form):
    shades = [drought_colours.NONE, *(colour for _, _, colour in drought_colours.CLASSES)]
    light = [lab(colour, form)[0] for colour in shades]
    assert (np.diff(light) < 0).all()
    assert min(apart(a, b, form) for a, b in zip(shades, shades[1:])) > 12


@pytest.mark.parametrize("form", COLOUR_VISION)
def test_percentile_classes_beside_each_other_differ(form):
    shades = [colour for _, colour, _ in drought_colours.PERCENTILE]
    assert min(apart(a, b, form) for a, b in zip(shades, shades[1:])) > 8
