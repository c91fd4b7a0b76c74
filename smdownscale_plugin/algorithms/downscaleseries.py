"""Downscale Series: the fine maps of many dates with one model."""
from ..jobs.downscale_series import Folders, downscale_series
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .map_parameters import map_options, map_settings, series_before
from .styling import APPLICABILITY, INTERVAL, SOIL_MOISTURE


class DownscaleSeries(SmDownscaleAlgorithm):
    """The tool `downscaleseries`."""

    ID = "downscaleseries"
    TITLE = "Downscale Series"
    GROUP = Group.DOWNSCALE
    SUMMARY = (
        "Makes the fine soil moisture maps of many dates with one model: one map for every coarse raster that has "
        "predictors for its date, or for every date of the predictors when no coarse rasters are given. If a date "
        "fails, the others are still finished. The maps carry their time, so QGIS's temporal controller can animate "
        "them.")
    TAGS = ("disaggregation", "time series", "batch", "1 km")
    RESUMES = True
    STYLES = {"OUTPUTS": SOIL_MOISTURE, "INTERVALS": INTERVAL, "APPLICABILITIES": APPLICABILITY}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.model_file(),
            p.rasters("PREDICTORS", "Predictor stacks", "Fine predictors of all dates, with the names that the model "
                                                        "was trained on."),
            p.rasters("COARSE", "Coarse soil moisture",
                      "Coarse soil moisture, one raster per date, in the unit that the model was trained with. Without "
                      "it there is no residual correction.", optional=True),
            series_before(),
            *map_settings(),
            p.boolean("SKIP_FINISHED", "Skip finished dates",
                      "Keep maps that are already complete, if they were made with this model and RESIDUAL_CORRECTION "
                      "from the same unchanged rasters: an interrupted run continues where it stopped.", False),
            p.load_results(),
            p.folder_destination("OUTPUT_FOLDER", "Folder of the maps",
                                 "Where to write the maps: soil_moisture_YYYYMMDD.tif, m3/m3."),
            p.folder_destination("INTERVAL_FOLDER", "Folder of the prediction intervals",
                                 "Optional: the 90 % interval of every date, as INTERVAL of Downscale Raster: "
                                 "interval_YYYYMMDD.tif.", optional=True),
            p.folder_destination("APPLICABILITY_FOLDER", "Folder of the applicability maps",
                                 "Optional: where the model may be trusted on every date, as APPLICABILITY of "
                                 "Downscale Raster: applicability_YYYYMMDD.tif.", optional=True),
            p.report_destination("Coarse and downscaled maps side by side, figures by date.", "Series report"),
            p.rasters_output("OUTPUTS", "Downscaled soil moisture"),
            p.rasters_output("INTERVALS", "Prediction intervals"),
            p.rasters_output("APPLICABILITIES", "Applicability maps"),
            p.number_output("DETAIL_WEIGHT", "Share of the model's detail that the maps use (0: interpolation alone, "
                                             "1: all of it)"),
        ]

    def perform(self, inputs, monitor):
        """Make the maps."""
        folders = Folders(inputs["OUTPUT_FOLDER"], inputs["INTERVAL_FOLDER"], inputs["APPLICABILITY_FOLDER"])
        series = downscale_series(
            inputs["MODEL"], inputs["PREDICTORS"], folders, inputs["COARSE"], map_options(inputs),
            skip_finished=inputs["SKIP_FINISHED"], report=inputs["REPORT"], monitor=monitor)
        return {"OUTPUTS": series.paths, "INTERVALS": series.intervals, "APPLICABILITIES": series.applicabilities,
                **p.known_numbers(DETAIL_WEIGHT=series.detail_weight)}
