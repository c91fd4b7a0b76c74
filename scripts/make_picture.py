"""The picture of the README, from a finished demo: coarse product, downscaled map and truth of one date.

    .venv/bin/python scripts/make_picture.py demo 3
"""
import sys
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from smdownscale_plugin.rasters.reading import Raster  # noqa: E402
from smdownscale_plugin.reports.colours import SOIL_MOISTURE  # noqa: E402

TITLES = (("world/coarse", "SMAP-like product, 9 km"), ("maps", "Downscaled, 1 km"), ("world/truth", "Truth, 1 km"))


def main():
    """Draw the three maps side by side."""
    folder, date = Path(sys.argv[1]), int(sys.argv[2])
    low, high = SOIL_MOISTURE[0][0], SOIL_MOISTURE[-1][0]
    ramp = LinearSegmentedColormap.from_list("sm", [((v - low) / (high - low), c) for v, c in SOIL_MOISTURE])
    figure = Figure(figsize=(11, 4.1), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, 3)
    for axis, (part, title) in zip(axes, TITLES):
        with Raster(str(sorted((folder / part).glob("*.tif"))[date])) as raster:
            image = axis.imshow(np.ma.masked_invalid(raster.read()[0]), cmap=ramp, vmin=low, vmax=high,
                                interpolation="nearest")
        axis.set_title(title)
        axis.set_xticks([])
        axis.set_yticks([])
    figure.colorbar(image, ax=axes, label="soil moisture (m³/m³)", shrink=0.8)
    target = REPOSITORY / "docs" / "images" / "demo.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target)


if __name__ == "__main__":
    main()
