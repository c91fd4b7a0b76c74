"""What stations say of one map's error, as a field that is added only where it helps at stations left out.

The error at a station is its mean reading less the map. Three kinds of fields are made of such errors: one number, one
number a land cover class, and a smooth field (simple kriging about the mean, exponential covariance). All shrink
towards nothing where the errors scatter. Each station is predicted from those of other footprints; the kind itself is
chosen without the station too, so that the gain is that of the whole procedure.
"""
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple, Union

import numpy as np

from ..errors import certain

FEWEST_PLACES = 5          # below which nothing can be estimated
_MOST_LEFT_OUT = 20        # rounds of leaving out; more places are dealt to as many rounds
_MOST_KRIGED = 300         # errors that one field is interpolated from
_RANGES = (0.1, 0.3, 1.0)  # of the largest distance between stations
_NUGGETS = (0.3, 0.7)      # share of the variance that neighbours don't share
_BLOCK = 2 ** 20           # distances that are held at once
_Z = 1.96                  # half width of 95 % in standard deviations


@dataclass(frozen=True)
class Errors:
    """Errors at stations (n): value: reading less map, m3/m3; place_km: (n, 2) on the map's plane; group: (n,) number
    of the footprint; cover: (n,) class codes, None without."""

    value: np.ndarray
    place_km: np.ndarray
    group: np.ndarray
    cover: Optional[np.ndarray] = None

    def __len__(self) -> int:
        return len(self.value)

    def some(self, chosen: np.ndarray) -> "Errors":
        """Some of them (boolean or indices)."""
        return Errors(self.value[chosen], self.place_km[chosen], self.group[chosen],
                      None if self.cover is None else self.cover[chosen])


class ErrorField:
    """One kind of field. label: for the log; `at` gives its values (n,) at places with their cover."""

    label = ""
    by_cover = False

    def at(self, place_km: np.ndarray, cover: Optional[np.ndarray]) -> np.ndarray:
        """(n,) m3/m3 at places (n, 2) with classes (n,)."""
        raise NotImplementedError


class Bias(ErrorField):
    """The same number everywhere."""

    label = "one bias"

    def __init__(self, errors: Errors):
        self.mean = _shrunk_mean(errors.value)

    def at(self, place_km: np.ndarray, cover: Optional[np.ndarray]) -> np.ndarray:
        """(n,) m3/m3."""
        return np.full(len(place_km), self.mean)


class CoverBias(ErrorField):
    """A number for each class that has stations, the common one for the others."""

    label = "bias by land cover"
    by_cover = True

    def __init__(self, errors: Errors):
        self.mean = _shrunk_mean(errors.value)
        cover, left = certain(errors.cover), errors.value - self.mean
        self.classes = np.unique(cover)
        self.more = np.array([_shrunk_mean(left[cover == one]) for one in self.classes])

    def at(self, place_km: np.ndarray, cover: Optional[np.ndarray]) -> np.ndarray:
        """(n,) m3/m3."""
        known = certain(cover)
        place = np.clip(np.searchsorted(self.classes, known), 0, len(self.classes) - 1)
        return self.mean + np.where(self.classes[place] == known, self.more[place], 0.0)


class Kriged(ErrorField):
    """A smooth field that falls back to the common bias away from stations."""

    def __init__(self, errors: Errors, range_km: float, nugget: float):
        self.label = f"kriged (range {range_km:.0f} km)"
        self.range_km, self.nugget = range_km, nugget
        self.mean, self.places = _shrunk_mean(errors.value), errors.place_km
        covariance = (1 - nugget) * self._likeness(self.places) + nugget * np.eye(len(errors))
        self.weights = np.linalg.solve(covariance, errors.value - self.mean)

    def _likeness(self, place_km: np.ndarray) -> np.ndarray:
        away = np.hypot(*np.moveaxis(place_km[:, None] - self.places[None], 2, 0))
        return np.exp(-away / self.range_km)

    def at(self, place_km: np.ndarray, cover: Optional[np.ndarray]) -> np.ndarray:
        """(n,) m3/m3."""
        out, step = np.empty(len(place_km)), max(1, _BLOCK // len(self.places))
        for start in range(0, len(place_km), step):
            part = place_km[start:start + step]
            out[start:start + step] = self.mean + (1 - self.nugget) * self._likeness(part) @ self.weights
        return out


@dataclass(frozen=True)
class Judgement:
    """What stations say. field: what is added to the map, None where nothing helps; label: of the kind that was best;
    before, after: RMSE at stations that were left out (m3/m3); low, high: 95 % interval over places of the gain in mean
    squared error; stations, places: how many; left: (stations,) errors of the map as it is written, each at a station
    that was left out."""

    field: Optional[ErrorField]
    label: str
    before: float
    after: float
    low: float
    high: float
    stations: int
    places: int
    left: Union[Sequence[float], np.ndarray] = ()

    @property
    def sentence(self) -> str:
        """For the log."""
        if not self.label:
            return (f"{self.stations} stations at {self.places} places have readings at the time of the map; judging a "
                    f"correction takes at least {FEWEST_PLACES} places, so the map is left as it is.")
        figures = (f"{self.stations} stations at {self.places} places; RMSE at left-out stations {self.before:.4f} "
                   f"m3/m3 without a correction, {self.after:.4f} with one ({self.label})")
        return f"{figures}: it is added to the map." if self.field else \
            f"{figures}: no gain beyond chance, so the map is left as it is."


def judge(errors: Errors) -> Judgement:
    """The field that helps at stations left out, and by how much; none unless the gain exceeds chance (95 %)."""
    places = len(np.unique(errors.group))
    plain = float(np.sqrt(np.mean(errors.value ** 2))) if len(errors) else float("nan")
    if places < FEWEST_PLACES:
        return Judgement(None, "", plain, plain, float("nan"), float("nan"), len(errors), places, errors.value)
    rounds = _rounds(errors.group)
    left = np.empty(len(errors))
    for number in np.unique(rounds):
        held = rounds == number
        known = errors.some(~held)
        left[held] = errors.value[held] - _best(known)[0].at(errors.place_km[held], _cover(errors, held))
    gains = errors.value ** 2 - left ** 2
    by_place = np.array([gains[errors.group == group].mean() for group in np.unique(errors.group)])
    spread = _quantile(places - 1) * by_place.std(ddof=1) / np.sqrt(places)
    field, after = _best(errors)[0], float(np.sqrt(np.mean(left ** 2)))
    low, high = float(by_place.mean() - spread), float(by_place.mean() + spread)
    helps = low > 0 and after < plain
    return Judgement(field if helps else None, field.label, plain, after, low, high, len(errors), places,
                     left if helps else errors.value)


def _best(errors: Errors) -> Tuple[ErrorField, float]:
    """The kind with the smallest mean squared error at places left out, fitted to all; the simpler first."""
    rounds, found = _rounds(errors.group), []
    for make in _kinds(errors):
        left = np.empty(len(errors))
        for number in np.unique(rounds):
            held = rounds == number
            if held.all():
                left[held] = errors.value[held]
                continue
            left[held] = errors.value[held] - make(errors.some(~held)).at(errors.place_km[held], _cover(errors, held))
        found.append((float(np.mean(left ** 2)), make))
    error, make = min(found, key=lambda entry: entry[0])
    return make(errors), error


def _kinds(errors: Errors) -> List:
    kinds: List = [Bias]
    if errors.cover is not None and len(np.unique(errors.cover)) > 1:
        kinds.append(CoverBias)
    if len(errors) <= _MOST_KRIGED:
        widest = float(np.ptp(errors.place_km, axis=0).max())
        kinds += [lambda e, r=share * widest, n=nugget: Kriged(e, r, n) for share in _RANGES for nugget in _NUGGETS
                  if widest > 0]
    return kinds


def _rounds(group: np.ndarray) -> np.ndarray:
    """(n,) in which round each is left out: whole groups, each alone where they are few."""
    return np.unique(group, return_inverse=True)[1].ravel() % _MOST_LEFT_OUT


def _cover(errors: Errors, chosen: np.ndarray) -> Optional[np.ndarray]:
    return None if errors.cover is None else errors.cover[chosen]


def _quantile(freedom: int) -> float:
    """Half width of 95 % of Student's t, to the first order of 1 / degrees of freedom (Fisher and Cornish 1960)."""
    return _Z + (_Z ** 3 + _Z) / (4 * freedom)


def _shrunk_mean(values: np.ndarray) -> float:
    """The mean, less by the share of it that may be chance (James and Stein 1961, positive part)."""
    if len(values) < 2:
        return 0.0
    mean, variance = float(values.mean()), float(values.var(ddof=1)) / len(values)
    return mean * max(0.0, 1.0 - variance / mean ** 2) if mean else 0.0
