"""Downscale Series: the fine maps of many dates with one model."""
from ..jobs.downscale_series import downscale_series
from ..scaling.corrections import AUTO, CORRECTIONS
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .downscaleraster import CORRECTION_HELP
from .styling import SOIL_MOISTURE


class DownscaleSeries(SmDownscaleAlgorithm):
    """The tool `downscaleseries`."""

    ID = "downscaleseries"
    TITLE = "Downscale Series"
    GROUP = Group.DOWNSCALE
    SUMMARY = (
        "Makes the fine soil moisture maps of many dates with one model: one map for every coarse raster that has "
        "predictors of its date, or for every date of the predictors where no coarse rasters are given. When a "
        "date fails, the others are finished first. The maps carry their time, so that QGIS's temporal controller "
        "animates them.")
    TAGS = ("disaggregation", "time series", "batch", "1 km")
    STYLES = {"OUTPUTS": SOIL_MOISTURE}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.model_file(),
            p.rasters("PREDICTORS", "Predictor stacks", "Fine predictors of all dates with the names that the "
                                                        "model knows."),
            p.rasters("COARSE", "Coarse soil moisture",
                      "Coarse soil moisture, one raster a date, in the unit that the model was trained with. "
                      "Without it there is no residual correction.", optional=True),
            p.enum("RESIDUAL_CORRECTION", "Residual correction", CORRECTION_HELP, CORRECTIONS, AUTO),
            p.boolean("SKIP_FINISHED", "Skip finished dates",
                      "Leave maps that exist already and are newer than the model and all rasters they were made from. "
                      "Another RESIDUAL_CORRECTION than theirs isn't noticed.",
                      False),
            p.load_results(),
            p.folder_destination("OUTPUT_FOLDER", "Folder of the maps",
                                 "Where to write the maps: soil_moisture_YYYYMMDD.tif, m3/m3."),
            p.report_destination("Coarse and downscaled maps side by side, figures by date."),
            p.rasters_output("OUTPUTS", "Downscaled soil moisture"),
        ]

    def perform(self, inputs, monitor):
        """Make the maps."""
        series = downscale_series(inputs["MODEL"], inputs["PREDICTORS"], inputs["OUTPUT_FOLDER"], inputs["COARSE"],
                                  inputs["RESIDUAL_CORRECTION"], inputs["SKIP_FINISHED"], inputs["REPORT"], monitor)
        return {"OUTPUTS": series.paths}
