"""How results look when QGIS opens them: style, a telling name and the time range that makes a series animate.

A tool runs in a thread and must not touch layers; QGIS calls the post-processors made here when it loads a layer.
"""
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, NamedTuple, Optional

from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QDateTime, Qt

from ..errors import SmDownscaleError
from ..rasters.period import Period
from ..rasters.reading import describe
from .parameters import MOST_LOADED, tr

STYLES = Path(__file__).resolve().parent.parent / "resources" / "styles"

_waiting = {}  # path -> post-processor: QGIS keeps no reference, and a model's child instances die before loading


class Style(NamedTuple):
    """A style of resources/styles (None: QGIS's own) and the layer's name (None: the output's description)."""

    qml: Optional[str] = None
    title: Optional[str] = None


SOIL_MOISTURE = Style("soil_moisture", "Soil moisture")
DIFFERENCE = Style("difference", "Difference")


def load_and_style(context: QgsProcessingContext, results: Mapping[str, Any], styles: Dict[str, Style],
                   load_lists: bool, say: Callable[[str], None]) -> None:
    """Ask QGIS to load the rasters of list results, and to style whatever of `results` it is going to load.

    say: takes a line for the log.
    """
    for output, style in styles.items():
        value = results.get(output)
        if isinstance(value, (list, tuple)) and load_lists:
            _load(context, value, output, say)
        for path in value if isinstance(value, (list, tuple)) else [value]:
            if path and context.willLoadLayerOnCompletion(path):
                style_layer(context, path, style)


def _load(context, paths, output, say):
    if len(paths) > MOST_LOADED:
        say(f"{output}: the last {MOST_LOADED} of {len(paths)} rasters are opened in QGIS.")
    for path in paths[-MOST_LOADED:]:
        details = QgsProcessingContext.LayerDetails(Path(path).stem, context.project(), output)
        context.addLayerToLoadOnCompletion(path, details)


def style_layer(context: QgsProcessingContext, path: str, style: Style) -> None:
    """Have the layer at `path`, which QGIS will load when the run has ended, shown in `style`."""
    period = _period(path)
    title = tr(style.title) if style.title else None
    if title and period is not None:
        title = f"{title} {period.label()}"
    _waiting[path] = _Stylist(path, style.qml, title, period)
    context.layerToLoadOnCompletionDetails(path).setPostProcessor(_waiting[path])


def _period(path: str) -> Optional[Period]:
    try:
        return describe(path).period
    except SmDownscaleError:  # a vector layer or a table: it has no period
        return None


class _Stylist(QgsProcessingLayerPostProcessorInterface):
    """Applies style, name and time range to one layer."""

    def __init__(self, path, qml, title, period):
        super().__init__()
        self.path, self.qml, self.title, self.period = path, qml, title, period

    def postProcessLayer(self, layer, context, feedback):
        if self.qml is not None:
            layer.loadNamedStyle(str(STYLES / f"{self.qml}.qml"))
        if self.title:
            layer.setName(self.title)
        if self.period is not None and isinstance(layer, QgsRasterLayer):
            set_time_range(layer, self.period)
        layer.triggerRepaint()
        _waiting.pop(self.path, None)


def set_time_range(layer: QgsRasterLayer, period: Period) -> None:
    """Give a raster layer a fixed time range, its end excluded, so that the temporal controller shows it then."""
    properties = layer.temporalProperties()
    properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    properties.setFixedTemporalRange(QgsDateTimeRange(_moment(period.start), _moment(period.end), True, False))
    properties.setIsActive(True)


def _moment(time) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(round(time.timestamp() * 1000), Qt.TimeSpec.UTC)
