"""Create Demo Data: a made-up region whose fine soil moisture is known."""
from ..jobs.create_demo_data import create_demo_data
from ..sources.demo_world.settings import (
    FOOTPRINTS,
    MAXIMUM_DATES,
    MAXIMUM_STATIONS,
    MAXIMUM_YEARS,
    SCENARIOS,
    WorldSettings,
)
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import COARSE, PREDICTORS, TRUTH, Style


class CreateDemoData(SmDownscaleAlgorithm):
    """The tool `createdemodata`."""

    ID = "createdemodata"
    TITLE = "Create Demo Data"
    GROUP = Group.DATA
    SUMMARY = (
        "Makes a region that does not exist but behaves like one, with its soil moisture known at 1 km: to try "
        "every tool without an account or a download, and to see how far downscaling can be trusted. A daily water "
        "balance gives the truth of a year or of several; predictors, coarse SMAP-like maps and stations are observed "
        "from it with realistic errors. The same settings give the same files.")
    TAGS = ("example", "synthetic", "test data", "tutorial")
    NOT_LOADED = ("SERIES",)     # a layer a day would fill the layer tree
    STYLES = {"PREDICTORS": PREDICTORS, "COARSE": COARSE, "TRUTH": TRUTH,
              "STATIONS": Style("stations", "Demo stations", level=9, above=True,
                                loads="|option:X_POSSIBLE_NAMES=longitude|option:Y_POSSIBLE_NAMES=latitude"),
              "DISTRICTS": Style("outlines", "Demo districts", level=8, above=True, loads="|layername=districts")}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.integer("SEED", "Seed", "Number that the region is made from, 0 or more: another seed makes another "
                                      "region.", 1, 0, 2 ** 31 - 1),
            p.integer("DATES", "Dates", f"Number of eight-day periods a year, spread over it, 1 to {MAXIMUM_DATES}.",
                      12, 1, MAXIMUM_DATES),
            p.integer("CELLS", "Coarse cells", "Coarse cells of 9 km along each side, 4 to 100.", 26, 4, 100),
            p.enum("FOOTPRINT", "Footprint",
                   "What a coarse value is: cell: the mean of its cell; smap: what a sensor with a Gaussian footprint "
                   "of 33 km sees.", FOOTPRINTS, "cell"),
            p.number("NOISE", "Noise of the coarse product",
                     "Standard deviation of the coarse product's random error, 0 to 0.2 m3/m3.", 0.02, 0, 0.2,
                     advanced=True),
            p.enum("SCENARIO", "Scenario",
                   "standard, or hard: with biased cells, errors shared within a footprint, repeated composites, "
                   "clouds, and a wetland that behaves like nothing else.", SCENARIOS, "standard", advanced=True),
            p.integer("YEARS", "Years",
                      f"Number of years up to 2019, each with weather of its own, 1 to {MAXIMUM_YEARS}; drought tools "
                      "need several years to compare with. Stations report in the last year "
                      "only.", 1, 1, MAXIMUM_YEARS,
                      advanced=True),
            p.boolean("DROUGHT", "Drought in the last year",
                      "Two districts get a fifth of their rain from March to May of the last year; the log names "
                      "them.", advanced=True),
            p.boolean("DAILY_SERIES", "Daily series", "Write a daily stack of rain and air temperature (series/), "
                      "from 60 days before the first year on: SERIES of Train on Stations.", advanced=True),
            p.integer("STATION_COUNT", "Stations", f"Number of stations, at most {MAXIMUM_STATIONS}; 0: about one in "
                      "18 coarse cells.", 0, 0, MAXIMUM_STATIONS, advanced=True),
            p.load_results("the rasters, stations and districts"),
            p.folder_destination("OUTPUT_FOLDER", "Folder of the demo data",
                                 "Where to write coarse/, predictors/, truth/, stations.csv and districts.gpkg, and "
                                 "series/ when asked for."),
            p.rasters_output("PREDICTORS", "Predictor stacks"),
            p.rasters_output("COARSE", "Coarse soil moisture"),
            p.rasters_output("TRUTH", "True fine soil moisture"),
            p.rasters_output("SERIES", "Daily series"),
            p.file_output("STATIONS", "Readings of the stations (CSV)"),
            p.vector_output("DISTRICTS", "Districts"),
        ]

    def perform(self, inputs, monitor):
        """Make the files."""
        names = ("SEED", "DATES", "CELLS", "FOOTPRINT", "NOISE", "SCENARIO", "YEARS", "DROUGHT")
        settings = WorldSettings(*(inputs[name] for name in names), stations=inputs["STATION_COUNT"])
        data = create_demo_data(inputs["OUTPUT_FOLDER"], settings, monitor, inputs["DAILY_SERIES"])
        return {"PREDICTORS": data.predictors, "COARSE": data.coarse, "TRUTH": data.truth,
                "SERIES": data.series, "STATIONS": data.stations, "DISTRICTS": data.districts}
