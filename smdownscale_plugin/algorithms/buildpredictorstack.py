"""Build Predictor Stack: any rasters onto one grid, one stack a date."""
from ..jobs.build_predictor_stack import EASE_GRIDS, NO_EASE_GRID, StackOptions, build_predictor_stack
from ..predictors.aligning import CATEGORICAL_RESAMPLING, RESAMPLING
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .mask_parameters import mask
from .styling import PREDICTORS

_KEYS = ("Name a file with or without its extension and date (* matches any text), followed by :2 for its second band; "
         "a band can also be given by its own name.")


class BuildPredictorStack(SmDownscaleAlgorithm):
    """The tool `buildpredictorstack`."""

    ID = "buildpredictorstack"
    TITLE = "Build Predictor Stack"
    GROUP = Group.DATA
    SUMMARY = (
        "Brings rasters of any grid, coordinate system, data type and nodata value onto one grid and writes one "
        "multi-band GeoTIFF per date, stack_YYYYMMDD.tif, whose bands are the predictors.\n"
        "- Dates: from the metadata TIME_START and TIME_END, or else from the file name. Rasters without a date are "
        "static and go to static.tif, which joins every date later.\n"
        "- Periods of different length (monthly NDVI, daily rain): the stacks get the dates of the shortest, or of "
        "DATES_OF. A longer one joins every date that it covers; several within a date are averaged, and rain is "
        "summed.\n"
        "- Grid: that of the reference raster, or of the first raster; resolution, CRS and extent replace its own. "
        "Rasters already on it are copied unchanged.\n"
        "The log says how each predictor was resampled and how many cells have no value.")
    TAGS = ("predictors", "covariates", "align rasters", "resample", "warp", "stack", "NDVI", "LST")
    STYLES = {"STACKS": PREDICTORS}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("RASTERS", "Rasters",
                      "Predictors, with one or more bands each, of one or more dates; also HDF4-EOS and netCDF files, "
                      "and MODIS tiles, which are merged. Declared nodata, values outside a stated valid range, NaN "
                      "and infinities are gaps; scale and offset are applied.", containers=True),
            *_target_grid(),
            *_bands(),
            p.enum("EASE_GRID", "EASE-Grid 2.0",
                   "Puts the stacks on the cells of this global grid, instead of a resolution and CRS: M36, M09, M03 "
                   "or M01 (36, 9, 3 or 1 km). none: the grid of the reference raster.", EASE_GRIDS,
                   NO_EASE_GRID),
            p.text("SCALES", "Scales",
                   "Scale, or scale:offset, for predictors whose files give none or a wrong one, as pairs: lst=0.02, "
                   "t2m=1:-273.15. Value = stored value * scale + offset. Default: as in the files.", optional=True,
                   advanced=True),
            p.text("NODATA", "Nodata values",
                   "Nodata value of predictors whose files declare none or a wrong one, as pairs: lst=0, "
                   "sm=-9999.", optional=True, advanced=True),
            p.enum("RESAMPLING", "Resampling",
                   "How continuous rasters are brought to the grid: auto averages where the grid is coarser and "
                   "interpolates bilinearly where it is finer.", RESAMPLING, "auto"),
            *mask("all stacks"),
            *_dates(),
            p.enum("CATEGORICAL_RESAMPLING", "Resampling of classes",
                   "How categorical rasters are brought to the grid: nearest takes the class at the cell's centre, "
                   "mode the most frequent one.",
                   CATEGORICAL_RESAMPLING, "nearest", advanced=True),
            p.number("MIN_COVERAGE", "Minimum coverage",
                     "Share of a cell that must have valid pixels for an average, 0 to 1; at 0 one pixel is enough.",
                     0.0, 0.0, 1.0, advanced=True),
            p.load_results("the stacks"),
            p.folder_destination("OUTPUT_FOLDER", "Folder of the stacks",
                                 "Where to write stack_YYYYMMDD.tif and static.tif."),
            p.report_destination("Share of each predictor that is missing, stack by stack.", "Report on gaps"),
            p.rasters_output("STACKS", "Predictor stacks"),
        ]

    def perform(self, inputs, monitor):
        """Build the stacks; their files."""
        extent = inputs["EXTENT"]
        options = StackOptions(
            reference=inputs["REFERENCE"], resolution=inputs["RESOLUTION"], crs=inputs["CRS"],
            extent=extent[:4] if extent else None, extent_crs=extent.crs if extent else None,
            ease_grid=inputs["EASE_GRID"], names=inputs["NAMES"] or "", categorical=inputs["CATEGORICAL"] or "",
            resampling=inputs["RESAMPLING"], categorical_resampling=inputs["CATEGORICAL_RESAMPLING"],
            min_coverage=inputs["MIN_COVERAGE"], mask=inputs["MASK"], mask_rule=inputs["MASK_RULE"] or "",
            mask_confirmed=inputs["MASK_CONFIRMED"], dates_of=inputs["DATES_OF"], durations=inputs["DURATIONS"] or "",
            look_back_days=inputs["LOOK_BACK_DAYS"], sums=inputs["SUMS"] or "", time_start=inputs["TIME_START"],
            time_end=inputs["TIME_END"], subdatasets=inputs["SUBDATASETS"] or "", scales=inputs["SCALES"] or "",
            nodata=inputs["NODATA"] or "")
        built = build_predictor_stack(inputs["RASTERS"], inputs["OUTPUT_FOLDER"], options, report=inputs["REPORT"],
                                      monitor=monitor)
        return {"STACKS": [stack.path for stack in built]}


def _target_grid():
    """REFERENCE, or RESOLUTION, CRS and EXTENT."""
    return [
        p.raster("REFERENCE", "Reference raster",
                 "Raster whose grid (CRS, cells, extent) the stacks get. Default: the first of the rasters.",
                 optional=True),
        p.number("RESOLUTION", "Resolution",
                 "Side of a cell in units of the CRS (metres or degrees), above 0. Default: that of the reference "
                 "raster, or about the same in another CRS. An extent that is not a whole number of cells is "
                 "widened.", minimum=0, optional=True),
        p.crs("CRS", "CRS", "Coordinate reference system of the stacks. Default: that of the reference raster.",
              optional=True),
        p.extent("EXTENT", "Extent",
                 "Area that the stacks cover. Default: that of the reference raster. Without a resolution it is "
                 "widened to whole cells of the reference raster; with one, cells begin at its upper left corner, "
                 "or, where it is given in another CRS, keep to the corner of the reference raster.",
                 optional=True),
    ]


def _bands():
    """NAMES, CATEGORICAL and SUBDATASETS."""
    return [
        p.text("NAMES", "Names of predictors",
               "Names separated by commas or on lines of their own, in the order of all bands (ndvi, lst, "
               "elevation), or of the bands of each raster when all rasters have that many; or pairs file=name "
               "(MOD11A2*=lst, radar:1=vv, radar:2=vh); bands without a pair keep their name. " + _KEYS +
               " Default: each band's description, or else the file name without its date.", optional=True,
               multiline=True),
        p.text("CATEGORICAL", "Categorical predictors",
               "Bands that hold classes, such as land cover, separated by commas: names of predictors or files. "
               + _KEYS + " Bands with KIND=categorical in their metadata or with a colour table are categorical "
                         "without being listed.",
               optional=True),
        p.text("SUBDATASETS", "Variables of containers",
               "Which variables to take from HDF4-EOS and netCDF files, separated by commas; * matches any text: "
               "sur_refl_b0*, LST_Day_1km. Default: all but flags, angles and counters.", optional=True),
    ]


def _dates():
    """What decides which rasters belong to which date."""
    return [
        p.rasters("DATES_OF", "Rasters that give the dates", "The stacks get the dates of these rasters, such as "
                                                             "the coarse product. Default: the dates of the "
                                                             "rasters with the shortest period.", optional=True),
        p.text("DURATIONS", "Period covered by rasters",
               "For composites whose names give only the first day, as pairs: lst=8 (days), rain=dekad, "
               "ndvi=month, land_cover=year. Default: a name with a day means that day, a name with a month that "
               "month.", optional=True, advanced=True),
        p.number("LOOK_BACK_DAYS", "Look back (days)", "Where a predictor has no raster for a date, its latest "
                                                       "earlier one is used if it ended at most this many days "
                                                       "before, 0 to 366; a later one never is.", 0.0, 0.0, 366.0,
                 advanced=True),
        p.text("SUMS", "Predictors to be summed", "Names of predictors that are amounts: several within a date are "
                                                  "summed, not averaged. Predictors named like rain are summed "
                                                  "without being listed.", optional=True, advanced=True),
        p.date("TIME_START", "Start of the period",
               "Puts all rasters into one stack for this period, whatever their own dates: ISO 8601 in UTC, "
               "2020-06-01 or 2020-06-01T06:00:00Z.", optional=True, advanced=True),
        p.date("TIME_END", "End of the period",
               "First moment after the period, ISO 8601 in UTC. Default: one day after the start.", optional=True,
               advanced=True),
    ]
