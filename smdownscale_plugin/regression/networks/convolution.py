"""Convolutions of 3 x 3 pixels as matrix products, a strip of rows at a time, in the processor's cache.

A kernel is moved along a row by laying three neighbours side by side, and from row to row by adding three rows of
products: each strip is multiplied once, and only two rows of sums are carried from strip to strip. Images are
(rows, columns, channels) float32. Working memory is kept from strip to strip: fresh memory costs more than the sums.
"""
from math import prod
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np

REACH = 1                        # pixels that a 3 x 3 kernel sees on each side
_TILE, _STRIP = 128, 16         # columns of a tile, rows of a strip


class Workspace:
    """Arrays by name, made once and used again; the values of an array last until it is asked for again."""

    def __init__(self) -> None:
        self._memory: Dict[str, np.ndarray] = {}

    def __call__(self, name: str, *shape: int) -> np.ndarray:
        """A float32 array of a shape, with whatever it holds."""
        size = prod(shape)
        if name not in self._memory or self._memory[name].size < size:
            self._memory[name] = np.empty(size, np.float32)
        return self._memory[name][:size].reshape(shape)


def side_by_side(strip: np.ndarray, room: Workspace) -> np.ndarray:
    """(rows * (columns - 2), 3 * channels): three neighbours of a row side by side, of a contiguous strip."""
    rows, columns, channels = strip.shape
    along, beside, single = strip.strides
    overlapping = np.lib.stride_tricks.as_strided(strip, (rows, columns - 2, 3 * channels), (along, beside, single))
    out = room("neighbours", rows, columns - 2, 3 * channels)
    np.copyto(out, overlapping)
    return out.reshape(-1, 3 * channels)


class RowConvolution:
    """A 3 x 3 convolution without padding, fed with strips of one image from top to bottom.

    kernel: (3, 3, inputs, outputs), rows first; bias: (outputs,). The first strip gives two rows less than it has.
    """

    def __init__(self, kernel: np.ndarray, bias: np.ndarray):
        inputs, self._outputs = kernel.shape[2:]
        # by row of the kernel: (neighbour in the row, input) to outputs
        self._matrices = np.ascontiguousarray(kernel.reshape(3, 3 * inputs, self._outputs))
        self._bias, self._room = bias, Workspace()
        self._at_every_pixel = np.empty(0, np.float32)
        self.restart()

    def restart(self) -> None:
        """Begin at the top of another image."""
        self._carried: Optional[np.ndarray] = None     # (2, columns - 2, outputs) sums that lack rows to come

    def __call__(self, beside: np.ndarray, rows: int) -> np.ndarray:
        """The next rows, as `side_by_side` gives them, to (rows, columns - 2, outputs), which last until the next
        call."""
        products = self._room("products", 3, len(beside), self._outputs)
        np.matmul(beside, self._matrices, out=products)
        products = products.reshape(3, rows, -1, self._outputs)
        sums = self._room("sums", rows + 2, products.shape[2], self._outputs)
        # sums[i] is of the kernel's middle on row i - 1 of this strip
        sums[:2] = 0.0 if self._carried is None else self._carried
        np.add(products[0], self._biases(products.shape[1:]), out=sums[2:])
        sums[1:-1] += products[1]
        sums[:-2] += products[2]
        first = 2 if self._carried is None else 0
        self._carried = sums[-2:]
        return sums[first:-2]

    def _biases(self, shape) -> np.ndarray:
        """The bias at every pixel: long loops are faster than one over a few channels."""
        if self._at_every_pixel.shape != shape:
            self._at_every_pixel = np.ascontiguousarray(np.broadcast_to(self._bias, shape))
        return self._at_every_pixel


def convolved(image: Callable, guides: Callable, shape: Tuple[int, int], nets: Sequence["Layers"],
              check: Callable) -> Iterator:
    """Outputs of nets over an image of shape (rows, columns), tile by tile and strip by strip.

    image: (rows, columns) slices of the image with its margin to (rows, columns, channels); guides: (rows, columns)
    slices of the output to (rows, columns, guides + 1), the last being 1; yields (rows, columns) slices of the output
    and (nets, rows, columns) values.
    """
    reach, room, streams = nets[0].reach, Workspace(), [_Stream(net) for net in nets]
    for left in range(0, shape[1], _TILE):
        columns = slice(left, min(left + _TILE, shape[1]))
        done = 0
        for stream in streams:
            stream.restart()
        for top in range(0, shape[0] + 2 * reach, _STRIP):
            check()
            bottom = min(top + _STRIP, shape[0] + 2 * reach)
            strip = image(slice(top, bottom), slice(columns.start, columns.stop + 2 * reach))
            beside = side_by_side(strip, room)                      # all nets are shown the same
            seen = [stream.first(beside, len(strip)) for stream in streams]
            found = [stream.further(values, strip, room) for stream, values in zip(streams, seen)]
            rows = slice(done, done + len(found[0][0]))
            done = rows.stop
            if rows.stop > rows.start:
                guide = guides(rows, columns)
                yield rows, columns, np.stack([net.narrow(values, linear, guide, room)
                                               for net, (values, linear) in zip(nets, found)])


class _Stream:
    """The 3 x 3 layers of one network, fed with strips of one image from top to bottom."""

    def __init__(self, net: "Layers"):
        self._net = net
        self._wide = [RowConvolution(net.kernels[k], net.biases[k]) for k in net.wide]

    def restart(self) -> None:
        """Begin at the top of another image."""
        self._waiting: List[np.ndarray] = []               # rows of the linear path whose output is to come
        for layer in self._wide:
            layer.restart()

    def first(self, beside: np.ndarray, rows: int) -> np.ndarray:
        """What the first layer makes of the next rows."""
        return self._wide[0](beside, rows)

    def further(self, values: np.ndarray, strip: np.ndarray, room: Workspace) -> Tuple[np.ndarray, np.ndarray]:
        """(rows, columns - 2 reach, outputs) of the layers after the first, as soon as the rows below are known, and
        the linear path of the inputs (rows, columns - 2 reach)."""
        for layer in self._wide[1:]:
            rows = len(values)
            values = layer(side_by_side(np.maximum(values, 0.0, out=values), room), rows)
        net, reach = self._net, self._net.reach
        first = not self._waiting
        self._waiting.append((strip @ net.mask_free_skip)[:, reach:strip.shape[1] - reach])
        linear = np.concatenate(self._waiting)[reach if first else 0:]
        self._waiting = [linear[len(values):]]
        return values, linear[:len(values)]


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
        inputs = kernels[0].shape[2] - 1
        self.skip = np.ascontiguousarray(skip, np.float32)
        self.mask_free_skip = np.append(self.skip[:inputs], np.float32(0.0))
        self._guides_skip = np.append(self.skip[inputs:], np.float32(0.0))
        narrow = len(self.wide)
        width = self.kernels[narrow - 1].shape[-1]
        # what guides, and the 1 that is their last, add to the first 1 x 1 layer
        self._aside = np.concatenate([self.kernels[narrow][width:], self.biases[narrow][None]])

    @property
    def reach(self) -> int:
        """Pixels that an output sees on each side."""
        return REACH * len(self.wide)

    def narrow(self, values: np.ndarray, linear: np.ndarray, guides: np.ndarray, room: Workspace) -> np.ndarray:
        """(rows, columns) of the output, of what a stream gives and of guides (rows, columns, guides + 1), whose last
        is 1."""
        pixels = prod(linear.shape)
        found = self._narrow(values.reshape(pixels, -1), guides.reshape(pixels, -1), room)
        return found.reshape(linear.shape) + linear

    def _narrow(self, values, guides, room):
        """(n,) of the values of the layers before (n, outputs) and guides (n, guides + 1), with their linear path."""
        first = len(self.wide)
        for k in range(first, len(self.kernels)):
            np.maximum(values, 0.0, out=values)
            further = room(f"narrow_{k}", len(values), self.kernels[k].shape[1])
            np.matmul(values, self.kernels[k][:values.shape[1]], out=further)
            if k == first:
                aside = room("aside", *further.shape)
                further += np.matmul(guides, self._aside, out=aside)
            else:
                further += self.biases[k]
            values = further
        return values[:, 0] + guides @ self._guides_skip

    def on_even_areas(self, values: np.ndarray, guides: np.ndarray) -> np.ndarray:
        """(n, channels) and guides (n, guides + 1) to (n,): the output inside areas whose pixels are all alike."""
        linear = values @ self.mask_free_skip
        for k in self.wide:
            values = np.maximum(values, 0.0) if k else values
            values = values @ self.kernels[k].sum((0, 1)) + self.biases[k]
        return self._narrow(values, guides, Workspace()) + linear
