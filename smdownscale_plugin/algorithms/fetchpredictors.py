"""Fetch Predictors: predictor stacks and coarse soil moisture from Google Earth Engine."""
from ..fetching.catalogue import STEPS
from ..fetching.choice import DEFAULT_PRESET, Question
from ..fetching.provider import Account
from ..jobs.fetch_predictors import fetch_predictors
from ..sources.registry import open_provider
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .earthengine import key_file, project_of, project_parameter
from .styling import COARSE, PREDICTORS


class FetchPredictors(SmDownscaleAlgorithm):
    """The tool `fetchpredictors`."""

    ID = "fetchpredictors"
    TITLE = "Fetch Predictors"
    GROUP = Group.DATA
    SUMMARY = (
        "Fetches predictors and SMAP soil moisture of an area from Google Earth Engine, ready for Train Model. It "
        "needs an Earth Engine account: Test Earth Engine shows whether it works, and what to do.\n"
        "The predictors come as one stack per time step, and one of static predictors, on a 1 km grid that nests in "
        "SMAP's 9 km cells, or on any other; SMAP comes on its own grid. Composites are weighted by the days that "
        "they share with a step, bad pixels are left out by each product's quality rule, and every stack records "
        "what it was made from.\n"
        "The log gives the size before anything is fetched. A run that was cancelled or interrupted continues where "
        "it stopped when it is started again.")
    TAGS = ("earth engine", "download", "MODIS", "Landsat", "Sentinel-1", "CHIRPS", "SMAP", "VIIRS")
    REQUIRES = ("ee",)
    RESUMES = True
    STYLES = {"PREDICTORS": PREDICTORS, "COARSE": COARSE}

    def parameters(self):
        """Inputs and outputs."""
        catalogue = open_provider().catalogue
        return [
            p.extent("EXTENT", "Extent", "The area, widened to whole SMAP cells. Give this or polygons (REGION).",
                     optional=True),
            p.features("REGION", "Region", "Polygons: only the SMAP cells that they touch are fetched. With an EXTENT, "
                                           "only what lies in both.", optional=True),
            p.date("START", "Start", "First day, such as 2020-06-01 (UTC)."),
            p.date("END", "End", "The day after the last one, such as 2020-07-01 (UTC)."),
            p.enum("STEP", "Step", "Period of one stack; 8-day steps count from 1 January, as those of MODIS do. "
                                   "Default: that of the preset, else monthly.", STEPS, optional=True),
            p.enum("PRODUCT", "Coarse product", "SMAP product. Default: that of the preset, else SPL3SMP_E_AM.",
                   list(catalogue.products), optional=True),
            p.enum("PRESET", "Preset", f"A set of predictors. Default: {DEFAULT_PRESET}, unless VARIABLES "
                   f"are given.\n{_presets(catalogue)}", list(catalogue.presets), optional=True),
            p.enum("VARIABLES", "Variables", "Predictors to fetch in addition to those of the preset; docs/data.md "
                                             "describes each of "
                                             "them.", catalogue.variables, several=True, optional=True),
            p.number("RESOLUTION", "Resolution", "Side of a cell, above 0: in metres, or in units of the CRS when one "
                                                 "is given. Without a CRS, SMAP's 9 km cell is divided into a whole "
                                                 "number of cells. Default: that of the preset, else 1000.",
                     minimum=0, optional=True),
            p.crs("CRS", "CRS", "Coordinate reference system of the stacks. Default: EASE-Grid 2.0 (EPSG:6933), like "
                                "SMAP.",
                  optional=True, advanced=True),
            p.number("WATER_MASK", "Water mask (percent)", "Fine cells with more water than this, in percent of area "
                     "and time (JRC Global Surface Water), are left empty; coarse cells with more than 10 % are left "
                     "out. Lakes and rivers spoil training: 20 is usual. Default: no mask.", minimum=0, maximum=100,
                     optional=True),
            project_parameter(),
            key_file(),
            p.load_results("the rasters"),
            p.folder_destination("OUTPUT_FOLDER", "Folder", "Where to write the folders predictors and coarse. A later "
                                                            "run with the same folder fetches only what is missing."),
            p.rasters_output("PREDICTORS", "Predictor stacks"),
            p.rasters_output("COARSE", "Coarse soil moisture"),
        ]

    def perform(self, inputs, monitor):
        """Fetch; the lists of stacks and coarse rasters."""
        question = Question(
            inputs["OUTPUT_FOLDER"], inputs["START"], inputs["END"], inputs["EXTENT"], inputs["REGION"],
            inputs["STEP"] or "", inputs["PRODUCT"] or "", inputs["PRESET"] or "", inputs["VARIABLES"],
            inputs["RESOLUTION"], inputs["CRS"] or "", inputs["WATER_MASK"])
        provider = open_provider(Account(project_of(inputs), inputs["SERVICE_ACCOUNT_KEY"] or ""))
        fetched = fetch_predictors(question, provider, monitor)
        return {"PREDICTORS": fetched.predictors, "COARSE": fetched.coarse}


def _presets(catalogue):
    return "\n".join(f"- {preset.name}: {preset.meaning}." for preset in catalogue.presets.values())
