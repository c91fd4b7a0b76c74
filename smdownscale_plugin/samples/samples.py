"""Samples: the rows that methods learn from and folds divide. They know no method and no raster product.

Makers are beside it: `from_coarse_cells` (a coarse product's cells), `at_points` (stations), `of_pixels`.
"""
from dataclasses import dataclass, field, replace
from typing import Any, Dict, Optional, Sequence

import numpy as np

from ..errors import InputError
from .features import Features
from .finer import FinerRows
from .noise import NoiseEstimate

_ROWS = ("x", "y", "date", "place_km", "group", "support_km", "series", "regional",
         "region")     # arrays with one entry a row


@dataclass(frozen=True)
class Samples:
    """Rows (n) of predictors and target.

    x: (n, columns) float32, the columns of `features`; y: (n,) in the target's unit; date: (n,) index into `dates`,
    which are (dates,) datetime64 in order of time, NaT where unknown; place_km: (n, 2) kilometres on a plane (eastward,
    southward); group: (n,) number of the coarse cell, pixel, station or region; support_km: (n,) width of what a row is
    a mean of, 0 for a point.

    noise: by predictor, of the pixels that a fit will be applied to and that means of cells have lost; empty where rows
    are as noisy as pixels. pixels: (m, columns) a sample of what a fit will be applied to, maybe empty.
    series: (n, days, variables) float32, oldest day first, and pixels_series: (m, days, variables) that of pixels; None
    without. scene: the rasters that rows were taken from, for methods that learn from images; only passed on.
    regional: (n, columns) float32, the regional part of x (see `regional`), and pixels_regional: (m, columns) that of
    pixels; None without. independent: how many independent observations the rows amount to, None where each row is one.
    finer: rows at finer scales, which fits learn from instead of these; None without. region: (n,) number of the region
    that a row lies in, -1 for none; None where nobody drew regions.
    """

    features: Features
    x: np.ndarray
    y: np.ndarray
    date: np.ndarray
    place_km: np.ndarray
    group: np.ndarray
    support_km: np.ndarray
    dates: np.ndarray
    noise: Dict[str, NoiseEstimate] = field(default_factory=dict)
    pixels: np.ndarray = field(default_factory=lambda: np.empty((0, 0), np.float32))
    series: Optional[np.ndarray] = None
    scene: Any = None
    independent: Optional[float] = None
    regional: Optional[np.ndarray] = None
    pixels_regional: Optional[np.ndarray] = None
    finer: Optional[FinerRows] = None
    region: Optional[np.ndarray] = None
    pixels_series: Optional[np.ndarray] = None

    def __post_init__(self) -> None:
        lengths = {name: len(getattr(self, name)) for name in _ROWS if getattr(self, name) is not None}
        if len(set(lengths.values())) > 1 or self.x.shape[1] != len(self.features.columns):
            raise ValueError(f"Rows and columns of samples don't agree: {lengths}, x {self.x.shape}, "
                             f"{len(self.features.columns)} columns.")

    def __len__(self) -> int:
        return len(self.y)

    @property
    def independent_rows(self) -> float:
        """How many independent observations the rows amount to."""
        return float(len(self)) if self.independent is None else self.independent

    @property
    def learnt_x(self) -> np.ndarray:
        """(rows that fits learn from, columns)."""
        return self.x if self.finer is None else self.finer.x

    def some(self, chosen: np.ndarray) -> "Samples":
        """Some of the rows (boolean or indices); all dates stay."""
        rows: Dict[str, Any] = {name: getattr(self, name)[chosen] for name in _ROWS if getattr(self, name) is not None}
        share = len(rows["y"]) / max(1, len(self))
        if self.finer is not None:
            rows["finer"] = self.finer.of_rows(np.arange(len(self))[chosen], len(self))
        return replace(self, **rows, independent=None if self.independent is None else share * self.independent)

    def select(self, names: Optional[Sequence[str]]) -> "Samples":
        """The samples with some of their predictors only (None: all); InputError for an unknown name."""
        if names is None:
            return self
        unknown = [n for n in names if n not in self.features.names]
        if unknown:
            raise InputError(f"There is no predictor {', '.join(map(repr, unknown))}; choose from "
                             f"{', '.join(self.features.names)}.")
        return self.without([n for n in self.features.names if n not in names])

    def without(self, names: Sequence[str]) -> "Samples":
        """The samples less some predictors; rows lie in one piece, so that sums over them don't depend on how the
        samples came about."""
        kept = self.features.without(names)
        chosen = [i for i, c in enumerate(self.features.columns) if c in set(kept.columns)]
        pixels = self.pixels[:, chosen] if len(self.pixels) else np.empty((0, len(chosen)), np.float32)
        parts: Dict[str, Any] = {name: np.ascontiguousarray(values[:, chosen]) for name, values in (
            ("regional", self.regional), ("pixels_regional", self.pixels_regional)) if values is not None}
        if self.finer is not None:
            parts["finer"] = self.finer.columns(chosen)
        return replace(self, features=kept, x=np.ascontiguousarray(self.x[:, chosen]),
                       pixels=np.ascontiguousarray(pixels), **parts,
                       noise={name: e for name, e in self.noise.items() if name in kept.names})

    def by_column(self, values: Dict[str, float], otherwise: float = 0.0) -> np.ndarray:
        """(columns,) values of continuous predictors by name, `otherwise` for the rest."""
        return np.array([values.get(f.name, otherwise) if f.classes is None else otherwise
                         for f in self.features.features for _ in f.columns])
