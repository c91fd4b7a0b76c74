"""Train on Stations: from measurements in the soil and predictors to a model file."""
from ..errors import InputError
from ..jobs.train_on_stations import StationTraining, train_on_rasters, train_on_table
from ..regression.methods import AUTO, METHODS, OF_SERIES
from ..selection.station_folds import LEAVE_STATIONS_OUT, STATION_VALIDATIONS
from ..stations.observation_table import column_names
from ..stations.station_samples import USUAL
from . import parameters as p
from . import station_parameters as shared
from .base import Group, SmDownscaleAlgorithm
from .styling import Style

_ROW_METHODS = [AUTO, *(name for name, method in METHODS.items() if method.needs.own_pixel_only)]
_METHODS = [*_ROW_METHODS, *OF_SERIES]


class TrainOnStations(SmDownscaleAlgorithm):
    """The tool `trainonstations`."""

    ID = "trainonstations"
    TITLE = "Train on Stations"
    GROUP = Group.MODEL
    SUMMARY = (
        "Learns soil moisture from measurements in the soil.\n"
        "Each station's daily mean is paired with the predictors of its pixel and, with daily stacks (SERIES), with "
        "what the days before have left behind: rain that is slowly forgotten, sums and means over days to a month, "
        "days since rain. SMAP can be one of the predictors (COARSE).\n"
        "The model is tested at stations that were left out, in regions and in years that were left out; the first "
        "says what to expect of a map where there is no station.\n"
        "Instead of rasters, a TABLE may hold observations with their predictors already sampled, as Earth Engine "
        "exports them.")
    TAGS = ("in situ", "machine learning", "ISMN", "USCRN", "antecedent precipitation", "stations")
    STYLES = {"STATION_METRICS": Style("station_rmse", "Stations: RMSE when left out", level=9, above=True)}

    def parameters(self):
        """Inputs and outputs."""
        return [
            shared.stations(" Not needed with TABLE.", optional=True),
            p.rasters("PREDICTORS", "Predictor stacks", "Snapshot predictors on one grid, of any dates; rasters "
                      "without a date are static. Not needed with TABLE.", optional=True),
            shared.daily_series(", from 60 days before the first observation on: what the days before have left behind "
                          "becomes predictors. Maps need the series on the grid of their predictors"),
            shared.coarse_as_predictor(),
            p.file("TABLE", "Table of observations", "CSV or GeoPackage with one row per station and date: the columns "
                   "station, latitude, longitude, date, soil_moisture (m3/m3), and predictors. Columns name_-10 ... "
                   "name_0 are daily values before the date.", optional=True),
            p.file("SERIES_TABLE", "Table of daily values", "CSV or GeoPackage with one row per station and day: the "
                   "columns station, date, and daily variables such as rain (mm).", optional=True),
            p.enum("METHOD", "Method",
                   "Regression method. auto needs no knowledge of the others:\n"
                   "- auto: tries linear, lightgbm, extra_trees and random_forest, and takes the one with the "
                   "smallest error at what VALIDATION leaves out (a forest, whose maps are slow, only where nothing "
                   "quicker ties with it), or the mean of the best two or three where it gains more than chance.\n"
                   "- lstm, temporal_cnn, transformer, mmnet: see the days before as they are (SERIES, "
                   "DAYS_BEFORE); they need PyTorch for training, not for maps.\n"
                   "- The others are as in Train Model.", _METHODS, AUTO),
            p.enum("VALIDATION", "Validation", "What is left out to choose the method and to compute the numbers: "
                   "whole stations (as a map needs it), regions or years. All three are computed and shown.",
                   STATION_VALIDATIONS, LEAVE_STATIONS_OUT, advanced=True),
            p.integer("DAYS_BEFORE", "Days before", "How many days of the series lstm, temporal_cnn, transformer and "
                      "mmnet see, the observation's own day among them, 1 to 366.", 11, 1, 366, advanced=True),
            shared.antecedent("usual", " none leaves them out: then only the methods that see days use the series.",
                              advanced=True),
            p.text("PREDICTORS_USED", "Predictors used", "Names, separated by commas; all when empty.", optional=True,
                   advanced=True),
            p.text("CATEGORICAL", "Categorical columns", "Columns of TABLE that hold class numbers, separated by "
                   "commas.", optional=True, advanced=True),
            p.text("COLUMNS", "Columns of tables", "Which column is which when they have other names: "
                   "soil_moisture=vwc, date=day.", optional=True, advanced=True),
            p.integer("PERIOD_DAYS", "Days of a row", "Number of days that a row of TABLE covers, starting on its "
                      "date, 1 to 366; a column `end` takes precedence.", 1, 1, 366, advanced=True),
            p.text("RAIN", "Rain variable", "Name of the daily variable that is rain in mm/day; found by its name when "
                   "empty.", optional=True, advanced=True),
            *shared.sensors(),
            p.number("TOGETHER_KM", "Neighbours within (km)", "Stations within this many km of each other are left out "
                     "together, 0 to 1000: neighbours in one coarse cell know each other's soil moisture.", 9.0, 0.0,
                     1000.0, advanced=True),
            p.text("REGION_BORDERS", "Borders of regions", "Longitudes in degrees, separated by commas, between the "
                   "regions that leave_regions_out leaves out: -115, -100. When empty, the regions are those of "
                   "the column region of TABLE (or COLUMNS region=its name), or else the western, middle and eastern "
                   "third of the stations.", optional=True, advanced=True),
            p.text("HYPERPARAMETERS", "Hyper-parameters", "Settings of the method as JSON text, with auto by method; "
                   "or the path of a JSON file.", optional=True, advanced=True),
            p.coarse_scale(" For COARSE only."),
            p.coarse_band(),
            p.integer("SEED", "Seed", "Seed of all random choices, 0 or more: the same seed gives the same results.", 0,
                      0, 2 ** 31 - 1, advanced=True),
            p.file_destination("MODEL", "Model", "Where to write the model file (.smdm).", "smdm"),
            p.vector_destination("STATION_METRICS", "Station metrics", "Points with the metrics of each station when "
                                 "it was left out, with intervals.", optional=True),
            p.report_destination("What to expect at a place without a station, a map of stations, three tests beside "
                                 "baselines, series, figures by station.", "Station training report"),
            p.number_output("N_SAMPLES", "Observations"),
            p.number_output("N_STATIONS", "Stations"),
            p.number_output("R", "Correlation at what was left out"),
            p.number_output("RMSE", "RMSE at what was left out (m3/m3)"),
            p.number_output("UBRMSE", "Unbiased RMSE (m3/m3)"),
            p.number_output("BIAS", "Mean difference (m3/m3)"),
            p.number_output("MEDIAN_R", "Median of the stations' correlations"),
            p.number_output("SKILL", "1 - MSE / MSE of the coarse product fitted linearly to stations"),
        ]

    def perform(self, inputs, monitor):
        """Train; the numbers of what was left out."""
        options = StationTraining(
            method=inputs["METHOD"], validation=inputs["VALIDATION"], hyperparameters=inputs["HYPERPARAMETERS"] or "",
            predictors_used=_names(inputs["PREDICTORS_USED"]), categorical=_names(inputs["CATEGORICAL"]),
            rain=inputs["RAIN"] or "", columns=column_names(inputs["COLUMNS"]),
            antecedent=inputs["ANTECEDENT"] or USUAL, days_before=inputs["DAYS_BEFORE"],
            period_days=inputs["PERIOD_DAYS"], together_km=inputs["TOGETHER_KM"], coarse_scale=inputs["COARSE_SCALE"],
            coarse_band=inputs["COARSE_BAND"] or "", region_borders=_borders(inputs["REGION_BORDERS"]),
            seed=inputs["SEED"], **shared.sensors_of(inputs))
        outputs = {"report": inputs["REPORT"], "station_metrics": inputs["STATION_METRICS"], "monitor": monitor}
        if inputs["TABLE"]:
            beside = [name for name in ("STATIONS", "PREDICTORS", "SERIES", "COARSE") if inputs[name]]
            if beside:
                monitor.warn(f"Only TABLE is read; {', '.join(beside)} are ignored.")
            done = train_on_table(inputs["TABLE"], inputs["MODEL"], options, inputs["SERIES_TABLE"], **outputs)
        else:
            done = train_on_rasters(inputs["STATIONS"] or [], inputs["PREDICTORS"] or [], inputs["MODEL"], options,
                                    inputs["SERIES"] or [], inputs["COARSE"] or [], **outputs)
        figures = done.figures
        return p.known_numbers(N_SAMPLES=done.n_samples, N_STATIONS=done.n_stations, R=figures["r"],
                               RMSE=figures["rmse"], UBRMSE=figures["ubrmse"], BIAS=figures["bias"],
                               MEDIAN_R=figures["median_r"], SKILL=done.skill)


def _borders(text):
    try:
        return tuple(float(part) for part in _names(text))
    except ValueError:
        raise InputError(f"REGION_BORDERS is {text!r}; give longitudes in degrees, separated by commas: -115, "
                         "-100.") from None


def _names(text):
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())
