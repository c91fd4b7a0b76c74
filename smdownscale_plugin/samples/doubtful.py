"""Predictors that can be used but are hardly what was meant: classes taken for numbers, the coarse product itself."""
from typing import Iterator, Tuple

import numpy as np

from ..monitor import Monitor
from ..rasters.variables import suggests_classes, suggests_soil_moisture
from .features import MOST_CLASSES
from .samples import Samples

_FOLLOWS = 0.9       # correlation with the coarse product on every date that no other kind of predictor has


def warn_of_doubtful(samples: Samples, monitor: Monitor) -> None:
    """Warn of predictors whose name and values say that they hold classes, or the coarse product resampled."""
    for name, column in _continuous(samples):
        values = samples.pixels[:, column] if len(samples.pixels) else np.empty(0)
        values = values[np.isfinite(values)]
        if suggests_classes(name) and len(values) and (values == np.rint(values)).all() \
                and len(np.unique(values)) <= MOST_CLASSES:
            monitor.warn(f"The predictor {name} is treated as continuous, though its name and its whole numbers "
                         "suggest classes: if it holds classes, list it in CATEGORICAL of Build Predictor Stack.")
        if suggests_soil_moisture(name) and _least_correlation(samples, column) > _FOLLOWS:
            monitor.warn(f"The predictor {name} follows the coarse product (R above {_FOLLOWS:g} on every date): if it "
                         "was made from it, it takes the place of other predictors and adds no detail; leave it out.")


def _continuous(samples: Samples) -> Iterator[Tuple[str, int]]:
    column = 0
    for feature in samples.features.features:
        if feature.classes is None:
            yield feature.name, column
        column += len(feature.columns)


def _least_correlation(samples: Samples, column: int) -> float:
    """Of a column with the target, on the date where it is lowest; 0 where it can't be known."""
    found = []
    for date in np.unique(samples.date):
        here = samples.date == date
        x, y = samples.x[here, column], samples.y[here]
        if np.ptp(x) > 0 and np.ptp(y) > 0:
            found.append(float(np.corrcoef(x, y)[0, 1]))
    return min(found, default=0.0)
