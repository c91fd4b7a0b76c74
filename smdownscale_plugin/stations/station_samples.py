"""Samples at stations: rows of a table or of rasters, and the predictors that are derived for them.

Derived are the time of the year, what the days before have left behind (`samples.antecedent`) and, from rasters, the
coarse product at the station. Longitude and latitude are never predictors: a model would learn the stations by heart.
"""
from dataclasses import dataclass, field, replace
from typing import Dict, List, Optional, Sequence, Tuple, Union

import numpy as np

from ..errors import InputError
from ..monitor import SILENT, Monitor
from ..samples.antecedent import feature, means_of_last_days, usual_features
from ..samples.date_columns import COSINE, SINE, year_angle
from ..samples.features import Feature, Features, classes_of
from ..samples.samples import Samples
from .neighbourhoods import neighbourhoods, on_a_plane
from .observation_table import DailyTable, LaggedDays
from .predictor_gaps import filled, filled_antecedents, no_days, without_repeats
from .table_observations import ObservationTable

_ROWS = 50_000            # whose days are held at once
USUAL, NO_ANTECEDENTS = "usual", "none"
AnyDays = Union[DailyTable, LaggedDays]
_OF_LAST_DAYS = ("Observations are means over several days, but the table's daily columns hold the days up to the last "
                 "one only, so that antecedent predictors are those of the last day; with daily values as SERIES_TABLE "
                 "they are means over the same days.")
_RAINY = ("rain", "precip", "tp", "ppt")
_WARM = ("temperature", "air_temperature", "temp", "tair", "t_air", "t2m", "tmean", "t_mean", "tavg", "t_avg", "tas",
         "tmax", "t_max", "tmmx", "tasmax")      # of daily means first


@dataclass(frozen=True)
class StationSamples:
    """samples: rows (n), their `group` numbers the places that must stay together in validation; station: (n,) index
    into names (stations,) and their longitude and latitude, degrees; last: (n,) day since 1970; notes: for the log and
    the report; derived: names of the predictors that were derived; memory_days: how many days these look back on;
    variables: of the samples' series; region: (n,) names of regions, None where none are given;
    span: (n,) days of each row's period, None where all are of one; of_days: whether antecedent predictors are of
    single days or means over a row's days, not of the last day of several."""

    samples: Samples
    station: np.ndarray
    names: List[str]
    longitude: np.ndarray
    latitude: np.ndarray
    last: np.ndarray
    notes: List[str]
    derived: List[str] = field(default_factory=list)
    memory_days: int = 0
    variables: Tuple[str, ...] = ()
    region: Optional[np.ndarray] = None
    span: Optional[np.ndarray] = None
    of_days: bool = True

    def __len__(self) -> int:
        return len(self.samples)

    def some(self, chosen: np.ndarray) -> "StationSamples":
        """Some of the rows (boolean or indices); all stations stay in the lists."""
        return replace(self, samples=self.samples.some(chosen), station=self.station[chosen], last=self.last[chosen],
                       region=None if self.region is None else self.region[chosen],
                       span=None if self.span is None else self.span[chosen])


def samples_of_table(table: ObservationTable, categorical: Sequence[str], together_km: float) -> StationSamples:
    """The rows of a table; gaps in predictors are filled (see `_filled`) and said.

    together_km: stations nearer to each other count as one place in validation.
    """
    names, first, station = np.unique(table.station, return_index=True, return_inverse=True)
    station = station.ravel()
    longitude, latitude = (_one_place(values, station, names, table)[first] for values in (table.longitude,
                                                                                          table.latitude))
    unknown = [name for name in categorical if name not in table.predictors]
    if unknown:
        raise InputError(f"CATEGORICAL names {', '.join(unknown)}, which the table doesn't have; it has "
                         f"{', '.join(table.predictors)}.")
    columns, notes = filled(table, station, categorical)
    if not columns:
        raise InputError("The table has no predictor with values in most rows; give columns of predictors besides "
                         "station, date and soil moisture.")
    features = Features(tuple(Feature(name, "", classes_of(name, values) if name in categorical else None)
                              for name, values in columns.items()))
    encoded = features.encode(np.stack(list(columns.values()))).T
    dates, date = np.unique(table.last, return_inverse=True)
    samples = Samples(features, np.ascontiguousarray(encoded), table.y.astype(float), date.ravel(),
                      on_a_plane(longitude, latitude)[station],
                      neighbourhoods(longitude, latitude, together_km)[station],
                      np.zeros(len(table)), dates.astype("datetime64[D]").astype("datetime64[s]"))
    return StationSamples(samples, station, names.tolist(), longitude, latitude, table.last, notes, region=table.region,
                          span=table.last - table.first + 1)


def _one_place(values: np.ndarray, station: np.ndarray, names: Sequence[str], table: ObservationTable) -> np.ndarray:
    """Values that are one by station; InputError for a station that moves."""
    low, high = np.full(len(names), np.inf), np.full(len(names), -np.inf)
    np.minimum.at(low, station, values)
    np.maximum.at(high, station, values)
    spread = high - low
    if (spread > 0.01).any():
        raise InputError(f"The station {names[spread.argmax()]!r} of the table moves by {spread.max():.2f} degrees; "
                         "give each place a name of its own.")
    return values


def with_season_and_rain(rows: StationSamples, daily: Optional[AnyDays], wanted: Sequence[str] = (), fill: bool = False,
                         monitor: Monitor = SILENT) -> StationSamples:
    """The rows with the time of the year and the wanted antecedent features of their daily values.

    Rows whose features aren't known (gaps in the series) are left out and noted; with `fill` the features that most
    rows know are given their median there. Raises InputError when no row is left.
    """
    angle = year_angle(rows.last)
    columns, units = {SINE: np.sin(angle), COSINE: np.cos(angle)}, {}
    if daily is not None and wanted:
        found = antecedents(rows, daily, wanted, monitor)
        if fill:
            found, some, notes = filled_antecedents(found, rows.station, rows.names)
            rows = replace(rows, notes=[*rows.notes, *notes]).some(some)
            found = {name: values[some] for name, values in found.items()}
            columns = {name: values[some] for name, values in columns.items()}
        found = without_repeats(found)
        columns.update(found)
        units = {name: feature(name).unit for name in found}
        of_days = daily.before_whole_periods or rows.span is None or bool((rows.span == 1).all())
        rows = replace(rows, of_days=of_days, notes=rows.notes if of_days else [*rows.notes, _OF_LAST_DAYS])
    rows = replace(rows, samples=with_columns(rows.samples, columns, units), derived=[*rows.derived, *columns],
                   memory_days=daily.days if daily and wanted else 0)
    known = np.isfinite(rows.samples.x).all(1)
    if not known.any():
        raise no_days(daily.days if daily else 0)
    if known.all():
        return rows
    rows = replace(rows, notes=[*rows.notes, f"{int((~known).sum())} rows are left out: the days before them aren't "
                                             "known."])
    return rows.some(known)


def with_series(rows: StationSamples, daily: AnyDays, days: int) -> StationSamples:
    """The rows with their last so many days as they are, for methods that learn from sequences.

    Rows of which less than half the days' values are known are left out and noted. Raises InputError when no row is
    left, or the table's columns reach back less far.
    """
    stations = np.array(rows.names, dtype=object)[rows.station]
    series = daily.last_days(stations, rows.last, days)
    known = np.isfinite(series).mean((1, 2)) >= 0.5
    if not known.any():
        raise InputError(f"No observation has daily values of the {days} days before it; check that the series covers "
                         "the observations' dates, and that stations have one name.")
    notes = [] if known.all() else [f"{int((~known).sum())} rows are left out: less than half of the {days} days "
                                    "before them is known."]
    rows = replace(rows, samples=replace(rows.samples, series=series), variables=tuple(daily.variables),
                   notes=[*rows.notes, *notes])
    return rows if known.all() else rows.some(known)


def antecedent_names(text: str, variables: Sequence[str], rain: str = "") -> List[str]:
    """Names of antecedent features, of "rain_api_90, lst_mean_10", `usual` or `none`; InputError when one can't be had.

    rain: name of the variable that is rain in mm/day ('': found by its name).
    """
    if text.strip().lower() == USUAL:
        rain = rain or rain_among(variables)
        others = [name for name in variables if name != rain]
        return usual_features(rain, others, temperature_among(others))
    names = [part.strip() for part in text.split(",") if part.strip() and part.strip().lower() != NO_ANTECEDENTS]
    for name in names:
        missing = [variable for variable in feature(name).variables if variable not in variables]
        if missing:
            raise InputError(f"ANTECEDENT names {name}, which needs daily values of {missing[0]}; the series has "
                             f"{', '.join(variables) or 'none'}.")
    return names


def antecedents(rows: StationSamples, daily: AnyDays, wanted: Sequence[str],
                monitor: Monitor = SILENT) -> Dict[str, np.ndarray]:
    """The wanted antecedent features of the rows by name (n,), from the days up to and with each row's last: means over
    a row's days where `daily` holds the days before all of them."""
    out = {name: np.empty(len(rows)) for name in wanted}
    stations = np.array(rows.names, dtype=object)[rows.station]
    span = np.ones(len(rows), int) if rows.span is None else rows.span
    done = 0
    for days in np.unique(span):
        same = np.flatnonzero(span == days)
        for part in np.array_split(same, -(-len(same) // _ROWS)):
            monitor.at(done / len(rows), "Looking back on the days before")
            values = daily.of_rows(stations, rows.last, part, int(days))
            series = {name: values[:, :, k].T for k, name in enumerate(daily.variables)}
            for name, found in means_of_last_days(series, wanted, daily.days).items():
                out[name][part] = found
            done += len(part)
    return out


def rain_among(variables: Sequence[str]) -> str:
    """The variable whose name says that it is rain, '' without one."""
    return next((name for name in variables if name.lower().startswith(_RAINY)), "")


def temperature_among(variables: Sequence[str]) -> str:
    """The variable whose name says that it is air temperature, a daily mean rather than a maximum; '' without one."""
    named = [name for word in (*_WARM, "t") for name in variables
             if name.lower() == word or (word != "t" and name.lower().startswith(f"{word}_"))]
    return next(iter(named), "")


def with_columns(samples: Samples, columns: Dict[str, np.ndarray], units: Dict[str, str]) -> Samples:
    """Samples with further continuous predictors (n,) by name; InputError for a name that is there already."""
    twice = [name for name in columns if name in samples.features.names]
    if twice:
        raise InputError(f"The predictor {twice[0]!r} is derived from the dates or the series but is given too; leave "
                         "one of them out.")
    more = tuple(Feature(name, units.get(name, "")) for name in columns)
    x = np.concatenate([samples.x] + [np.asarray(v, np.float32)[:, None] for v in columns.values()], 1)
    return replace(samples, features=Features(samples.features.features + more), x=np.ascontiguousarray(x))
