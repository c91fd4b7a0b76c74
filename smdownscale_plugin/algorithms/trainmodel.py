"""Train Model: from predictors and coarse soil moisture to a model file."""
from ..jobs.train_model import train_model
from ..regression.methods import AUTO, CHOICES, OF_SERIES
from ..regression.presets import PRESETS
from . import parameters as p
from . import training_parameters as shared
from .base import Group, SmDownscaleAlgorithm


class TrainModel(SmDownscaleAlgorithm):
    """The tool `trainmodel`."""

    ID = "trainmodel"
    TITLE = "Train Model"
    GROUP = Group.MODEL
    SUMMARY = (
        "Learns how coarse soil moisture follows from predictors.\n"
        "The predictors are averaged to the coarse cells, or seen through the product's footprint; a regression is "
        "fitted to all dates that both have in common, and tested on blocks of cells that it did not see, with a "
        "buffer around them.\n"
        "The model file then makes fine maps with Downscale Raster or Downscale Series.\n"
        "The log and the report say how well the coarse product is reproduced; compare maps with stations to learn "
        "how accurate they are.")
    TAGS = ("machine learning", "regression", "random forest", "lightgbm", "cross-validation")

    def parameters(self):
        """Inputs and outputs."""
        return [
            *shared.training_rasters(),
            p.enum("METHOD", "Method",
                   "Regression method. auto needs no knowledge of the others:\n"
                   "- auto: tries linear, linear_boosting and lightgbm, with few training rows also random_forest "
                   "and hist_gradient_boosting, where their packages are installed, and takes the best on held-out "
                   "cells, or their mean; the simpler of two that tie; in a small area linear. Noisy predictors are "
                   "averaged over neighbouring pixels where that pays (NOISE_AUGMENTATION off: never).\n"
                   "- linear: needs no further package; Export Model can write it as a formula.\n"
                   "- linear_boosting, lightgbm, xgboost, hist_gradient_boosting, random_forest, extra_trees: "
                   "decision trees, the first on top of a linear model.\n"
                   "- svr, neural_network (also called mlp), stacking, deep_belief_network: further methods of "
                   "published studies.\n"
                   "- cnn: a convolutional network that uses neighbours against the noise of single pixels; auto's "
                   "choice teaches it on means of pixels, where noise is low. deep_ensemble: the mean of a dense "
                   "network and a cnn taught by it, with SERIES also of an LSTM. Both need PyTorch for training, "
                   "not for maps.\n"
                   "- lstm, temporal_cnn, transformer, mmnet: look back on the days before each date (SERIES, "
                   "DAYS_BEFORE); PyTorch as above.",
                   [*CHOICES, *OF_SERIES], AUTO),
            p.number("TRAINING_MINUTES", "Minutes for a network",
                     "With METHOD auto: how many minutes training a network (cnn) may take, 0 to 1440; it replaces "
                     "auto's choice where the noise of predictors is known, from three dates or more or from "
                     "NOISE_STD, and the network has learnt its task. 0: none is tried. Needs PyTorch.",
                     0, 0, 1440, advanced=True),
            p.text("PREDICTORS_USED", "Predictors used",
                   "Names of predictors, separated by commas: the others are left out. Or screened: those whose "
                   "correlation with soil moisture is significant at P_VALUE, as selected by Explain Model. All when "
                   "empty.", optional=True, advanced=True),
            p.number("P_VALUE", "Significance level of screening",
                     "With PREDICTORS_USED screened: predictors with a p-value below this are kept, 0.000001 to 1; "
                     "cells near each other count as partly the same. With several dates the correlation within dates "
                     "counts as well as that over all of them.", 0.01, 1e-6, 1.0, advanced=True),
            p.text("SCALES", "Training scales (m)",
                   "Lengths in metres with commas between them, such as 1000, 100, 50, from the pixels' size to that "
                   "of the coarse cells: the model learns at all of these scales at once, with predictors averaged and "
                   "the coarse product interpolated (cubic) to each, as multi-scale studies do. The log and the report "
                   "set it beside training on the coarse cells, which usually does better. Empty: on the coarse cells.",
                   optional=True, advanced=True),
            *shared.options(
                "Settings of the method as JSON text, such as {\"n_estimators\": 300}, with auto by method, such as "
                "{\"lightgbm\": {\"num_leaves\": 15}}; or the path of a JSON file; or the name of a preset: "
                f"{_presets()}. docs/methods.md lists all settings with their defaults, and the sources of the "
                "presets."),
            p.rasters("SERIES", "Daily series", "Daily stacks (rain, temperature ...) on the grid of the predictors, "
                      "with a date each, from DAYS_BEFORE days before the first date on: for METHOD lstm, "
                      "temporal_cnn, transformer, mmnet and deep_ensemble. Maps of such a model need the days before "
                      "their own date.", optional=True, advanced=True),
            p.integer("DAYS_BEFORE", "Days before", "How many days of SERIES are looked back on, the last day of the "
                      "date among them, 1 to 366.", 11, 1, 366, advanced=True),
            p.file_destination("MODEL", "Model", "Where to write the model file (.smdm).", "smdm"),
            p.report_destination("Validation, assessment at reduced resolution, model card.", "Training report"),
            p.vector_destination("PREDICTIONS", "Held-out predictions",
                                 "A point at the centre of each cell and date that validation held out: place (number "
                                 "of the cell), date, observed and predicted soil moisture in m3/m3, and the fold "
                                 "that held it out. GeoPackage, or CSV with longitude and latitude.",
                                 optional=True, advanced=True),
            *shared.training_numbers(),
        ]

    def perform(self, inputs, monitor):
        """Train; the numbers of what was held out."""
        options = shared.training_options(inputs, method=inputs["METHOD"],
                                          training_minutes=inputs["TRAINING_MINUTES"],
                                          predictors_used=inputs["PREDICTORS_USED"] or "", p_value=inputs["P_VALUE"],
                                          scales=inputs["SCALES"] or "", series=inputs["SERIES"] or [],
                                          days_before=inputs["DAYS_BEFORE"])
        trained = train_model(inputs["PREDICTORS"], inputs["COARSE"], inputs["MODEL"], options, inputs["REPORT"],
                              monitor, inputs["PREDICTIONS"])
        return p.known_numbers(N_SAMPLES=trained.n_samples, CV_R=trained.cv_r, CV_RMSE=trained.cv_rmse,
                               CV_SKILL=trained.cv_skill)


def _presets():
    return ", ".join(f"{name} ({preset.method})" for name, preset in PRESETS.items())
