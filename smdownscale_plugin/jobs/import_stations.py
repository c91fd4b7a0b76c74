"""Import Stations: files of networks, archives and tables to one station file."""
import os
from dataclasses import dataclass
from typing import Dict, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.period import parse_time
from ..rasters.writing import atomic_path
from ..stations.area import Area
from ..stations.csv_file import OPTIONAL, REQUIRED
from ..stations.places import places_of_layer
from ..stations.registry import AUTO, READERS, read_sensors
from ..stations.selection import Selection, parse_flags
from ..stations.station_file import StationFileWriter
from ..stations.tally import Tally

FORMATS = (AUTO, *READERS)


@dataclass(frozen=True)
class StationImport:
    """What was written. left_out: reason to how many were left out."""

    output: str
    n_stations: int
    n_sensors: int
    n_values: int
    left_out: Dict[str, int]


@dataclass(frozen=True)
class StationImportOptions:
    """What the user may set; the defaults are those of the tool.

    format: one of FORMATS; depth_from, depth_to: metres, sensors wholly between them; flags: good quality flags, see
    `parse_flags`; start, end: ISO 8601, end excluded; area: stations inside; columns: "time=date, soil_moisture=vwc"
    for tables; points: (path, layer) of points for tables without coordinates.
    """

    format: str = AUTO
    depth_from: float = 0.0
    depth_to: Optional[float] = None
    flags: Optional[str] = None
    start: Optional[str] = None
    end: Optional[str] = None
    area: Optional[Area] = None
    columns: Optional[str] = None
    points: Optional[Tuple[str, Optional[str]]] = None


def import_stations(inputs: Sequence[str], output: str, options: StationImportOptions = StationImportOptions(),
                    monitor: Monitor = SILENT) -> StationImport:
    """Write stations and their readings (m3/m3, UTC) to a GeoPackage.

    inputs: files, folders (with all that lies in them) and zip archives. Raises InputError when nothing is left or an
    option can't be understood, OutputError, Cancelled.
    """
    if os.path.splitext(output)[1].lower() != ".gpkg":
        raise InputError(f"Stations are written as a GeoPackage, not as {output}; give OUTPUT a name that ends in "
                         ".gpkg.")
    names = parse_columns(options.columns)
    places = places_of_layer(*options.points, names) if options.points else {}
    tally = Tally()
    sensors = read_sensors(inputs, monitor.part(0.0, 0.95), selection=_wanted(options), tally=tally,
                           format=options.format, columns=names, places=places)
    with atomic_path(output) as temporary:
        os.remove(temporary)   # OGR refuses to create over an existing file
        file = _write(temporary, sensors, tally, inputs, monitor)
    tally.log(monitor)
    monitor.info(f"{file.values:,} readings of {file.sensors:,} sensors at {file.stations:,} stations.")
    monitor.at(1.0)
    return StationImport(output, file.stations, file.sensors, file.values, dict(tally.counts))


def _wanted(options: StationImportOptions) -> Selection:
    deepest = np.inf if options.depth_to is None else options.depth_to
    return Selection(options.depth_from, deepest, parse_flags(options.flags),
                     *wanted_seconds(options.start, options.end), options.area)


def _write(path, sensors, tally, inputs, monitor):
    with StationFileWriter(path) as file:
        for sensor in sensors:
            file.add(sensor)
            monitor.check()
        tally.add("readings were given twice", file.repeated)
        if not file.values:
            raise nothing_left(", ".join(map(str, inputs)), tally)
        monitor.at(0.96, "Writing the index")
    return file


def nothing_left(source: str, tally: Tally) -> InputError:
    """The error when no reading is wanted: it says what was left out, and why."""
    return InputError(f"No readings of {source} are left: {' '.join(tally.lines()) or 'it holds none.'} Change depths, "
                      "FLAGS, times or extent.")


def wanted_seconds(start: Optional[str], end: Optional[str]) -> Tuple[float, float]:
    """Seconds since 1970 UTC of two dates, unlimited where there is none; InputError unless they follow each other."""
    first = parse_time(start, "START").timestamp() if start else -np.inf
    last = parse_time(end, "END").timestamp() if end else np.inf
    if last <= first:
        raise InputError(f"END ({end}) isn't after START ({start}); END itself is not included.")
    return first, last


def parse_columns(text: Optional[str]) -> Mapping[str, str]:
    """Names of columns from "time=date, soil_moisture=vwc"; InputError for a name that isn't one of ours."""
    mapping = {}
    for part in (text or "").replace(";", ",").replace("\n", ",").split(","):
        ours, equals, theirs = (piece.strip() for piece in part.partition("="))
        if not part.strip():
            continue
        if not equals or not theirs or ours.lower() not in REQUIRED + OPTIONAL:
            raise InputError(f"COLUMNS can't be understood at {part.strip()[:60]!r}; write time=date, "
                             f"soil_moisture=vwc with names of [{', '.join(REQUIRED + OPTIONAL)}].")
        mapping[ours.lower()] = theirs
    return mapping
