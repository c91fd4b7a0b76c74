"""Zonal Drought: drought by district, and the bulletin."""
from ..drought import classes
from ..jobs.zonal_drought import ZonalOutputs, zonal_drought
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class ZonalDrought(SmDownscaleAlgorithm):
    """The tool `zonaldrought`."""

    ID = "zonaldrought"
    TITLE = "Zonal Drought"
    GROUP = Group.DROUGHT
    SUMMARY = (
        "Summarises percentile maps by district or basin, weighted by the exact area of each pixel inside: mean "
        "percentile with its 90 % interval, share of area in each drought class, change since the last date and the "
        "last year, and how long a zone has been in drought. A zone's class is the worst one that covers at least half "
        "of its area, worse ones included. The bulletin is one printable page on the last date. The interval reflects "
        "the small number of years, not the accuracy of the map.")
    TAGS = ("drought monitor", "zonal statistics", "bulletin", "districts", "basins", "report")
    STYLES = {"ZONES_OUTPUT": Style("drought_zones", "Drought by zone"),
              "TABLE": Style(None, "Drought by zone and date")}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("SERIES", "Percentile maps",
                      "Percentiles (0 to 100 %) of one or more dates that Drought Index wrote, or its folder: other "
                      "maps in it are ignored."),
            p.features("ZONES", "Zones", "Polygons of districts or basins, in any CRS. They may overlap, have "
                       "several parts, or be smaller than a pixel."),
            p.field("ZONE_NAME", "Field of the names",
                    "Field of ZONES with the zones' names. Without it, the first text field.", "ZONES",
                    optional=True),
            p.text("TITLE", "Title of the bulletin", "The region's name, for the head of the bulletin.", optional=True),
            p.rasters("PROBABILITIES", "Class probabilities",
                      "Probabilities of drought classes of the same dates, written by Drought Index, for the share of "
                      "area expected in D1 or worse.", optional=True, advanced=True),
            p.rasters("COARSE", "Percentile maps of the coarse product",
                      "Percentiles of the product before downscaling, of the last date, for COMPARISON.", optional=True,
                      advanced=True),
            p.table_destination("TABLE", "Table", "One row per zone and date."),
            p.vector_destination("ZONES_OUTPUT", "Zones", "The polygons with the figures of the last date.",
                                 optional=True, by_default=True),
            p.report_destination("Bulletin: map of classes, districts by severity, area in drought over time.",
                                 "Drought bulletin"),
            p.report_destination("What the finer map adds to the coarse product, district by district; needs COARSE.",
                                 "Comparison with the coarse product", "COMPARISON", by_default=False),
            p.number_output("N_ZONES", "Number of zones with data on the last date"),
            p.number_output("ZONES_IN_DROUGHT", "Number of zones in D1 or worse on the last date"),
        ]

    def perform(self, inputs, monitor):
        """Make table, layer and pages."""
        zones = inputs["ZONES"]
        outputs = ZonalOutputs(inputs["TABLE"], inputs["ZONES_OUTPUT"], inputs["REPORT"], inputs["COMPARISON"])
        found = zonal_drought(inputs["SERIES"], zones.path, outputs, zones_layer=zones.layer,
                              zone_name=inputs["ZONE_NAME"], title=inputs["TITLE"],
                              probabilities=inputs["PROBABILITIES"], coarse=inputs["COARSE"], monitor=monitor)
        last = [of_zone[-1] for of_zone in found.figures if of_zone[-1].known]
        return {"N_ZONES": len(last), "ZONES_IN_DROUGHT": sum(one.code >= classes.DROUGHT for one in last)}
