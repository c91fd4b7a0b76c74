"""Shared by the Earth Engine tests: access to our own server, a small question to ask, and reading what came."""
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import numpy as np
from osgeo import gdal

from smdownscale_plugin.fetching.choice import Question
from smdownscale_plugin.fetching.workers import Retry
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.sources.earth_engine.provider import LIMITS, EarthEngine
from smdownscale_plugin.sources.earth_engine.session import Access
from smdownscale_plugin.sources.earth_engine.transport import Patience

TODAY = date(2026, 11, 20)
QUICK = Retry(attempts=6, first=0.02, longest=0.1)


def milliseconds(day: str) -> int:
    """Earth Engine's time of a day."""
    return int(datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp() * 1000)


def daily(first: str, days: int) -> dict:
    """Images of so many days: {index: milliseconds}."""
    start = date.fromisoformat(first)
    return {(start + timedelta(n)).isoformat().replace("-", "_"): milliseconds((start + timedelta(n)).isoformat())
            for n in range(days)}


def access(server, **patience) -> Access:
    """Access to our own server; patient, so that a busy machine isn't taken for a server that hangs."""
    waiting = {"connect": 20.0, "read": 20.0, "whole": 40.0, **patience}
    return Access(url=server.url, patience=Patience(**waiting), retry=QUICK)


def earth_engine(server, side: int = LIMITS.side, **patience) -> EarthEngine:
    """Our own server as the provider; tiles of at most `side` pixels."""
    return EarthEngine(access(server, **patience), replace(LIMITS, side=side))


def question(folder, **changes) -> Question:
    """Three SMAP cells square, June 2020 in three steps, NDVI, rain and elevation."""
    known = {"start": "2020-06-01", "end": "2020-06-17", "step": "8day", "product": "SPL3SMP_E_AM",
             "extent": (-97.55, 35.85, -97.35, 36.0, "EPSG:4326"),
             "variables": ("ndvi", "rain", "elevation")}
    return Question(str(folder), **{**known, **changes})


class Listener:
    """A monitor that remembers, and that cancels after so many calls when told to."""

    def __init__(self, cancelled=lambda: False):
        self.lines, self.warnings, self.fractions = [], [], []
        self.monitor = Monitor(lambda fraction, message="": self.fractions.append(fraction), cancelled,
                               self.lines.append, self.warnings.append)

    @property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(self.lines + self.warnings)


def bands(path) -> dict:
    """Bands of a GeoTIFF by name, NaN where nodata, read by GDAL alone."""
    dataset = gdal.Open(str(path))
    found = {}
    for index in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(index)
        values = band.ReadAsArray().astype(float)
        found[band.GetDescription()] = np.where(values == band.GetNoDataValue(), np.nan, values)
    return found


def places(path):
    """x and y of the cells' centres of a raster."""
    dataset = gdal.Open(str(path))
    x0, dx, _, y0, _, dy = dataset.GetGeoTransform()
    return np.meshgrid(x0 + dx * (np.arange(dataset.RasterXSize) + 0.5),
                       y0 + dy * (np.arange(dataset.RasterYSize) + 0.5))
