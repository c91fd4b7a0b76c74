"""Windows of predictors as a model's fit wants to see them: with a halo, and with the days before."""
from contextlib import ExitStack
from functools import partial
from typing import Optional

import numpy as np

from ..errors import InputError
from ..rasters.block_cache import limited_block_cache
from ..rasters.days import DailyStacks
from ..rasters.kept_windows import KeptWindows
from ..rasters.stack import Stack
from ..rasters.windows import Window, layout, low_windows
from ..regression.block import Block
from ..regression.model import Model
from ..samples.denoising import denoised, reach_of
from ..samples.regional import Regional
from .pipeline import PerThread

_CACHE = 256               # MB of files' blocks that GDAL keeps for the halos of windows to come
_MOST_VALUES = 2 ** 23     # of a window's days: 32 MB a thread


class WindowReader:
    """Reads blocks for a model from its stack, from any thread (each has its own file handles).

    stack: with the model's predictors in order; kept: windows that several dates share; days: those before the map,
    for models that need them; regional: the regional parts of the stack's predictors, likewise. `windows` are those to
    read: whole blocks of the files where memory allows. Raises InputError where a model needs days and there are none.
    """

    def __init__(self, model: Model, stack: Stack, kept: Optional[KeptWindows] = None,
                 days: Optional[DailyStacks] = None, regional: Optional[Regional] = None):
        self._regional = regional
        self._model, self._needs = model, model.fit.needs
        self._averaged = [(stack.names.index(name), width) for name, width in model.averaged.items()
                          if name in stack.names and width > 0]
        self._rim = max((reach_of(width) for _, width in self._averaged), default=0)
        parts = layout(stack.grid.shape, stack.blocks)
        self.windows = parts.windows
        # what lies in a halo is read again for the next window: then GDAL keeps its blocks
        self._stacks = PerThread(partial(stack.open, kept, forget=parts.whole_blocks and not self._beyond))
        self._days = None
        if self._needs.days_before:
            last = _needed_days(model, days)
            self._days = PerThread(last.open)
            self.windows = low_windows(stack.grid.shape, len(last.stacks) * len(last.variables), _MOST_VALUES)
        self._files = ExitStack()
        if self._beyond:
            self._files.enter_context(limited_block_cache(_CACHE))

    def read(self, window: Window) -> Block:
        """The block of a window."""
        halo = self._needs.halo
        values = self._denoised(self._stacks().read(window, self._beyond), halo)
        return Block(self._model.features, values, halo, self._days().read(window, halo) if self._days else None,
                     self._regional.of_window(window) if self._regional else None)

    @property
    def _beyond(self) -> int:
        """Pixels on each side that are read beyond a window."""
        return self._needs.halo + self._rim

    def _denoised(self, values: np.ndarray, halo: int) -> np.ndarray:
        """Values (predictors, h + 2 halo, w + 2 halo), averaged over neighbours where the model wants it so."""
        if not self._rim:
            return values
        inner = slice(self._rim, -self._rim)
        out = values[:, inner, inner].copy()
        for layer, width in self._averaged:
            out[layer] = denoised(values[layer], width, self._rim)
        return out

    def close(self) -> None:
        """Close all files."""
        self._files.close()
        self._stacks.__exit__()
        if self._days:
            self._days.__exit__()


def _needed_days(model: Model, days: Optional[DailyStacks]) -> DailyStacks:
    needed = model.fit.needs.days_before
    if days is None or len(days.stacks) < needed or list(days.variables) != model.series:
        raise InputError(f"The model needs {', '.join(model.series)} of the {needed} days before the map; give their "
                         "daily stacks as SERIES.")
    return days.last(needed)
