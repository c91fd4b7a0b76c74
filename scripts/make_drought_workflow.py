"""Writes the workflow from predictors and SMAP to this month's drought bulletin into resources/workflows/.

Run it with the Python of the oldest supported QGIS after a change of one of its tools:
python3 scripts/make_drought_workflow.py [FILE]
"""
from workflows import CORRECTION, METHOD, NOT_LOADED, From, Kept, Shown, Step, Workflow, same

from smdownscale_plugin.algorithms import downscaleseries, droughtindex, trainmodel, zonaldrought

HELP = ("From a folder of predictor stacks and a folder of coarse soil moisture, both of at least six years, to this "
        "month's drought bulletin: trains a model, downscales every date, ranks each date among the same season of "
        "other years, summarises by district and writes the bulletin. Every date is mapped with one model, so that no "
        "change of model looks like a drought. Open it in the graphical modeler to change it.")
# A model's list inputs take no folders: these are folders, which the tools expand.
FOLDERS = (
    ("PREDICTORS", "Folder of predictor stacks",
     "Folder of predictor stacks (*.tif) of all dates, as Build Predictor Stack or Fetch Predictors writes them."),
    ("COARSE", "Folder of coarse soil moisture", "Folder of coarse soil moisture (*.tif) in m3/m3, one raster per "
     "date, such as SMAP; at least six years."),
)
PREDICTORS, COARSE = Shown("PREDICTORS"), Shown("COARSE")
STEPS = (
    Step("train", "Train a model", trainmodel.TrainModel,
         {"PREDICTORS": PREDICTORS, "COARSE": COARSE, "METHOD": METHOD, **same("FOOTPRINT_KM", "SEED")},
         {"MODEL": Kept("MODEL", "Model", True), "REPORT": Kept("TRAINING_REPORT", "Training report")},
         "Choose: folders of predictors and of the coarse product, six years or more."),
    Step("downscale", "Downscale all dates", downscaleseries.DownscaleSeries,
         {"MODEL": From("train", "MODEL"), "PREDICTORS": PREDICTORS, "COARSE": COARSE,
          "RESIDUAL_CORRECTION": CORRECTION, **NOT_LOADED},
         {"OUTPUT_FOLDER": Kept("MAP_FOLDER", "Folder of the soil moisture maps", True)},
         "All dates with one model, so that no change of model looks like a drought."),
    Step("index", "Rank each date", droughtindex.DroughtIndex,
         {"SERIES": From("downscale", "OUTPUTS"),
          **same("DATE", "WINDOW_DAYS", "MINIMUM_YEARS", "BASELINE", "PERCENTILE_METHOD"), **NOT_LOADED},
         {"CLASS": Kept("CLASS", "Drought class of the last date", True),
          "PERCENTILE": Kept("PERCENTILE", "Percentile of the last date", True),
          "OUTPUT_FOLDER": Kept("DROUGHT_FOLDER", "Folder of the drought maps of all dates", True),
          "CLIMATOLOGY_OUTPUT": Kept("CLIMATOLOGY_OUTPUT", "Climatology for reuse")},
         "Each date is ranked among the same season of other years."),
    Step("zonal", "Summarise by district", zonaldrought.ZonalDrought,
         {"SERIES": From("index", "PERCENTILES"), **same("ZONES", "ZONE_NAME", "TITLE")},
         {"TABLE": Kept("TABLE", "Table of districts and dates", True),
          "ZONES_OUTPUT": Kept("ZONES_OUTPUT", "Districts of the last date", True),
          "REPORT": Kept("BULLETIN", "Drought bulletin", True)},
         "Choose: polygons of districts, and the field of their names."),
)
ORDER = ("PREDICTORS", "COARSE", "ZONES", "ZONE_NAME", "TITLE", "DATE", "METHOD", "RESIDUAL_CORRECTION", "WINDOW_DAYS",
         "MINIMUM_YEARS")

WORKFLOW = Workflow("droughtbulletin", "From SMAP to the Drought Bulletin", HELP, STEPS, ORDER, FOLDERS)

if __name__ == "__main__":
    WORKFLOW.write()
