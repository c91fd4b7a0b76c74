"""A provider's catalogue of data sets: a JSON file read into plain values, and checked as a whole."""
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from ..errors import InputError

SAMPLINGS = ("static", "yearly", "interval", "daily", "subdaily", "scenes")
STEPS = ("daily", "8day", "monthly", "whole")


@dataclass(frozen=True)
class Asset:
    """One asset of a data set; `begin`, `end`: the dates (inclusive) that it is taken for; bands: other names."""

    id: str
    begin: Optional[date] = None
    end: Optional[date] = None
    image: bool = False
    bands: Mapping[str, str] = field(default_factory=dict)

    def covers(self, first: date, last: date) -> bool:
        """Whether it is meant for any day of first..last."""
        return (self.begin is None or self.begin <= last) and (self.end is None or first <= self.end)


@dataclass(frozen=True)
class Quality:
    """A pixel is kept when any alternative holds: each {bits ("0-1", "3") or "value": accepted numbers}."""

    band: str
    any: Tuple[Mapping[str, Tuple[int, ...]], ...]

    def text(self) -> str:
        """The rule in words, for provenance and documentation."""
        def condition(bits: str, accepted: Sequence[int]) -> str:
            numbers = ", ".join(str(n) for n in accepted)
            return f"{self.band} in {{{numbers}}}" if bits == "value" else f"{self.band} bits {bits} in {{{numbers}}}"
        return " or ".join(" and ".join(condition(b, a) for b, a in rule.items()) for rule in self.any)


@dataclass(frozen=True)
class DataSet:
    """A data set: where it is, when it is, how it is sampled in time, and which of its pixels are good."""

    name: str
    title: str
    assets: Tuple[Asset, ...]
    begin: date
    end: Optional[date]
    sampling: str
    native_metres: float
    latency_days: int = 0
    interval_days: int = 1
    restarts_yearly: bool = False
    complete_years: bool = False
    window_days: int = 0
    merge: bool = False
    over_time: str = "mean"
    quality: Optional[Quality] = None
    filters: Tuple[Mapping[str, str], ...] = ()
    followed_by: str = ""
    area: str = ""
    bounds: Tuple[Tuple[float, float, float, float], ...] = ()
    independent_days: Optional[int] = None
    notes: str = ""

    @property
    def timeless(self) -> bool:
        """Whether its predictors belong in the static stack."""
        return self.sampling in ("static", "yearly")

    @property
    def days_apart(self) -> int:
        """Days from one value to the next whose error is another one; 0: errors stay."""
        if self.independent_days is not None:
            return self.independent_days
        return self.interval_days if self.sampling == "interval" else 1

    def latest(self, today: date) -> date:
        """The last day that should be there today, by its end and its latency."""
        there = today - timedelta(days=self.latency_days)
        if self.complete_years:
            there = date(there.year - 1, 12, 31)
        return min(there, self.end) if self.end else there

    def period_text(self, today: date) -> str:
        """Its period for messages."""
        last = self.end or self.latest(today)
        so_far = "" if self.end else f" (so far; a date is available after {self.latency_days} days)"
        return f"{self.begin} to {last}{so_far}"


@dataclass(frozen=True)
class Lookback:
    """Which earlier days a predictor looks at: kind `lag`, `mean` or `antecedent` (with memory k per day)."""

    kind: str
    days: int
    memory: float = 0.0

    def weights(self) -> List[float]:
        """Weight of the day 1, 2 ... `days` days before: API(t) = sum of k^(i-1) P(t-i); a mean; or one day alone."""
        if self.kind == "lag":
            return [0.0] * (self.days - 1) + [1.0]
        if self.kind == "mean":
            return [1.0 / self.days] * self.days
        return [self.memory ** i for i in range(self.days)]


@dataclass(frozen=True)
class CataloguePredictor:
    """A band of a data set as a predictor: band * scale + offset in `unit`. Also what a SMAP product is."""

    name: str
    data_set: DataSet
    band: str
    unit: str
    meaning: str
    scale: float = 1.0
    offset: float = 0.0
    valid: Optional[Tuple[float, float]] = None
    fill: Optional[float] = None
    kind: str = ""
    quality_band: str = ""
    per_interval: bool = False
    linear: bool = False
    noise_std: Optional[float] = None
    days_before: Optional[Lookback] = None

    @property
    def categorical(self) -> bool:
        """Whether its numbers are classes."""
        return self.kind == "categorical"

    @property
    def quality(self) -> Optional[Quality]:
        """The data set's rule, on this predictor's own quality band where it has one."""
        rule = self.data_set.quality
        return Quality(self.quality_band, rule.any) if rule and self.quality_band else rule


@dataclass(frozen=True)
class Derived:
    """A predictor made here from others: `formula` names an index or a terrain layer, sources are by their role."""

    name: str
    formula: str
    sources: Mapping[str, str]
    unit: str
    meaning: str


@dataclass(frozen=True)
class PredictorPreset:
    """A named set of predictors with what goes with it: step, resolution in metres, product."""

    name: str
    meaning: str
    variables: Tuple[str, ...]
    step: str
    resolution: float
    product: str


@dataclass(frozen=True)
class Catalogue:
    """Everything in the catalogue, by name and in its order."""

    data_sets: Mapping[str, DataSet]
    products: Mapping[str, CataloguePredictor]
    predictors: Mapping[str, CataloguePredictor]
    derived: Mapping[str, Derived]
    presets: Mapping[str, PredictorPreset]

    @property
    def variables(self) -> List[str]:
        """Names of all predictors, fetched or derived."""
        return [*self.predictors, *self.derived]

    def sources_of(self, variables: Sequence[str]) -> List[CataloguePredictor]:
        """The fetched predictors that these variables need, each once. Raises InputError for an unknown name."""
        needed: Dict[str, CataloguePredictor] = {}
        for name in variables:
            if name in self.derived:
                needed.update((source, self.predictors[source]) for source in self.derived[name].sources.values())
            elif name in self.predictors:
                needed[name] = self.predictors[name]
            else:
                raise InputError(f"VARIABLES: there is no predictor {name!r}; choose from {', '.join(self.variables)}.")
        return list(needed.values())


@lru_cache(maxsize=4)
def read_catalogue(path: str) -> Catalogue:
    """The catalogue of a JSON file. Raises InputError that names the entry and what is wrong with it."""
    text = json.loads(Path(path).read_text(encoding="utf-8"))
    data_sets = {name: _built(_data_set, name, entry) for name, entry in text["data_sets"].items()}
    products, predictors = ({name: _built(_predictor, name, entry, data_sets) for name, entry in text[part].items()}
                            for part in ("products", "predictors"))
    derived = {name: _built(_derived, name, entry, predictors) for name, entry in text["derived"].items()}
    catalogue = Catalogue(data_sets, products, predictors, derived, {})
    presets = {name: _built(_preset, name, entry, catalogue) for name, entry in text["presets"].items()}
    return Catalogue(data_sets, products, predictors, derived, presets)


def _built(build: Callable, name: str, entry: Mapping[str, Any], *others: Any) -> Any:
    try:
        return build(name, dict(entry), *others)
    except (KeyError, TypeError, ValueError) as problem:
        raise InputError(f"The entry {name!r} of the catalogue is wrong: {problem}.") from None


def _data_set(name: str, entry: Dict[str, Any]) -> DataSet:
    begin, end = entry.pop("period")
    assets = tuple(Asset(a.pop("id"), _day(a.pop("from", None)), _day(a.pop("to", None)), **a)
                   for a in map(dict, entry.pop("assets")))
    _require(assets, "it has no asset")
    quality = entry.pop("quality", None)
    entry.update(quality=_quality(**quality) if quality else None, filters=tuple(entry.pop("filters", ())),
                 bounds=tuple(map(tuple, entry.pop("bounds", ()))))
    data_set = DataSet(name, assets=assets, begin=date.fromisoformat(begin), end=_day(end), **entry)
    _require(data_set.sampling in SAMPLINGS, f"sampling {data_set.sampling!r} is none of {', '.join(SAMPLINGS)}")
    _require(data_set.over_time in ("mean", "median"), f"over_time {data_set.over_time!r} is neither mean nor median")
    _require(all(west < east and south < north for west, south, east, north in data_set.bounds), "bounds")
    _require(data_set.native_metres > 0, "native_metres must be above 0")
    _require(data_set.sampling != "interval" or data_set.interval_days > 1, "interval_days must be over 1")
    return data_set


def _quality(band: str, any: Sequence[Mapping[str, Sequence[int]]]) -> Quality:
    for rule in any:
        for bits in rule:
            first, _, last = bits.partition("-")
            _require(bits == "value" or first.isdigit() and (not last or int(last) > int(first)), f"bits {bits!r}")
    return Quality(band, tuple({bits: tuple(numbers) for bits, numbers in rule.items()} for rule in any))


def _predictor(name: str, entry: Dict[str, Any], data_sets: Mapping[str, DataSet]) -> CataloguePredictor:
    source, before = entry.pop("data_set"), entry.pop("days_before", None)
    _require(source in data_sets, f"its data set {source!r} isn't in the catalogue")
    valid = entry.pop("valid", None)
    entry.update(valid=tuple(valid) if valid else None, days_before=Lookback(**before) if before else None)
    predictor = CataloguePredictor(name, data_sets[source], entry.pop("band"), entry.pop("unit", "m3 m-3"), **entry)
    _require(not before or before["kind"] in ("lag", "mean", "antecedent"), "days_before has an unknown kind")
    _require(not before or predictor.data_set.sampling in ("daily", "subdaily"), "days_before needs daily data")
    _require(predictor.kind in ("", "categorical"), f"kind {predictor.kind!r}")
    return predictor


def _derived(name: str, entry: Dict[str, Any], predictors: Mapping[str, CataloguePredictor]) -> Derived:
    missing = [s for s in entry["from"].values() if s not in predictors]
    _require(not missing, f"its source {', '.join(missing)} isn't in the catalogue")
    return Derived(name, entry["derive"], entry["from"], entry["unit"], entry["meaning"])


def _preset(name: str, entry: Dict[str, Any], catalogue: Catalogue) -> PredictorPreset:
    catalogue.sources_of(entry["variables"])
    _require(entry["step"] in STEPS, f"step {entry['step']!r}")
    _require(entry["product"] in catalogue.products, f"product {entry['product']!r}")
    return PredictorPreset(name, entry["meaning"], tuple(entry["variables"]), entry["step"], float(entry["resolution"]),
                           entry["product"])


def _day(text: Optional[str]) -> Optional[date]:
    return date.fromisoformat(text) if text else None


def _require(holds: Any, problem: str) -> None:
    if not holds:
        raise ValueError(problem)
