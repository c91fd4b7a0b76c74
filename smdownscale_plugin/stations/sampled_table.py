"""Predictors at stations or points as the columns of a table, in the form that `observation_table` reads."""
from typing import Dict, List, Mapping, Optional, Tuple

import numpy as np

from ..monitor import SILENT, Monitor
from ..samples.antecedent import antecedent_features
from ..samples.samples import Samples
from .observation_table import DATE, LATITUDE, LONGITUDE, MEMORY_DAYS, STATION, TARGET, DailyTable
from .station_samples import StationSamples

END = "end"
Columns = Dict[str, np.ndarray]


def sampled_columns(rows: StationSamples, measured: bool,
                    periods: Optional[Mapping[int, Tuple[str, str]]] = None, monitor: Monitor = SILENT) -> Columns:
    """Columns (n,) by name: station, place, date, the measurement (m3/m3) where there is one, predictors.

    periods: texts of the first day and the day after the last one, by a row's last day; without them a row is of one
    day. Classes keep their codes. A predictor that is called like another column is left out and named in the log.
    """
    out: Columns = {STATION: np.array(rows.names, dtype=np.object_)[rows.station],
                    LATITUDE: rows.latitude[rows.station], LONGITUDE: rows.longitude[rows.station]}
    if periods is None:
        out[DATE] = rows.last.astype("datetime64[D]").astype(str).astype(object)
    else:
        spans = np.array([periods[day] for day in rows.last.tolist()], dtype=np.object_).reshape(-1, 2)
        out[DATE], out[END] = spans[:, 0], spans[:, 1]
    if measured:
        out[TARGET] = rows.samples.y
    for name, values in _predictors(rows.samples).items():
        if name in out:
            monitor.warn(f"The predictor {name} is left out: the table has a column of this name already.")
        else:
            out[name] = values
    return out


def _predictors(samples: Samples) -> Columns:
    """(n,) by predictor, classes as their codes."""
    out, place = {}, 0
    for one in samples.features.features:
        block = samples.x[:, place:place + len(one.columns)]
        out[one.name] = block[:, 0] if one.classes is None else np.array(one.classes, float)[block.argmax(1)]
        place += len(one.columns)
    return out


def day_columns(rows: StationSamples, daily: DailyTable, count: int) -> Columns:
    """The last `count` days up to and with each row's last day: rain_-10 ... rain_0; NaN where a day isn't known."""
    days = daily.windows(_labels(rows), rows.last, count)
    return {f"{name}_{lag}": days[:, lag - 1, k] for k, name in enumerate(daily.variables)
            for lag in range(1 - count, 1)}


def antecedent_columns(rows: StationSamples, daily: DailyTable, names: List[str]) -> Columns:
    """What the days before have left behind (see `samples.antecedent`), from 60 days; InputError for unknown names."""
    days = daily.windows(_labels(rows), rows.last, MEMORY_DAYS)
    found = antecedent_features({name: days[:, :, k].T for k, name in enumerate(daily.variables)}, names)
    return {name: values[-1] for name, values in found.items()}


def _labels(rows: StationSamples) -> np.ndarray:
    return np.array(rows.names, dtype=np.object_)[rows.station]
