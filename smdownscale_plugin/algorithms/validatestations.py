"""Validate Against Stations: soil-moisture maps against measurements in the soil."""
import math

from ..jobs.validate_stations import validate_stations
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class ValidateStations(SmDownscaleAlgorithm):
    """The tool `validatestations`."""

    ID = "validatestations"
    TITLE = "Validate Against Stations"
    GROUP = Group.VALIDATE
    SUMMARY = (
        "Compares soil-moisture maps with station measurements. "
        "Readings inside a map's time are averaged and paired with the pixel that the station lies in. With the coarse "
        "product, its value at the station, nearest and interpolated, stands beside the map: the skill says at which "
        "stations downscaling helped (above 0) and where it did harm (below 0). "
        "Stations come as a CSV file with the columns station, latitude, longitude, time, soil_moisture (m3/m3) and, "
        "if known, network, depth_from, depth_to (metres). Times without a zone are UTC. "
        "A station is a point and a pixel an area: part of every difference is that, not an error of the map."
    )
    TAGS = ("in situ", "accuracy", "RMSE", "correlation", "skill", "bias", "ISMN")
    STYLES = {"STATION_METRICS": Style("station_skill", "Stations: skill of the map"), "PAIRS": Style(None, "Pairs")}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("RASTERS", "Soil-moisture maps", "Dated maps to be validated, in m3/m3."),
            p.files("STATIONS", "Stations", "CSV file with the columns station, latitude, longitude, time, "
                    "soil_moisture; several files, or a folder of them."),
            p.rasters("COARSE", "Coarse soil moisture", "The product that was downscaled, in m3/m3, for the baselines.",
                      optional=True),
            p.number("DEPTH_FROM", "Upper depth", "Sensors that lie wholly below this depth in metres count, 0 or "
                     "more; sensors of unknown depth count too.", 0.0, 0.0, advanced=True),
            p.number("DEPTH_TO", "Lower depth", "Sensors that lie wholly above this depth in metres count, 0 or more; "
                     "0.1 suits surface soil moisture (0 to 5 cm).", 0.1, 0.0, advanced=True),
            p.number("TOLERANCE_HOURS", "Tolerance", "Hours, 0 or more, before and after a map of less than a day in "
                     "which readings count; maps of a day and longer take the readings of their own time.", 3.0, 0.0,
                     advanced=True),
            p.vector_destination("STATION_METRICS", "Station metrics", "Points with the metrics of each station."),
            p.table_destination("PAIRS", "Pairs", "Table of all pairs: station, time, the station's mean, map, coarse "
                                "product.", optional=True),
            p.report_destination("Summary, metrics with intervals, map of stations, scatter plots and time series."),
            p.number_output("N_PAIRS", "Number of pairs"),
            p.number_output("N_STATIONS", "Number of stations with pairs"),
            p.number_output("R", "Correlation over all pairs"),
            p.number_output("RMSE", "RMSE in m3/m3"),
            p.number_output("UBRMSE", "Unbiased RMSE in m3/m3"),
            p.number_output("BIAS", "Mean difference in m3/m3"),
            p.number_output("MEDIAN_R", "Median of the stations' correlations"),
            p.number_output("SKILL", "Skill over bilinear interpolation of the coarse product"),
        ]

    def perform(self, inputs, monitor):
        """Run the validation; numbers that are undefined are left out."""
        result = validate_stations(inputs["RASTERS"], inputs["STATIONS"], coarse=inputs["COARSE"],
                                   depth_from=inputs["DEPTH_FROM"], depth_to=inputs["DEPTH_TO"],
                                   tolerance_hours=inputs["TOLERANCE_HOURS"],
                                   station_metrics=inputs["STATION_METRICS"], pairs=inputs["PAIRS"],
                                   report=inputs["REPORT"], monitor=monitor)
        numbers = {"N_PAIRS": result.n_pairs, "N_STATIONS": result.n_stations, "R": result.r, "RMSE": result.rmse,
                   "UBRMSE": result.ubrmse, "BIAS": result.bias, "MEDIAN_R": result.median_r, "SKILL": result.skill}
        return {name: value for name, value in numbers.items() if math.isfinite(value)}
