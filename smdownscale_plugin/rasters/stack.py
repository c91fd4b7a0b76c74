"""Predictor stacks: bands of one grid and one period, known by name; and pairing with coarse rasters by time."""
import os
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from .grid import Grid
from .kept_windows import KeptWindows
from .period import Period, label_of, words_of
from .reading import BandInfo, Raster, RasterInfo, describe
from .side_files import is_side_file
from .undated import refuse_unread_dates
from .windows import Window

# Names that Processing gives to temporary files: a predictor called like this was never named.
_TEMPORARY = ("output", "temporary_output", "out", "output_raster", "raster")


@dataclass(frozen=True)
class Predictor:
    """One band of a stack: the file that holds it and what the file says of it."""

    path: str
    band: BandInfo

    @property
    def name(self) -> str:
        """The predictor's name."""
        return self.band.name


@dataclass(frozen=True)
class Stack:
    """Predictors on one grid in one period (None: static), in a fixed order.

    mask: where nothing is to be read (None: nowhere); has `path`, and `open()` gives a context manager with
    `keep(window)`, (rows, columns) of bool.
    """

    predictors: Tuple[Predictor, ...]
    grid: Grid
    period: Optional[Period]
    mask: Optional[Any] = None

    @property
    def names(self) -> List[str]:
        """The predictors' names in order."""
        return [p.name for p in self.predictors]

    @property
    def label(self) -> str:
        """The date, or `static`, for messages."""
        return label_of(self.period)

    @property
    def title(self) -> str:
        """The date for titles: "January 2020" for a month."""
        return words_of(self.period)

    def select(self, names: Sequence[str]) -> "Stack":
        """The same stack with the named predictors in the given order.

        Raises InputError that prints both lists when one is missing.
        """
        known = {p.name: p for p in self.predictors}
        missing = [n for n in names if n not in known]
        if missing:
            raise InputError(f"The stack of {self.label} lacks {', '.join(missing)}: needed are [{', '.join(names)}], "
                             f"the stack has [{', '.join(self.names)}]; add the missing bands or train a model without "
                             "them.")
        return Stack(tuple(known[n] for n in names), self.grid, self.period, self.mask)

    def join(self, other: "Stack") -> "Stack":
        """This stack with the predictors of another (static) one behind its own."""
        if not self.grid.matches(other.grid):
            raise InputError(f"{self.predictors[0].path} ({self.grid.beside(other.grid)}) and "
                             f"{other.predictors[0].path} ({other.grid.beside(self.grid)}) aren't on one grid; "
                             "run Build Predictor Stack on them first.")
        joined = Stack(self.predictors + other.predictors, self.grid, self.period or other.period, self.mask)
        _refuse_twice(joined)
        return joined

    @property
    def files(self) -> List[str]:
        """The files that hold the predictors, each once."""
        return list(dict.fromkeys(p.path for p in self.predictors))

    @property
    def blocks(self) -> List[Tuple[int, int]]:
        """Columns and rows of the pieces that the predictors are stored in."""
        return [p.band.block for p in self.predictors]

    def open(self, kept: Optional[KeptWindows] = None, forget: bool = False) -> "StackReader":
        """A reader of its own (one per thread); see `StackReader`."""
        return StackReader(self, kept, forget)


class StackReader:
    """Reads windows of a stack; use it as a context manager, in one thread.

    kept: keeps windows of files that are read again for other dates; forget: let go of GDAL's blocks after each window,
    for windows that hold whole blocks (GDAL would keep them up to a twentieth of the computer's memory).
    """

    def __init__(self, stack: Stack, kept: Optional[KeptWindows] = None, forget: bool = False):
        self.stack, self._kept, self._forget = stack, kept, forget
        self._files = ExitStack()
        self._plan: Dict[str, List[Tuple[int, int]]] = {}
        for position, predictor in enumerate(stack.predictors):
            self._plan.setdefault(predictor.path, []).append((position, predictor.band.index))

    def __enter__(self) -> "StackReader":
        with ExitStack() as files:           # closed again when one can't be opened
            self._rasters = {path: files.enter_context(Raster(path)) for path in self._plan}
            self._mask = files.enter_context(self.stack.mask.open()) if self.stack.mask else None
            self._files = files.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def read(self, window: Window, halo: int = 0) -> np.ndarray:
        """(predictors, rows + 2 halo, columns + 2 halo) float32, NaN where a predictor has no value.

        What the halo holds beyond the raster's edge has no value either.
        """
        if not halo:
            return self._read_inside(window)
        there = window.grown(halo, self.stack.grid.shape)
        out = np.full((len(self.stack.predictors), window.height + 2 * halo, window.width + 2 * halo), np.nan,
                      np.float32)
        out[(slice(None), *there.inside(window, halo))] = self._read_inside(there)
        return out

    def _read_inside(self, window: Window) -> np.ndarray:
        out = np.empty((len(self.stack.predictors),) + window.shape, np.float32)
        for path, entries in self._plan.items():
            positions, indices = zip(*entries)
            first, last = positions[0], positions[0] + len(positions)
            if self._kept is not None and path in self._kept.files:
                out[list(positions)] = self._kept.get((path, indices, window),
                                                      partial(self._read, path, window, indices))
            elif positions == tuple(range(first, last)):
                self._read(path, window, indices, out[first:last])
            else:
                out[list(positions)] = self._read(path, window, indices)
        if self._mask is not None:
            out[:, ~self._mask.keep(window)] = np.nan
        return out

    def _read(self, path: str, window: Window, indices: Sequence[int], out: Optional[np.ndarray] = None) -> np.ndarray:
        return self._rasters[path].read(window, indices, out=out, once=self._forget)


def expand(paths: Sequence[str]) -> List[str]:
    """Paths with folders replaced by their `*.tif`, sorted, less side files; InputError for an empty folder."""
    out = []
    for path in paths:
        if os.path.isdir(path):
            inside = sorted(n for n in os.listdir(path) if n.lower().endswith((".tif", ".tiff")))
            if not inside:
                raise InputError(f"The folder {path} holds no *.tif; choose another folder or the files themselves.")
            out.extend(os.path.join(path, n) for n in inside)
        elif not is_side_file(path):
            out.append(path)
    return out


def open_stacks(paths: Sequence[str]) -> List[Stack]:
    """Stacks of a list of files (or folders): one per period, each with the static predictors behind.

    Files of the same period form one stack. Only static files give one stack with period None.
    Raises InputError: unreadable files, different grids, a name twice, an unnamed band.
    """
    undated, dated = by_period([describe(path) for path in predictor_files(paths)])
    refuse_unread_dates(undated)
    static = form_stack(undated, None) if undated else None
    if not dated:
        return [certain(static)]
    return [form_stack(dated[period], period, static) for period in by_time(dated)]


def predictor_files(paths: Sequence[str]) -> List[str]:
    """The files (or those in the folders) that were given, each once; InputError when there is none."""
    files = list(dict.fromkeys(expand(paths)))
    if not files:
        raise InputError("No predictor rasters were given; choose at least one.")
    return files


def by_period(infos: Sequence[RasterInfo]) -> Tuple[List[RasterInfo], Dict[Period, List[RasterInfo]]]:
    """Rasters without a date, and those of every period."""
    undated, dated = [], {}
    for info in infos:
        (dated.setdefault(info.period, []) if info.period else undated).append(info)
    return undated, dated


def by_time(periods: Iterable[Period]) -> List[Period]:
    """Periods in order of time."""
    return sorted(periods, key=lambda period: (period.start, period.end))


def form_stack(infos: Sequence[RasterInfo], period: Optional[Period], static: Optional[Stack] = None) -> Stack:
    """The stack of rasters of one period, with the static predictors behind; InputError as `open_stacks`."""
    stack = _stack(infos, period)
    return stack.join(static) if static else stack


def only(stacks: Sequence[Stack], names: Sequence[str], parameter: str = "") -> List[Stack]:
    """The stacks with no other predictors than the named ones, less those that have none of them.

    parameter: the input that names them, for messages. Raises InputError for a name that no stack has, and when no
    stack has all. One that has some is refused only where its date is used (`names_of_all`).
    """
    there = dict.fromkeys(name for stack in stacks for name in stack.names)
    unknown = [name for name in names if name not in there]
    if parameter and unknown:
        raise InputError(f"{parameter} names {', '.join(unknown)}, but the predictors are {', '.join(there)}; write "
                         "the names with commas between them.")
    if not any(set(names) <= set(stack.names) for stack in stacks):
        stacks[0].select(names)
    kept = [(stack, [name for name in names if name in stack.names]) for stack in stacks]
    return [stack.select(some) for stack, some in kept if some]


def names_of_all(used: Sequence[Stack], stacks: Sequence[Stack], partners: str, monitor: Monitor = SILENT) -> List[str]:
    """Names of the predictors of the used stacks, in order; `stacks` are all that were given.

    Warns of predictors that only unused stacks hold: their dates may be wrong. partners: what decided which stacks are
    used, for that warning. Raises InputError when a used stack lacks what another has, whichever comes first.
    """
    names = list(dict.fromkeys(name for stack in used for name in stack.names))
    for stack in used:
        stack.select(names)
    for name in dict.fromkeys(name for stack in stacks for name in stack.names if name not in names):
        monitor.warn(f"Left out: the predictor {name}, because it has no raster for a date of {partners}; it is dated "
                     f"{dates_of([stack for stack in stacks if name in stack.names])}. If that is wrong, correct the "
                     "date in its name or metadata; if it holds for all dates, take the date out of its name.")
    return names


def dates_of(stacks: Sequence[Stack]) -> str:
    """The stacks' dates for messages: first to last."""
    labels = [stack.label for stack in stacks]
    return labels[0] if len(labels) == 1 else f"{len(labels)} dates, {labels[0]} to {labels[-1]}"


def static_files(stacks: Sequence[Stack]) -> List[str]:
    """Files taken as static: those in a dated stack that have no date of their own."""
    files = dict.fromkeys(path for stack in stacks for path in stack.files)
    return [path for path in files if describe(path).period is None]


def _stack(infos: Sequence[RasterInfo], period: Optional[Period]) -> Stack:
    predictors = tuple(Predictor(info.path, band) for info in infos for band in info.bands)
    for predictor in predictors:
        if predictor.name.lower() in _TEMPORARY:
            raise InputError(f"The band {predictor.name!r} of {predictor.path} has the name of a temporary file; name "
                             "it with NAMES in Build Predictor Stack.")
    first = infos[0]
    for info in infos[1:]:
        if not first.grid.matches(info.grid):
            raise InputError(f"{first.path} ({first.grid.beside(info.grid)}) and {info.path} "
                             f"({info.grid.beside(first.grid)}) aren't on one grid; run Build Predictor Stack on "
                             "them first.")
    stack = Stack(predictors, first.grid, period)
    _refuse_twice(stack)
    return stack


def _refuse_twice(stack: Stack) -> None:
    seen = {}
    for predictor in stack.predictors:
        if predictor.name in seen:
            raise InputError(f"The predictor {predictor.name!r} occurs twice in the stack of {stack.label}: in "
                             f"{seen[predictor.name]} and in {predictor.path}; rename or leave out one of them.")
        seen[predictor.name] = predictor.path
