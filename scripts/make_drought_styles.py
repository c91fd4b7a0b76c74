"""Writes the drought styles of smdownscale_plugin/resources/styles/ from the colours that the bulletin uses.

Run it with QGIS's Python after a change of reports/drought_colours.py: python3 scripts/make_drought_styles.py
"""
import tempfile

from make_styles import STYLES, any_layer
from osgeo import ogr
from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsColorRampShader,
    QgsFillSymbol,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsPalLayerSettings,
    QgsRasterShader,
    QgsRendererCategory,
    QgsSingleBandPseudoColorRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from smdownscale_plugin.reports import drought_colours as drought

KINDS = QgsMapLayer.StyleCategory.Symbology
OUTLINE = "#1f2a33"


def main():
    """Write all four styles."""
    application = QgsApplication([], False)
    application.initQgis()
    with tempfile.TemporaryDirectory() as folder:
        write_raster_style("drought_class", any_layer(folder), classes_renderer)
        write_raster_style("drought_percentile", any_layer(folder), percentile_renderer)
        write_raster_style("anomaly", any_layer(folder), anomaly_renderer)
        write_zones_style(folder)


def write_raster_style(name, layer, renderer):
    """NAME.qml of a renderer for band 1."""
    layer.setRenderer(renderer(layer.dataProvider()))
    save(layer, name, KINDS)


def classes_renderer(provider):
    """A colour and a name for each class code."""
    entries = [QgsPalettedRasterRenderer.Class(0, QColor(drought.NONE), drought.NONE_NAME)]
    entries += [QgsPalettedRasterRenderer.Class(code, QColor(colour), f"{name} {text}")
                for code, (name, text, colour) in enumerate(drought.CLASSES, 1)]
    return QgsPalettedRasterRenderer(provider, 1, entries)


def percentile_renderer(provider):
    """Steps at the thresholds of the classes, each with its upper limit inside."""
    items = [(limit, colour, label) for limit, colour, label in drought.PERCENTILE]
    return _renderer(provider, QgsColorRampShader.Type.Discrete, items, 0.0, 100.0)


def anomaly_renderer(provider):
    """Linear between stops, diverging from white at the season's mean."""
    items = [(value, colour, f"{value:+g} σ" if value else "0 (season's mean)") for value, colour in drought.ANOMALY]
    return _renderer(provider, QgsColorRampShader.Type.Interpolated, items, items[0][0], items[-1][0])


def _renderer(provider, kind, items, low, high):
    function = QgsColorRampShader(low, high, None, kind, QgsColorRampShader.ClassificationMode.Continuous)
    function.setColorRampItemList([QgsColorRampShader.ColorRampItem(v, QColor(c), label) for v, c, label in items])
    legend = function.legendSettings()
    legend.setUseContinuousLegend(False)
    function.setLegendSettings(legend)
    shader = QgsRasterShader(low, high)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(provider, 1, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    return renderer


def write_zones_style(folder):
    """drought_zones.qml: zones by their class, with name and class as label."""
    path = f"{folder}/zones.gpkg"
    source = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = source.CreateLayer("zones", None, ogr.wkbMultiPolygon)
    for name in ("zone", "class"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    del layer, source
    zones = QgsVectorLayer(path, "zones")
    entries = [("none", drought.NONE_NAME, drought.NONE)]
    entries += [(name, f"{name} {text}", colour) for name, text, colour in drought.CLASSES]
    entries.append(("", drought.MISSING_NAME, drought.MISSING))
    zones.setRenderer(QgsCategorizedSymbolRenderer("class", [
        QgsRendererCategory(value, fill(colour), label) for value, label, colour in entries]))
    zones.setLabeling(QgsVectorLayerSimpleLabeling(labels()))
    zones.setLabelsEnabled(True)
    save(zones, "drought_zones", KINDS | QgsMapLayer.StyleCategory.Labeling)


def fill(colour):
    """A filled polygon with a thin dark outline."""
    return QgsFillSymbol.createSimple({"color": colour, "outline_color": OUTLINE, "outline_width": "0.2"})


def labels():
    """Name and class, in dark text with a white halo."""
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.8)
    halo.setColor(QColor("white"))
    text = QgsTextFormat()
    text.setSize(8)
    text.setColor(QColor(OUTLINE))
    text.setBuffer(halo)
    settings = QgsPalLayerSettings()
    settings.isExpression = True
    settings.fieldName = "\"zone\" || if(\"class\" in ('none', ''), '', '\\n' || \"class\")"
    settings.setFormat(text)
    return settings


def save(layer, name, kinds):
    """Write NAME.qml."""
    message, good = layer.saveNamedStyle(str(STYLES / f"{name}.qml"), kinds)
    if not good:
        raise SystemExit(message)


if __name__ == "__main__":
    main()
