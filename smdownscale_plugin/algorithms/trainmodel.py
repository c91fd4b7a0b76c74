"""Train Model: from predictors and coarse soil moisture to a model file."""
from ..jobs.train_model import TrainingOptions, train_model
from ..regression.methods import AUTO, METHODS
from ..regression.presets import PRESETS
from ..selection.folds import SPATIAL_BLOCKS, VALIDATIONS
from ..selection.noise_choice import AUGMENTATIONS
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm


class TrainModel(SmDownscaleAlgorithm):
    """The tool `trainmodel`."""

    ID = "trainmodel"
    TITLE = "Train Model"
    GROUP = Group.MODEL
    SUMMARY = (
        "Learns how coarse soil moisture follows from predictors. The predictors are averaged to the coarse cells, or "
        "seen through the product's footprint; a regression is fitted to all dates that both have in common, and "
        "tested on blocks of cells that it did not see, with a buffer around them. The model file then makes fine "
        "maps with Downscale Raster or Downscale Series. The log and the report say how well the coarse product is "
        "reproduced; compare maps with stations to learn how accurate they are.")
    TAGS = ("machine learning", "regression", "random forest", "lightgbm", "cross-validation")

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("PREDICTORS", "Predictor stacks",
                      "Fine predictors on one grid, of any number of dates, as Build Predictor Stack, Fetch "
                      "Predictors or Create Demo Data write them. Rasters without a date are static and join "
                      "every date."),
            p.rasters("COARSE", "Coarse soil moisture",
                      "Soil moisture in m3/m3 on the coarse grid, one raster a date, such as SMAP."),
            p.enum("METHOD", "Method",
                   "Regression method. auto tries linear, linear_boosting and lightgbm, with few training rows also "
                   "random_forest and hist_gradient_boosting, of those whose packages are installed; it takes the "
                   "best on held-out cells, the simpler where two tie, or their mean. In a small area it takes linear.",
                   [AUTO, *METHODS], AUTO),
            p.number("FOOTPRINT_KM", "Footprint (km)",
                     "Full width at half maximum of what the sensor sees, in km, 0 to 200; 0 is the plain mean of "
                     "the cell. Default: what the coarse raster says (metadata FOOTPRINT_KM), else by its PRODUCT "
                     "(SPL3SMP_E 33 km), else 0.", minimum=0, maximum=200, optional=True,
                     advanced=True),
            p.enum("NOISE_AUGMENTATION", "Noise augmentation",
                   "Whether training rows get the noise that fine predictors have and means of cells have lost. "
                   "auto: where bands say how noisy they are (NOISE_STD) or three dates or more show it; on: refuse "
                   "to train where neither is known; off: never.", AUGMENTATIONS, AUGMENTATIONS[0], advanced=True),
            p.enum("VALIDATION", "Validation",
                   "What is held out to test the model: spatial blocks with a buffer around them, or whole periods.",
                   VALIDATIONS, SPATIAL_BLOCKS, advanced=True),
            p.number("MIN_COVERAGE", "Minimum coverage",
                     "Share of a cell's area (or of its footprint) that must have valid predictors, over 0 to 1.", 0.5,
                     0.01, 1.0, advanced=True),
            p.text("HYPERPARAMETERS", "Hyper-parameters",
                   "Settings of the method as JSON text, such as {\"n_estimators\": 300}, with auto by method, such as "
                   "{\"lightgbm\": {\"num_leaves\": 15}}; or the path of a JSON file; or the name of a preset: "
                   f"{_presets()}. docs/methods.md lists all settings with their defaults, and where the presets are "
                   "from. Other published systems have none: their settings aren't known, or they need deep networks "
                   "in space or time, which aren't among the methods.", optional=True, advanced=True),
            p.integer("TUNE", "Tuning trials",
                      "Number of settings tried at random around the given ones, on the same held-out cells, 0 to "
                      "500; 0 is no tuning.", 0, 0, 500, advanced=True),
            p.number("COARSE_SCALE", "Scale of the coarse product",
                     "Factor that turns the coarse values into m3/m3: 0.01 for "
                     "percent.", 1.0, 1e-6, 1e6, advanced=True),
            p.integer("SEED", "Seed", "Seed of all random choices, 0 or more: the same seed gives the same "
                                      "model.", 0, 0,
                      2 ** 31 - 1, advanced=True),
            p.file_destination("MODEL", "Model", "Where to write the model file (.smdm).", "smdm"),
            p.report_destination("Validation, assessment at reduced resolution, model card."),
            p.number_output("N_SAMPLES", "Training cells"),
            p.number_output("CV_R", "Correlation on held-out cells"),
            p.number_output("CV_RMSE", "RMSE on held-out cells (m3/m3)"),
            p.number_output("CV_SKILL", "Skill at reduced resolution"),
        ]

    def perform(self, inputs, monitor):
        """Train; the numbers of what was held out."""
        options = TrainingOptions(
            inputs["METHOD"], inputs["FOOTPRINT_KM"], inputs["NOISE_AUGMENTATION"], inputs["VALIDATION"],
            inputs["MIN_COVERAGE"], inputs["HYPERPARAMETERS"] or "", inputs["TUNE"], inputs["COARSE_SCALE"],
            inputs["SEED"])
        trained = train_model(inputs["PREDICTORS"], inputs["COARSE"], inputs["MODEL"], options, inputs["REPORT"],
                              monitor)
        return p.known_numbers(N_SAMPLES=trained.n_samples, CV_R=trained.cv_r, CV_RMSE=trained.cv_rmse,
                               CV_SKILL=trained.cv_skill)


def _presets():
    return ", ".join(f"{name} ({preset.method})" for name, preset in PRESETS.items())
