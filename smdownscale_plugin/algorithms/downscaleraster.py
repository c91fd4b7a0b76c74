"""Downscale Raster: one fine map from a model, predictors and coarse soil moisture."""
from ..downscaling.downscale import OutputPaths
from ..jobs.downscale_raster import downscale_raster
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .map_parameters import map_options, map_settings, series_before
from .styling import APPLICABILITY, INTERVAL, SOIL_MOISTURE


class DownscaleRaster(SmDownscaleAlgorithm):
    """The tool `downscaleraster`."""

    ID = "downscaleraster"
    TITLE = "Downscale Raster"
    GROUP = Group.DOWNSCALE
    SUMMARY = (
        "Makes the fine soil moisture map of one date. The model is applied to the predictors; the difference from the "
        "coarse product is then added back as a residual correction. If the predictors have several dates, that of the "
        "coarse raster (or DATE) is used. Pixels that lack a predictor stay empty.")
    TAGS = ("disaggregation", "residual correction", "1 km")
    STYLES = {"OUTPUT": SOIL_MOISTURE, "INTERVAL": INTERVAL, "APPLICABILITY": APPLICABILITY}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.model_file(),
            p.rasters("PREDICTORS", "Predictor stacks",
                      "Fine predictors with the names that the model was trained on, of any dates: that of the coarse "
                      "raster, or DATE, is used."),
            p.raster("COARSE", "Coarse soil moisture",
                     "Coarse soil moisture of the date, in the unit that the model was trained with. Without it "
                     "there is no residual correction.", optional=True),
            series_before(),
            p.date("DATE", "Date", "Date of the map, such as 2020-06-01, when no coarse raster gives "
                                   "it.", optional=True,
                   advanced=True),
            *map_settings(),
            p.raster_destination("OUTPUT", "Downscaled soil moisture", "Where to write the map (m3/m3)."),
            p.raster_destination("INTERVAL", "Prediction interval",
                                 "Optional: lower and upper limit of the 90 % interval and its width (bands lower, "
                                 "upper and width, m3/m3); QGIS displays the width. It rests on held-out coarse cells "
                                 "and modelled errors, not on fine measurements, and is labelled as not calibrated at "
                                 "the fine scale.", optional=True),
            p.raster_destination("APPLICABILITY", "Applicability",
                                 "Optional: where the model may be trusted. Band applicable: 1 where a pixel is like "
                                 "the training data, 0 where it isn't; band dissimilarity: distance to the training "
                                 "data, in units of the mean distance between them. The limit is set so that at most a "
                                 "quarter of the training pixels get 0.", optional=True),
            p.number_output("VALID_PIXELS", "Predicted pixels"),
            p.number_output("RESIDUAL_RMSE", "RMSE of coarse minus upscaled first guess (m3/m3)"),
            p.number_output("OUTSIDE_PERCENT", "Pixels outside the training range (%)"),
            p.number_output("NEW_PERCENT", "Pixels with conditions that no pixel had in training (%)"),
            p.number_output("STATION_RMSE_BEFORE", "RMSE at stations left out, without their correction (m3/m3)"),
            p.number_output("STATION_RMSE_AFTER", "RMSE at stations left out, with the best correction (m3/m3)"),
            p.number_output("DETAIL_WEIGHT", "Share of the model's detail that the map uses (0: interpolation alone, "
                                             "1: all of it)"),
        ]

    def perform(self, inputs, monitor):
        """Make the map."""
        targets = OutputPaths(inputs["OUTPUT"], inputs["INTERVAL"], inputs["APPLICABILITY"])
        made = downscale_raster(
            inputs["MODEL"], inputs["PREDICTORS"], targets, inputs["COARSE"], map_options(inputs),
            date=inputs["DATE"] or "", monitor=monitor)
        judged = made.stations
        return p.known_numbers(STATION_RMSE_BEFORE=judged.before if judged else float("nan"),
                               STATION_RMSE_AFTER=judged.after if judged else float("nan"),
                               VALID_PIXELS=made.valid_pixels, RESIDUAL_RMSE=made.residual_rmse,
                               OUTSIDE_PERCENT=made.outside_percent, NEW_PERCENT=made.new_percent,
                               DETAIL_WEIGHT=made.detail_weight)
