"""Writes the raster styles of smdownscale_plugin/resources/styles/ from the colours that the reports use.

Run it with QGIS's Python after a change of reports/colours.py: python3 scripts/make_styles.py
"""
import os
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np  # noqa: E402
from osgeo import gdal  # noqa: E402
from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsColorRampShader,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor  # noqa: E402

from smdownscale_plugin.reports import colours  # noqa: E402

STYLES = REPOSITORY / "smdownscale_plugin" / "resources" / "styles"


def main():
    """Write the styles."""
    application = QgsApplication([], False)
    application.initQgis()
    write_style("soil_moisture", colours.SOIL_MOISTURE)
    write_style("difference", colours.DIFFERENCE)
    write_style("interval_width", colours.INTERVAL_WIDTH, band=3)
    write_mask("applicability")


def write_style(name, stops, band=1):
    """NAME.qml: linear between (value, colour) stops in m3/m3, legend at every stop, beyond them the last colour."""
    low, high = stops[0][0], stops[-1][0]
    ramp = QgsGradientColorRamp(QColor(stops[0][1]), QColor(stops[-1][1]), False, [
        QgsGradientStop((value - low) / (high - low), QColor(colour)) for value, colour in stops[1:-1]])
    function = QgsColorRampShader(low, high, ramp, QgsColorRampShader.Type.Interpolated,
                                  QgsColorRampShader.ClassificationMode.Continuous)
    function.setColorRampItemList([QgsColorRampShader.ColorRampItem(value, QColor(colour), f"{value:g} m³/m³")
                                   for value, colour in stops])
    legend = function.legendSettings()
    legend.setSuffix(" m³/m³")
    function.setLegendSettings(legend)
    shader = QgsRasterShader(low, high)
    shader.setRasterShaderFunction(function)
    with tempfile.TemporaryDirectory() as folder:
        layer = any_layer(folder)
        renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, shader)
        renderer.setClassificationMin(low)
        renderer.setClassificationMax(high)
        save(layer, renderer, name)


def write_mask(name):
    """NAME.qml: laid over a map, it shades what isn't to be trusted and leaves the rest to be seen."""
    classes = [QgsPalettedRasterRenderer.Class(0, QColor(190, 190, 190, 205),
                                               "grey: unusual conditions, rely less on the map"),
               QgsPalettedRasterRenderer.Class(1, QColor(255, 255, 255, 0), "clear: like the training data")]
    with tempfile.TemporaryDirectory() as folder:
        layer = any_layer(folder)
        save(layer, QgsPalettedRasterRenderer(layer.dataProvider(), 1, classes), name)


def save(layer, renderer, name):
    """Write the layer's style with this renderer."""
    layer.setRenderer(renderer)
    message, good = layer.saveNamedStyle(str(STYLES / f"{name}.qml"), QgsMapLayer.StyleCategory.Symbology)
    if not good:
        raise SystemExit(message)


def any_layer(folder):
    """A raster layer to hang the renderer on."""
    path = os.path.join(folder, "any.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 2, 2, 3, gdal.GDT_Float32)
    dataset.GetRasterBand(1).WriteArray(np.zeros((2, 2), np.float32))
    dataset.FlushCache()
    return QgsRasterLayer(path, "any")


if __name__ == "__main__":
    main()
