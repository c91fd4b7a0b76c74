"""Build Predictor Stack: any rasters onto one grid, one stack a date."""
from ..jobs.build_predictor_stack import EASE_GRIDS, NO_EASE_GRID, build_predictor_stack
from ..predictors.aligning import CATEGORICAL_RESAMPLING, RESAMPLING
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .mask_parameters import mask
from .styling import PREDICTORS

_KEYS = ("A file is meant by its name, with or without extension or date (* stands for any text), with :2 behind for "
         "its second band; a band also by the name that it has.")


class BuildPredictorStack(SmDownscaleAlgorithm):
    """The tool `buildpredictorstack`."""

    ID = "buildpredictorstack"
    TITLE = "Build Predictor Stack"
    GROUP = Group.DATA
    SUMMARY = (
        "Brings rasters of any grid, coordinate system, data type and nodata value onto one grid and writes one "
        "multi-band GeoTIFF a date, stack_YYYYMMDD.tif, whose bands are the predictors. A raster's time is its "
        "metadata TIME_START and TIME_END, else a date in its file's name; those without one are static and go to "
        "static.tif, which joins every date later. Where rasters stand for different times (monthly NDVI, daily rain), "
        "the dates are those of the shortest, or of DATES_OF: longer ones join every date that they cover, several "
        "within a date are averaged, rain is summed. The grid is that of the reference raster, or "
        "of the first raster when none is given; resolution, CRS and extent replace those of that grid. Rasters that "
        "stand on the grid already are copied unchanged. The log says how each predictor was resampled and how many "
        "cells have no value.")
    TAGS = ("predictors", "covariates", "align rasters", "resample", "warp", "stack", "NDVI", "LST")
    STYLES = {"STACKS": PREDICTORS}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("RASTERS", "Rasters",
                      "Predictors, with one or more bands each, of one or more dates; also HDF4-EOS and netCDF files, "
                      "and tiles of MODIS, which are put together. Declared nodata, values outside a stated valid "
                      "range, NaN and infinities are gaps; scale and offset are applied.", containers=True),
            p.raster("REFERENCE", "Reference raster",
                     "Raster whose grid (CRS, cells, extent) the stacks get. Default: the first of the rasters.",
                     optional=True),
            p.number("RESOLUTION", "Resolution",
                     "Side of a cell in units of the CRS (metres, or degrees), over 0. Default: that of the "
                     "reference raster, or about that in another CRS. An extent that it doesn't divide is widened to "
                     "whole cells.", minimum=0, optional=True),
            p.crs("CRS", "CRS", "Coordinate reference system of the stacks. Default: that of the reference raster.",
                  optional=True),
            p.extent("EXTENT", "Extent",
                     "Ground that the stacks cover. Default: that of the reference raster. Without a resolution it "
                     "is widened to whole cells of the reference raster; with one, cells begin at its upper left "
                     "corner, or, where it is given in another CRS, keep to the corner of the reference raster.",
                     optional=True),
            p.text("NAMES", "Names of predictors",
                   "Names set apart by commas or lines, in the order of all bands (ndvi, lst, elevation), or of the "
                   "bands of each raster when all have that many; or pairs file=name (MOD11A2*=lst, radar:1=vv, "
                   "radar:2=vh); bands without a pair keep their name. " + _KEYS + " Default: each band's description, "
                   "else the file's name less its date.", optional=True, multiline=True),
            p.text("CATEGORICAL", "Categorical predictors",
                   "Bands that hold classes, such as land cover, set apart by commas: names of predictors or files. "
                   + _KEYS + " Bands with KIND=categorical in their metadata or with a table of colours are so anyway.",
                   optional=True),
            p.text("SUBDATASETS", "Variables of containers",
                   "Which variables to take from HDF4-EOS and netCDF files, set apart by commas, * for any text: "
                   "sur_refl_b0*, LST_Day_1km. Default: all but flags, angles and counters.", optional=True),
            p.enum("EASE_GRID", "EASE-Grid 2.0",
                   "Puts the stacks on this global grid's cells over the extent, in place of a resolution and CRS: "
                   "M36, M09, M03 or M01 (36, 9, 3 and 1 km); none for the grid of the reference raster.", EASE_GRIDS,
                   NO_EASE_GRID),
            p.text("SCALES", "Scales",
                   "Scale, or scale:offset, of predictors whose files state none or a wrong one, as pairs: lst=0.02, "
                   "t2m=1:-273.15. Values are stored * scale + offset. Default: as the files say.", optional=True,
                   advanced=True),
            p.text("NODATA", "Nodata values",
                   "Value that means no data, of predictors whose files don't declare it or declare another, as pairs: "
                   "lst=0, sm=-9999.", optional=True, advanced=True),
            p.enum("RESAMPLING", "Resampling",
                   "How continuous rasters that don't stand on the grid get there: auto averages where the grid is "
                   "coarser and interpolates bilinearly where it is finer.", RESAMPLING, "auto"),
            *mask("all stacks"),
            p.rasters("DATES_OF", "Rasters that give the dates", "The stacks get the dates of these rasters, such as "
                      "the coarse product. Default: the dates of those rasters that stand for the shortest "
                      "time.", optional=True),
            p.text("DURATIONS", "How long rasters stand for", "For composites whose names give only their first day, "
                   "as pairs: lst=8 (days), rain=dekad, ndvi=month, land_cover=year. Default: a name with a day "
                   "stands for that day, one with a month for the month.", optional=True, advanced=True),
            p.number("LOOK_BACK_DAYS", "Look back (days)", "Where a predictor has no raster of a date, its last one is "
                     "taken when it ended at most this many days before, 0 to 366; never a later one.", 0.0, 0.0, 366.0,
                     advanced=True),
            p.text("SUMS", "Predictors to be summed", "Names of predictors that are amounts: several within a date are "
                   "summed, not averaged. Those that sound like rain are anyway.", optional=True, advanced=True),
            p.date("TIME_START", "Start of the period",
                   "Puts all rasters into one stack of this period, whatever time they carry: ISO 8601 in UTC, "
                   "2020-06-01 or 2020-06-01T06:00:00Z.", optional=True, advanced=True),
            p.date("TIME_END", "End of the period",
                   "First moment after the period, ISO 8601 in UTC. Default: one day after the start.", optional=True,
                   advanced=True),
            p.enum("CATEGORICAL_RESAMPLING", "Resampling of classes",
                   "How categorical rasters get to the grid: the class at the cell's centre, or the most frequent one.",
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
        built = build_predictor_stack(
            inputs["RASTERS"], inputs["OUTPUT_FOLDER"], reference=inputs["REFERENCE"], resolution=inputs["RESOLUTION"],
            crs=inputs["CRS"], extent=extent[:4] if extent else None, extent_crs=extent.crs if extent else None,
            names=inputs["NAMES"] or "", categorical=inputs["CATEGORICAL"] or "", resampling=inputs["RESAMPLING"],
            categorical_resampling=inputs["CATEGORICAL_RESAMPLING"], min_coverage=inputs["MIN_COVERAGE"],
            mask=inputs["MASK"], mask_rule=inputs["MASK_RULE"] or "", mask_confirmed=inputs["MASK_CONFIRMED"],
            dates_of=inputs["DATES_OF"], durations=inputs["DURATIONS"] or "", look_back_days=inputs["LOOK_BACK_DAYS"],
            sums=inputs["SUMS"] or "", time_start=inputs["TIME_START"], time_end=inputs["TIME_END"],
            ease_grid=inputs["EASE_GRID"], subdatasets=inputs["SUBDATASETS"] or "", scales=inputs["SCALES"] or "",
            nodata=inputs["NODATA"] or "", report=inputs["REPORT"], monitor=monitor)
        return {"STACKS": [stack.path for stack in built]}
