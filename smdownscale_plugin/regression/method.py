"""What a regression method is: a name, its settings with their ranges, and a function that fits."""
from dataclasses import dataclass
from typing import Any, Callable, Dict, Mapping, Optional, Tuple, Union

import numpy as np

from ..dependencies import available
from ..errors import InputError
from ..monitor import Monitor
from .context import OWN_PIXEL, Context
from .fit import Fit

Number = Union[int, float]


@dataclass(frozen=True)
class Setting:
    """One hyper-parameter: default, range (both ends allowed), meaning. Whole numbers where the default is one."""

    default: Any
    low: Optional[Number] = None
    high: Optional[Number] = None
    meaning: str = ""
    choices: Tuple[str, ...] = ()

    def checked(self, value: Any, name: str) -> Any:
        """The value as this setting's type; InputError when it is of another type or out of range."""
        if self.choices:
            if value not in self.choices:
                raise InputError(f"HYPERPARAMETERS: {name} is {value!r} but must be one of {', '.join(self.choices)}.")
            return value
        whole = isinstance(self.default, int)
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not self.low <= value <= self.high or (whole and value != int(value)):
            kind = "a whole number" if whole else "a number"
            raise InputError(f"HYPERPARAMETERS: {name} is {value!r} but must be {kind} from {self.low} to {self.high}.")
        return int(value) if whole else float(value)


@dataclass(frozen=True)
class Method:
    """A regression method.

    name: as in METHOD; label: for reports; package: the optional package it needs ('' for none);
    fit: (samples, settings, seed, threads, monitor) -> Fit, where samples are as `rows.Rows`; of a table: `on_rows`;
    for_copies: (settings, copies) -> the settings that mean the same when every row occurs `copies` times;
    needs: what its fits must see around a pixel, for samples to hold it.
    """

    name: str
    label: str
    package: str
    fit: Callable
    settings: Mapping[str, Setting]
    for_copies: Callable = lambda settings, copies: settings
    needs: Context = OWN_PIXEL

    @property
    def present(self) -> bool:
        """Whether its package is installed."""
        return not self.package or available(self.package)

    def checked(self, given: Mapping[str, Any]) -> Dict[str, Any]:
        """All settings, the given ones checked and the others by default; InputError for an unknown one."""
        unknown = [name for name in given if name not in self.settings]
        if unknown:
            raise InputError(f"HYPERPARAMETERS: {self.name} has no setting {', '.join(map(repr, unknown))}; it has "
                             f"{', '.join(self.settings) or 'none'}.")
        return {name: setting.checked(given[name], name) if name in given else setting.default
                for name, setting in self.settings.items()}


def refuse_unfit_rows(method: Method, rows: Any) -> None:
    """InputError where rows lack what the method learns from: the days before, or numbers everywhere.

    rows: as `rows.Rows`. Predictors may be missing among the days before, nowhere else.
    """
    if method.needs.days_before:
        refuse_without_days(method.name, rows)
    unknown = int((~(np.isfinite(rows.x).all(axis=1) & np.isfinite(rows.y))).sum()) if len(rows.x) else 0
    if unknown:
        raise InputError(f"{unknown} of {len(rows.y)} rows to learn from lack a predictor or the target (not a finite "
                         "number); leave them out, or fill them.")


def refuse_without_days(name: str, rows: Any) -> None:
    """InputError where rows lack the days before that the method of that name learns from."""
    if rows.series is None:
        raise InputError(f"METHOD {name} learns from the days before each date, and there are none; give SERIES (daily "
                         "rasters), or choose another METHOD with antecedent features (Derive Indices).")


def on_rows(fit_table: Callable) -> Callable:
    """The `fit` of a method that learns from rows alone: fit_table is given (table (rows, columns) float32, target
    (rows,), settings, seed, threads, monitor)."""
    def fit(samples: Any, settings: Mapping[str, Any], seed: int, threads: int, monitor: Monitor) -> Fit:
        return fit_table(samples.x, samples.y, settings, seed, threads, monitor)
    return fit


_SMALL_TABLE = 200_000   # rows


def useful_threads(rows: int, threads: int) -> int:
    """Threads worth using on a table: one for a small table, where several spend their time waiting for each other."""
    return threads if rows >= _SMALL_TABLE else 1
