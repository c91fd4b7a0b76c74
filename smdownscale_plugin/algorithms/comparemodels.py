"""Compare Models: methods and sets of predictors on the same held-out cells, and the best as a model file."""
from ..jobs.compare_models import DEFAULT_METHODS, OPTIONS, ComparisonOptions, compare_models
from ..jobs.train_model import TrainingOptions
from ..regression.methods import METHODS
from ..regression.presets import PRESETS
from ..selection.folds import SPATIAL_BLOCKS, VALIDATIONS
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class CompareModels(SmDownscaleAlgorithm):
    """The tool `comparemodels`."""

    ID = "comparemodels"
    TITLE = "Compare Models"
    GROUP = Group.MODEL
    SUMMARY = (
        "Fits several methods, on several sets of predictors, and measures all of them on the same held-out cells: "
        "spatial blocks with a buffer, whole periods, and the naive random split beside them; and one scale up, where "
        "the coarse product is the truth, against nearest and bilinear interpolation. The rasters are read once. The "
        "table and the report tell which method to take and what each predictor is worth; the best can be written as a "
        "model file, as Train Model would make it. The figures say how well the coarse product is reproduced, not how "
        "accurate a map is in the field.")
    TAGS = ("machine learning", "regression", "cross-validation", "benchmark", "predictor selection", "ablation")
    STYLES = {"TABLE": Style(None, "Comparison of models")}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("PREDICTORS", "Predictor stacks",
                      "Fine predictors on one grid, of any number of dates, as for Train Model."),
            p.rasters("COARSE", "Coarse soil moisture",
                      "Soil moisture in m3/m3 on the coarse grid, one raster a date, such as SMAP."),
            p.enum("METHODS", "Methods", "Methods to compare; those whose packages are missing are left out with a "
                                         "warning.",
                   list(METHODS), list(DEFAULT_METHODS), several=True),
            p.text("PREDICTOR_SETS", "Sets of predictors",
                   "Which predictors to compare, all by default. Sets are separated by ; and names by a comma: all; "
                   "ndvi,lst compares all predictors with these two. A leading - leaves one out: all; -sif compares "
                   "with and without it. A * stands for any characters: -s1_* leaves out a group. A set can be given a "
                   "name: no radar: -s1_*.",
                   optional=True),
            p.enum("NOISE_AUGMENTATION", "Noise augmentation",
                   "Whether training rows get the noise that fine predictors have and means of cells have lost. auto: "
                   "where it is known; on: refuse where it isn't; off: never; both: each variant with and without it.",
                   OPTIONS, OPTIONS[0], advanced=True),
            p.number("FOOTPRINT_KM", "Footprint (km)",
                     "Full width at half maximum of what the sensor sees, in km, 0 to 200; 0 is the plain mean of the "
                     "cell. Default: what the coarse raster says (metadata FOOTPRINT_KM), else by its PRODUCT "
                     "(SPL3SMP_E 33 km), else 0.", minimum=0, maximum=200, optional=True,
                     advanced=True),
            p.enum("VALIDATION", "Validation that decides",
                   "Held-out cells by which the best method is chosen, and whose predictions are assessed one scale up "
                   "to choose among sets of predictors; the other kinds are computed too.",
                   VALIDATIONS, SPATIAL_BLOCKS, advanced=True),
            p.number("MIN_COVERAGE", "Minimum coverage",
                     "Share of a cell's area (or of its footprint) that must have valid predictors, over 0 to 1.", 0.5,
                     0.01, 1.0, advanced=True),
            p.text("HYPERPARAMETERS", "Hyper-parameters",
                   "Settings by method as JSON text, as the path of a JSON file, or the name of a preset "
                   f"({', '.join(PRESETS)}). JSON such as {{\"lightgbm\": {{\"num_leaves\": 15}}}}; Train Model lists "
                   "the settings.", optional=True, advanced=True),
            p.integer("TUNE", "Tuning trials",
                      "Number of settings tried at random around the given ones for every variant, on the held-out "
                      "cells that decide, 0 to 500; 0 is no tuning.", 0, 0, 500, advanced=True),
            p.number("COARSE_SCALE", "Scale of the coarse product",
                     "Factor that turns the coarse values into m3/m3: 0.01 for percent.", 1.0, 1e-6, 1e6,
                     advanced=True),
            p.integer("SEED", "Seed", "Seed of all random choices, 0 or more: the same seed gives the same figures.", 0,
                      0, 2 ** 31 - 1, advanced=True),
            p.table_destination("TABLE", "Comparison table", "Table with a row for each variant and all its figures, "
                                "the best first, then nearest and bilinear interpolation."),
            p.file_destination("MODEL", "Model of the best", "Where to write the model file (.smdm) of the best "
                                                             "variant.",
                               "smdm", optional=True),
            p.report_destination("Which variant is best and why, all figures, what each set of predictors is worth."),
            p.number_output("N_SAMPLES", "Training cells"),
            p.number_output("CV_R", "Correlation of the best on held-out cells"),
            p.number_output("CV_RMSE", "RMSE of the best on held-out cells (m3/m3)"),
            p.number_output("CV_SKILL", "Skill of the best at reduced resolution"),
            p.text_output("BEST_METHOD", "Method of the best"),
            p.text_output("BEST_PREDICTORS", "Predictors of the best, as PREDICTOR_SETS takes them"),
        ]

    def perform(self, inputs, monitor):
        """Compare; the numbers of the best."""
        training = TrainingOptions(
            footprint_km=inputs["FOOTPRINT_KM"], noise_augmentation=inputs["NOISE_AUGMENTATION"],
            validation=inputs["VALIDATION"], min_coverage=inputs["MIN_COVERAGE"],
            hyperparameters=inputs["HYPERPARAMETERS"] or "", tune=inputs["TUNE"], coarse_scale=inputs["COARSE_SCALE"],
            seed=inputs["SEED"])
        options = ComparisonOptions(inputs["METHODS"], inputs["PREDICTOR_SETS"] or "", training)
        best = compare_models(inputs["PREDICTORS"], inputs["COARSE"], inputs["TABLE"], options, inputs["REPORT"],
                              inputs["MODEL"], monitor).best
        held = best.candidate.validation
        return {"BEST_METHOD": best.candidate.name, "BEST_PREDICTORS": ",".join(best.predictors.names),
                **p.known_numbers(N_SAMPLES=len(best.table), CV_R=held.r, CV_RMSE=held.rmse, CV_SKILL=best.skill)}
