"""Daily series: the stacks of the days that a map looks back on."""
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from .fills import undeclared_fill
from .grid import Grid
from .period import Period
from .stack import Stack, StackReader
from .windows import Window

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DailyStacks:
    """The stacks of some days in a row, oldest first, all with the same variables on one grid; None where a day has
    none."""

    stacks: Tuple[Optional[Stack], ...]
    variables: Tuple[str, ...]

    @property
    def files(self) -> List[str]:
        """The files that hold them, each once."""
        return list(dict.fromkeys(path for stack in self.stacks if stack for path in stack.files))

    def last(self, count: int) -> "DailyStacks":
        """The latest of the days."""
        return DailyStacks(self.stacks[len(self.stacks) - count:], self.variables)

    def open(self) -> "DaysReader":
        """A reader of its own (one per thread)."""
        return DaysReader(self)


class DaysReader:
    """Reads windows of all days; use it as a context manager, in one thread. Stacks of several days are read once."""

    def __init__(self, days: DailyStacks):
        self._days, self._files = days, ExitStack()

    def __enter__(self) -> "DaysReader":
        with ExitStack() as files:
            stacks = dict.fromkeys(stack for stack in self._days.stacks if stack)
            self._readers = {stack: files.enter_context(StackReader(stack)) for stack in stacks}
            self._files = files.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def read(self, window: Window, halo: int = 0) -> np.ndarray:
        """(days, variables, rows + 2 halo, columns + 2 halo) float32, NaN where there is no value."""
        shape = (len(self._days.variables), window.height + 2 * halo, window.width + 2 * halo)
        out = np.full((len(self._days.stacks),) + shape, np.nan, np.float32)
        for stack, reader in self._readers.items():
            values = reader.read(window, halo)
            for day, other in enumerate(self._days.stacks):
                if other is stack:
                    out[day] = values
        return out


def days_before(stacks: Sequence[Stack], period: Optional[Period], count: int, variables: Sequence[str], grid: Grid,
                monitor: Monitor = SILENT) -> DailyStacks:
    """The last `count` days up to and with the last day of a map's period, each from the stack that covers most of it.

    Days without a stack are warned of. Raises InputError: a map without a date, a series without the variables, on
    another grid than the map's, without any of the days, or with a fill value that isn't declared.
    """
    if period is None:
        raise InputError("The map has no date, so it isn't known which days of SERIES come before it; put its date "
                         "into the names of the predictors (ndvi_20200601.tif) or into TIME_START and TIME_END.")
    dated = [stack.select(variables) for stack in stacks if stack.period]
    for stack in dated:
        if not stack.grid.matches(grid):
            raise InputError(f"SERIES of {stack.label} ({stack.grid.describe()}) isn't on the grid of the predictors "
                             f"({grid.describe()}); run Build Predictor Stack on both.")
    wanted = _days(period, count)
    found = tuple(_covering(dated, day) for day in wanted)
    missing = [day.label() for day, stack in zip(wanted, found) if stack is None]
    if len(missing) == count:
        raise InputError(f"SERIES holds none of the days from {wanted[0].label()} to {wanted[-1].label()}, which the "
                         f"map of {period.label()} needs; give the daily stacks of these days.")
    if missing:
        monitor.warn(f"SERIES lacks {len(missing)} of the {count} days before the map of {period.label()} (the first "
                     f"is {missing[0]}); values of these days are treated as missing.")
    for path, bands in _bands_of(found).items():
        fill = undeclared_fill(path, bands=bands, thorough=False)
        if fill:
            raise InputError(f"SERIES: {fill}")
    return DailyStacks(found, tuple(variables))


def _bands_of(stacks: Sequence[Optional[Stack]]) -> Dict[str, List[int]]:
    """Numbers of the bands that are used, by file."""
    out: Dict[str, List[int]] = {}
    for predictor in (p for stack in dict.fromkeys(stacks) if stack for p in stack.predictors):
        out.setdefault(predictor.path, []).append(predictor.band.index)
    return out


def _days(period: Period, count: int) -> List[Period]:
    last = (period.end - timedelta(microseconds=1)).astimezone(timezone.utc)
    midnight = datetime(last.year, last.month, last.day, tzinfo=timezone.utc)
    return [Period(midnight - back * _DAY, midnight - (back - 1) * _DAY) for back in range(count - 1, -1, -1)]


def _covering(stacks: Sequence[Stack], day: Period) -> Optional[Stack]:
    """The stack that shares most of a day; of those that do so equally, the one of the shortest period."""
    shared = [(stack.period.overlap(day), stack.period.start - stack.period.end, stack) for stack in stacks
              if stack.period and stack.period.overlap(day) > 0]
    return max(shared, key=lambda entry: entry[:2])[2] if shared else None
