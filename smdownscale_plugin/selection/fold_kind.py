"""What a kind of folds is: a function that makes them, and what reports say of it."""
from dataclasses import dataclass
from typing import Callable, List

from ..samples.samples import Samples
from .fold import Fold


@dataclass(frozen=True)
class Kind:
    """A kind of folds. make: (samples, seed) -> folds; what reports say of it: its name, a short one for columns, and
    how rows are predicted, where `{buffer_km:.0f}` is the buffer."""

    make: Callable[[Samples, int], List[Fold]]
    name: str
    short: str
    how: str

    def sentence(self, buffer_km: float) -> str:
        """How rows were predicted."""
        text = self.how.format(buffer_km=buffer_km)
        return f"{text[0].upper()}{text[1:]}."
