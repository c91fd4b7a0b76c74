"""Samples of many windows in one piece of memory.

Small arrays that are kept for long, made between the large ones of windows that come and go, would each keep the memory
around them from being used again: a map then needs a window's worth more.
"""
from typing import List, Tuple

import numpy as np


class KeptSamples:
    """At most `most` samples of at most `longest` rows; where there would be more, every second one is dropped.

    shape, dtype: of a row. Nothing is touched before it is used.
    """

    def __init__(self, most: int, longest: int, shape: Tuple[int, ...] = (), dtype: type = np.float64) -> None:
        self._rows = np.empty((most, longest, *shape), dtype)
        self._lengths: List[int] = []

    def __bool__(self) -> bool:
        return bool(self._lengths)

    def add(self, sample: np.ndarray) -> None:
        """Keep a copy of a sample (rows, *shape)."""
        if len(self._lengths) == len(self._rows):
            self._drop_every_second()
        self._rows[len(self._lengths), :len(sample)] = sample
        self._lengths.append(len(sample))

    def values(self) -> np.ndarray:
        """(rows, *shape): all samples, one after the other."""
        parts = [rows[:length] for rows, length in zip(self._rows, self._lengths)]
        return np.concatenate([*parts, self._rows[0, :0]])

    def _drop_every_second(self) -> None:
        self._lengths = self._lengths[::2]
        for place in range(1, len(self._lengths)):
            self._rows[place] = self._rows[2 * place]
