"""Fits of networks of sequences: parameters as plain arrays, predicted by numpy."""
from typing import Callable, Dict, List, Sequence, Union

import numpy as np

from ...errors import ModelFileError
from ..block import Block
from ..context import Context
from ..fit import SequenceFit, go_on, take
from ..kinds import kind
from .architectures import ARCHITECTURES
from .operations import NumpyOperations

_BLOCK = 2048
_MOST_NETS, _MOST_UNITS = 32, 1024


class Scaling:
    """Standardises what a network is shown. mean, spread: (k,); ranges: (k, 2) what training saw, which values are held
    within. Unknown values are shown as the mean, and sequences end with the share of variables that are known."""

    def __init__(self, mean: np.ndarray, spread: np.ndarray, ranges: np.ndarray):
        self.mean, self.spread, self.ranges = mean, spread, ranges

    @classmethod
    def of(cls, values: np.ndarray) -> "Scaling":
        """Of values (..., k), NaN where unknown."""
        flat: np.ndarray = values.reshape(-1, values.shape[-1]).astype(np.float64)
        known = np.isfinite(flat)
        flat = flat[:, :] if known.any(0).all() else np.where(known.any(0), flat, 0.0)
        spread = np.nanstd(flat, axis=0)
        return cls(np.nanmean(flat, axis=0), np.where(spread > 0, spread, 1.0),
                   np.stack([np.nanmin(flat, axis=0), np.nanmax(flat, axis=0)], 1))

    def rows(self, values: np.ndarray) -> np.ndarray:
        """(..., k) float32."""
        shown = (np.clip(values, self.ranges[:, 0], self.ranges[:, 1]) - self.mean) / self.spread
        return np.nan_to_num(shown, nan=0.0).astype(np.float32)

    def sequences(self, values: np.ndarray) -> np.ndarray:
        """(n, days, k) to (n, days, k + 1)."""
        known = np.isfinite(values).mean(-1, dtype=np.float32)
        return np.concatenate([self.rows(values), known[..., None]], -1)

    def arrays(self, name: str) -> Dict[str, np.ndarray]:
        """For the model file."""
        return {f"{name}_mean": self.mean, f"{name}_spread": self.spread, f"{name}_ranges": self.ranges}

    @classmethod
    def from_arrays(cls, name: str, arrays: Dict[str, np.ndarray], count: int) -> "Scaling":
        """Of a model file's arrays, checked."""
        mean, spread = take(arrays, f"{name}_mean", 1), take(arrays, f"{name}_spread", 1)
        ranges = take(arrays, f"{name}_ranges", 2)
        if not len(mean) == len(spread) == count or ranges.shape != (count, 2) or not (spread > 0).all():
            raise _misfit()
        return cls(mean, spread, ranges)


class SequenceNetworkFit(SequenceFit):
    """Mean of networks of one architecture. nets: parameters by name of each; sizes: numbers of columns, variables,
    days, units and networks."""

    architecture = ""

    def __init__(self, nets: List[Dict[str, np.ndarray]], sizes: Union[Sequence[int], np.ndarray], table: Scaling,
                 series: Scaling, target: np.ndarray) -> None:
        self.nets, self.sizes = nets, np.asarray(sizes, np.int64)
        self.table, self.series, self.target = table, series, target
        self.columns, self.variables, days = (int(size) for size in self.sizes[:3])
        self.needs = Context(days_before=days)

    def predict(self, table: np.ndarray, sequences: np.ndarray, check: Callable = go_on) -> np.ndarray:
        """(n,) float64, the mean of the networks."""
        return self._members(table, sequences, check).mean(0) * self.target[1] + self.target[0]

    def spread_window(self, block: Block, check: Callable = go_on) -> np.ndarray:
        """(n,) variance among the networks."""
        return self._members(block.table, block.sequences, check).var(0) * self.target[1] ** 2

    def _members(self, table: np.ndarray, sequences: np.ndarray, check: Callable) -> np.ndarray:
        """(networks, n) float64, standardised; blocks stay in the processor's cache."""
        forward, out = ARCHITECTURES[self.architecture].forward, np.empty((len(self.nets), len(table)))
        for start in range(0, len(table), _BLOCK):
            part = slice(start, start + _BLOCK)
            rows, series = self.table.rows(table[part]), self.series.sequences(sequences[part])
            for k, net in enumerate(self.nets):
                check()
                out[k, part] = forward(NumpyOperations, net, rows, series)
        return out

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers."""
        nets = {f"{k}/{name}": values for k, net in enumerate(self.nets) for name, values in net.items()}
        return {**nets, **self.table.arrays("table"), **self.series.arrays("series"), "sizes": self.sizes,
                "target": self.target}

    @classmethod
    def from_arrays(cls, arrays: Dict[str, np.ndarray], columns: int) -> "SequenceNetworkFit":
        """The fit of a model file's arrays; every shape is checked against the architecture's."""
        sizes, target = take(arrays, "sizes", 1, "i"), take(arrays, "target", 1)
        if len(sizes) != 5 or len(target) != 2 or not (sizes > 0).all() or sizes.max() > 100_000:
            raise _misfit()
        columns, variables, _, units, count = (int(size) for size in sizes)
        architecture = ARCHITECTURES[cls.architecture]
        if units > _MOST_UNITS or units % architecture.divisor or count > _MOST_NETS:
            raise _misfit()
        shapes = architecture.shapes(columns, variables + 1, units)
        nets = [{name: take(arrays, f"{k}/{name}", len(shape)) for name, shape in shapes.items()}
                for k in range(count)]
        if any(net[name].shape != shape for net in nets for name, shape in shapes.items()):
            raise _misfit()
        return cls(nets, sizes, Scaling.from_arrays("table", arrays, columns),
                   Scaling.from_arrays("series", arrays, variables), target)


def _misfit() -> ModelFileError:
    return ModelFileError("The network in the model file is inconsistent; train the model again.")


@kind("lstm")
class LstmFit(SequenceNetworkFit):
    """Long short-term memory."""

    architecture = "lstm"


@kind("temporal_cnn")
class TemporalFit(SequenceNetworkFit):
    """Temporal convolutions."""

    architecture = "temporal_cnn"


@kind("transformer")
class TransformerFit(SequenceNetworkFit):
    """A transformer's encoder."""

    architecture = "transformer"


@kind("mmnet")
class MmnetFit(SequenceNetworkFit):
    """MMNet."""

    architecture = "mmnet"


FITS = {fit.architecture: fit for fit in (LstmFit, TemporalFit, TransformerFit, MmnetFit)}
