"""Observations of a table as columns: soil moisture at stations, with the predictors beside it."""
from dataclasses import dataclass, field
from typing import Dict, List, Mapping, Optional, Tuple, TypeVar

import numpy as np

Key = TypeVar("Key")


@dataclass(frozen=True)
class ObservationTable:
    """Rows (n) of observations.

    station: (n,) names; longitude, latitude: (n,) degrees; first, last: (n,) days since 1970 of a row's first and last
    day (UTC); y: (n,) m3/m3; predictors: by name (n,); lagged: by variable {lag (0, -1, ...): (n,)};
    dropped: what was left out and how often; region: (n,) names of regions, None without a column of them.
    """

    station: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    first: np.ndarray
    last: np.ndarray
    y: np.ndarray
    predictors: Dict[str, np.ndarray]
    lagged: Dict[str, Dict[int, np.ndarray]] = field(default_factory=dict)
    dropped: Dict[str, int] = field(default_factory=dict)
    region: Optional[np.ndarray] = None

    def __len__(self) -> int:
        return len(self.y)

    def readings(self) -> List[Tuple[str, np.ndarray]]:
        """(name, soil moisture in m3/m3) of each station."""
        order = np.argsort(self.station, kind="stable")
        names, first = np.unique(self.station[order], return_index=True)
        return list(zip(map(str, names), np.split(self.y[order], first[1:])))

    def some(self, chosen: np.ndarray) -> "ObservationTable":
        """Some of the rows (boolean or indices)."""
        def pick(columns: Mapping[Key, np.ndarray]) -> Dict[Key, np.ndarray]:
            return {name: values[chosen] for name, values in columns.items()}
        return ObservationTable(self.station[chosen], self.longitude[chosen], self.latitude[chosen],
                                self.first[chosen], self.last[chosen], self.y[chosen], pick(self.predictors),
                                {name: pick(lags) for name, lags in self.lagged.items()}, self.dropped,
                                None if self.region is None else self.region[chosen])
