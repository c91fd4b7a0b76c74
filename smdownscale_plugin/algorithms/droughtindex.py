"""Drought Index: how unusual soil moisture is for the season."""
from ..drought import mapping
from ..drought.percentiles import EMPIRICAL, METHODS
from ..jobs.drought_index import DroughtOptions, drought_index
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import Style

_KINDS = {"PERCENTILE": mapping.PERCENTILE, "CLASS": mapping.CLASS, "ANOMALY": mapping.ANOMALY, "INDEX": mapping.INDEX,
          "PROBABILITY": mapping.PROBABILITY}
_LISTS = {"PERCENTILES": mapping.PERCENTILE, "CLASSES": mapping.CLASS, "ANOMALIES": mapping.ANOMALY,
          "INDICES": mapping.INDEX, "PROBABILITIES": mapping.PROBABILITY}
_LOOKS = (("CLASS", "CLASSES", Style("drought_class", "Drought class", level=7)),
          ("PERCENTILE", "PERCENTILES",
           Style("drought_percentile", "Soil moisture percentile", level=6, visible=False)),
          ("ANOMALY", "ANOMALIES", Style("anomaly", "Standardised anomaly", level=5, visible=False)),
          ("INDEX", "INDICES", Style(None, "Soil moisture index", level=4, visible=False)),
          ("PROBABILITY", "PROBABILITIES", Style(None, "Probability of drought classes", level=3, visible=False)))


class DroughtIndex(SmDownscaleAlgorithm):
    """The tool `droughtindex`."""

    ID = "droughtindex"
    TITLE = "Drought Index"
    GROUP = Group.DROUGHT
    SUMMARY = (
        "Shows how unusual the soil moisture of a date is for the season, pixel by pixel.\n"
        "Each value is ranked among the pixel's own values of other years within a number of days of the same day "
        "of the year; the percentile gives the drought class of the US Drought Monitor: D0 at or below 30, D1 20, "
        "D2 10, D3 5, D4 2.\n"
        "Save the climatology once, and next month you need only that month's raster. Series that change product, "
        "model or grid are refused, because such a break looks like a drought.\n"
        "A percentile says how rare a value is in the years at hand, not how accurate the map is.")
    TAGS = ("drought monitor", "percentile", "anomaly", "climatology", "D0-D4")
    STYLES = {**{single: style._replace(series=series) for single, series, style in _LOOKS},
              **{series: style for _, series, style in _LOOKS}}

    def parameters(self):
        """Inputs and outputs."""
        return [*_inputs(), *_destinations(),
                p.rasters_output("PERCENTILES", "Percentiles of all dates"),
                p.rasters_output("CLASSES", "Drought classes of all dates"),
                p.rasters_output("ANOMALIES", "Standardised anomalies of all dates"),
                p.rasters_output("INDICES", "Soil moisture indices of all dates"),
                p.rasters_output("PROBABILITIES", "Probabilities of drought classes of all dates"),
                p.number_output("YEARS", "Years that the last date was compared with"),
                p.number_output("DROUGHT_PERCENT", "Percent of the last date's area in D1 or worse")]

    def perform(self, inputs, monitor):
        """Make the maps."""
        options = DroughtOptions(
            climatology=inputs["CLIMATOLOGY"], window_days=inputs["WINDOW_DAYS"], minimum_years=inputs["MINIMUM_YEARS"],
            baseline=inputs["BASELINE"], method=inputs["PERCENTILE_METHOD"], intervals=inputs["INTERVALS"],
            wilting_point=inputs["WILTING_POINT"], field_capacity=inputs["FIELD_CAPACITY"])
        maps = drought_index(inputs["SERIES"], {kind: inputs[name] for name, kind in _KINDS.items()}, options,
                             date=inputs["DATE"], folder=inputs["OUTPUT_FOLDER"],
                             climatology_output=inputs["CLIMATOLOGY_OUTPUT"], monitor=monitor)
        lists = {name: maps.paths[kind] for name, kind in _LISTS.items() if kind in maps.paths}
        return {**lists, "YEARS": maps.years, **p.known_numbers(DROUGHT_PERCENT=100.0 * maps.drought_share)}


def _inputs():
    return [
        p.rasters("SERIES", "Soil moisture series",
                  "Soil moisture in m3/m3 of many dates, from one product and one model: the years to compare with "
                  "and the dates to be mapped. With CLIMATOLOGY, only the new dates."),
        p.text("DATE", "Date",
               "Dates to map: one (2021-07-01), several separated by commas, a range (first/last), or all. More than "
               "one needs OUTPUT_FOLDER. Default: all dates of SERIES with an OUTPUT_FOLDER, else the "
               "last.", optional=True),
        p.raster("CLIMATOLOGY", "Climatology", "File that an earlier run wrote as CLIMATOLOGY_OUTPUT: the past years.",
                 optional=True),
        p.integer("WINDOW_DAYS", "Window (days)",
                  "Values of other years count when their day of the year is at most this many days away, 0 to 90; the "
                  "year wraps round, and 29 February counts as 28 February.", 15, minimum=0, maximum=90),
        p.integer("MINIMUM_YEARS", "Minimum years",
                  "How many other years with a value a pixel needs, 2 or more; pixels with fewer stay "
                  "empty.", 5, minimum=2),
        p.text("BASELINE", "Baseline years", "First and last year to compare with, such as 2003-2022. Without it, all.",
               optional=True, advanced=True),
        p.enum("PERCENTILE_METHOD", "Percentile method",
               "empirical: ranks (Weibull plotting position), which assume nothing, but a short record can't reach D3 "
               "or D4; beta: a beta distribution fitted to the values.", METHODS, EMPIRICAL, advanced=True),
        p.rasters("INTERVALS", "Intervals",
                  "Rasters with bands lower and upper in m3/m3 (90 %) of the mapped dates, as Downscale Raster writes "
                  "them, for the probability of each class.", optional=True, advanced=True),
        p.raster("WILTING_POINT", "Wilting point",
                 "Soil moisture at the wilting point in m3/m3 on the grid of SERIES, for the soil moisture index. "
                 "Without it and FIELD_CAPACITY, each pixel's 5th and 95th percentiles are used "
                 "instead.", optional=True, advanced=True),
        p.raster("FIELD_CAPACITY", "Field capacity", "Soil moisture at field capacity in m3/m3 on the grid of SERIES.",
                 optional=True, advanced=True),
        p.load_results(),
    ]


def _destinations():
    return [
        p.raster_destination("PERCENTILE", "Percentile", "Percentile of the (last) date, 0 to 100 %.", optional=True,
                             by_default=True),
        p.raster_destination("CLASS", "Drought class",
                             "Class of the (last) date: 0 none, 1 D0, 2 D1, 3 D2, 4 D3, 5 D4; 255 is no data.",
                             optional=True, by_default=True),
        p.raster_destination("ANOMALY", "Standardised anomaly",
                             "Difference from the mean of the season in standard deviations of the other years.",
                             optional=True),
        p.raster_destination("INDEX", "Soil moisture index",
                             "(soil moisture - wilting point) / (field capacity - wilting point).", optional=True),
        p.raster_destination("PROBABILITY", "Probability of classes",
                             "Probability 0 to 1 of none, D0 to D4 by rank: six bands; needs INTERVALS.",
                             optional=True),
        p.raster_destination("CLIMATOLOGY_OUTPUT", "Climatology for reuse",
                             "File that keeps all dates (also those of CLIMATOLOGY) for later runs.", optional=True),
        p.folder_destination("OUTPUT_FOLDER", "Folder of all dates",
                             "Where to write the maps of every DATE: percentile_YYYYMMDD.tif, "
                             "drought_class_YYYYMMDD.tif.", optional=True),
    ]
