"""PyTorch for as long as a training takes: its threads, its seed and its device, as they were afterwards."""
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Iterator

from ...dependencies import require

CPU, GPU = "cpu", "gpu"
DEVICES = (CPU, GPU)


@dataclass(frozen=True)
class TorchSession:
    """The module torch, and the device to train on, as PyTorch names it."""

    torch: ModuleType
    device: str


@contextmanager
def torch_session(threads: int, seed: int, device: str = CPU) -> Iterator[TorchSession]:
    """PyTorch with so many threads and a seed of its own; whoever else uses it finds it unchanged.

    device: `gpu` takes one where PyTorch finds one, else the processor. Raises MissingPackageError.
    """
    torch = require("torch", "training this network (maps don't need it)")
    before = torch.get_num_threads()
    torch.set_num_threads(max(1, threads))
    try:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            yield TorchSession(torch, _found(torch) if device == GPU else CPU)
    finally:
        torch.set_num_threads(before)


def _found(torch: ModuleType) -> str:
    if torch.cuda.is_available():
        return "cuda"
    metal = getattr(torch.backends, "mps", None)
    return "mps" if metal is not None and metal.is_available() else CPU
