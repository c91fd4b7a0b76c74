"""Convolutions of 3 x 3 pixels as matrix products, a strip of rows at a time, in the processor's cache.

A strip is (rows, channels, columns) float32. Its channels are repeated one and two pixels further along, and a last
channel holds 1, for the bias: three rows that follow each other then are, as they lie in memory, the matrix that a
kernel is multiplied with, one row of the image at a time. Products of this size are the fastest, and nothing is added
afterwards. What shifts leave empty at the end of rows is dropped in the end.
"""
from math import prod
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from ...errors import certain

REACH = 1                        # pixels that a 3 x 3 kernel sees on each side
_WIDTH, _STRIP = 272, 16         # most columns of a tile, with its margin, and rows of a strip
_NARROW, _MOST = 48, 2 ** 22     # columns of a tile where networks are so wide that a strip would hold more values
_EVEN = 16                       # widths are multiples of it: a product's last columns may be rounded in another way
_GAP = 16                        # rows without a wanted pixel that are worth passing over


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


def kernel_matrices(kernels: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """(nets, 1, outputs, 3 * (3 * inputs + 1)) of kernels (nets, 3, 3, inputs, outputs), rows first, and biases (nets,
    outputs): by row of the kernel, neighbour in the row and input, each row with a last column for the bias."""
    nets, _, _, inputs, outputs = kernels.shape
    matrices = np.zeros((nets, 1, outputs, 3, 3 * inputs + 1), np.float32)
    matrices[:, 0, :, :, :-1] = kernels.reshape(nets, 3, 3 * inputs, outputs).transpose(0, 3, 1, 2)
    matrices[:, 0, :, 0, -1] = biases
    return matrices.reshape(nets, 1, outputs, -1)


class RowConvolution:
    """A 3 x 3 layer of several networks, without padding, fed with strips of one image from top to bottom.

    matrices: see `kernel_matrices`; images: how many the networks see: one, or each its own.
    """

    def __init__(self, matrices: np.ndarray, images: int):
        self._matrices, self._images, self._room = matrices, images, Workspace()
        self.outputs, self._channels = matrices.shape[2], matrices.shape[3] // 3
        self.restart()

    def restart(self) -> None:
        """Begin at the top of another image."""
        self._above: Optional[np.ndarray] = None       # the last rows, at most 2

    def further(self, rows: int, width: int) -> np.ndarray:
        """Memory for the next rows, (images, rows, inputs, width), to be filled before `__call__`."""
        held = 0 if self._above is None else self._above.shape[1]
        self._beside = self._room("beside", self._images, held + rows, self._channels, width)
        if self._above is not None:
            self._beside[:, :held] = self._above
        self._new = self._beside[:, held:]
        return self._new[:, :, :self._channels // 3]

    @property
    def known(self) -> int:
        """How many rows of the output are known by the rows that came last."""
        return max(0, self._beside.shape[1] - 2)

    def __call__(self, out: np.ndarray) -> None:
        """Fill (nets, known rows, outputs, width)."""
        inputs, width = self._channels // 3, self._beside.shape[3]
        for step in (1, 2):
            shifted = self._new[:, :, step * inputs:(step + 1) * inputs]
            shifted[..., :width - step] = self._new[:, :, :inputs, step:]
            shifted[..., width - step:] = 0.0
        self._new[:, :, -1] = 1.0
        shape = self._images, self.known, 3 * self._channels, width
        threes = np.ndarray(shape, np.float32, self._beside, strides=self._beside.strides)     # overlapping
        np.matmul(self._matrices, threes, out=out)
        self._above = self._beside[:, -2:].copy()


def convolved(image: Callable, guides: Callable, wanted: np.ndarray, nets: "Layers", check: Callable) -> Iterator:
    """Outputs of nets at the wanted pixels of an image (rows, columns), tile by tile and strip by strip.

    image: (rows, columns) slices of the image with its margin, and (channels, rows, columns) to be filled; guides:
    (rows, columns) slices of the output, and (guides, rows, columns) to be filled; yields (rows, columns) slices of the
    output and (nets, rows, columns) values. Where many rows of a tile aren't wanted, they are passed over.
    """
    stream, reach = _Stream(nets), nets.reach
    for columns in _parts(0, wanted.shape[1], nets.columns):
        beyond = slice(columns.start, columns.stop + 2 * reach)
        for first, last in _stretches(wanted[:, columns].any(1)):
            stream.restart(beyond.stop - beyond.start)
            done = first
            for rows in _parts(first, last + 2 * reach, _STRIP):
                check()
                image(rows, beyond, stream.further(rows.stop - rows.start))
                found = slice(done, done + stream.advance())
                done = found.stop
                if nets.guides and found.stop > found.start:
                    guides(found, columns, stream.guides(columns.stop - columns.start))
                yield found, columns, stream.outputs(columns.stop - columns.start)


def _stretches(wanted: np.ndarray) -> Iterator[Tuple[int, int]]:
    """First row and the row after the last, of stretches of rows that lack no more than a few wanted ones."""
    rows = np.flatnonzero(wanted)
    for part in np.split(rows, np.flatnonzero(np.diff(rows) > _GAP) + 1) if len(rows) else ():
        yield int(part[0]), int(part[-1]) + 1


def _parts(first: int, last: int, most: int) -> List[slice]:
    """Rows or columns in parts of about the same size."""
    count = -(-(last - first) // most)
    ends = [first + (last - first) * k // count for k in range(count + 1)]
    return [slice(*pair) for pair in zip(ends, ends[1:])]


class _Stream:
    """Networks side by side, fed with strips of one image from top to bottom."""

    def __init__(self, nets: "Layers"):
        self._nets, self._room = nets, Workspace()
        self._wide = [RowConvolution(matrices, nets.count if k else 1) for k, matrices in enumerate(nets.wide)]

    def restart(self, width: int) -> None:
        """Begin at the top of another image, so many pixels wide."""
        self._columns, self._width = width, -(-width // _EVEN) * _EVEN
        self._linear: Optional[np.ndarray] = None       # (rows, nets, width) of the linear path: rows to come
        for layer in self._wide:
            layer.restart()

    def further(self, rows: int) -> np.ndarray:
        """Memory for the next rows of the image, (channels, rows, columns), to be filled before `advance`."""
        self._shown = self._wide[0].further(rows, self._width)[0]
        self._shown[..., self._columns:] = 0.0
        return self._shown[..., :self._columns].swapaxes(0, 1)

    def advance(self) -> int:
        """Run the 3 x 3 layers; returns how many more rows of the output are known."""
        nets = self._nets
        linear = np.matmul(nets.skip, self._shown)                     # (rows, nets, width)
        self._linear = linear[nets.reach:] if self._linear is None else np.concatenate([self._linear, linear])
        for layer, after in zip(self._wide, [*self._wide[1:], None]):
            outputs = after.further(layer.known, self._width) if after else self._narrow(layer.known)
            layer(outputs)
            np.maximum(outputs, 0.0, out=outputs)
        return layer.known

    def _narrow(self, rows: int) -> np.ndarray:
        """Memory for the inputs of the first 1 x 1 layer; returned is the part of the layers before."""
        outputs, nets = self._wide[-1].outputs, self._nets
        self._values = self._room("narrow", nets.count, rows, outputs + nets.guides + 1, self._width)
        return self._values[:, :, :outputs]

    def guides(self, columns: int) -> np.ndarray:
        """Memory for the guides of the rows that have become known, (guides, rows, columns), to be filled."""
        self._guides = self._values[:, :, -1 - self._nets.guides:-1]
        self._guides[..., columns:] = 0.0
        return self._guides[0, ..., :columns].swapaxes(0, 1)

    def outputs(self, columns: int) -> np.ndarray:
        """(nets, rows, columns) of the rows that have become known."""
        nets, rows, reach = self._nets, self._values.shape[1], self._nets.reach
        if nets.guides:
            self._guides[1:] = self._guides[0]
        found = nets.narrow(self._values, self._room)[..., :columns]
        waiting = certain(self._linear)
        linear, self._linear = waiting[:rows], waiting[rows:]
        return found + linear[..., reach:reach + columns].swapaxes(0, 1)


class Layers:
    """Networks of one shape: 3 x 3 layers, then 1 x 1 layers, ReLU between them, and a linear 1 x 1 path beside them.

    kernels: of (nets, 3, 3, inputs, outputs), then of (nets, inputs, outputs), the last with one output; biases: of
    (nets, outputs). The first 1 x 1 layer takes guides beside what the layers before give: values of the pixel alone.
    skip: (nets, channels - 1 + guides): all inputs but the last, which is a mask, and the guides.
    """

    def __init__(self, kernels: Sequence[np.ndarray], biases: Sequence[np.ndarray], skip: np.ndarray):
        wide = sum(kernel.ndim == 5 for kernel in kernels)
        self.count, self.channels, self.reach = len(skip), kernels[0].shape[3], REACH * wide
        self.guides = skip.shape[1] - self.channels + 1
        self.wide = [kernel_matrices(*pair) for pair in zip(kernels[:wide], biases)]
        self.summed = [np.concatenate([kernel.sum((1, 2)), bias[:, None]], 1).swapaxes(1, 2)
                       for kernel, bias in zip(kernels[:wide], biases)]
        self._narrow = [np.concatenate([kernel, bias[:, None]], 1).swapaxes(1, 2)[:, None].astype(np.float32)
                        for kernel, bias in zip(kernels[wide:], biases[wide:])]
        mask = np.zeros((self.count, 1))               # takes no part in the linear path
        self.skip = np.concatenate([skip[:, :self.channels - 1], mask], 1).astype(np.float32)
        self._guides_skip = skip[:, self.channels - 1:].astype(np.float32)

    @property
    def columns(self) -> int:
        """Most columns of a tile, without its margin."""
        channels = max(self.count * matrices.shape[3] // 3 for matrices in self.wide)
        return max(_NARROW, min(_WIDTH, _MOST // (_STRIP * channels))) - 2 * self.reach

    def narrow(self, values: np.ndarray, room: Workspace) -> np.ndarray:
        """(nets, rows, width) of (nets, rows, channels, width): what the layers before give, guides, and a last channel
        that will be 1."""
        guides = values[:, :, values.shape[2] - self.guides - 1:-1]
        for k, matrices in enumerate(self._narrow, 1):
            values[:, :, -1] = 1.0
            outputs, more = matrices.shape[2], k < len(self._narrow)
            further = room(f"narrow_{k}", *values.shape[:2], outputs + more, values.shape[3])
            np.matmul(matrices, values, out=further[:, :, :outputs])
            values = np.maximum(further, 0.0, out=further) if more else further
        if self.guides:
            values += np.matmul(self._guides_skip[:, None, None], guides)
        return values[:, :, 0]

    def on_even_areas(self, shown: np.ndarray, guides: np.ndarray) -> np.ndarray:
        """(channels, n) and guides (guides, n) to (nets, n): outputs inside areas whose pixels are all alike."""
        values = shown[None]
        for matrices in self.summed:
            values = np.maximum(matrices[..., :-1] @ values + matrices[..., -1:], 0.0)
        beside = np.broadcast_to(guides, (self.count, *guides.shape))
        values = np.concatenate([values, beside, np.ones_like(values[:, :1])], 1)
        return self.narrow(values[:, None], Workspace())[:, 0] + self.skip @ shown
