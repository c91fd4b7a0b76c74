"""Synthetic soil moisture of many years for tests of drought: a bucket filled by seasonal rain, rain cut on demand."""
from datetime import datetime, timedelta, timezone

import numpy as np

from smdownscale_plugin.rasters.grid import Grid, crs_wkt
from smdownscale_plugin.rasters.period import Period
from smdownscale_plugin.rasters.writing import write_raster

CELL = 1000.0


def grid(height=12, width=16):
    """A grid of 1 km cells in EPSG:6933."""
    return Grid(crs_wkt("EPSG:6933"), (0.0, CELL, 0.0, height * CELL, 0.0, -CELL), width, height)


def days(first_year, years, step):
    """Periods of `step` days, begun anew each year (as composites of MODIS are), the last one cut."""
    out = []
    for year in range(first_year, first_year + years):
        start, end = (datetime(y, 1, 1, tzinfo=timezone.utc) for y in (year, year + 1))
        while start < end:
            stop = min(start + timedelta(days=step), end)
            if (stop - start).days * 2 > step:
                out.append(Period(start, stop))
            else:
                out[-1] = Period(out[-1].start, stop)
            start = stop
    return out


def bucket(periods, shape, seed=0, cut=None, noise=0.004):
    """Soil moisture (n, rows, columns) in m3/m3 of a bucket under seasonal rain of random strength.

    cut: (mask, start, end): no rain there and then. A pixel's soil scales the bucket's range.
    """
    rng = np.random.default_rng(seed)
    first, last = periods[0].start, periods[-1].end
    total = (last - first).days
    depth, moisture, out, at = 120.0, np.full(shape, 0.5), [], 0
    soil = 0.30 + 0.10 * rng.random(shape)
    for period in periods:
        values = []
        while at < (period.end - first).days and at < total:
            day = first + timedelta(days=at)
            season = 0.5 + 0.5 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 20) / 365.0)
            wet = rng.random() < 0.12 + 0.25 * season
            rain = rng.gamma(0.9, 9.0) * (0.6 + 0.8 * rng.random(shape)) if wet else np.zeros(shape)
            if cut is not None and cut[1] <= day < cut[2]:
                rain = np.where(cut[0], 0.0, rain)
            demand = (1.2 + 3.5 * (1 - season)) * np.clip(moisture / 0.6, 0, 1)
            moisture = np.clip(moisture + (rain - demand) / depth, 0.02, 1.0)
            values.append(moisture.copy())
            at += 1
        out.append(0.05 + soil * np.mean(values, axis=0) + noise * rng.standard_normal(shape))
    return np.asarray(out, np.float32)


def write_series(folder, periods, values, on=None, **metadata):
    """One raster a period: soil_moisture_YYYYMMDD.tif; returns their paths."""
    about = {"PRODUCT": "TEST", **metadata}
    target = on or grid(*values.shape[1:])
    return [write_raster(str(folder / f"soil_moisture_{period.stamp()}.tif"), target, {"soil_moisture": layer},
                         units={"soil_moisture": "m3 m-3"}, metadata={**about, **period.metadata()})
            for period, layer in zip(periods, values)]
