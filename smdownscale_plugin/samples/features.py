"""From named predictors to the columns of a regression: continuous as they are, categorical as one column a class."""
from dataclasses import dataclass
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import InputError, ModelFileError
from ..rasters.reading import BandInfo

MOST_CLASSES = 64


@dataclass(frozen=True)
class Feature:
    """One predictor of a model. classes: the codes of a categorical one, None for a continuous one."""

    name: str
    unit: str = ""
    classes: Optional[Tuple[int, ...]] = None

    @property
    def columns(self) -> List[str]:
        """Names of its columns."""
        return [self.name] if self.classes is None else [f"{self.name}={code}" for code in self.classes]


@dataclass(frozen=True)
class Features:
    """The predictors of a model in their order."""

    features: Tuple[Feature, ...]

    @property
    def names(self) -> List[str]:
        """The predictors' names."""
        return [f.name for f in self.features]

    @property
    def columns(self) -> List[str]:
        """Names of all columns, in order."""
        return [column for f in self.features for column in f.columns]

    def without(self, names: Sequence[str]) -> "Features":
        """The same less some predictors."""
        return Features(tuple(f for f in self.features if f.name not in names))

    def encode(self, values: np.ndarray) -> np.ndarray:
        """Predictor values (predictors, ...) to columns (columns, ...) float32.

        Classes become 0 or 1 (all 0 for a class that training didn't see); NaN stays NaN in all of its columns.
        Without classes they are the values themselves.
        """
        if self.continuous.all():
            return np.asarray(values, np.float32)
        out = np.empty((len(self.columns),) + values.shape[1:], np.float32)
        place = 0
        for feature, layer in zip(self.features, values):
            if feature.classes is None:
                out[place] = layer
                place += 1
                continue
            missing = ~np.isfinite(layer)
            for code in feature.classes:
                out[place] = layer == code
                out[place][missing] = np.nan
                place += 1
        return out

    def unseen(self, table: np.ndarray) -> np.ndarray:
        """(rows,) whether a categorical predictor has a class that none of its columns stands for."""
        out = np.zeros(len(table), bool)
        place = 0
        for feature in self.features:
            width = len(feature.columns)
            if feature.classes is not None:
                out |= ~(table[:, place:place + width] > 0).any(1)
            place += width
        return out

    @property
    def continuous(self) -> np.ndarray:
        """(columns,) which columns belong to continuous predictors."""
        return np.array([f.classes is None for f in self.features for _ in f.columns])

    def to_json(self) -> list:
        """Plain lists and dictionaries for the model file."""
        return [{"name": f.name, "unit": f.unit, "classes": list(f.classes) if f.classes is not None else None}
                for f in self.features]

    @classmethod
    def from_json(cls, entries: Any) -> "Features":
        """The features of a model file; ModelFileError when they are malformed."""
        try:
            features = tuple(Feature(str(e["name"]), str(e["unit"]),
                                     None if e["classes"] is None else tuple(int(c) for c in e["classes"]))
                             for e in entries)
            if not features or len({f.name for f in features}) < len(features) \
                    or any(f.classes is not None and not 0 < len(f.classes) <= MOST_CLASSES for f in features):
                raise ValueError("no predictors, a name twice, or too many classes")
        except (TypeError, KeyError, ValueError, OverflowError):
            raise ModelFileError("The model file's list of predictors is malformed; train the model again.") from None
        return cls(features)


def classes_of(name: str, values: np.ndarray) -> Tuple[int, ...]:
    """The codes that occur in a categorical predictor; InputError when there are too many or they aren't whole."""
    codes = np.unique(values[np.isfinite(values)])
    if len(codes) > MOST_CLASSES or not np.array_equal(codes, np.rint(codes)):
        raise InputError(f"The predictor {name!r} is marked as categorical but holds {len(codes)} different values, or "
                         f"values that aren't whole; mark it as continuous or give at most {MOST_CLASSES} classes.")
    return tuple(int(c) for c in codes)


def found_features(bands: Sequence[Tuple[str, BandInfo]], values: np.ndarray) -> Features:
    """Features of predictors (name, band), with the classes that occur in their values (n, predictors)."""
    return Features(tuple(Feature(name, band.unit, classes_of(name, values[:, k]) or None if band.categorical else None)
                          for k, (name, band) in enumerate(bands)))
