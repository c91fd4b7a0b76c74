"""Explain Model: what each predictor contributes to a model, and in which direction."""
from ..jobs.explain_model import ExplainingOptions, explain_model
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import Style


class ExplainModel(SmDownscaleAlgorithm):
    """The tool `explainmodel`."""

    ID = "explainmodel"
    TITLE = "Explain Model"
    GROUP = Group.MODEL
    SUMMARY = (
        "Shows what each predictor is worth to a model: by how much the error on held-out cells grows when the "
        "predictor is shuffled (permutation importance), how the prediction follows it (partial dependence), whether "
        "soil moisture is higher or lower where the predictor is high, and how it correlates with soil moisture, with "
        "a significance that counts independent pairs rather than cells. Give the predictors and coarse rasters that "
        "the model was trained on. It shows what goes together, not what causes what.")
    TAGS = ("permutation importance", "partial dependence", "sensitivity", "correlation", "predictor selection")
    STYLES = {"TABLE": Style(None, "Explanation of the model")}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.model_file(),
            p.rasters("PREDICTORS", "Predictor stacks", "The predictors that the model was trained on, or others with "
                      "the same names."),
            p.rasters("COARSE", "Coarse soil moisture", "The coarse soil moisture that the model was trained on, or "
                      "other dates of the same product, in the same unit."),
            p.coarse_band(),
            p.integer("REPEATS", "Shuffles", "How often each predictor is shuffled in each held-out part, 1 to 100; "
                                             "more take longer and give steadier "
                                             "importances.", 5, 1, 100, advanced=True),
            p.number("P_VALUE", "Significance", "A predictor is selected when its correlation with soil moisture is "
                     "significant below this p-value, 0 to 1; with several dates, over all of them or within "
                     "them.", 0.01, 0.0, 1.0, advanced=True),
            p.integer("SEED", "Seed", "Seed of all random choices, 0 or more: the same seed gives the same figures.", 0,
                      0, 2 ** 31 - 1, advanced=True),
            p.table_destination("TABLE", "Explanation table", "Table with a row for each predictor, the most important "
                                "first: importance and its spread in m3/m3, effect, correlations, significance."),
            p.report_destination("Importance, partial dependence and correlation of every predictor.",
                                 "Explanation report"),
            p.number_output("N_SAMPLES", "Coarse cells"),
            p.number_output("N_SELECTED", "Predictors selected by correlation"),
            p.text_output("SELECTED", "Predictors selected by correlation, as PREDICTOR_SETS of Compare Models takes "
                                      "them"),
            p.text_output("MOST_IMPORTANT", "The most important predictor"),
        ]

    def perform(self, inputs, monitor):
        """Explain; what was selected."""
        options = ExplainingOptions(inputs["REPEATS"], inputs["P_VALUE"], inputs["SEED"],
                                    coarse_band=inputs["COARSE_BAND"] or "")
        found = explain_model(inputs["MODEL"], inputs["PREDICTORS"], inputs["COARSE"], inputs["TABLE"], options,
                              inputs["REPORT"], monitor)
        return {"N_SAMPLES": len(found.samples), "N_SELECTED": len(found.selected),
                "SELECTED": ",".join(found.selected),
                "MOST_IMPORTANT": found.ranked[0]}
