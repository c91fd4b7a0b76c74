"""Import SMAP Granules: HDF5 files of SMAP (or netCDF of AMSR-2) to soil moisture rasters."""
from ..jobs.import_smap import import_smap
from ..sources.smap_granules.layouts import AUTO, LAYOUTS, QUALITIES, VARIABLES
from ..sources.smap_granules.merging import STEPS
from . import parameters as p
from .base import Group, SmDownscaleAlgorithm
from .styling import COARSE, Style


class ImportSmap(SmDownscaleAlgorithm):
    """The tool `importsmap`."""

    ID = "importsmap"
    TITLE = "Import SMAP Granules"
    GROUP = Group.DATA
    SUMMARY = (
        "Reads soil moisture from granules as NASA's archives provide them and writes GeoTIFFs on the exact EASE-Grid "
        f"2.0, one per day, 8 days or month. Known products: {', '.join(layout.product for layout in LAYOUTS)}. Each "
        "raster has the mean soil moisture, the number of observations behind it, and the mean time of observation in "
        "hours after the start of the step where the granules give it. Files that can't be read are named and "
        "skipped.")
    TAGS = ("SMAP", "HDF5", "EASE-Grid", "SPL3SMP_E", "SPL4SMGP", "SPL2SMAP_S", "AMSR2", "LPRM", "soil moisture")
    STYLES = {"COARSE": COARSE, "STACKS": Style("predictors", "SMAP layers", product=True, visible=False)}

    def parameters(self):
        """Inputs and outputs."""
        return [
            p.files("GRANULES", "Granules", "HDF5 (or netCDF-4) files of one product, or folders of them, with the "
                                            "names that they have in the archive."),
            p.enum("VARIABLE", "Variable",
                   "Which soil moisture: morning or evening pass (SPL3SMP_E, SPL3SMP), surface, root zone or profile "
                   "(SPL4SMGP), 1 or 3 km (SPL2SMAP_S), band (AMSR-2); auto takes the first that the product has.",
                   VARIABLES, AUTO),
            p.enum("QUALITY", "Quality",
                   "Which retrievals to keep: recommended ones, or all that succeeded. The recommended ones exclude "
                   "dense vegetation, including crops at the peak of their season.", tuple(QUALITIES), "recommended"),
            p.enum("STEP", "Step",
                   "Period of one raster, in UTC: a granule, a day, 8 days counted from 1 January, or a month; a "
                   "granule belongs to the step that contains its middle.", STEPS, "daily"),
            p.extent("EXTENT", "Extent", "Area to import: every cell that it touches, whole. Default: all that the "
                                         "granules cover.", optional=True),
            p.text("LAYERS", "Further layers",
                   "Other layers of the granules to import as well, names without suffix separated by commas "
                   "(surface_temperature, vegetation_water_content), or all. Means over the step; for classes and "
                   "flags the latest value.", optional=True, advanced=True),
            p.load_results("the rasters"),
            p.folder_destination("OUTPUT_FOLDER", "Folder of the rasters",
                                 "Where to write soil_moisture_YYYYMMDD.tif, and layers_YYYYMMDD.tif when asked for."),
            p.rasters_output("COARSE", "Soil moisture rasters"),
            p.rasters_output("STACKS", "Stacks of further layers"),
        ]

    def perform(self, inputs, monitor):
        """Import the granules; the files that were written."""
        extent = inputs["EXTENT"]
        imported = import_smap(
            inputs["GRANULES"], inputs["OUTPUT_FOLDER"], variable=inputs["VARIABLE"], quality=inputs["QUALITY"],
            step=inputs["STEP"], extent=extent[:4] if extent else None,
            extent_crs=extent.crs if extent else "EPSG:4326", layers=inputs["LAYERS"] or "", monitor=monitor)
        return {"COARSE": imported.coarse, "STACKS": imported.layers}
