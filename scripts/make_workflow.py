"""Writes the ready-made workflow from rasters to validated maps into resources/workflows/.

Run it with the Python of the oldest supported QGIS after a change of one of its tools:
python3 scripts/make_workflow.py [FILE]
"""
from workflows import CORRECTION, METHOD, NOT_LOADED, From, Kept, Shown, Step, Workflow, same

from smdownscale_plugin.algorithms import buildpredictorstack, downscaleseries, trainmodel, validateraster

HELP = ("From rasters to validated maps in one go: builds predictor stacks from any rasters, trains a model on coarse "
        "soil moisture, downscales every date that has both, and compares the maps with a reference product. Rasters "
        "carry their dates in their metadata or file names; those without a date are static. For other chains, use the "
        "four tools in a model of your own.")

# The lists of a model take rasters only, not folders of them: its helps don't promise more.
RASTERS = Shown("RASTERS", help="Predictors on any grids, with one or more bands each, of one or more dates.")
COARSE = Shown("COARSE", help="Soil moisture in m3/m3 on the coarse grid, one raster per date, such as SMAP.")
LOADED = Shown("LOAD_RESULTS", help="Open the maps of all dates in QGIS when the workflow has finished.", default=False)
REFERENCE = Shown("REFERENCE", help="Soil moisture in m3/m3 that the maps are measured against, of one or more dates; "
                                    "any grid and CRS. Without it the maps are not validated.", optional=True)
GRID = Shown("GRID", "Raster that sets the fine grid")
STEPS = (
    Step("build", "Build predictor stacks", buildpredictorstack.BuildPredictorStack,
         {"RASTERS": RASTERS, "REFERENCE": GRID,
          **same("RESOLUTION", "CRS", "EXTENT", "NAMES", "CATEGORICAL", "RESAMPLING", "MASK", "TIME_START", "TIME_END",
                 "CATEGORICAL_RESAMPLING", "SUBDATASETS", "SCALES", "NODATA", "EASE_GRID", "MASK_RULE",
                 "MASK_CONFIRMED", "DURATIONS", "LOOK_BACK_DAYS", "SUMS"), **NOT_LOADED},
         {"OUTPUT_FOLDER": Kept("STACK_FOLDER", "Folder of the predictor stacks", True)},
         "Choose: your rasters, and the raster whose grid the maps get."),
    Step("train", "Train a model", trainmodel.TrainModel,
         {"PREDICTORS": From("build", "STACKS"), "COARSE": COARSE,
          "METHOD": METHOD,
          **same("FOOTPRINT_KM", "NOISE_AUGMENTATION", "VALIDATION", "MIN_COVERAGE", "HYPERPARAMETERS", "TUNE",
                 "COARSE_SCALE", "SEED")},
         {"MODEL": Kept("MODEL", "Model", True), "REPORT": Kept("TRAINING_REPORT", "Training report")},
         "Choose: the coarse product. METHOD auto tries several and keeps the best."),
    Step("downscale", "Downscale all dates", downscaleseries.DownscaleSeries,
         {"MODEL": From("train", "MODEL"), "PREDICTORS": From("build", "STACKS"), "COARSE": COARSE,
          "RESIDUAL_CORRECTION": CORRECTION, "LOAD_RESULTS": LOADED},
         {"OUTPUT_FOLDER": Kept("MAP_FOLDER", "Folder of the maps", True),
          "REPORT": Kept("MAP_REPORT", "Report of the maps")},
         "One map for each date that has predictors and a coarse raster."),
    Step("validate", "Validate the maps", validateraster.ValidateRaster,
         {"RASTERS": From("downscale", "OUTPUTS"), "REFERENCE": REFERENCE, "COARSE": COARSE,
          **same("COARSE_SCALE")},
         {"METRICS": Kept("METRICS", "Metrics", True), "DIFFERENCE": Kept("DIFFERENCE", "Difference"),
          "REPORT": Kept("VALIDATION_REPORT", "Validation report")},
         "Choose: a reference product, or leave it empty: then nothing is validated."),
)
# As a user meets them; the advanced ones follow in the order of the steps.
ORDER = ("RASTERS", "COARSE", "REFERENCE", "METHOD", "RESIDUAL_CORRECTION", "GRID", "RESOLUTION", "CRS", "EXTENT",
         "NAMES", "CATEGORICAL", "RESAMPLING", "MASK", "LOAD_RESULTS")

WORKFLOW = Workflow("downscalefromrasters", "Downscale from Rasters", HELP, STEPS, ORDER)

if __name__ == "__main__":
    WORKFLOW.write()
