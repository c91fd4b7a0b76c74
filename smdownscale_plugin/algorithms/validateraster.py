"""Validate Raster: soil-moisture maps against a reference product, with the coarse product's baselines beside."""
from ..jobs.validate_raster import RasterValidationOutputs, validate_raster
from . import parameters as p
from . import validation_parameters as shared
from .base import Group, SmDownscaleAlgorithm
from .parameters import tr
from .styling import DIFFERENCE, Style, forget_outputs


class ValidateRaster(SmDownscaleAlgorithm):
    """The tool `validateraster`."""

    ID = "validateraster"
    TITLE = "Validate Raster"
    GROUP = Group.VALIDATE
    SUMMARY = (
        "Compares soil-moisture maps with a reference product, date by date and as a whole. Each map is compared "
        "with the reference that shares the most time with it, on the grid of the coarser of the two.\n"
        "With the coarse product, its nearest and bilinear interpolation are measured in the same way: the skill "
        "shows whether downscaling helped (above 0) or did harm (below 0), the within-cell correlation whether the "
        "moisture is in the right place inside a coarse cell.\n"
        "With five or more dates each pixel is compared in time too, and with a third product the random errors of "
        "all three follow from triple collocation.\n"
        "The figures say how well the reference product is reproduced, not how accurate the map is in the field.")
    TAGS = ("accuracy", "RMSE", "correlation", "skill", "bias")
    STYLES = {"METRICS": Style(None, "Metrics"), "DIFFERENCE": DIFFERENCE}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("RASTERS", "Soil-moisture maps", "Maps to be validated, in m3/m3, of one or more dates."),
            p.rasters("REFERENCE", "Reference product", "Soil moisture in m3/m3 that the maps are measured against, "
                      "of one or more dates; any grid and CRS."),
            *shared.coarse(),
            p.rasters("THIRD", "Third product", "Soil moisture in m3/m3 from yet another source, for triple "
                                                "collocation: random errors of all three without taking one as the "
                                                "truth. It must not be the map's parent product, nor related to it or "
                                                "to the reference (all SMAP products are one family).", optional=True,
                      advanced=True),
            p.rasters("PRODUCTS", "Other products", "Other soil-moisture maps in m3/m3, measured against the same "
                                                    "reference on the pixels and dates that all have in common. "
                                                    "Rasters of one product share their metadata PRODUCT or, without "
                                                    "it, the file name without its "
                                                    "date.", optional=True, advanced=True),
            p.table_destination("METRICS", "Metrics", "Table of all metrics: the map, the coarse product by nearest "
                                "and by bilinear interpolation; overall and per date.", optional=True,
                                by_default=True),
            p.raster_destination("DIFFERENCE", "Difference", "Map minus reference in m3/m3, averaged over the dates.",
                                 optional=True),
            p.raster_destination("IN_TIME", "Agreement in time", "One band per metric over the dates of each pixel (R, "
                                                                 "RMSE, ubRMSE, bias); needs five or more "
                                                                 "dates.", optional=True, advanced=True),
            p.table_destination("PRODUCT_METRICS", "Products side by side", "Table of the map and the other products "
                                "on the same pixels, with the gain of the map over each and its interval over the "
                                "dates.", optional=True, advanced=True),
            p.report_destination("Summary, metrics, scatter plots, maps and errors per date.",
                                 "Raster validation report"),
            *shared.validation_numbers("dates"),
            p.number_output("WITHIN_CELL_R", "Correlation inside coarse cells"),
            p.number_output("TRIPLE_ERROR", "Random error of the map in m3/m3 by triple collocation"),
        ]

    def prepareAlgorithm(self, parameters, context, feedback):
        """In a workflow the reference may be left empty (toolbox and scripts are refused before): nothing is done."""
        self._nothing_to_do = not parameters.get("REFERENCE")
        if self._nothing_to_do:
            return True
        return super().prepareAlgorithm(parameters, context, feedback)

    def processAlgorithm(self, parameters, context, feedback):
        """Nothing is written, and nothing waited for, without a reference."""
        if not self._nothing_to_do:
            return super().processAlgorithm(parameters, context, feedback)
        feedback.pushInfo(tr("No reference product was given: the maps are not validated."))
        forget_outputs(self, parameters, context)
        return {}

    def perform(self, inputs, monitor):
        """Run the validation; numbers that are undefined are left out."""
        outputs = RasterValidationOutputs(
            metrics=inputs["METRICS"], difference=inputs["DIFFERENCE"], agreement=inputs["IN_TIME"],
            product_metrics=inputs["PRODUCT_METRICS"], report=inputs["REPORT"])
        result = validate_raster(
            inputs["RASTERS"], inputs["REFERENCE"], outputs, coarse=inputs["COARSE"],
            coarse_scale=inputs["COARSE_SCALE"], third=inputs["THIRD"], products=inputs["PRODUCTS"], monitor=monitor)
        return shared.validation_values(result, WITHIN_CELL_R=result.within_cell_r, TRIPLE_ERROR=result.triple_error)
