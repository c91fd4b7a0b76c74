"""How results look when QGIS opens them: style, a telling name, the place in the layer tree, and the time range that
makes a series animate.

A tool runs in a thread and must not touch layers; QGIS calls the post-processors made here when it loads a layer.
"""
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional

from qgis.core import (
    Qgis,
    QgsDateTimeRange,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QDateTime, Qt, QTimer

from ..errors import SmDownscaleError
from ..rasters.period import Period
from ..rasters.reading import RasterInfo, describe
from .layer_tree import RunGroup
from .painters import PAINTERS
from .parameters import MOST_LOADED, tr

STYLES = Path(__file__).resolve().parent.parent / "resources" / "styles"

_waiting = {}  # path -> post-processor: QGIS keeps no reference, and a model's child instances die before loading


class Style(NamedTuple):
    """How a result is shown.

    look: a style of resources/styles or a painter (None: QGIS's own); title: the layer's name, before product and date
    (None: the output's description); product: whether the product's name belongs to it; level: height in the run's
    group; visible: whether it is seen at first. loads: a single file that isn't a destination is opened with the lists.
    above: over the maps of all runs. series: the list output that holds this map too; the map isn't opened beside it.
    """

    look: Optional[str] = None
    title: Optional[str] = None
    product: bool = False
    level: int = 1
    visible: bool = True
    loads: str = ""
    above: bool = False
    series: str = ""


SOIL_MOISTURE = Style("soil_moisture", "Downscaled soil moisture", level=5)
COARSE = Style("soil_moisture", "Coarse soil moisture", product=True, level=4)
TRUTH = Style("soil_moisture", "True soil moisture", level=3, visible=False)
PREDICTORS = Style("predictors", "Predictors", level=2, visible=False)
DIFFERENCE = Style("difference", "Difference", level=4)
# What says how far a map can be trusted lies above it.
APPLICABILITY = Style("applicability", "Applicability", level=8)
INTERVAL = Style("interval_width", "Width of the 90 % interval", level=3, visible=False)


def load_and_style(context: QgsProcessingContext, results: Mapping[str, Any], styles: Dict[str, Style],
                   load_lists: bool, say: Callable[[str], None], title: str = "") -> None:
    """Ask QGIS to load the rasters of list results, and to style and place whatever of `results` it is going to load.

    say: takes a line for the log; title: the tool's, for the group of its layers.
    """
    run = RunGroup(title)
    for output, style in styles.items():
        value = results.get(output)
        several = isinstance(value, (list, tuple))
        if value and load_lists and (several or style.loads):
            value = _load(context, list(value) if several else [value + style.loads], output, say)
        if load_lists and results.get(style.series) and value:
            _leave_out(context, value)
        for path in value if isinstance(value, (list, tuple)) else [value]:
            if path and context.willLoadLayerOnCompletion(path):
                run.add(path, style.level, style.visible, tr(style.title or output), value if several else None,
                        style.above)
                style_layer(context, path, style, run, in_series=several and len(value) > 1)


def _load(context, paths, output, say) -> List[str]:
    """Have the last paths of a list opened; those that will be."""
    if len(paths) > MOST_LOADED:
        say(f"{output}: the last {MOST_LOADED} of {len(paths)} rasters are opened in QGIS.")
    for path in paths[-MOST_LOADED:]:
        details = QgsProcessingContext.LayerDetails(Path(path).stem, context.project(), output)
        context.addLayerToLoadOnCompletion(path, details)
    return paths[-MOST_LOADED:]


def _leave_out(context, path):
    waiting = context.layersToLoadOnCompletion()
    context.setLayersToLoadOnCompletion({other: details for other, details in waiting.items() if other != path})


def forget_outputs(tool, parameters, context: QgsProcessingContext) -> None:
    """Nothing that a tool was to write is loaded: it wrote nothing."""
    waiting = context.layersToLoadOnCompletion()
    names = [definition.name() for definition in tool.destinationParameterDefinitions()]
    paths = {tool.parameterAsOutputLayer(parameters, name, context) for name in names if parameters.get(name)}
    context.setLayersToLoadOnCompletion({path: details for path, details in waiting.items() if path not in paths})


def style_layer(context: QgsProcessingContext, path: str, style: Style, run: Optional[RunGroup] = None,
                in_series: bool = False) -> None:
    """Have the layer at `path`, which QGIS will load when the run has ended, shown in `style`.

    in_series: its name begins with its date, by which it differs from the others.
    """
    info = _info(path)
    _waiting[path] = _Stylist(path, style.look, _name(style, info, in_series), info.period if info else None,
                              run or RunGroup(""))
    context.layerToLoadOnCompletionDetails(path).setPostProcessor(_waiting[path])


def _name(style: Style, info: Optional[RasterInfo], date_first: bool) -> Optional[str]:
    """What a layer is, of which product, of which date."""
    if not style.title:
        return None
    parts = [tr(style.title)]
    if info and style.product and info.product:
        parts.append(f"({info.product})")
    if info and info.period:
        parts.insert(0 if date_first else len(parts), info.period.label())
    return " ".join(parts)


def _info(path: str) -> Optional[RasterInfo]:
    try:
        return describe(path)
    except SmDownscaleError:  # a vector layer or a table
        return None


class _Stylist(QgsProcessingLayerPostProcessorInterface):
    """Applies style, name, time range and place to one layer."""

    def __init__(self, path, look, name, period, run):
        super().__init__()
        self.path, self.look, self.name, self.period, self.run = path, look, name, period, run

    def postProcessLayer(self, layer, context, feedback):
        if self.name:
            layer.setName(self.name)
        if self.look in PAINTERS:
            PAINTERS[self.look](layer, self.run.kept)
        elif self.look is not None:
            layer.loadNamedStyle(str(STYLES / f"{self.look}.qml"))
        if self.period is not None and isinstance(layer, QgsRasterLayer):
            set_time_range(layer, self.period)
        layer.triggerRepaint()
        self._place(context.project() or QgsProject.instance(), layer.id())
        _waiting.pop(self.path, None)

    def _place(self, project, layer_id):
        node = project.layerTreeRoot().findLayer(layer_id)
        if node is not None:
            self.run.arrange(node, self.path)
        else:  # some versions of QGIS put layers into the tree after this
            QTimer.singleShot(0, partial(_arrange_later, project, layer_id, self.run, self.path))


def _arrange_later(project, layer_id, run, path):
    run.arrange(project.layerTreeRoot().findLayer(layer_id), path)


def set_time_range(layer: QgsRasterLayer, period: Period) -> None:
    """Give a raster layer a fixed time range, its end excluded, so that the temporal controller shows it then."""
    properties = layer.temporalProperties()
    properties.setMode(Qgis.RasterTemporalMode.FixedTemporalRange)
    properties.setFixedTemporalRange(QgsDateTimeRange(_moment(period.start), _moment(period.end), True, False))
    properties.setIsActive(True)


def _moment(time) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(round(time.timestamp() * 1000), Qt.TimeSpec.UTC)
