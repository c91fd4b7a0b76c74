"""No output of a tool is one of its inputs, or another of its outputs: looked at before anything is written."""
import os
import re
from typing import Any, Iterator, List, Sequence, Tuple

from qgis.core import (
    QgsMapLayer,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProperty,
)

from ..errors import InputError
from ..rasters.same_file import Inputs, key_of, refuse_shared
from .values import expanded, flat

_TEMPORARY = "TEMPORARY_OUTPUT"
_DATABASE = re.compile(r"^(ogr|postgres|postgis|spatialite|memory)\s*:", re.IGNORECASE)


def inputs_of(definitions: Sequence[Any], parameters, context) -> Inputs:
    """All files that the values of a tool's parameters mean, texts that are paths too (settings in JSON)."""
    return Inputs((definition.name(), path) for definition in definitions if not definition.isDestination()
                  for path in _sources(definition, parameters.get(definition.name()), context))


def _sources(definition, value, context) -> Iterator[str]:
    if definition.type() in ("boolean", "number", "enum", "extent", "crs"):
        return
    for item in flat(_plain(value, context)):
        item = _plain(item, context)
        layer = item if isinstance(item, QgsMapLayer) else None
        if layer is None and isinstance(item, str) and definition.type() != "string":
            layer = QgsProcessingUtils.mapLayerFromString(item, context, False)
        text = layer.source() if layer is not None else item
        if isinstance(text, (str, os.PathLike)) and str(text):
            yield from expanded(os.fspath(text), definition)


def _plain(value, context):
    """The value behind the wrappers that Processing puts around sources, sinks and expressions."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.value(context.expressionContext(), None)[0]
    return value


def wanted_files(definitions: Sequence[Any], parameters, context) -> List[Tuple[Any, str]]:
    """(definition, path) of the destinations that a user named, before a run; temporary ones have no name yet."""
    found = []
    for definition in definitions:
        value = _plain(parameters.get(definition.name()), context) if definition.isDestination() else None
        if isinstance(value, (str, os.PathLike)) and str(value) and str(value) != _TEMPORARY:
            found.append((definition, os.fspath(value)))
    return found


def refuse_replacing(inputs: Inputs, outputs: Sequence[Tuple[Any, str]]) -> None:
    """Raise InputError when one of the outputs, (definition, path), is an input or another output."""
    files, folders = [], {}
    for definition, path in outputs:
        if _DATABASE.match(path):
            raise InputError(f"{definition.name()} ({path}) is a layer of a database, but this tool writes whole "
                             "files: give the path of a new file.")
        if definition.type() == "folderDestination":
            folders[key_of(path)] = definition.name()
        else:
            files.append((definition.name(), re.split(r"\|layer(?:name|id)=", path)[0]))
    for name, path in files:
        inputs.refuse(path, name)
        if key_of(path) in folders:
            raise InputError(f"{name} and {folders[key_of(path)]} are both {path}; give the file another name.")
        if os.path.isdir(path):
            raise InputError(f"{name} ({path}) is a folder; give the path of a file.")
    refuse_shared(files)
