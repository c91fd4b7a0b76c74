"""Colours and names of drought classes, for pages and map styles.

The colours of the US Drought Monitor (droughtmonitor.unl.edu). From D0 to D4 each is darker than the one before, so
that their order survives every form of colour blindness and a print in grey; on pages the class's name is beside it.
"""
# Name, what it means, colour; in the order of the class codes 1 to 5.
CLASSES = (
    ("D0", "Abnormally dry", "#ffff00"),
    ("D1", "Moderate drought", "#fcd37f"),
    ("D2", "Severe drought", "#ffaa00"),
    ("D3", "Extreme drought", "#e60000"),
    ("D4", "Exceptional drought", "#730000"),
)
NONE, NONE_NAME = "#fbfbf8", "No drought"
MISSING, MISSING_NAME = "#d3d6d9", "No data"
NODATA = 255
DROUGHT = 2        # code from which a district counts as in drought (D1)

# Standardised anomaly, dry brown to wet blue, white at the season's mean.
ANOMALY = ((-3.0, "#5a2f0c"), (-2.0, "#96602b"), (-1.0, "#d9b57c"), (0.0, "#f7f7f5"), (1.0, "#93cadb"),
           (2.0, "#3d88b8"), (3.0, "#0c3c78"))

# Percentiles: the classes' thresholds as upper limits, then near normal and the wet side.
PERCENTILE = ((2.0, "#730000", "D4: 2 and below"), (5.0, "#e60000", "D3: 2 to 5"), (10.0, "#ffaa00", "D2: 5 to 10"),
              (20.0, "#fcd37f", "D1: 10 to 20"), (30.0, "#ffff00", "D0: 20 to 30"), (70.0, "#fbfbf8", "30 to 70"),
              (80.0, "#cfe8ee", "70 to 80"), (90.0, "#93cadb", "80 to 90"), (95.0, "#3d88b8", "90 to 95"),
              (100.0, "#0c3c78", "above 95"))


def colour(code: int) -> str:
    """Colour of a class code: 0 none, 1 to 5 for D0 to D4, anything else no data."""
    if code == 0:
        return NONE
    return CLASSES[code - 1][2] if 1 <= code <= len(CLASSES) else MISSING


def name(code: int) -> str:
    """`none`, `D0` ... `D4`, or a dash."""
    if code == 0:
        return "none"
    return CLASSES[code - 1][0] if 1 <= code <= len(CLASSES) else "–"


def ink(code: int) -> str:
    """Colour of text that is read on a class's colour."""
    return "#ffffff" if code in (4, 5) else "#1f2a33"
