"""Reconstruct Predictor: coarse or cloud-holed predictors made complete."""
from ..jobs.reconstruct_predictor import reconstruct_predictor
from ..regression.methods import AUTO, METHODS
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class ReconstructPredictor(SmDownscaleAlgorithm):
    """The tool `reconstructpredictor`."""

    ID = "reconstructpredictor"
    TITLE = "Reconstruct Predictor"
    GROUP = Group.DATA
    SUMMARY = (
        "Completes a predictor that is coarser than the stacks (such as SIF at 0.05 degrees) or has gaps (such as "
        "surface temperature under clouds), from the other predictors: a regression is trained where the predictor has "
        "values, its residual is interpolated from nearby values where that helps, and observed fine values stay as "
        "they are. Values hidden on purpose show how well it works, compared with plain interpolation. Masks show "
        "which pixels were reconstructed; of a coarser predictor, all were.")
    TAGS = ("gap filling", "cloud", "SIF", "LST", "interpolation", "kriging", "regression")
    STYLES = {"STACKS": Style("predictors", "Reconstructed predictors", level=2),
              "MASKS": Style(None, "Reconstructed pixels", visible=False)}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("TARGET", "Predictor to reconstruct",
                      "Rasters that hold the predictor, on any grid, of one or more dates; they may be the stacks "
                      "themselves."),
            p.rasters("STACKS", "Predictor stacks",
                      "Stacks of the other predictors; the result gets their grid and dates. If they contain the "
                      "target too, it is replaced in the result."),
            p.text("TARGET_BANDS", "Bands to reconstruct",
                   "Names of the bands of the target rasters to reconstruct, separated by commas. Default: all.",
                   optional=True),
            p.enum("METHOD", "Method",
                   "Regression method; auto takes the one that does best on held-out blocks, of those whose packages "
                   "are installed.",
                   [AUTO, *METHODS], AUTO),
            p.text("HYPERPARAMETERS", "Hyper-parameters",
                   "Settings of the method as JSON text or as the path of a JSON file, as in Train Model.",
                   optional=True, advanced=True),
            p.integer("SEED", "Seed", "Seed of all random choices, 0 or more: the same seed gives the same result.", 0,
                      0, 2 ** 31 - 1, advanced=True),
            p.load_results("the stacks"),
            p.folder_destination("OUTPUT_FOLDER", "Folder of the stacks",
                                 "Where to write stack_YYYYMMDD.tif, copies of the static rasters when the stacks "
                                 "themselves are completed, and the masks in the subfolder reconstructed."),
            p.report_destination("How well hidden values were reproduced, by the regression and by plain "
                                 "interpolation.",
                                 "Reconstruction report"),
            p.rasters_output("STACKS", "Stacks with the reconstructed predictor"),
            p.rasters_output("MASKS", "Masks: 1 reconstructed, 0 observed"),
        ]

    def perform(self, inputs, monitor):
        """Reconstruct; the files that were written."""
        done = reconstruct_predictor(
            inputs["TARGET"], inputs["STACKS"], inputs["OUTPUT_FOLDER"], bands=inputs["TARGET_BANDS"] or "",
            method=inputs["METHOD"], hyperparameters=inputs["HYPERPARAMETERS"] or "", seed=inputs["SEED"],
            report=inputs["REPORT"], monitor=monitor)
        return {"STACKS": done.stacks, "MASKS": done.masks}
