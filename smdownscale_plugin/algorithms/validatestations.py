"""Validate Against Stations: soil-moisture maps against measurements in the soil."""
from ..jobs.validate_stations import StationValidationOptions, StationValidationOutputs, validate_stations
from ..stations.matching import SAMPLINGS
from ..validation.station_matching import AUTO, OVERPASSES
from . import parameters as p
from . import station_parameters as sensors
from . import validation_parameters as shared
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class ValidateStations(SmDownscaleAlgorithm):
    """The tool `validatestations`."""

    ID = "validatestations"
    TITLE = "Validate Against Stations"
    GROUP = Group.VALIDATE
    SUMMARY = (
        "Compares soil-moisture maps with station measurements. Readings that belong to a map are averaged and "
        "paired with the pixel that the station lies in: those around the satellite's overpass where it is known, "
        "else all inside the map's time.\n"
        "With the coarse product, its value at the station, nearest and interpolated, is measured in the same way: "
        "at each station the map is found better, worse or undecided, and the skill shows how much downscaling "
        "helped (above 0) or harmed (below 0).\n"
        "Stations come from Import Stations, or straight from what it reads: archives of the ISMN, files of the "
        "USCRN, or a CSV with the columns station, latitude, longitude, time, soil_moisture (m3/m3) and, if known, "
        "network, depth_from, depth_to (metres). Times without a zone are UTC.\n"
        "A station is a point and a pixel an area: part of every difference is that, not an error of the map.")
    TAGS = ("in situ", "accuracy", "RMSE", "correlation", "skill", "bias", "ISMN")
    STYLES = {"STATION_METRICS": Style("station_verdict", "Stations: is the map better?", level=9, above=True),
              "PAIRS": Style(None, "Pairs"), "METRICS": Style(None, "Metrics")}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("RASTERS", "Soil-moisture maps", "Dated maps to validate, in m3/m3."),
            sensors.stations(),
            *shared.coarse(),
            p.rasters("RAIN", "Rain", "Dated rasters of rain in mm/day (the band called rain or precipitation, else "
                                      "the first), from about two weeks before the first map on: shows how soil "
                                      "moisture responds to it.",
                      optional=True),
            p.rasters("VEGETATION", "Vegetation index", "Dated rasters of NDVI or another index over some months: "
                                                        "shows how far vegetation lags behind soil moisture "
                                                        "(correlation of monthly means).", optional=True,
                      advanced=True),
            p.rasters("PRODUCTS", "Other products", "Other dated soil-moisture maps in m3/m3 (of other models, SMAP, "
                                                    "other 1 km products), compared at the same stations and dates. "
                                                    "Rasters of one product share their metadata PRODUCT or, without "
                                                    "it, the file name without its date.", optional=True,
                      advanced=True),
            *sensors.sensors(),
            p.enum("OVERPASS", "Overpass", "Which readings belong to a map of a day or longer. am, pm: those around 6 "
                                           "or 18 h of local solar time (UTC plus longitude / 15) of its days, as SMAP "
                                           "passes; all: all in its time; auto: what the product of the map or the "
                                           "coarse product says (time of observation, or a name that ends in _AM or "
                                           "_PM), else all.", OVERPASSES, AUTO, advanced=True),
            p.number("TOLERANCE_HOURS", "Tolerance (hours)", "Hours, 0 or more, before and after an overpass, or a map "
                                                             "of less than a day, in which readings "
                                                             "count.", 3.0, 0.0, advanced=True),
            p.number("MINIMUM_SHARE", "Minimum share of overpasses", "Share (0 to 1) of a composite's overpasses that "
                     "need readings.", 0.5, 0.0, 1.0, advanced=True),
            p.enum("SAMPLING", "Sampling", "Value of the map at a station: that of the pixel it lies in, or bilinear "
                                           "between the four around it.", SAMPLINGS, "nearest", advanced=True),
            p.boolean("AVERAGE_IN_CELLS", "Average stations in coarse cells", "Stations of one cell of the coarse "
                      "product count as one; needs COARSE.", False, advanced=True),
            p.vector_destination("STATION_METRICS", "Station metrics", "Points with the metrics of each station."),
            p.table_destination("PAIRS", "Pairs", "Table of all pairs: station, time, the station's mean, map, coarse "
                                "product.", optional=True),
            p.table_destination("METRICS", "Metrics", "Table of all metrics with intervals: of all pairs, over the "
                                "stations, by network and by date.", optional=True),
            p.table_destination("PRODUCT_METRICS", "Products side by side", "Table of the map, the coarse product and "
                                "the other products on the same pairs, with the gain of the map over each and its "
                                "interval over the stations.", optional=True, advanced=True),
            p.report_destination("Summary, metrics with intervals, map of stations, scatter plots, Taylor diagram, "
                                 "response to rain and time series.",
                                 "Station validation report"),
            *shared.validation_numbers("stations"),
            p.number_output("N_STATIONS", "Number of stations with pairs"),
            p.number_output("N_BETTER", "Stations at which the map is better than the interpolated coarse product"),
            p.number_output("N_WORSE", "Stations at which it is worse"),
            p.number_output("N_UNDECIDED", "Stations at which neither is clearly better"),
        ]

    def perform(self, inputs, monitor):
        """Run the validation; numbers that are undefined are left out."""
        options = StationValidationOptions(
            coarse=inputs["COARSE"], coarse_scale=inputs["COARSE_SCALE"], rain=inputs["RAIN"],
            vegetation=inputs["VEGETATION"], products=inputs["PRODUCTS"], **sensors.sensors_of(inputs),
            tolerance_hours=inputs["TOLERANCE_HOURS"], overpass=inputs["OVERPASS"],
            minimum_share=inputs["MINIMUM_SHARE"], sampling=inputs["SAMPLING"],
            average_in_cells=inputs["AVERAGE_IN_CELLS"])
        outputs = StationValidationOutputs(
            station_metrics=inputs["STATION_METRICS"], pairs=inputs["PAIRS"], metrics=inputs["METRICS"],
            product_metrics=inputs["PRODUCT_METRICS"], report=inputs["REPORT"])
        result = validate_stations(inputs["RASTERS"], inputs["STATIONS"], options, outputs, monitor)
        verdicts = result.comparison.verdicts if result.comparison.has_coarse else {}
        return shared.validation_values(result, N_STATIONS=result.n_stations,
                              **{f"N_{answer.upper()}": count for answer, count in verdicts.items()})
