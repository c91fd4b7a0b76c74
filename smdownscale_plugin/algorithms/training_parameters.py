"""What Train Model and Compare Models ask and give alike."""
from ..jobs.regions import Regions
from ..jobs.train_model import TrainingOptions
from ..selection.folds import SPATIAL_BLOCKS, VALIDATIONS
from ..selection.noise_choice import AUGMENTATIONS
from . import mask_parameters
from . import parameters as p


def training_rasters():
    """PREDICTORS and COARSE."""
    return [
        p.rasters("PREDICTORS", "Predictor stacks",
                  "Fine predictors on one grid, of any number of dates, as Build Predictor Stack, Fetch Predictors or "
                  "Create Demo Data write them. Rasters without a date are static and join every date."),
        p.rasters("COARSE", "Coarse soil moisture",
                  "Soil moisture in m3/m3 on the coarse grid, one raster per date, such as SMAP."),
    ]


def options(hyperparameters, augmentations=AUGMENTATIONS, both="", validation="", tune=""):
    """All settings but the method; the texts are what else the helps say, `hyperparameters` the whole help."""
    return [
        p.number("FOOTPRINT_KM", "Footprint (km)",
                 "Full width at half maximum of what the sensor sees, in km, 0 to 200; 0 is the plain mean of the "
                 "cell. Default: what the coarse raster says (metadata FOOTPRINT_KM), else by its PRODUCT (SPL3SMP_E "
                 "33 km), else 0.", minimum=0, maximum=200, optional=True, advanced=True),
        p.enum("NOISE_AUGMENTATION", "Noise augmentation",
               "Whether to add to the training rows the noise that fine predictors have and cell means have lost. "
               "auto: where bands state their noise (NOISE_STD) or three or more dates reveal it; on: refuse to train "
               f"where neither does; off: never{both}.", augmentations, augmentations[0], advanced=True),
        p.enum("VALIDATION", "Validation",
               "What is held out to test the model: spatial blocks with a buffer around them, whole periods, forward "
               "in time each period from the model of those before it (three dates or more), or each of REGIONS with "
               "a buffer around it." + validation, VALIDATIONS, SPATIAL_BLOCKS, advanced=True),
        p.features("REGIONS", "Regions", "Polygons of at least two regions, in any CRS, for VALIDATION "
                   "leave_regions_out. A coarse cell belongs to the region that covers half of it or more.",
                   optional=True, advanced=True),
        p.field("REGION_FIELD", "Field of the regions", "Field of REGIONS; polygons with the same value are one "
                "region. Without it, the first text field.", "REGIONS", optional=True, advanced=True),
        p.number("MIN_COVERAGE", "Minimum coverage",
                 "Share of a cell's area (or of its footprint) that must have valid predictors, above 0 and up to "
                 "1.", 0.5,
                 0.01, 1.0, advanced=True),
        *mask_parameters.mask("training; coarse cells of which more than 10 % go are left out", advanced=True),
        p.text("HYPERPARAMETERS", "Hyper-parameters", hyperparameters, optional=True, advanced=True),
        p.integer("TUNE", "Tuning trials",
                  "Number of random settings to try around the given ones, on the same held-out cells, 0 to 500; 0 "
                  "means no tuning. Figures of each held-out part are of settings that the other parts chose."
                  + tune, 0, 0, 500, advanced=True),
        p.coarse_scale(),
        p.coarse_band(),
        p.integer("SEED", "Seed", "Seed of all random choices, 0 or more: the same seed gives the same results.", 0, 0,
                  2 ** 31 - 1, advanced=True),
    ]


def training_options(inputs, **more) -> TrainingOptions:
    """The values of `options`, and `more`, as the jobs take them."""
    regions = inputs["REGIONS"]
    return TrainingOptions(
        regions=regions and Regions(regions.path, regions.layer, inputs["REGION_FIELD"] or None),
        mask=mask_parameters.masking(inputs), footprint_km=inputs["FOOTPRINT_KM"],
        noise_augmentation=inputs["NOISE_AUGMENTATION"],
        validation=inputs["VALIDATION"], min_coverage=inputs["MIN_COVERAGE"],
        hyperparameters=inputs["HYPERPARAMETERS"] or "", tune=inputs["TUNE"], coarse_scale=inputs["COARSE_SCALE"],
        coarse_band=inputs["COARSE_BAND"] or "", seed=inputs["SEED"], **more)


def training_numbers(model=""):
    """Number outputs; model: which one they are of, such as " of the best"."""
    return [
        p.number_output("N_SAMPLES", "Training cells"),
        p.number_output("CV_R", f"Correlation{model} on held-out cells"),
        p.number_output("CV_RMSE", f"RMSE{model} on held-out cells (m3/m3)"),
        p.number_output("CV_SKILL", f"Skill{model} at reduced resolution" if model else "Expected skill of maps"),
    ]
