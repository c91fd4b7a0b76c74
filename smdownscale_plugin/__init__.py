"""Soil Moisture Downscale: a QGIS Processing plugin that sharpens coarse satellite soil moisture to fine grids."""
from typing import Any


def classFactory(iface: Any) -> Any:
    """Entry point of QGIS; `iface` is None under qgis_process. Imported late: the library runs without QGIS."""
    from .plugin import SmDownscalePlugin
    return SmDownscalePlugin(iface)
