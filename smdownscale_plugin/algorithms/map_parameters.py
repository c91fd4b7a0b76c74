"""Parameters that Downscale Raster and Downscale Series share."""
from ..jobs.map_options import MapOptions
from ..scaling.corrections import AUTO, CORRECTIONS
from . import parameters as p
from .mask_parameters import mask, masking
from .station_parameters import station_correction, station_files

_CORRECTION_HELP = (
    "What is done about the difference between the coarse product and the cell means of the first guess:\n"
    "- auto: one of the following, depending on what training found out about the product; the log says why.\n"
    "- none: nothing.\n"
    "- mean_preserving: a smooth field is added that keeps the mean of every coarse cell exactly (not with a "
    "footprint).\n"
    "- filtered: only the part that neighbouring cells share is added; the product's noise is left out.")
_SERIES_HELP = (
    "Daily stacks (rain, temperature ...) on the grid of the predictors, for models that look back on the days before "
    "a map: they must hold the days up to and including that of the map. Stacks of several days serve each of their "
    "days. Other models don't need it.")


def series_before():
    """SERIES, optional."""
    return p.rasters("SERIES", "Daily series", _SERIES_HELP, optional=True)


def map_settings():
    """How maps are made."""
    return [
        p.enum("RESIDUAL_CORRECTION", "Residual correction", _CORRECTION_HELP, CORRECTIONS, AUTO),
        p.coarse_band(),
        p.allow_outside(),
        *mask("the map", advanced=True),
        *station_correction(),
    ]


def map_options(inputs) -> MapOptions:
    """Their values and those of the daily series, as the jobs take them."""
    return MapOptions(inputs["RESIDUAL_CORRECTION"], inputs["COARSE_BAND"] or "", inputs["ALLOW_OUTSIDE"],
                      inputs["SERIES"], masking(inputs), station_files(inputs))
