"""The fit of a convolution network: kernels as plain arrays, predicted by numpy, several networks averaged."""
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence

import numpy as np

from ...errors import ModelFileError
from ..block import Block
from ..context import Context
from ..fit import Fit, go_on, take
from ..kinds import kind
from .convolution import Layers, convolved

_MOST_LAYERS, _MOST_NETS, _MOST_NEURONS = 8, 32, 1024


@kind("convolution")
class ConvolutionFit(Fit):
    """Mean of networks that see a few pixels around each.

    kernels: by layer (nets, 3, 3, inputs, outputs) then (nets, inputs, outputs); biases: (nets, outputs); skip:
    (nets, columns and guides) of the linear path; mean, spread (columns,), ranges (columns, 2): of predictors, which
    are held within these ranges; target: mean and spread of the target. Unknown pixels and all beyond the raster are
    shown to the network as 0 in every column and in a mask, its last input. Guides are the regional parts of the
    columns (see `samples.regional`), for networks whose teacher tells them apart: guide_mean, guide_spread (guides,).
    """

    rows = None                   # whole windows

    def __init__(self, kernels: Sequence[np.ndarray], biases: Sequence[np.ndarray], skip: np.ndarray, mean: np.ndarray,
                 spread: np.ndarray, ranges: np.ndarray, target: np.ndarray, guide_mean: np.ndarray,
                 guide_spread: np.ndarray):
        self.kernels, self.biases, self.skip = list(kernels), list(biases), skip
        self.mean, self.spread, self.ranges, self.target = mean, spread, ranges, target
        self.columns = len(mean)
        self._nets = Layers(kernels, biases, skip)
        self.guide_mean, self.guide_spread = guide_mean, guide_spread
        self._scale = _layers(ranges[:, 0], ranges[:, 1], mean, 1.0 / spread)
        self._guide_scale = _layers(guide_mean, 1.0 / guide_spread)
        self.needs = Context(halo=self._nets.reach, surroundings=len(guide_mean) > 0)

    @classmethod
    def of_nets(cls, nets: Sequence[List[np.ndarray]], *scale: np.ndarray) -> "ConvolutionFit":
        """From the parameters of PyTorch's layers: weights (outputs, inputs, 3, 3) and biases, the linear path last;
        scale: all that follows `skip`."""
        kernels, biases = [], []
        for k in range(0, len(nets[0]) - 1, 2):
            weights = np.stack([net[k].transpose(2, 3, 1, 0) for net in nets])
            kernels.append(weights if weights.shape[1] == 3 else weights[:, 0, 0])
            biases.append(np.stack([net[k + 1] for net in nets]))
        skip = np.stack([net[-1][0, :, 0, 0] for net in nets])
        single = [kernel.astype(np.float32) for kernel in kernels], [bias.astype(np.float32) for bias in biases]
        return cls(*single, skip.astype(np.float32), *scale)

    def predict_window(self, block: Block, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 at the pixels of a block."""
        out = np.empty(block.shape)
        for rows, columns, values in self._convolved(block, check):
            out[rows, columns] = values.sum(0)
        return block.pick(out) * (self.target[1] / self._nets.count) + self.target[0]

    def spread_window(self, block: Block, check: Callable = go_on) -> np.ndarray:
        """(n,) variance among the networks at the pixels of a block."""
        out = np.zeros(block.shape)
        for rows, columns, values in self._convolved(block, check) if self._nets.count > 1 else ():
            out[rows, columns] = values.var(0, dtype=np.float64)
        return block.pick(out) * self.target[1] ** 2

    def predict_samples(self, samples: Any, check: Callable = go_on) -> np.ndarray:
        """(n,) float64 of rows: see `predict`."""
        return self.predict(samples.x, check, samples.regional)

    def predict(self, table: np.ndarray, check: Callable = go_on, regional: Optional[np.ndarray] = None) -> np.ndarray:
        """(rows, columns) to (rows,) float64: each row as an area where all pixels are alike; regional: (rows, columns)
        for networks with guides."""
        out = np.zeros(len(table))
        for start in range(0, len(table), 65_536):
            check()
            part = np.ascontiguousarray(table[start:start + 65_536].T)[:, None]
            shown = np.empty((self.columns + 1, *part.shape[1:]), np.float32)
            self._show(part, shown)
            guides = np.empty((len(self.guide_mean), *part.shape[1:]), np.float32)
            if len(guides):
                self._guide(None if regional is None else regional[start:start + 65_536].T[:, None], guides)
            found = self._nets.on_even_areas(shown[:, 0], guides[:, 0])
            out[start:start + 65_536] = found.sum(0)
        return out / self._nets.count * self.target[1] + self.target[0]

    def _convolved(self, block: Block, check: Callable) -> Iterator:
        """See `convolved`, at the block's pixels."""
        wanted = np.zeros(block.shape, bool)
        wanted.reshape(-1)[block.pixels] = True

        def image(rows: slice, columns: slice, out: np.ndarray) -> None:
            self._show(block.image[:, rows, columns], out)

        def guides(rows: slice, columns: slice, out: np.ndarray) -> None:
            self._guide(None if block.regional is None else block.regional[:, rows, columns], out)
        return convolved(image, guides, wanted, self._nets, check)

    def _guide(self, regional: Optional[np.ndarray], out: np.ndarray) -> None:
        """Fill (guides, rows, columns) with regional parts, standardised, 0 where unknown."""
        if regional is None:
            raise ValueError("this network needs the predictors' regional parts")
        np.subtract(regional, self._guide_scale[0], out=out)
        out *= self._guide_scale[1]
        if not np.isfinite(out.sum()):
            out[~np.isfinite(out)] = 0.0

    def _show(self, values: np.ndarray, out: np.ndarray) -> None:
        """Fill (columns + 1, rows, columns of the image) with standardised predictors and the mask."""
        low, high, mean, scale = self._scale
        known = np.isfinite(values.sum(0))           # inf - inf and NaN are NaN
        shown = out[:-1]
        np.maximum(values, low, out=shown)
        np.minimum(shown, high, out=shown)
        shown -= mean
        shown *= scale
        if not known.all():
            shown[:, ~known] = 0.0
        out[-1] = known

    def arrays(self) -> Dict[str, np.ndarray]:
        """The fitted numbers."""
        layers = {f"kernel_{k}": kernel for k, kernel in enumerate(self.kernels)}
        layers.update({f"bias_{k}": bias for k, bias in enumerate(self.biases)})
        guides = {"guide_mean": self.guide_mean, "guide_spread": self.guide_spread} if len(self.guide_mean) else {}
        return {**layers, **guides, "skip": self.skip, "mean": self.mean, "spread": self.spread, "ranges": self.ranges,
                "target": self.target}

    @classmethod
    def from_arrays(cls, arrays: Dict[str, np.ndarray], columns: int) -> "ConvolutionFit":
        """The fit of a model file's arrays, checked layer by layer."""
        count = sum(name.startswith("kernel_") for name in arrays)
        if not 1 < count <= _MOST_LAYERS:
            raise _misfit()
        kernels = [take(arrays, f"kernel_{k}", getattr(arrays.get(f"kernel_{k}"), "ndim", 0)) for k in range(count)]
        biases = [take(arrays, f"bias_{k}", 2) for k in range(count)]
        skip, ranges = take(arrays, "skip", 2), take(arrays, "ranges", 2)
        mean, spread, target = (take(arrays, name, 1) for name in ("mean", "spread", "target"))
        guided = "guide_mean" in arrays or "guide_spread" in arrays
        guide_mean, guide_spread = (take(arrays, name, 1) if guided else np.empty(0)
                                    for name in ("guide_mean", "guide_spread"))
        guides = len(guide_mean)
        if guides != (len(mean) if guided else 0) or not _layers_fit(kernels, biases, skip, guides) \
                or len(mean) + guides != skip.shape[1] or len(spread) != len(mean) or len(guide_spread) != guides \
                or ranges.shape != (len(mean), 2) or len(target) != 2 or not (spread > 0).all() \
                or not (guide_spread > 0).all():
            raise _misfit()
        return cls(kernels, biases, skip, mean, spread, ranges, target, guide_mean, guide_spread)


def _layers_fit(kernels: Sequence[np.ndarray], biases: Sequence[np.ndarray], skip: np.ndarray, guides: int) -> bool:
    """Whether wide layers come first, each takes what the one before gives, the first narrow one the guides too, and
    the last gives one value."""
    nets, inputs = len(skip), skip.shape[1] - guides + 1
    wide = [kernel.ndim == 5 for kernel in kernels]
    if not 0 < nets <= _MOST_NETS or not wide[0] or wide[-1] or wide != sorted(wide, reverse=True):
        return False
    for k, (kernel, bias) in enumerate(zip(kernels, biases)):
        outputs, inputs = kernel.shape[-1], inputs + (guides if k == sum(wide) else 0)
        expected = (nets, 3, 3, inputs, outputs) if kernel.ndim == 5 else (nets, inputs, outputs)
        if kernel.shape != expected or bias.shape != (nets, outputs) or not 0 < outputs <= _MOST_NEURONS:
            return False
        inputs = outputs
    return inputs == 1


def _layers(*values: np.ndarray) -> List[np.ndarray]:
    """Each (layers,) as (layers, 1, 1) float32."""
    return [part.astype(np.float32).reshape(-1, 1, 1) for part in values]


def _misfit() -> ModelFileError:
    return ModelFileError("The layers in the model file don't fit together; train the model again.")
