"""Derive Indices: predictors from bands of stacks, and terrain from a DEM."""
from ..jobs.derive_indices import CHOICES, DEM_UNITS, IndexOptions, derive_indices
from ..predictors.indices import INDICES, SENSORS
from ..predictors.roles import AUTO, Units
from ..stations.station_samples import USUAL
from . import parameters as p
from . import station_parameters as shared
from .base import Group, SmDownscaleAlgorithm
from .styling import Style

_LIST = "; ".join(f"{index.name} ({', '.join(index.inputs)})" for index in INDICES.values())


class DeriveIndices(SmDownscaleAlgorithm):
    """The tool `deriveindices`."""

    ID = "deriveindices"
    TITLE = "Derive Indices"
    GROUP = Group.DATA
    SUMMARY = (
        "Derives predictors from the bands of stacks, by published formulas: vegetation, water and soil indices, "
        "tasselled-cap wetness, apparent thermal inertia, radar ratios, season, antecedent precipitation; and slope, "
        "northness, eastness and the topographic wetness index from a DEM. They are written to separate files, "
        "indices_YYYYMMDD.tif and terrain.tif, which Train Model takes together with the stacks. The log names each "
        "formula and its source. Bands in a unit that the formula doesn't take are refused, with the remedy.")
    TAGS = ("NDVI", "EVI", "NDWI", "LSWI", "NIRv", "tasselled cap", "thermal inertia", "TWI", "slope", "aspect",
            "precipitation", "spectral index")
    STYLES = {"STACKS": Style("predictors", "Indices", level=2)}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.rasters("STACKS", "Predictor stacks",
                      "Stacks that hold the bands, as Build Predictor Stack or Fetch Predictors write them, of any "
                      "number of dates."),
            p.enum("SENSOR", "Sensor",
                   "Sensor whose band names are used; auto takes the sensor with the most bands present. Bands called "
                   "blue, green, red, nir, swir1, swir2, swir_1240, albedo, lst_day, lst_night, vv, vh or "
                   "precipitation are recognised for every sensor.", (AUTO, *SENSORS), AUTO),
            p.text("BANDS", "Band mapping",
                   "Which band plays which role, where the names don't show it: red=SR_B4, nir=SR_B5.", optional=True,
                   multiline=True),
            p.enum("INDICES", "Indices",
                   f"What to derive. Default: all that the bands allow, and terrain when a DEM is given. Inputs: "
                   f"{_LIST}; api (precipitation, mm per day).", CHOICES, several=True, optional=True),
            p.raster("DEM", "Elevation model",
                     "Elevation on any grid, best finer than that of the stacks: terrain is computed at its resolution "
                     "and then averaged. Let it extend beyond the stacks, as water comes from upslope. At most 25 "
                     "million cells for twi. Default: the band elevation of the stacks, when terrain is asked "
                     "for.", optional=True),
            shared.daily_series(" on the grid of the stacks: what the 60 days up to each stack's date have left behind "
                                "is derived from them (ANTECEDENT) and written to antecedent_YYYYMMDD.tif. Rain is in "
                                "mm per day"),
            shared.antecedent(USUAL, advanced=True),
            p.number("REFLECTANCE_SCALE", "Scale of reflectance",
                     "Factor that converts stored reflectance to 0 to 1: 0.0001 for most products, 1 when it already "
                     "is 0 to 1.", 1.0, 1e-9, 1.0, advanced=True),
            p.number("REFLECTANCE_OFFSET", "Offset of reflectance",
                     "Added after the scale: -0.2 for Landsat Collection 2 surface reflectance, 0 for most.", 0.0, -1.0,
                     1.0, advanced=True),
            p.enum("TEMPERATURE_UNIT", "Unit of temperatures", "Unit of lst_day and lst_night.", ("kelvin", "celsius"),
                   "kelvin", advanced=True),
            p.enum("RADAR_UNIT", "Unit of backscatter", "Unit of vv and vh; ratios are always computed from linear "
                                                        "power.",
                   ("decibel", "linear"), "decibel", advanced=True),
            p.number("API_K", "Share of rain left after one day",
                     "k of the antecedent precipitation index, API(t) = k API(t-1) + P(t), from 0 to below 1; 0.85 to "
                     "0.95 is usual.", 0.9, 0.0, 0.999, advanced=True),
            p.enum("DEM_UNIT", "Unit of the DEM", "Unit of elevation; auto takes the band's unit, else metres.",
                   DEM_UNITS, AUTO, advanced=True),
            p.load_results("the stacks of indices"),
            p.folder_destination("OUTPUT_FOLDER", "Folder of the indices",
                                 "Where to write indices_YYYYMMDD.tif and terrain.tif."),
            p.rasters_output("STACKS", "Stacks of indices"),
        ]

    def perform(self, inputs, monitor):
        """Derive the indices; their files."""
        units = Units(inputs["REFLECTANCE_SCALE"], inputs["REFLECTANCE_OFFSET"],
                      inputs["TEMPERATURE_UNIT"] == "celsius", inputs["RADAR_UNIT"] == "linear")
        options = IndexOptions(inputs["SENSOR"], inputs["BANDS"] or "", inputs["INDICES"], units, inputs["DEM"],
                               inputs["DEM_UNIT"], inputs["API_K"], inputs["SERIES"] or (),
                               inputs["ANTECEDENT"] or USUAL)
        return {"STACKS": derive_indices(inputs["STACKS"], inputs["OUTPUT_FOLDER"], options, monitor)}
