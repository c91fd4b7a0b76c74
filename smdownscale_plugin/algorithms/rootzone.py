"""Root Zone: root-zone soil moisture from a surface series."""
from ..jobs.root_zone import root_zone
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class RootZone(SmDownscaleAlgorithm):
    """The tool `rootzone`."""

    ID = "rootzone"
    TITLE = "Root Zone"
    GROUP = Group.DROUGHT
    SUMMARY = (
        "Estimates root-zone soil moisture from a surface series with the exponential filter in its recursive form: "
        "each map keeps a memory of the earlier ones that fades with time. Missing values change nothing; where the "
        "last value of a pixel is older than T, the map is empty. The result is the surface signal, smoothed and "
        "delayed: it can't know about groundwater or drip irrigation that never wets the surface. A product with a "
        "root zone of its own, such as SPL4SMGP, needs no filter: give it to Drought Index as it is.")
    TAGS = ("soil water index", "SWI", "exponential filter", "profile")
    STYLES = {"OUTPUTS": Style("soil_moisture", "Root-zone soil moisture", level=5)}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("SERIES", "Surface soil moisture series",
                      "Surface soil moisture in m3/m3 of many dates on one grid, from one product and one model."),
            p.number("T_DAYS", "Characteristic time T (days)",
                     "How long the root zone remembers, in days, 1 to 100: about 5 to 20 for 40 cm, 15 to 40 for a "
                     "metre; longer for deeper and finer soils.", 15.0, 1.0, 100.0),
            p.load_results(),
            p.folder_destination("OUTPUT_FOLDER", "Folder of the maps",
                                 "Where to write the maps: root_zone_YYYYMMDD.tif, m3/m3."),
            p.rasters_output("OUTPUTS", "Root-zone soil moisture"),
        ]

    def perform(self, inputs, monitor):
        """Filter the series."""
        return {"OUTPUTS": root_zone(inputs["SERIES"], inputs["OUTPUT_FOLDER"], inputs["T_DAYS"], monitor).paths}
