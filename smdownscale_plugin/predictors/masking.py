"""Which cells a mask drops: a rule that can be read, such as `water > 20`, and the share of a grid that it takes."""
import operator
import re
from dataclasses import dataclass, replace
from typing import Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError, certain
from ..monitor import SILENT, Monitor
from ..rasters.grid import Grid
from ..rasters.reading import RasterInfo, describe
from ..rasters.stack import Stack
from ..rasters.windows import Window, windows
from .aligning import AlignedRaster

# A mask that takes more than this is more likely upside down than meant.
MOST_DROPPED = 0.95
_OPERATORS: Dict[str, Callable] = {">=": operator.ge, "<=": operator.le, "!=": operator.ne, ">": operator.gt,
                                   "<": operator.lt, "=": operator.eq}
_RULE = re.compile(r"\s*(?P<band>[^<>=!]*?)\s*(?P<sign>>=|<=|!=|==|>|<|=)\s*(?P<values>.+)")
_HELP = "write water > 20, > 0.5, = 11, 80, 90 or != 1"


@dataclass(frozen=True)
class MaskRule:
    """Cells are dropped where `band` `sign` any of `values`; band: '' means the only one of the mask."""

    band: str
    sign: str
    values: Tuple[float, ...]

    @classmethod
    def parse(cls, text: str) -> "MaskRule":
        """The rule of a text: `name sign value`, the name optional, several values after commas for = and !=."""
        found = _RULE.fullmatch(text)
        try:
            values = tuple(float(part) for part in found.group("values").split(",")) if found else ()
        except ValueError:
            values = ()
        if not values or not np.isfinite(values).all():
            raise InputError(f"The mask rule {text!r} can't be read; {_HELP}.")
        sign = certain(found).group("sign").replace("==", "=")
        if len(values) > 1 and sign not in ("=", "!="):
            raise InputError(f"The mask rule {text!r} takes one value after {sign}; {_HELP}.")
        return cls(certain(found).group("band"), sign, values)

    def drops(self, values: np.ndarray) -> np.ndarray:
        """Where values meet the rule; never where they are NaN (nothing is known there)."""
        hits = [_OPERATORS[self.sign](values, np.float32(value)) for value in self.values]
        return np.isfinite(values) & (np.all(hits, axis=0) if self.sign == "!=" else np.any(hits, axis=0))

    def __str__(self) -> str:
        return f"{self.band} {self.sign} {', '.join(f'{value:g}' for value in self.values)}".strip()


class Mask(AlignedRaster):
    """A mask on the target grid: a cell is dropped where at least half of what is known of it is to be dropped.

    rule: what is dropped; None drops zero and nodata, and what lies beside the mask.
    Raises InputError for a mask whose band isn't clear.
    """

    def __init__(self, info: RasterInfo, grid: Grid, rule: Optional[MaskRule] = None):
        super().__init__(info, grid)
        self._rule, self._band = rule, _band_of(info, rule)
        if self.methods[self._band] in ("bilinear", "cubic"):
            self.methods = dict.fromkeys(self.methods, "nearest")

    def keep(self, window: Window, monitor: Monitor = SILENT) -> np.ndarray:
        """(rows, columns) of bool; monitor: asked about cancelling between parts of a mask that is much finer."""
        values = self.read(window, monitor.without_progress())
        kept = values[[band.index for band in self.info.bands].index(self._band)]
        return kept >= 0.5 if self._rule is None else ~(kept <= 0.5)

    def _load(self, box: Window, bands: Sequence[int]) -> np.ndarray:
        values = super()._load(box, bands)
        if self._rule is None:
            return (np.isfinite(values) & (values != 0)).astype(np.float32)
        return np.where(np.isfinite(values), ~self._rule.drops(values), np.nan).astype(np.float32)

    def share_dropped(self, monitor: Monitor = SILENT) -> float:
        """Share of the grid's cells that go."""
        dropped = 0
        with self:
            for window in monitor.each(windows(self.grid.shape, (512, 512)), "Looking at the mask"):
                dropped += int((~self.keep(window, monitor)).sum())
        return dropped / (self.grid.width * self.grid.height)


@dataclass(frozen=True)
class StackMask:
    """A mask for `rasters.stack.Stack`: each reader opens one of its own."""

    path: str
    grid: Grid
    rule: Optional[MaskRule]

    def open(self) -> Mask:
        """A mask for one thread."""
        return Mask(describe(self.path), self.grid, self.rule)


def masked(stacks: Sequence[Stack], path: Optional[str], rule: str = "", confirmed: bool = False,
           monitor: Monitor = SILENT) -> List[Stack]:
    """Stacks of one grid that give nothing where a mask drops a pixel; as they are without a mask. See `open_mask`."""
    refuse_rule_alone(path, rule)
    if not path or not stacks:
        return list(stacks)
    grid = stacks[0].grid
    open_mask(describe(path), grid, rule, confirmed, monitor)
    mask = StackMask(path, grid, MaskRule.parse(rule) if rule else None)
    return [replace(stack, mask=mask) for stack in stacks]


def refuse_rule_alone(path: Optional[str], rule: str) -> None:
    """InputError for a rule without the mask that it is of."""
    if rule and not path:
        raise InputError(f"MASK_RULE is {rule}, but there is no MASK that it could apply to; give one, or leave "
                         "MASK_RULE empty.")


def open_mask(info: RasterInfo, grid: Grid, rule: str = "", confirmed: bool = False,
              monitor: Monitor = SILENT) -> Mask:
    """The mask of a raster and a rule's text ('': zero and nodata go), after a look at what it takes; that is logged.

    Raises InputError when more than 95 % of the cells would go, unless it is confirmed.
    """
    mask = Mask(info, grid, MaskRule.parse(rule) if rule else None)
    _warn_of_another_name(info, rule, monitor)
    share = mask.share_dropped(monitor)
    meant = f"where {rule}" if rule else "where it is zero or has no value"
    if share > MOST_DROPPED and not confirmed:
        raise InputError(f"The mask {info.path} drops {100 * share:.1f} % of the cells ({meant}): say in MASK_RULE "
                         "which values to drop, such as water > 20, or confirm it with MASK_CONFIRMED.")
    monitor.info(f"Mask: {100 * share:.1f} % of the cells are dropped ({meant}).")
    return mask


def _warn_of_another_name(info: RasterInfo, rule: str, monitor: Monitor) -> None:
    """A rule's name may be anything where a mask has one band, but the band may state another one."""
    asked = MaskRule.parse(rule).band.lower() if rule else ""
    stated = info.bands[0].description
    if asked and stated and asked not in [band.name.lower() for band in info.bands]:
        monitor.warn(f"MASK_RULE is {rule}, but the mask's band is called {stated}: is it the right mask? The rule is "
                     "applied to that band.")


def _band_of(info: RasterInfo, rule: Optional[MaskRule]) -> int:
    named = [band.index for band in info.bands if rule and band.name.lower() == rule.band.lower()]
    if named:
        return named[0]
    if len(info.bands) == 1:
        return info.bands[0].index  # a mask of one band may be called anything
    known = ", ".join(band.name for band in info.bands)
    raise InputError(f"The mask {info.path} has {len(info.bands)} bands ({known}): name one in MASK_RULE, such as "
                     f"{info.bands[0].name} > 0, or give a raster with one.")
