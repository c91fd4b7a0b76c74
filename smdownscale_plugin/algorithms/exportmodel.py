"""Export Model: a linear model as a formula for other programs."""
from ..exports.registry import DEFAULT_FORM, EXPORT_FORMS
from ..jobs.export_model import export_model
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm


class ExportModel(SmDownscaleAlgorithm):
    """The tool `exportmodel`."""

    ID = "exportmodel"
    TITLE = "Export Model"
    GROUP = Group.MODEL
    SUMMARY = (
        "Writes a linear model as a formula that other programs can apply without this plugin: an expression for the "
        "QGIS raster calculator, a gdal_calc command, or its coefficients as JSON. The formula gives the first guess, "
        "the map that Downscale Raster makes without a coarse raster. Models of METHOD linear and averages of them "
        "are formulas; others, such as random forests, are not and are refused, and so are models of METHOD auto that "
        "average noisy predictors over neighbouring pixels.")
    TAGS = ("raster calculator", "formula", "coefficients", "gdal_calc", "linear model")

    def parameters(self):
        """Inputs and outputs."""
        forms = "; ".join(f"{form.name}, {form.what}" for form in EXPORT_FORMS.values())
        return [
            p.model_file(),
            p.enum("FORM", "Form", f"What is written: {forms}.", list(EXPORT_FORMS), DEFAULT_FORM),
            p.rasters("PREDICTORS", "Predictor stacks", "Stacks whose files and bands the formula names. Default: each "
                      "predictor is the first band of a file of its name. Needed with REGIONAL.", optional=True),
            p.date("DATE", "Date", "Date of the stacks to name, where PREDICTORS have several: 2020-06-01.",
                   optional=True),
            p.file_destination("OUTPUT", "Formula", "The text: expression, command or JSON.", "txt", by_default=True),
            p.raster_destination("REGIONAL", "Regional parts of the predictors", "Raster of the regional part of each "
                                 "predictor on the date of PREDICTORS, in the predictor's unit. Only models that "
                                 "take regional parts need it: their formula takes it as a layer.",
                                 optional=True),
            p.text_output("TEXT", "The formula as text"),
        ]

    def perform(self, inputs, monitor):
        """Export; the files that were written."""
        done = export_model(inputs["MODEL"], inputs["OUTPUT"], inputs["FORM"], inputs["PREDICTORS"],
                            inputs["DATE"] or "", inputs["REGIONAL"], monitor)
        regional = {"REGIONAL": inputs["REGIONAL"]} if done.layers.regional else {}
        return {"OUTPUT": inputs["OUTPUT"], "TEXT": done.text, **regional}
