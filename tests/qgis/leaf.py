"""A tool with a parameter of every kind, and a raster as the tools write them."""
import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import QgsProcessingException

from smdownscale_plugin.algorithms import parameters as p
from smdownscale_plugin.algorithms.base import Group, SmDownscaleAlgorithm
from smdownscale_plugin.algorithms.styling import DIFFERENCE, SOIL_MOISTURE


def write_raster(path, value=0.25, time=("2020-06-01T00:00:00Z", "2020-06-02T00:00:00Z")):
    """A small GeoTIFF as the tools write them, made with GDAL alone."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 4, 3, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((10, 0.01, 0, 50, 0, -0.01))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4326)
    dataset.SetProjection(crs.ExportToWkt())
    if time:
        dataset.SetMetadata({"TIME_START": time[0], "TIME_END": time[1]})
    band = dataset.GetRasterBand(1)
    band.SetNoDataValue(-9999)
    band.WriteArray(np.full((3, 4), value, np.float32))
    dataset.FlushCache()
    return str(path)


class Leaf(SmDownscaleAlgorithm):
    """A tool with one parameter of every kind; what it does is given by a test."""

    ID = "leaf"
    TITLE = "Leaf"
    GROUP = Group.DATA
    SUMMARY = "Shows its inputs. Only tests see it."
    STYLES = {"OUTPUT": SOIL_MOISTURE, "DIFFERENCE": DIFFERENCE, "OUTPUTS": SOIL_MOISTURE}
    seen = None
    work = staticmethod(lambda inputs, monitor: {})

    def parameters(self):
        return [
            p.rasters("RASTERS", "Rasters", "Any.", optional=True),
            p.raster("RASTER", "Raster", "Any.", optional=True),
            p.files("FILES", "Files", "Any.", optional=True),
            p.file("KEY", "Key", "Any.", extension="json", optional=True),
            p.features("ZONES", "Zones", "Any.", optional=True),
            p.enum("METHOD", "Method", "The method.", ["auto", "linear"], "auto"),
            p.enum("METHODS", "Methods", "The methods.", ["linear", "forest"], several=True, optional=True),
            p.number("COVERAGE", "Coverage", "Fraction.", 0.5, 0, 1, advanced=True),
            p.integer("SEED", "Seed", "Any.", 7, minimum=0),
            p.number("KM", "Kilometres", "Any.", optional=True),
            p.text("TEXT", "Text", "Any.", optional=True),
            p.boolean("SWITCH", "Switch", "Any."),
            p.extent("EXTENT", "Extent", "Any.", optional=True),
            p.crs("CRS", "CRS", "Any.", optional=True),
            p.load_results(),
            p.raster_destination("OUTPUT", "Output", "Any.", optional=True),
            p.raster_destination("DIFFERENCE", "Difference", "Any.", optional=True),
            p.vector_destination("POINTS", "Points", "Any.", optional=True),
            p.table_destination("TABLE", "Table", "Any.", optional=True),
            p.file_destination("MODEL", "Model", "Any.", "smdm", optional=True),
            p.report_destination("All of it."),
            p.folder_destination("FOLDER", "Folder", "Any.", optional=True),
            p.rasters_output("OUTPUTS", "Outputs"),
            p.number_output("N", "Count"),
        ]

    def perform(self, inputs, monitor):
        type(self).seen = inputs
        return type(self).work(inputs, monitor)


def message_of(run, *arguments):
    """The sentence with which a tool stops."""
    with pytest.raises(QgsProcessingException) as caught:
        run(*arguments)
    text = str(caught.value)
    assert "Traceback" not in text
    return text
