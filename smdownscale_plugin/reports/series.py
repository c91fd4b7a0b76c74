"""The series report: coarse and fine maps side by side, date by date."""
import numpy as np
from osgeo import gdal

from ..downscaling.downscale import BOUNDS
from ..errors import InputError
from ..rasters.coarse import BAND, HIGH, LOW
from ..rasters.gdal_calls import call, open_raster
from ..rasters.reading import describe
from ..rasters.writing import NODATA
from . import plots
from .html import Report

_MOST_DATES = 12
_SIDE = 300        # pixels of a map's longer side in the report
_UNIT = "m³/m³"


def write_series_report(path, model, maps, made, failed, empty=()) -> str:
    """Write the report.

    maps: [(date, coarse path or None, fine path)]; made: Downscaled of this run; failed, empty: sentences on the dates
    that failed, and on those left out because they hold no valid value.
    """
    report = Report("Downscaled series", subtitle=f"{len(maps)} dates, {maps[0][0]} to {maps[-1][0]}")
    sentences = [f"{len(maps)} maps of soil moisture were made with a "
                 f"{model.about.get('method_label', 'trained')} model."]
    if failed:
        sentences.append(f"{len(failed)} dates failed.")
    if empty:
        sentences.append(f"{len(empty)} dates hold no valid value and were left out.")
    report.summary(*sentences, measured_against="nothing: these are estimates. Compare them with stations or "
                                                "another product "
                   "(Validate Against Stations, Validate Raster).")
    chosen = np.unique(np.linspace(0, len(maps) - 1, min(len(maps), _MOST_DATES)).round().astype(int))
    shown = [maps[i] for i in chosen]
    report.section("Maps", "" if len(shown) == len(maps) else f"{len(shown)} of {len(maps)} dates, evenly spread.")
    report.note(plots.missing())
    scale = float(model.about.get("coarse_scale", 1.0))
    rows = [(date, [thumbnail(coarse, fine, scale) if coarse else None, thumbnail(fine)])
            for date, coarse, fine in shown]
    report.figure(plots.maps(rows, ("Coarse product", "Downscaled"), ("soil_moisture", "soil_moisture")),
                  f"Soil moisture in {_UNIT}, coarse product and downscaled map of each date.", wide=True)
    if made:
        report.section("Figures by date")
        report.table(("Map", "Pixels", "Outside training range (%)", f"Residual RMSE ({_UNIT})", "Residual correction"),
                     [(r.path.replace("\\", "/").rsplit("/", 1)[-1], r.valid_pixels, r.outside_percent,
                       (r.residual_rmse, f"{r.residual_rmse:.4f}" if np.isfinite(r.residual_rmse) else None),
                       r.correction)
                      for r in made])
    report.section("Limits").items([
        f"Values are kept within {BOUNDS[0]:g} to {BOUNDS[1]:g} {_UNIT}.",
        "Residual RMSE is the difference between the coarse product and the cell means of the model's first guess.",
    ])
    report.items([*(f"Failed: {text}" for text in failed), *(f"Left out: {text}" for text in empty)])
    report.write(path)
    return path


def thumbnail(path, like=None, scale=1.0):
    """Soil moisture of a raster, its values times `scale` (m3/m3), thinned to a few hundred pixels; NaN where none.

    The band `soil_moisture`, or the first; on the extent of `like` when given. Raises InputError.
    """
    info = describe(path)
    band = next((band.index for band in info.bands if band.name == BAND), 1)
    what = f"Can't read {path}"
    # gdal.Warp knows nothing of bands and of stored scales
    source = call(gdal.Translate, "", open_raster(path), format="VRT", bandList=[band], unscale=True,
                  outputType=gdal.GDT_Float64, what=what, error=InputError)
    target = open_raster(like or path)
    shrink = max(1.0, max(target.RasterXSize, target.RasterYSize) / _SIDE)
    x0, dx, _, y0, _, dy = target.GetGeoTransform()
    bounds = (x0, y0 + dy * target.RasterYSize, x0 + dx * target.RasterXSize, y0)
    small = call(gdal.Warp, "", source, format="MEM", outputBounds=bounds, dstSRS=target.GetProjection() or None,
                 width=max(1, round(target.RasterXSize / shrink)), height=max(1, round(target.RasterYSize / shrink)),
                 resampleAlg="near" if like else "average", dstNodata=NODATA, outputType=gdal.GDT_Float64,
                 what=what, error=InputError)
    values = small.GetRasterBand(1).ReadAsArray()
    values = np.where(values == NODATA, np.nan, values * scale)
    return np.where((values >= LOW) & (values <= HIGH), values, np.nan)
