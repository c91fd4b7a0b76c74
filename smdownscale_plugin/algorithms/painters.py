"""Looks that no style file can hold, as they follow from the layer: predictors by kind, outlines, points."""
import re
from typing import Callable, Dict, Sequence, Tuple

from qgis.core import (
    QgsColorRampShader,
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

# Colours from low to high by what a predictor's name says; the first that fits.
_RAMPS: Sequence[Tuple[str, Sequence[str]]] = (
    (r"ndvi|evi|lai|fpar|gpp|savi|vegetation", ("#a6611a", "#f5e6a8", "#80b85a", "#1a6b2b")),
    (r"lst|temperature|t2m|skin", ("#313695", "#74add1", "#ffffbf", "#f46d43", "#a50026")),
    (r"rain|precip|api|chirps|imerg|ndwi|ndmi|water|moisture|twi|wetness", ("#f7fbff", "#9ecae1", "#2171b5",
                                                                            "#08306b")),
    (r"elevation|dem|altitude|slope|height", ("#3a7d44", "#d9d08b", "#9c6b3f", "#ffffff")),
    (r"vv|vh|sigma|backscatter|albedo|reflectance|red|nir|swir", ("#101010", "#808080", "#f5f5f5")),
    (r"sand|clay|silt|soil|bulk|carbon", ("#fff7e6", "#d9a55f", "#6b3d13")),
)
_ANY = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
_SAMPLE = 250_000            # pixels that the range of values is taken from
_LOW, _HIGH = 0.02, 0.98     # of the values: what lies beyond gets the last colour


def predictor_colours(name: str) -> Sequence[str]:
    """Colours from low to high for a predictor's name."""
    return next((colours for words, colours in _RAMPS if re.search(words, name, re.IGNORECASE)), _ANY)


def paint_predictors(layer: QgsRasterLayer, kept: Dict[str, tuple]) -> None:
    """Show a stack's first predictor in colours of its kind, over its usual range; kept: ranges of the run by name, so
    that all dates of a predictor have one."""
    name = layer.bandName(1).partition(": ")[2] or layer.bandName(1)
    if name not in kept:
        kept[name] = layer.dataProvider().cumulativeCut(1, _LOW, _HIGH, layer.extent(), _SAMPLE)
    low, high = kept[name]
    if not high > low:
        high = low + 1.0
    colours = predictor_colours(name)
    stops = [QgsGradientStop(k / (len(colours) - 1), QColor(colour)) for k, colour in enumerate(colours)][1:-1]
    ramp = QgsGradientColorRamp(QColor(colours[0]), QColor(colours[-1]), False, stops)
    function = QgsColorRampShader(low, high, ramp, QgsColorRampShader.Type.Interpolated,
                                  QgsColorRampShader.ClassificationMode.Continuous)
    function.classifyColorRamp(len(colours), 1, layer.extent(), layer.dataProvider())
    shader = QgsRasterShader(low, high)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    layer.setRenderer(renderer)
    layer.setName(f"{layer.name()} ({name})")


def paint_outlines(layer: QgsVectorLayer, _kept) -> None:
    """Polygons as labelled outlines, so that the map beneath is seen."""
    symbol = QgsFillSymbol.createSimple({"style": "no", "outline_color": "#303030", "outline_width": "0.4"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    settings = QgsPalLayerSettings()
    settings.fieldName = "name"
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(layer.fields().indexOf("name") >= 0)


def paint_stations(layer: QgsVectorLayer, _kept) -> None:
    """Stations as small white circles, in degrees where the file says no coordinate system."""
    if not layer.crs().isValid():
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    symbol = QgsMarkerSymbol.createSimple({"name": "circle", "color": "#ffffff", "outline_color": "#202020",
                                           "size": "2.4"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


PAINTERS: Dict[str, Callable] = {"predictors": paint_predictors, "outlines": paint_outlines,
                                 "stations": paint_stations}
