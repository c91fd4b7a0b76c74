"""Convolutions of 3 x 3 pixels as matrix products, a strip of rows at a time, in the processor's cache.

A kernel is moved along a row by laying three neighbours side by side, and from row to row by adding three rows of
products: each strip is multiplied once, and only two rows of sums are carried from strip to strip. Images are
(rows, columns, channels) float32.
"""
from typing import Callable, Iterator, List, Optional, Sequence

import numpy as np

REACH = 1                        # pixels that a 3 x 3 kernel sees on each side
_TILE, _STRIP = 128, 16          # columns of a tile, rows of a strip


class RowConvolution:
    """A 3 x 3 convolution without padding, fed with strips of one image from top to bottom.

    kernel: (3, 3, inputs, outputs), rows first; bias: (outputs,). The first strip gives two rows less than it has.
    """

    def __init__(self, kernel: np.ndarray, bias: np.ndarray):
        inputs, self._outputs = kernel.shape[2:]
        # (neighbour in the row, input) to (row of the kernel, output)
        self._matrix = np.ascontiguousarray(kernel.transpose(1, 2, 0, 3).reshape(3 * inputs, 3 * self._outputs))
        self._bias = bias
        self._carried: Optional[np.ndarray] = None     # (2, columns - 2, outputs) sums that lack rows to come

    def __call__(self, strip: np.ndarray, rectified: bool) -> np.ndarray:
        """The next rows (rows, columns, inputs) to (rows, columns - 2, outputs); rectified: negative inputs count 0."""
        rows, columns, inputs = strip.shape
        beside = np.empty((rows, columns - 2, 3, inputs), np.float32)
        for k in range(3):
            neighbours = strip[:, k:columns - 2 + k]
            if rectified:
                np.maximum(neighbours, 0.0, out=beside[:, :, k])
            else:
                beside[:, :, k] = neighbours
        products = (beside.reshape(-1, 3 * inputs) @ self._matrix).reshape(rows, columns - 2, 3, self._outputs)
        sums = np.empty((rows + 2, columns - 2, self._outputs), np.float32)
        # sums[i] is of the kernel's middle on row i - 1 of this strip
        np.add(products[:, :, 0], self._bias, out=sums[2:])
        sums[:2] = 0.0 if self._carried is None else self._carried
        sums[1:-1] += products[:, :, 1]
        sums[:-2] += products[:, :, 2]
        first = 2 if self._carried is None else 0
        self._carried = sums[-2:].copy()
        return sums[first:-2]


def convolved(image: Callable[[slice, slice], np.ndarray], shape, nets: Sequence["Layers"],
              check: Callable) -> Iterator:
    """Mean and spread of nets over an image of shape (rows, columns) of outputs, tile by tile and strip by strip.

    image: (rows, columns) slices of the image with its margin to (rows, columns, channels); yields
    (rows, columns) slices of the output and (nets, rows, columns) values.
    """
    reach = nets[0].reach
    for left in range(0, shape[1], _TILE):
        columns = slice(left, min(left + _TILE, shape[1]))
        streams = [net.stream() for net in nets]
        done = 0
        for top in range(0, shape[0] + 2 * reach, _STRIP):
            check()
            bottom = min(top + _STRIP, shape[0] + 2 * reach)
            strip = image(slice(top, bottom), slice(columns.start, columns.stop + 2 * reach))
            parts = np.stack([stream(strip) for stream in streams])
            rows = slice(done, done + parts.shape[1])
            done = rows.stop
            if parts.shape[1]:
                yield rows, columns, parts


class Layers:
    """One network: 3 x 3 layers, then 1 x 1 layers, ReLU between them, and a linear 1 x 1 path from the inputs.

    kernels: of (3, 3, inputs, outputs), then of (inputs, outputs), the last with one output; biases: of (outputs,);
    skip: (channels - 1,), all inputs but the last, which is a mask.
    """

    def __init__(self, kernels: List[np.ndarray], biases: List[np.ndarray], skip: np.ndarray):
        self.wide = [k for k, kernel in enumerate(kernels) if kernel.ndim == 4]
        self.kernels = [np.ascontiguousarray(kernel, np.float32) for kernel in kernels]
        self.biases = [bias.astype(np.float32) for bias in biases]
        self.skip = np.ascontiguousarray(skip, np.float32)

    @property
    def reach(self) -> int:
        """Pixels that an output sees on each side."""
        return REACH * len(self.wide)

    def stream(self) -> Callable[[np.ndarray], np.ndarray]:
        """A function that takes strips (rows, columns, channels) of one image from top to bottom and gives
        (rows, columns - 2 reach) of output each, as soon as the rows below are known."""
        wide = [RowConvolution(self.kernels[k], self.biases[k]) for k in self.wide]
        waiting = []                                       # rows of the linear path whose output is to come

        def step(strip):
            values = strip
            for k, layer in enumerate(wide):
                values = layer(values, rectified=k > 0)
            inside = slice(self.reach, strip.shape[1] - self.reach)
            waiting.append(strip[:, inside, :-1] @ self.skip)
            linear = np.concatenate(waiting) if len(waiting) > 1 else waiting[0]
            skipped = self.reach if len(waiting) == 1 else 0
            linear = linear[skipped:]
            waiting[:] = [linear[:0], linear[len(values):]]
            return self._narrow(values) + linear[:len(values)]
        return step

    def _narrow(self, values):
        shape = values.shape[:2]
        values = values.reshape(-1, values.shape[2])
        for kernel, bias in list(zip(self.kernels, self.biases))[len(self.wide):]:
            values = np.maximum(values, 0.0) @ kernel
            values += bias
        return values[:, 0].reshape(shape)

    def on_even_areas(self, values: np.ndarray) -> np.ndarray:
        """(n, channels) to (n,): the output inside areas whose pixels are all alike."""
        linear = values[:, :-1] @ self.skip
        for k, (kernel, bias) in enumerate(zip(self.kernels, self.biases)):
            matrix = kernel.sum((0, 1)) if k in self.wide else kernel
            values = (np.maximum(values, 0.0) if k else values) @ matrix + bias
        return values[:, 0] + linear
