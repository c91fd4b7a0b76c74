"""Sample Predictors: the predictors of stations' or points' pixels as a table."""
from qgis.core import QgsProcessing

from ..jobs.map_stations import StationFiles
from ..jobs.sample_predictors import CoarseFiles, LookingBack, PointLayer, sample_predictors
from . import parameters as p
from . import station_parameters as shared
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class SamplePredictors(SmDownscaleAlgorithm):
    """The tool `samplepredictors`."""

    ID = "samplepredictors"
    TITLE = "Sample Predictors"
    GROUP = Group.DATA
    SUMMARY = (
        "Writes the predictors of the pixels in which stations or points lie into a table, matched by date. With "
        "stations, a row is a station and day (UTC) with its mean soil moisture; with points, a point and date of the "
        "predictors. Daily stacks (SERIES) add the values of the days before, and what they have left behind. "
        "Train on Stations reads the table as TABLE. Rows outside the predictors in space or time, and those that lack "
        "a predictor, are left out and counted.")
    TAGS = ("point sampling", "extract values", "in situ", "table", "antecedent precipitation", "stations")
    STYLES = {"TABLE": Style(None, "Predictors at stations")}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("PREDICTORS", "Predictor stacks", "Predictors on one grid, of any dates; those without a date "
                      "join every date."),
            shared.stations(" Either STATIONS or POINTS.", optional=True),
            p.features("POINTS", "Points", "Places without readings, in any CRS: each gets a row for every date of the "
                       "predictors.", types=(QgsProcessing.SourceType.TypeVectorPoint,), optional=True),
            p.field("POINT_NAME", "Field of the names", "Field of POINTS with the names of the points; they are "
                    "numbered without it.", "POINTS", optional=True),
            shared.daily_series(),
            p.integer("DAYS_BEFORE", "Days of the series", "How many days of SERIES become columns, 0 to 366: 11 gives "
                      "rain_-10 ... rain_0, the last one being the row's own (last) day. Train on Stations derives "
                      "antecedent predictors from them itself: give it these days or ANTECEDENT, not both.", 11, 0,
                      366),
            shared.antecedent(None),
            shared.coarse_as_predictor(),
            *shared.sensors(),
            p.coarse_scale(),
            p.coarse_band(),
            p.table_destination("TABLE", "Table", "One row per place and date: the columns station, latitude, "
                                "longitude, date, soil_moisture (m3/m3, stations only), end (the day after the last "
                                "one, points only), and the predictors; classes as their codes."),
            p.number_output("N_ROWS", "Number of rows"),
            p.number_output("N_PLACES", "Number of stations or points"),
        ]

    def perform(self, inputs, monitor):
        """Write the table."""
        points = inputs["POINTS"]
        done = sample_predictors(
            inputs["PREDICTORS"], inputs["TABLE"],
            StationFiles(tuple(inputs["STATIONS"] or ()), **shared.sensors_of(inputs)),
            PointLayer(points.path, points.layer, inputs["POINT_NAME"]) if points else None,
            LookingBack(inputs["SERIES"] or [], inputs["DAYS_BEFORE"], inputs["ANTECEDENT"] or ""),
            CoarseFiles(inputs["COARSE"] or [], inputs["COARSE_SCALE"], inputs["COARSE_BAND"] or ""), monitor)
        return {"N_ROWS": done.n_rows, "N_PLACES": done.n_places}
