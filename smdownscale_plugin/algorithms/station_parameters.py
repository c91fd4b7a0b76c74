"""What the tools that read stations ask for in the same words: the stations, and which of their sensors count."""
from ..jobs.map_stations import StationFiles
from . import parameters as p


def stations(more: str = "", optional: bool = False):
    """STATIONS. more: what else its help says."""
    return p.files("STATIONS", "Stations", "GeoPackage of Import Stations, or whatever that tool reads: archives, "
                   "folders, CSV files." + more, optional=optional)


def sensors():
    """DEPTH_FROM, DEPTH_TO and FLAGS."""
    return [
        p.number("DEPTH_FROM", "Upper depth (m)", "Sensors wholly below this depth in metres count, 0 or more; sensors "
                                                  "of unknown depth count too.", 0.0, 0.0, advanced=True),
        p.number("DEPTH_TO", "Lower depth (m)", "Sensors wholly above this depth in metres count, 0 or more; 0.1 suits "
                                                "surface soil moisture (0 to 5 cm).", 0.1, 0.0, advanced=True),
        p.text("FLAGS", "Good quality flags", "Readings with exactly these flags count: G (good) of the ISMN, several "
               "as G;U, or all. Readings without a flag count.", "G", advanced=True),
    ]


def sensors_of(inputs):
    """Their values, by what the jobs call them."""
    return {"depth_from": inputs["DEPTH_FROM"], "depth_to": inputs["DEPTH_TO"], "flags": inputs["FLAGS"]}


def daily_series(more: str = " on any one grid"):
    """SERIES, optional. more: what else the sentence says."""
    return p.rasters("SERIES", "Daily series", f"Daily stacks (rain, temperature, ...){more}.", optional=True)


def coarse_as_predictor():
    """COARSE, optional: sampled like a predictor."""
    return p.rasters("COARSE", "Coarse soil moisture", "The coarse product; interpolated to each place, it becomes "
                     "the predictor coarse_soil_moisture (m3/m3).", optional=True)


def antecedent(default, more: str = "", advanced: bool = False):
    """ANTECEDENT: which antecedent predictors are derived from SERIES. more: what else its help says."""
    return p.text("ANTECEDENT", "Antecedent predictors", "What the 60 days before have left behind, separated by "
                  "commas: rain_api_90 (index that keeps 0.90 of itself a day), rain_sum_7 and lst_mean_10 (days), "
                  "rain_days_since, rain_bucket_50 (mm), rain_bucket_50_temperature (mm, emptied faster on warm days). "
                  "usual: all of the usual ones." + more, default, optional=True,
                  advanced=advanced)


def station_correction():
    """STATIONS and which of their sensors count, for tools that make maps."""
    return [
        p.files("STATIONS", "Stations", "Readings of stations (whatever Import Stations reads or wrote): the map's "
                "error at them is predicted for stations left out, as one bias, a bias by land cover, or a smooth "
                "field, and added only where that gains more than chance. The log says which and by how much. Where "
                "they lie at nine places or more, the interval is recalibrated to hold 90 % of readings left out.",
                optional=True, advanced=True),
        p.file("PAIRS", "Pairs of earlier maps", "Table of pairs that Validate Against Stations wrote for earlier maps "
               "of this model: the interval is recalibrated to hold 90 % of its readings, where they lie at nine "
               "places of the map or more and STATIONS don't do so. The map itself stays as it is.", optional=True,
               advanced=True),
        *sensors(),
    ]


def station_files(inputs) -> StationFiles:
    """Their values, as the jobs take them."""
    return StationFiles(tuple(inputs["STATIONS"] or ()), pairs=inputs["PAIRS"] or "", **sensors_of(inputs))
