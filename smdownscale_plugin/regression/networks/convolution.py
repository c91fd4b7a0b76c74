"""Convolutions of 3 x 3 pixels as matrix products, a strip of rows at a time, in the processor's cache.

A kernel is moved along a row by laying three neighbours side by side, and from row to row by adding three rows of
products: each strip is multiplied once, and only two rows of sums are carried from strip to strip. Images are
(rows, columns, channels) float32.
"""
from typing import Callable, Iterator, List, Optional, Sequence, Tuple

import numpy as np

REACH = 1                        # pixels that a 3 x 3 kernel sees on each side
_TILE, _STRIP = 128, 8          # columns of a tile, rows of a strip


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


def convolved(image: Callable, guides: Callable, shape, nets: Sequence["Layers"], check: Callable) -> Iterator:
    """Outputs of nets over an image of shape (rows, columns), tile by tile and strip by strip.

    image: (rows, columns) slices of the image with its margin to (rows, columns, channels); guides: (rows, columns)
    slices of the output to (rows, columns, guides); yields (rows, columns) slices of the output and (nets, rows,
    columns) values.
    """
    reach = nets[0].reach
    for left in range(0, shape[1], _TILE):
        columns = slice(left, min(left + _TILE, shape[1]))
        first, streams, done = first_layer(nets), [net.stream() for net in nets], 0
        sizes = np.cumsum([0] + [net.kernels[0].shape[-1] for net in nets])
        for top in range(0, shape[0] + 2 * reach, _STRIP):
            check()
            bottom = min(top + _STRIP, shape[0] + 2 * reach)
            strip = image(slice(top, bottom), slice(columns.start, columns.stop + 2 * reach))
            seen = first(strip, rectified=False)
            found = [stream(strip, seen[..., start:end]) for stream, start, end in zip(streams, sizes, sizes[1:])]
            rows = slice(done, done + len(found[0][0]))
            done = rows.stop
            if rows.stop > rows.start:
                guide = guides(rows, columns)
                yield rows, columns, np.stack([net.narrow(values, inputs, guide)
                                               for net, (values, inputs) in zip(nets, found)])


def first_layer(nets: Sequence["Layers"]) -> RowConvolution:
    """The first 3 x 3 layers of all nets as one, their outputs side by side: they are shown the same."""
    return RowConvolution(np.concatenate([net.kernels[0] for net in nets], -1),
                          np.concatenate([net.biases[0] for net in nets]))


class Layers:
    """One network: 3 x 3 layers, then 1 x 1 layers, ReLU between them, and a linear 1 x 1 path from the inputs.

    kernels: of (3, 3, inputs, outputs), then of (inputs, outputs), the last with one output; biases: of (outputs,).
    The first 1 x 1 layer takes guides beside what the layers before give: values of the pixel alone. skip: (channels -
    1 + guides,): all inputs but the last, which is a mask, and the guides.
    """

    def __init__(self, kernels: List[np.ndarray], biases: List[np.ndarray], skip: np.ndarray):
        self.wide = [k for k, kernel in enumerate(kernels) if kernel.ndim == 4]
        self.kernels = [np.ascontiguousarray(kernel, np.float32) for kernel in kernels]
        self.biases = [bias.astype(np.float32) for bias in biases]
        self.skip = np.ascontiguousarray(skip, np.float32)
        self._inputs = kernels[0].shape[2] - 1

    @property
    def reach(self) -> int:
        """Pixels that an output sees on each side."""
        return REACH * len(self.wide)

    def stream(self) -> Callable[[np.ndarray, np.ndarray], Tuple[np.ndarray, np.ndarray]]:
        """A function that takes strips (rows, columns, channels) of one image from top to bottom, each with what the
        first layer makes of it, and gives, as soon as the rows below are known, what the 3 x 3 layers make of them
        (rows, columns - 2 reach, outputs), and the linear path of the inputs (rows, columns - 2 reach)."""
        wide = [RowConvolution(self.kernels[k], self.biases[k]) for k in self.wide[1:]]
        waiting: List[np.ndarray] = []                     # rows of the linear path whose output is to come

        def step(strip, seen):
            values = seen
            for layer in wide:
                values = layer(values, rectified=True)
            inside = slice(self.reach, strip.shape[1] - self.reach)
            waiting.append(strip[:, inside, :-1] @ self.skip[:self._inputs])
            linear = np.concatenate(waiting) if len(waiting) > 1 else waiting[0]
            skipped = self.reach if len(waiting) == 1 else 0
            linear = linear[skipped:]
            waiting[:] = [linear[:0], linear[len(values):]]
            return values, linear[:len(values)]
        return step

    def narrow(self, values: np.ndarray, linear: np.ndarray, guides: np.ndarray) -> np.ndarray:
        """(rows, columns) of the output, of what `stream` gives and of guides (rows, columns, guides)."""
        shape = values.shape[:2]
        rows = [part.reshape(shape[0] * shape[1], part.shape[2]) for part in (np.maximum(values, 0.0), guides)]
        return self._narrow(*rows).reshape(shape) + (linear + guides @ self.skip[self._inputs:])

    def _narrow(self, values, guides):
        """(n,) of rectified values (n, outputs of the layers before) and guides (n, guides)."""
        first = len(self.wide)
        width = values.shape[1]
        for k in range(first, len(self.kernels)):
            if k > first:
                np.maximum(values, 0.0, out=values)
            further = values @ self.kernels[k][:width]
            if k == first and guides.shape[1]:
                further += guides @ self.kernels[k][width:]
            values = further
            values += self.biases[k]
            width = values.shape[1]
        return values[:, 0]

    def on_even_areas(self, values: np.ndarray, guides: np.ndarray) -> np.ndarray:
        """(n, channels) and guides (n, guides) to (n,): the output inside areas whose pixels are all alike."""
        linear = values[:, :-1] @ self.skip[:self._inputs] + guides @ self.skip[self._inputs:]
        for k in self.wide:
            values = np.maximum(values, 0.0) if k else values
            values = values @ self.kernels[k].sum((0, 1)) + self.biases[k]
        return self._narrow(np.maximum(values, 0.0), guides) + linear
