"""SERIES: the daily stacks that a model looks back on, as they are or as predictors derived from them."""
from dataclasses import dataclass
from typing import List, Optional, Sequence

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..predictors.derived import days_derived_from, looked_back, with_derived
from ..rasters.coarse import Coarse
from ..rasters.days import DailyStacks, days_before
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

    def before(self, period: Optional[Period], grid: Grid, monitor: Monitor = SILENT) -> Optional[DailyStacks]:
        """The days that a map of this period and grid needs, None where the model needs none; InputError as
        `days_before`."""
        count = self.model.fit.needs.days_before
        return days_before(self.stacks, period, count, self.model.series, grid, monitor) if count else None

    def sources(self, period: Optional[Period], stack: Stack) -> Optional[DailyStacks]:
        """The days that a map is made of, looked at by the fit or by what is derived; None where there are none."""
        wanted = [name for name in self.model.derived if name not in stack.names]
        derived = days_derived_from(wanted, self.model.memory_days, self.stacks, period, stack.grid,
                                    of_days=self.model.of_days)
        before = self.before(period, stack.grid)
        return max((days for days in (derived, before) if days), key=lambda days: len(days.stacks), default=None)

    def derive(self, stack: Stack, coarse: Optional[Coarse], monitor: Monitor = SILENT) -> Stack:
        """The stack with the predictors that the model derives; InputError as `with_derived`."""
        derived = with_derived(stack, self.model.derived, self.model.memory_days, coarse, self.stacks, monitor,
                               self.model.of_days)
        return derived.select(self.model.features.names)


def open_daily_stacks(model: Model, series: Sequence[str], monitor: Monitor = SILENT) -> SeriesDays:
    """The stacks of SERIES, of files or folders; InputError when the model needs them and none are given."""
    variables = model.series or looked_back(model.derived)
    if not variables:
        if series:
            monitor.info("SERIES isn't used: the model needs the date of the map only.")
        return SeriesDays(model, [])
    if not series and model.fit.needs.days_before:
        raise InputError(f"The model needs {', '.join(variables)} of the {model.fit.needs.days_before} days before the "
                         "map; give their daily stacks as SERIES.")
    return SeriesDays(model, open_stacks(series) if series else [])
