"""From Processing's parameters to plain values: paths, numbers, strings, lists.

Nothing is opened here, so that four hundred rasters cost nothing; what is missing or unreadable is said by the library
when it reads. Layers of the project are resolved to their file.
"""
import os
import re
from pathlib import Path
from typing import Any, List, NamedTuple, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingParameterNumber,
    QgsProcessingParameters,
    QgsProcessingUtils,
    QgsProperty,
    QgsRasterLayer,
)

from ..errors import InputError
from ..rasters.database_views import refuse_recursive_views
from ..rasters.number_text import number_of
from ..rasters.same_file import file_of
from ..rasters.side_files import without_side_files
from .parameters import KEEP_FOLDERS
from .picked_dates import iso_text
from .value_checks import option_of, refuse_broken_name, refuse_pipe, refuse_turned

VECTOR_FORMATS = ["gpkg", "geojson", "json", "shp", "fgb"]


class Extent(NamedTuple):
    """A rectangle in the CRS `crs` ("EPSG:code" or WKT)."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float
    crs: str


class LayerPath(NamedTuple):
    """A vector layer on disk: what OGR opens, and the layer in it (None: the only one)."""

    path: str
    layer: Optional[str]


def value_of(definition, parameters, context, feedback=None) -> Any:
    """Plain value of one input parameter; None (or [] for lists) when it is optional and not given.

    Raises InputError in one sentence that names the parameter.
    """
    reader = _READERS.get(definition.type())
    if reader is None:
        raise TypeError(f"{definition.name()}: no plain value for parameters of type {definition.type()}")
    value = reader(definition, parameters, context, feedback)
    for path in flat(value) if definition.type() in _FILES else ():
        refuse_broken_name(_label(definition), path)
        refuse_pipe(_label(definition), path)
    if value in (None, [], "") and not _optional(definition):
        raise _missing(definition)
    return value


_FILES = ("raster", "multilayer", "file")


def _optional(definition) -> bool:
    return bool(definition.flags() & definition.Flag.FlagOptional)


def _label(definition) -> str:
    return f"{definition.description()} ({definition.name()})"


def _missing(definition) -> InputError:
    return InputError(f"{_label(definition)} is missing: give a value for {definition.name()}.")


def _raw(definition, parameters, context):
    """The value as given, the default when none was given, expressions evaluated."""
    value = parameters.get(definition.name())
    if value is None:
        value = definition.defaultValue()
    if isinstance(value, QgsProperty):
        value = value.value(context.expressionContext(), definition.defaultValue())[0]
    return None if _is_null(value) else value


def _is_null(value) -> bool:
    """None, or the null QVariant that PyQt5 hands over for it."""
    return value is None or (hasattr(value, "isNull") and type(value).__name__ == "QVariant" and value.isNull())


def layer_path(value, context) -> str:
    """File behind a map layer, a layer's id or name, or a path; `|layername=...` is cut off.

    Raises InputError for a raster layer that GDAL doesn't read from a file.
    """
    layer = value if isinstance(value, QgsMapLayer) else None
    if layer is None and isinstance(value, str):
        layer = QgsProcessingUtils.mapLayerFromString(value, context, False)
    if layer is None:
        return os.fspath(value) if isinstance(value, (str, os.PathLike)) else str(value)
    if isinstance(layer, QgsRasterLayer) and layer.providerType() != "gdal":
        raise InputError(f"The layer {layer.name()} is served by {layer.providerType()}, not read from a raster file: "
                         "export it to GeoTIFF first.")
    source = layer.source()
    return source if os.path.exists(source) else source.partition("|")[0]     # a name may hold a | of its own


def _raster(definition, parameters, context, _feedback):
    value = _raw(definition, parameters, context)
    return None if value in (None, "") else layer_path(value, context)


def _raster_list(definition, parameters, context, feedback):
    paths = []
    for path in _layer_list(definition, parameters, context, feedback):
        paths += _folder_content(path) if os.path.isdir(path) else [path]
    return paths


def _layer_list(definition, parameters, context, feedback) -> List[str]:
    """Paths of a list; side files (.aux.xml, .ovr ...), which "Add Directory" takes too, are passed over."""
    paths, beside = without_side_files(
        [layer_path(item, context) for item in flat(_raw(definition, parameters, context))])
    if beside and feedback is not None:
        feedback.pushInfo(f"{_label(definition)}: {len(beside)} side files are ignored "
                          f"({Path(beside[0]).name}{' ...' if len(beside) > 1 else ''}).")
    return paths


def expanded(path: str, definition) -> List[str]:
    """The files that a folder in a list of rasters stands for; anything else as it is."""
    if definition.type() == "multilayer" and not _keeps_folders(definition) and os.path.isdir(path):
        return [os.path.join(path, name) for name in os.listdir(path) if name.lower().endswith((".tif", ".tiff"))]
    return [path]


def flat(value) -> list:
    """Items of a list of lists (outputs of several steps of a model), or of "a.tif;b.tif"."""
    if value in (None, ""):
        return []
    if isinstance(value, (list, tuple)):
        return [item for part in value for item in flat(part)]
    if isinstance(value, str) and ";" in value and not os.path.exists(value):
        return [part.strip() for part in value.split(";") if part.strip()]
    return [value]


def _folder_content(folder: str) -> List[str]:
    found = sorted(str(path) for path in Path(folder).iterdir() if path.suffix.lower() in (".tif", ".tiff"))
    if not found:
        raise InputError(f"The folder {folder} holds no GeoTIFF (*.tif).")
    return found


def _multilayer(definition, parameters, context, feedback):
    if _keeps_folders(definition):
        return _layer_list(definition, parameters, context, feedback)
    return _raster_list(definition, parameters, context, feedback)


def _keeps_folders(definition) -> bool:
    return definition.layerType() == QgsProcessing.SourceType.TypeFile or bool(definition.metadata().get(KEEP_FOLDERS))


def _file(definition, parameters, context, _feedback):
    value = _raw(definition, parameters, context)
    return None if value in (None, "") else layer_path(value, context)


def _text(definition, parameters, context, _feedback):
    text = QgsProcessingParameters.parameterAsString(definition, parameters, context).strip()
    return text or None


def _boolean(definition, parameters, context, _feedback):
    return bool(QgsProcessingParameters.parameterAsBool(definition, parameters, context))


def _date(definition, parameters, context, _feedback):
    return iso_text(_raw(definition, parameters, context))


def _number(definition, parameters, context, _feedback):
    value = _raw(definition, parameters, context)
    if value in (None, ""):
        return None
    whole = definition.dataType() == QgsProcessingParameterNumber.Type.Integer
    try:
        number = number_of(value) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not definition.minimum() <= number <= definition.maximum() or (whole and number != int(number)):
        raise InputError(f"{_label(definition)} must be {_range(definition, whole)}, not {value}.")
    return int(number) if whole else number


def _range(definition, whole) -> str:
    kind = "a whole number" if whole else "a number"
    low, high = definition.minimum(), definition.maximum()
    has_low, has_high = low > -2**31 + 1, high < 2**31 - 2
    if has_low and has_high:
        return f"{kind} between {low:.12g} and {high:.12g}"
    if has_low:
        return f"{kind} of at least {low:.12g}"
    return f"{kind} of at most {high:.12g}" if has_high else kind


def _enum(definition, parameters, context, _feedback):
    chosen = [item.strip() for part in flat(_raw(definition, parameters, context)) for item in str(part).split(",")]
    chosen = [option_of(item, definition.options()) for item in chosen if item]
    unknown = [item for item in chosen if item not in definition.options()]
    if unknown:
        raise InputError(f"{_label(definition)}: {', '.join(unknown)} is not one of {', '.join(definition.options())}.")
    if definition.allowMultiple():
        return chosen
    if len(chosen) > 1:
        raise InputError(f"{_label(definition)} takes one value, not {', '.join(chosen)}.")
    return chosen[0] if chosen else None


def _extent(definition, parameters, context, _feedback):
    value = _raw(definition, parameters, context)
    if value in (None, ""):
        return None
    refuse_turned(_label(definition), value)
    box = QgsProcessingParameters.parameterAsExtent(definition, parameters, context)
    if box.isNull() or box.width() <= 0 or box.height() <= 0:
        raise InputError(f"{_label(definition)} is not a rectangle: give xmin,xmax,ymin,ymax [EPSG:code] or a layer, "
                         f"not {value}.")
    crs = QgsProcessingParameters.parameterAsExtentCrs(definition, parameters, context)
    undeclared = isinstance(value, str) and re.fullmatch(r"\s*[-+\d.eE]+(\s*,\s*[-+\d.eE]+){3}\s*", value)
    if undeclared or not crs.isValid():  # else QGIS takes the open project's, which differs between runs
        crs = QgsCoordinateReferenceSystem("EPSG:4326")
    return Extent(box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum(), _crs_text(crs))


def _crs(definition, parameters, context, _feedback):
    value = _raw(definition, parameters, context)
    if value in (None, ""):
        return None
    crs = QgsProcessingParameters.parameterAsCrs(definition, parameters, context)
    if not crs.isValid():
        raise InputError(f"{_label(definition)}: {value} is not a coordinate reference system; give EPSG:code.")
    return _crs_text(crs)


def _crs_text(crs) -> str:
    return crs.authid() if crs.authid().startswith("EPSG:") else crs.toWkt()


def check_source(definition, parameters, context) -> None:
    """Raise InputError when a vector input is missing or its file doesn't exist (it is not opened)."""
    value = _raw(definition, parameters, context)
    if value in (None, ""):
        if not _optional(definition):
            raise _missing(definition)
    elif isinstance(value, str) and QgsProcessingUtils.mapLayerFromString(value, context, False) is None \
            and not os.path.exists(value) and not os.path.exists(value.partition("|")[0]):
        raise InputError(f"{_label(definition)}: the file {value} doesn't exist.")
    path = file_of(value) if isinstance(value, str) else None
    if path:
        refuse_recursive_views(path)


def _source(definition, parameters, context, feedback):
    check_source(definition, parameters, context)
    value = _raw(definition, parameters, context)
    if value in (None, ""):
        return None
    path, layer = QgsProcessingParameters.parameterAsCompatibleSourceLayerPathAndLayerName(
        definition, parameters, context, VECTOR_FORMATS, "gpkg", feedback)
    if not path:
        raise InputError(f"{_label(definition)}: {value} is not a vector layer that QGIS can read.")
    return LayerPath(path if os.path.exists(path) else path.partition("|")[0], layer or None)


_READERS = {
    "raster": _raster,
    "multilayer": _multilayer,
    "file": _file,
    "string": _text,
    "boolean": _boolean,
    "number": _number,
    "enum": _enum,
    "extent": _extent,
    "crs": _crs,
    "datetime": _date,
    "field": _text,
    "source": _source,
}
