"""The regional parts of a stack's predictors, for models that tell them apart from what is local."""
from functools import partial
from typing import Any, Optional

from ..monitor import Monitor
from ..rasters.kept_windows import KeptWindows
from ..rasters.stack import Stack
from ..rasters.windows import Window, layout
from ..regression.model import Model
from ..samples.regional import Regional, known_means, lattice, smoothed
from ..scaling.cell_sums import CellSums
from ..scaling.geometry import CellGeometry
from .pipeline import PerThread, for_each_window


def find_regional(model: Model, stack: Stack, kept: Optional[KeptWindows], monitor: Monitor) -> Optional[Regional]:
    """One pass over the stack (with the model's predictors in order); None for models that don't ask for it.

    Memory holds coarse cells only. The lattice is that of the product trained on, wherever the stack lies.
    """
    if not model.fit.needs.surroundings:
        return None
    geometry = CellGeometry(stack.grid, lattice(model.cells, stack.grid))
    sums = CellSums(geometry, len(model.features.columns))
    parts = layout(stack.grid.shape, stack.blocks)
    with PerThread(partial(stack.open, kept, forget=parts.whole_blocks)) as reader:
        def measure(window: Window) -> Any:
            return sums.measure(window, model.features.encode(reader().read(window)), monitor.check)
        for_each_window(parts.windows, measure, lambda _, measured: sums.take(measured), monitor,
                        f"Finding regional parts, {stack.label}")
    return Regional(smoothed(known_means(*sums.means()), model.regional_cells), geometry)
