"""Where a tool's outputs go: paths, folders that are made, and the places where they lie until all are finished."""
import os
from contextlib import suppress
from datetime import datetime
from typing import Any, Dict, List, Sequence

from qgis.core import QgsProcessingUtils

from ..errors import OutputError
from ..rasters.same_file import Inputs, final_place
from ..rasters.together import Unfinished
from .overwriting import refuse_replacing


def destinations_of(tool, parameters, context, read: Inputs, made: List[str]) -> Dict[str, Any]:
    """Paths of the destinations by name, None for those not asked for; folders are made, new ones go to `made`.

    Raises InputError when one is an input (read) or another output, OutputError for a folder that can't be made.
    """
    paths = {}
    for definition in tool.parameterDefinitions():
        if definition.isDestination():
            path_of = tool.parameterAsOutputLayer if definition.type() in ("rasterDestination", "vectorDestination") \
                else tool.parameterAsFileOutput
            paths[definition] = _named(tool, path_of(parameters, definition.name(), context), definition)
    asked_for = [(definition, path) for definition, path in paths.items() if path]
    refuse_replacing(read, asked_for)
    for definition, path in asked_for:
        is_folder = definition.type() == "folderDestination"
        _make_folder(path if is_folder else os.path.dirname(os.path.abspath(path)), made)
    return {definition.name(): path or None for definition, path in paths.items()}


def places_of(tool, destinations: Dict[str, Any], outputs: Unfinished) -> Dict[str, Any]:
    """Where the outputs are made until all are finished, by name."""
    kinds = {definition.name(): definition.type() for definition in tool.parameterDefinitions()}
    return {name: path and (outputs.folder(path) if kinds[name] == "folderDestination" else outputs.file(path))
            for name, path in destinations.items()}


def finally_at(value):
    """A result of a tool with files where they will be."""
    if isinstance(value, str):
        return final_place(value)
    return [finally_at(item) for item in value] if isinstance(value, (list, tuple)) else value


def remove_empty(folders: Sequence[str]) -> None:
    """Remove folders that a failed run made and left empty."""
    for folder in reversed(folders):
        with suppress(OSError):
            os.rmdir(folder)


def _named(tool, path, definition):
    """A temporary file called after the tool and the time: its name is what a browser shows of it."""
    if not path or definition.type() != "fileDestination" or not path.startswith(QgsProcessingUtils.tempFolder()) \
            or os.path.splitext(os.path.basename(path))[0] != definition.name():
        return path
    name = f"{tool.ID}_{definition.name().lower()}_{datetime.now():%Y-%m-%d_%H%M}"
    return os.path.join(os.path.dirname(path), name + os.path.splitext(path)[1])


def _make_folder(folder: str, made: List[str]):
    missing = os.path.abspath(folder)
    new: List[str] = []
    while not os.path.isdir(missing) and os.path.dirname(missing) != missing:
        new.insert(0, missing)
        missing = os.path.dirname(missing)
    try:
        made += new
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} can't be made ({error.strerror}): choose another one.") from None
