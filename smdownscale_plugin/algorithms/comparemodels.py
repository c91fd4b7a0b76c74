"""Compare Models: methods and sets of predictors on the same held-out cells, and the best as a model file."""
from ..jobs.compare_models import DEFAULT_METHODS, OPTIONS, ComparisonOptions, compare_models
from ..regression.methods import METHODS
from ..regression.presets import PRESETS
from . import parameters as p
from . import training_parameters as shared
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class CompareModels(SmDownscaleAlgorithm):
    """The tool `comparemodels`."""

    ID = "comparemodels"
    TITLE = "Compare Models"
    GROUP = Group.MODEL
    SUMMARY = (
        "Fits several methods, on several sets of predictors, and measures all of them on the same held-out cells: "
        "spatial blocks with a buffer, whole periods, and the naive random split beside them; and at reduced "
        "resolution, where the coarse product is the truth, against nearest and bilinear interpolation.\n"
        "The rasters are read once. The table and the report show which method to take and what each predictor is "
        "worth; the best can be written as a model file, as Train Model would make it.\n"
        "The figures say how well the coarse product is reproduced, not how accurate a map is in the field.")
    TAGS = ("machine learning", "regression", "cross-validation", "benchmark", "predictor selection", "ablation")
    STYLES = {"TABLE": Style(None, "Comparison of models")}

    def parameters(self):
        """Inputs and outputs."""
        return [
            *shared.training_rasters(),
            p.enum("METHODS", "Methods", "Methods to compare; those whose packages are missing are left out with a "
                                         "warning.",
                   list(METHODS), list(DEFAULT_METHODS), several=True),
            p.text("PREDICTOR_SETS", "Sets of predictors",
                   "Which predictors to compare, all by default. Sets are separated by ; and names by a comma: all; "
                   "ndvi,lst compares all predictors with these two. A leading - leaves one out: all; -sif compares "
                   "with and without it. A * stands for any characters: -s1_* leaves out a group. A set can be given a "
                   "name: no radar: -s1_*.",
                   optional=True),
            *shared.options(
                "Settings by method as JSON text, such as {\"lightgbm\": {\"num_leaves\": 15}}, as the path of a JSON "
                f"file, or the name of a preset ({', '.join(PRESETS)}); docs/methods.md lists the settings.",
                OPTIONS, "; both: each variant with and without it",
                " These cells decide which method is best; their predictions, assessed at reduced resolution, decide "
                "between sets of predictors. The other kinds are computed too.", " Every variant gets this many."),
            p.table_destination("TABLE", "Comparison table", "Table with a row for each variant and all its figures, "
                                "the best first, then nearest and bilinear interpolation."),
            p.file_destination("MODEL", "Model of the best", "Where to write the model file (.smdm) of the best "
                                                             "variant.",
                               "smdm", optional=True),
            p.report_destination("Which variant is best and why, all figures, what each set of predictors is worth.",
                                 "Comparison report"),
            *shared.training_numbers(" of the best"),
            p.text_output("BEST_METHOD", "Method of the best"),
            p.text_output("BEST_PREDICTORS", "Predictors of the best, as PREDICTOR_SETS takes them"),
        ]

    def perform(self, inputs, monitor):
        """Compare; the numbers of the best."""
        options = ComparisonOptions(inputs["METHODS"], inputs["PREDICTOR_SETS"] or "",
                                    shared.training_options(inputs))
        best = compare_models(inputs["PREDICTORS"], inputs["COARSE"], inputs["TABLE"], options, inputs["REPORT"],
                              inputs["MODEL"], monitor).best
        held = best.candidate.validation
        return {"BEST_METHOD": best.candidate.name, "BEST_PREDICTORS": ",".join(best.predictors.names),
                **p.known_numbers(N_SAMPLES=len(best.samples), CV_R=held.r, CV_RMSE=held.rmse, CV_SKILL=best.skill)}
