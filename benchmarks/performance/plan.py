"""What is measured: the programs, and the cases that a run goes through."""
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import List, Sequence

from .rasters import CACHE, LAYOUTS

RESULTS = CACHE / "results"
MAIN = 16.0             # Mpx: the size at which all layouts are measured

PROGRAMS = {
    "in_memory": "pure native prediction, rows in memory",
    "floor": "reading, masking and writing alone, two threads",
    "notebook": "notebook style: read all, predict, write",
    "dask": "xarray + dask (rioxarray)",
    "orfeo": "Orfeo Toolbox ImageRegression",
    "ours_native": "**ours**, native engine",
    "ours_kernel": "**ours**, kernel with its start-up",
    "ours_prepared": "**ours**, kernel, second map of a session",
    "ours_full": "**ours**, with residual correction, interval and applicability",
    "qgis_process": "**ours** through `qgis_process`, QGIS's start included",
    "cancel": "**ours**, cancelled",
}
TREES, LINEAR = ("random_forest", "lightgbm"), "linear"
_TREE_PROGRAMS = ("in_memory", "ours_native", "ours_kernel")
_WITH_PEERS = ("in_memory", "notebook", "dask", "ours_native", "ours_kernel", "ours_prepared")
_LINEAR_PROGRAMS = ("floor", "ours_native")
_LINEAR_WITH_PEERS = ("floor", "notebook", "dask", "ours_native")


@dataclass(frozen=True)
class Case:
    """One measurement."""

    program: str
    model: str
    layout: str
    megapixels: float
    repeat: int

    @property
    def key(self) -> str:
        """Its name, which `--only` is compared with: 16_tiled_lightgbm_dask_1."""
        return f"{self.megapixels:g}_{self.layout}_{self.model}_{self.program}_{self.repeat}"

    @property
    def path(self) -> Path:
        """Where its figures are kept."""
        return RESULTS / f"{self.key}.json"


def cases(sizes: Sequence[float], repeats: int, only: Sequence[str] = ()) -> List[Case]:
    """All cases in the order in which they run: programs alternate, each repeat beginning with another one.

    All layouts are measured at 16 Mpx (or the largest size below), the others as tiles; cancelling at the largest.
    """
    main = max((s for s in sizes if s <= MAIN), default=min(sizes))
    out = []
    for megapixels in sorted(sizes):
        for layout in LAYOUTS if megapixels == main else ("tiled",):
            for model in (*TREES, LINEAR):
                programs = programs_of(model, layout, megapixels == main)
                out += [Case(program, model, layout, megapixels, repeat) for repeat in range(1, repeats + 1)
                        for program in _turned(programs, repeat - 1)]
    out += [Case("cancel", model, "tiled", max(sizes), 1) for model in TREES]
    return [case for case in out if not only or any(fnmatch(case.key, f"{pattern}*") for pattern in only)]


def programs_of(model: str, layout: str, main: bool) -> List[str]:
    """The programs that are compared on a layout; the peers on tiles and strips."""
    peers = layout in ("tiled", "striped")
    if model == LINEAR:
        programs = list(_LINEAR_WITH_PEERS if peers else _LINEAR_PROGRAMS)
    else:
        programs = list(_WITH_PEERS if peers else _TREE_PROGRAMS)
    if layout == "tiled":
        programs += ["ours_full"]
        programs += ["orfeo", "qgis_process"] if model == "random_forest" and main else []
    return programs


def _turned(items, by):
    by %= len(items)
    return items[by:] + items[:by]
