"""Colours that reports and map styles share.

All of them stay apart under the common forms of colour blindness and when printed in grey: scales run through
lightness, categories differ in it (Okabe & Ito 2008; Crameri et al. 2020, Nature Communications 11, 5444).
"""
# Soil moisture in m3/m3, dry brown to wet blue, on a fixed scale: equal colours mean equal values on every map.
SOIL_MOISTURE_RANGE = (0.0, 0.5)
SOIL_MOISTURE = (
    (0.00, "#4f2a0c"),
    (0.05, "#7a4a1e"),
    (0.10, "#a87439"),
    (0.15, "#cfa163"),
    (0.20, "#e8cd9c"),
    (0.25, "#f2ecd2"),
    (0.30, "#c4e1de"),
    (0.35, "#88c3d4"),
    (0.40, "#4697c2"),
    (0.45, "#1f66a0"),
    (0.50, "#0a3470"),
)

# Estimate minus reference in m3/m3, too dry brown to too wet blue, white where they agree.
DIFFERENCE_RANGE = (-0.1, 0.1)
DIFFERENCE = (
    (-0.10, "#7a4a1e"),
    (-0.05, "#cfa163"),
    (0.00, "#f7f7f5"),
    (0.05, "#88c3d4"),
    (0.10, "#1f66a0"),
)

# Width of the 90 % interval in m3/m3: the darker, the less is known.
INTERVAL_WIDTH = (
    (0.00, "#fdfdf8"),
    (0.05, "#e3d9ea"),
    (0.10, "#b79fcb"),
    (0.15, "#7d5ba6"),
    (0.20, "#3f1f70"),
)

# Whether a map is closer to a station than the interpolated coarse product: verdict, colour, marker, text.
VERDICTS = (
    ("better", "#0d6ab0", "^", "closer than the interpolated coarse product"),
    ("undecided", "#c9c9c4", "o", "undecided"),
    ("worse", "#b3540a", "D", "further than the interpolated coarse product"),
)

# Correlation at a station where there is no coarse product: lower limit, colour, marker, text.
R_CLASSES = (
    (0.8, "#0a3470", "o", "R 0.8 and above"),
    (0.6, "#3d8ac4", "s", "R 0.6 to 0.8"),
    (0.4, "#a9cbe4", "^", "R 0.4 to 0.6"),
    (-1.0, "#f3e3c3", "D", "R below 0.4"),
)

# Categories, in the order in which they are used.
FINE, NEAREST, BILINEAR, TRUTH = "#0d6ab0", "#d08a1d", "#8a8f94", "#1c1c1c"
SERIES = (FINE, NEAREST, BILINEAR, "#8e1a0b", "#6fd6a0", "#4b1e6e")

INK, FAINT, LINE, PAPER = "#1f2a33", "#5d6b75", "#d5dbdf", "#ffffff"
MISSING = "#e4e4e1"
