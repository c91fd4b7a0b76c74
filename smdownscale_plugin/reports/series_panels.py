"""The series report: coarse and fine maps side by side, date by date."""
from typing import Optional, Sequence, Tuple

import numpy as np

from ..downscaling.downscale import BOUNDS, Downscaled
from ..rasters.coarse_bands import BAND
from ..rasters.coarse_units import HIGH, LOW
from ..rasters.reading import describe
from ..regression.model import Model
from ..scaling.corrections import NONE
from . import plots
from .html import Report
from .thumbnails import band_thumbnail
from .verdicts import CORRECTIONS, model_trust, outside_words, percent

_MOST_DATES = 12
_DATES_IN_FIGURE = 4   # side by side: a figure fits on a printed page, its colour bar beneath
_UNIT = "m³/m³"


def write_series_report(path: str, model: Model, maps: Sequence[Tuple[str, Optional[str], str]],
                        made: Sequence[Downscaled], failed: Sequence[str], empty: Sequence[str] = ()) -> str:
    """Write the report.

    maps: [(date, coarse path or None, fine path)]; made: Downscaled of this run; failed, empty: sentences on the dates
    that failed, and on those left out because they hold no valid value.
    """
    report = Report("Downscaled series", subtitle=_span(maps))
    _opening(report, model, maps, made, failed, empty)
    _maps(report, model, maps)
    if made:
        _figures(report, made)
        _stations(report, [one for one in made if one.stations])
    missed = [*(f"{text}" for text in failed), *(f"{text}" for text in empty)]
    if missed:
        report.section("Dates without a map").items(missed)
    report.section("Limits").items([f"Values are kept within {BOUNDS[0]:g} to {BOUNDS[1]:g} {_UNIT}.",
                                    *_about_residuals(made)])
    report.write(path)
    return path


def _about_residuals(made):
    """A sentence on the residual correction, where there was a coarse product."""
    compared = [one for one in made if np.isfinite(one.residual_rmse)]
    if not compared:
        return []
    corrected = any(one.correction != NONE for one in compared)
    return ["The first guess of the model, averaged over each coarse cell, differs from the coarse product by the "
            "residual RMSE; " + ("the residual correction acts on that difference." if corrected else
                                 "no residual correction was made.")]


def _span(maps):
    dates = "1 date" if len(maps) == 1 else f"{len(maps)} dates"
    return f"{dates}, {maps[0][0]}" + (f" to {maps[-1][0]}" if len(maps) > 1 else "")


def _opening(report, model, maps, made, failed, empty):
    about, several = model.about, len(maps) > 1
    source = f"the coarse product {about['product']}" if about.get("product") else "the coarse product"
    kind = f" ({about['method_label']})" if "method_label" in about else ""
    made_of = f"made from {source} with a trained model{kind}"
    if model.of_stations:
        made_of = f"made with a model of {about['stations']} stations{kind}"
    text = f"{len(maps)} {'maps' if several else 'map'} of soil moisture on the grid of the predictors, {made_of}."
    missed = len(failed) + len(empty)
    if missed:
        text += (f" {missed} {'dates have' if missed > 1 else 'date has'} no map: {len(failed)} failed, {len(empty)} "
                 "without a valid value.")
    report.opening(text, " ".join(filter(None, [model_trust(about), _outside(made)])),
                   f"Compare the maps with stations{' that were not used in training' if model.of_stations else ''} or "
                   "with another product (Validate Against Stations, Validate Raster) before you use their values. For "
                   "drought, rank them against other years (Drought Index).",
                   measured_against=_measured_against(model, made))


def _outside(made):
    return outside_words([r.new_percent for r in made], [r.outside_percent for r in made])


def _measured_against(model, made) -> str:
    if any(one.stations for one in made):
        return f"{_held_out(model)}; on dates with readings, stations that were left out (below)."
    return f"{_held_out(model)}; these maps themselves have not been measured against anything yet."


def _held_out(model) -> str:
    return "stations left out of training" if model.of_stations else \
        "coarse cells held out from training, at reduced resolution"


def _maps(report, model, maps):
    chosen = np.unique(np.linspace(0, len(maps) - 1, min(len(maps), _MOST_DATES)).round().astype(int))
    shown = [maps[i] for i in chosen]
    report.section("Maps", "" if len(shown) == len(maps) else f"{len(shown)} of {len(maps)} dates, evenly spread.")
    report.note(plots.missing())
    scale = float(model.about.get("coarse_scale", 1.0))
    for first in range(0, len(shown), _DATES_IN_FIGURE):
        part = shown[first:first + _DATES_IN_FIGURE]
        rows = [("Coarse product", [thumbnail(coarse, fine, scale) if coarse else None for _, coarse, fine in part]),
                ("Downscaled", [thumbnail(fine) for _, _, fine in part])]
        report.figure(plots.maps(rows, [date for date, _, _ in part], ["soil_moisture"] * len(part)),
                      f"Soil moisture in {_UNIT}, {part[0][0]}" + (f" to {part[-1][0]}" if len(part) > 1 else "")
                      + ": coarse product above, downscaled map below.", wide=True)


def _figures(report, made):
    report.section("Figures by date", "New conditions: share of the pixels with a value of a predictor that no pixel "
                   "had in training. Outside training range: share of those outside the range of the rows that the "
                   "model learned from; where these are means of coarse cells, a large share is normal, because pixels "
                   "vary more than means. Residual RMSE: how far the first guess was from the coarse product.")
    report.table(("Map", "Pixels", "New conditions", "Outside training range",
                  f"Residual RMSE ({_UNIT})", "Residual correction"),
                 [(r.path.replace("\\", "/").rsplit("/", 1)[-1], r.valid_pixels,
                   (r.new_percent, percent(r.new_percent / 100.0, 1)),
                   (r.outside_percent, percent(r.outside_percent / 100.0, 1)),
                   (r.residual_rmse, f"{r.residual_rmse:.4f}" if np.isfinite(r.residual_rmse) else None),
                   _named(r.correction))
                  for r in made])


def _named(correction):
    """A residual correction in a word."""
    if correction == NONE:
        return "none"
    return CORRECTIONS.get(correction, correction).replace(" residual correction", "")


def _stations(report, made):
    """What stations say of each map, where STATIONS were given."""
    if not made:
        return
    report.section("At stations", "RMSE of each map at stations that were left out, as it would be without a "
                   "correction by stations and with the best one. The correction is added where it gains more than "
                   "chance.")
    report.table(("Map", "Stations", "Places", f"RMSE without ({_UNIT})", f"RMSE with ({_UNIT})", "Correction",
                  "Added"),
                 [(r.path.replace("\\", "/").rsplit("/", 1)[-1], r.stations.stations, r.stations.places,
                   r.stations.before, r.stations.after, r.stations.label or "too few places",
                   "yes" if r.stations.field else "no") for r in made])


def thumbnail(path: str, like: Optional[str] = None, scale: float = 1.0) -> np.ndarray:
    """Soil moisture of a raster, its values times `scale` (m3/m3), thinned to a few hundred pixels; NaN where none.

    The band `soil_moisture`, or the first; on the extent of `like` when given. Raises InputError.
    """
    band = next((band.index for band in describe(path).bands if band.name == BAND), 1)
    values = band_thumbnail(path, band, like, "near" if like else "average") * scale
    return np.where((values >= LOW) & (values <= HIGH), values, np.nan)
