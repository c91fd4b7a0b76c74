"""Networks of the days before a date: methods that learn from samples with series. PyTorch trains them."""
from functools import partial
from typing import Any, Dict, Mapping

from ..monitor import Monitor
from .context import Context
from .fit import Fit
from .method import Method, Setting
from .networks.sequence_training import train_on_sequences
from .networks.torch_session import CPU, DEVICES

DAYS = 11      # as MMNet; what samples come with decides


def _fit(name: str, samples: Any, settings: Mapping[str, Any], seed: int, threads: int, monitor: Monitor) -> Fit:
    return train_on_sequences(name, samples, settings, seed, monitor)    # one thread: more wait for each other


def _as_many_steps(settings: Mapping[str, Any], copies: int) -> Dict[str, Any]:
    return {**settings, "epochs": max(1, settings["epochs"] // copies)}


def _method(name: str, label: str, units: int, rate: float, dropout: float) -> Method:
    return Method(name, label, "torch", partial(_fit, name), {
        "units": Setting(units, 4, 1024, "width of the network's layers"),
        "networks": Setting(2, 1, 16, "networks with different initial weights, which are averaged"),
        "epochs": Setting(60, 1, 10000, "maximum passes over the rows"),
        "patience": Setting(15, 0, 10000, "passes without progress before it stops"),
        "batch_size": Setting(256, 1, 100000, "rows per step"),
        "learning_rate": Setting(rate, 1e-6, 1.0, "maximum step size of the AdamW optimiser"),
        "dropout": Setting(dropout, 0.0, 0.9, "share of values dropped in each step"),
        "device": Setting(CPU, choices=DEVICES, meaning="gpu: if PyTorch finds one"),
    }, _as_many_steps, Context(days_before=DAYS))


SEQUENCE_METHODS = {method.name: method for method in (
    _method("lstm", "LSTM", 32, 0.005, 0.1),
    _method("temporal_cnn", "Temporal convolutions", 32, 0.005, 0.1),
    _method("transformer", "Transformer", 32, 0.003, 0.1),
    _method("mmnet", "MMNet", 128, 0.003, 0.2),
)}
