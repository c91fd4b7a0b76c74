"""Synthetic soil moisture of many years for tests of drought: a bucket filled by seasonal rain, rain cut on demand."""
from datetime import datetime, timedelta, timezone

import numpy as np

from smdownscale_plugin.rasters.grid import Grid, crs_wkt, spatial_reference
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
            if (stop - start).days * 2 >= step:
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
    depth, moisture, out, at = 220.0, np.full(shape, 0.5), [], 0
    soil = 0.30 + 0.10 * rng.random(shape)
    for period in periods:
        values = []
        while at < (period.end - first).days and at < total:
            day = first + timedelta(days=at)
            season = 0.5 + 0.5 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 20) / 365.0)
            wet = rng.random() < 0.12 + 0.25 * season
            rain = rng.gamma(0.9, 9.0) * 2.0 * _field(rng, shape) if wet else np.zeros(shape)
            if cut is not None and cut[1] <= day < cut[2]:
                rain = np.where(cut[0], 0.0, rain)
            demand = (1.2 + 3.5 * (1 - season)) * np.clip(moisture / 0.6, 0, 1)
            moisture = np.clip(moisture + (rain - demand) / depth, 0.02, 1.0)
            values.append(moisture.copy())
            at += 1
        out.append(0.05 + soil * np.mean(values, axis=0) + noise * rng.standard_normal(shape))
    return np.asarray(out, np.float32)


def _field(rng, shape):
    """A smooth random field in 0..1: where it rains."""
    knots = rng.random((4, 5))
    rows, columns = np.linspace(0, 3, shape[0]), np.linspace(0, 4, shape[1])
    along = np.stack([np.interp(columns, np.arange(5), line) for line in knots])
    return np.stack([np.interp(rows, np.arange(4), along[:, k]) for k in range(shape[1])], axis=1)


def write_series(folder, periods, values, on=None, **metadata):
    """One raster a period: soil_moisture_YYYYMMDD.tif; returns their paths."""
    about = {"PRODUCT": "TEST", **metadata}
    target = on or grid(*values.shape[1:])
    return [write_raster(str(folder / f"soil_moisture_{period.stamp()}.tif"), target, {"soil_moisture": layer},
                         units={"soil_moisture": "m3 m-3"}, metadata={**about, **period.metadata()})
            for period, layer in zip(periods, values)]


DISTRICTS = ("Adra", "Borle", "Carst", "Dunmoor", "Eskene", "Falk", "Grevin", "Holm", "Isar")
WORLD_YEARS = (2011, 2022)      # first and last
CUT = (datetime(2022, 2, 1, tzinfo=timezone.utc), datetime(2022, 5, 1, tzinfo=timezone.utc))
CUT_DISTRICTS = ("Borle", "Eskene")


def districts(height, width, seed=7):
    """Nine districts with crooked borders that fill a grid of `height` x `width` cells: {name: WKT in metres}."""
    rng = np.random.default_rng(seed)
    xs, ys = np.meshgrid(np.linspace(0, width, 4), np.linspace(0, height, 4))
    xs[:, 1:3] += rng.uniform(-0.1, 0.1, (4, 2)) * width
    ys[1:3, :] += rng.uniform(-0.1, 0.1, (2, 4)) * height
    out = {}
    for number, name in enumerate(DISTRICTS):
        row, column = divmod(number, 3)
        ring = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column), (row, column)]
        points = ", ".join(f"{xs[p] * CELL:.3f} {(height - ys[p]) * CELL:.3f}" for p in ring)
        out[name] = f"POLYGON(({points}))"
    return out


def write_polygons(path, polygons, crs="EPSG:6933"):
    """A GeoPackage of {name: WKT}."""
    from osgeo import ogr, osr
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    layer = source.CreateLayer("districts", reference, ogr.wkbMultiPolygon)
    layer.CreateField(ogr.FieldDefn("name", ogr.OFTString))
    for name, text in polygons.items():
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("name", name)
        feature.SetGeometry(ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkt(text)))
        layer.CreateFeature(feature)
    return str(path)


def inside(text, height, width):
    """Cells whose centre lies in a WKT polygon (rows, columns), by GDAL."""
    from osgeo import gdal, ogr
    raster = gdal.GetDriverByName("MEM").Create("", width, height, 1, gdal.GDT_Byte)
    raster.SetGeoTransform(grid(height, width).transform)
    raster.SetProjection(grid(height, width).crs)
    source = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = source.CreateLayer("one", spatial_reference("EPSG:6933"), ogr.wkbPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt(text))
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(raster, [1], layer, burn_values=[1])
    return raster.ReadAsArray().astype(bool)


def planted_world(folder, shape=(24, 30), step=10, planted=True, seed=2, until=None):
    """A dozen years of soil moisture in `folder`; rain cut in two districts from February to April of the last year.

    Returns (paths of the series, path of the districts). until: the last date of the series. seed: 2 is a world of
    24 x 30 cells whose last winter and spring are ordinary, so that what is dry there was planted.
    """
    polygons = districts(*shape)
    first, last = WORLD_YEARS
    periods = [p for p in days(first, last - first + 1, step) if until is None or p.end <= until]
    cut = None
    if planted:
        mask = np.any([inside(polygons[name], *shape) for name in CUT_DISTRICTS], axis=0)
        cut = (mask, *CUT)
    values = bucket(periods, shape, seed, cut)
    folder.mkdir(parents=True, exist_ok=True)
    return write_series(folder, periods, values), write_polygons(folder / "districts.gpkg", polygons)
