"""SERIES: the daily stacks that a model looks back on."""
from dataclasses import dataclass
from typing import List, Optional, Sequence

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..rasters.days import DaysBefore, days_before
from ..rasters.grid import Grid
from ..rasters.period import Period
from ..rasters.stack import Stack, open_stacks
from ..regression.model import Model


@dataclass(frozen=True)
class SeriesDays:
    """The stacks of SERIES for a model; none for a model that looks at one date only."""

    model: Model
    stacks: Sequence[Stack]

    @property
    def files(self) -> List[str]:
        """The files that hold them, each once."""
        return list(dict.fromkeys(path for stack in self.stacks for path in stack.files))

    def before(self, period: Optional[Period], grid: Grid, monitor: Monitor = SILENT) -> Optional[DaysBefore]:
        """The days that a map of this period and grid needs, None where the model needs none; InputError as
        `days_before`."""
        count = self.model.fit.needs.days_before
        return days_before(self.stacks, period, count, self.model.series, grid, monitor) if count else None


def open_series(model: Model, series: Sequence[str], monitor: Monitor = SILENT) -> SeriesDays:
    """The stacks of SERIES, of files or folders; InputError when the model needs them and none are given."""
    needed = model.fit.needs.days_before
    if not needed:
        if series:
            monitor.info("SERIES isn't used: the model looks at the date of the map only.")
        return SeriesDays(model, [])
    if not series:
        raise InputError(f"The model looks back on {needed} days of {', '.join(model.series)}; give their daily stacks "
                         "as SERIES.")
    return SeriesDays(model, open_stacks(series))
