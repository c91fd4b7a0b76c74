"""What the days before each date have left behind, as predictors of their own: for Derive Indices."""
import os
from typing import List, Sequence

from ..errors import InputError, certain
from ..monitor import Monitor
from ..predictors.derived import with_derived
from ..rasters.stack import Stack, open_stacks
from ..rasters.windows import windows
from ..rasters.writing import RasterWriter
from ..samples.antecedent import LONGEST_DRY, feature
from ..stations.station_samples import antecedent_names
from .outputs import refuse_overwriting


def antecedent_bands(series: Sequence[str], wanted: str) -> List[str]:
    """Names of the antecedent predictors that are wanted of daily stacks (see `antecedent_names`); InputError when one
    can't be had, or the stacks have no date."""
    days = open_stacks(series)
    undated = [day.predictors[0].path for day in days if day.period is None]
    if undated:
        raise InputError(f"SERIES needs a date in each daily stack, but {undated[0]} has none; put it into the file "
                         "name (rain_20200601.tif).")
    return antecedent_names(wanted, days[0].names)


def write_antecedent_stacks(stacks: Sequence[Stack], series: Sequence[str], names: Sequence[str], folder: str,
                            written: List[str], monitor: Monitor) -> None:
    """Write `antecedent_YYYYMMDD.tif` beside each dated stack, on its grid, and add its path to `written`.

    Raises InputError: stacks without a date, a series on another grid or without any of the 60 days.
    """
    dated, days = [stack for stack in stacks if stack.period], open_stacks(series)
    if not dated:
        raise InputError("ANTECEDENT needs stacks with a date; put it into their names (stack_20200601.tif).")
    inputs = [path for day in days for path in day.files]
    for k, stack in enumerate(dated):
        path = os.path.join(folder, f"antecedent_{certain(stack.period).stamp()}.tif")
        refuse_overwriting([path], [*inputs, *stack.files])
        _write(path, stack, names, days, monitor.part(k / len(dated), (k + 1) / len(dated)))
        written.append(path)


def _write(path, stack, names, days, monitor):
    own = Stack((), stack.grid, stack.period)
    derived = with_derived(own, names, LONGEST_DRY, None, days, monitor).select(names)
    units = {name: feature(name).unit for name in names}
    tiles = windows(stack.grid.shape)
    with derived.open() as reader, RasterWriter(path, stack.grid, list(names), units=units,
                                                metadata=stack.period.metadata()) as writer:
        for window in monitor.each(tiles, f"Looking back on the days before {stack.label}"):
            writer.write(reader.read(window), window)
