"""Rasters as parameters that QGIS doesn't open before the tool does.

QGIS' own check opens every raster of a list as a raster, a vector and a mesh, which takes seconds for many files, and
prints GDAL's errors above the tool's own sentence. Here it looks for texts only: the tools check what they are given.
"""
from qgis.core import QgsProcessingParameterMultipleLayers, QgsProcessingParameterRasterLayer


class UnopenedRaster(QgsProcessingParameterRasterLayer):
    """One raster."""

    def checkValueIsAcceptable(self, value, _context=None):  # noqa: N802 (QGIS' name)
        return super().checkValueIsAcceptable(value, None)


class UnopenedRasters(QgsProcessingParameterMultipleLayers):
    """A list of rasters, folders among them."""

    def checkValueIsAcceptable(self, value, _context=None):  # noqa: N802 (QGIS' name)
        return super().checkValueIsAcceptable(value, None)
