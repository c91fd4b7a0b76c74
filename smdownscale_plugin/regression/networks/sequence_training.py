"""Train networks of sequences with PyTorch: AdamW, one-cycle rate, stopped early by places that are held out."""
from types import ModuleType
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple

import numpy as np

from ...errors import InputError, certain
from ...monitor import Monitor
from ..method import refuse_without_days
from .architectures import ARCHITECTURES, Shapes
from .operations import TorchOperations
from .sequence_fit import FITS, Scaling, SequenceNetworkFit
from .torch_session import TorchSession, torch_session

_HELD_OUT = 0.1


def train_on_sequences(name: str, samples: Any, settings: Mapping[str, Any], seed: int,
                       monitor: Monitor) -> SequenceNetworkFit:
    """Networks of an architecture from samples with their series; InputError without, MissingPackageError without
    PyTorch."""
    refuse_without_days(name, samples)
    architecture, units = ARCHITECTURES[name], settings["units"]
    if units % architecture.divisor:
        raise InputError(f"HYPERPARAMETERS: units is {units} but must be a multiple of {architecture.divisor} for "
                         f"METHOD {name}.")
    table, series = Scaling.of(samples.x), Scaling.of(samples.series)
    target = np.array([samples.y.mean(), samples.y.std() or 1.0])
    data = (table.rows(samples.x), series.sequences(samples.series),
            ((samples.y - target[0]) / target[1]).astype(np.float32))
    shapes = architecture.shapes(data[0].shape[1], data[1].shape[2], units)
    count, group = settings["networks"], getattr(samples, "group", None)
    with torch_session(1, seed, settings["device"]) as session:
        nets = [_trained(session, architecture.forward, shapes, data, group, settings, (seed, k),
                         monitor.part(k / count, (k + 1) / count)) for k in range(count)]
    sizes = data[0].shape[1], data[1].shape[2] - 1, data[1].shape[1], units, count
    return FITS[name](nets, sizes, table, series, target)


def first_parameters(shapes: Shapes, random: np.random.Generator) -> Dict[str, np.ndarray]:
    """Parameters to start from (He et al. 2015); scales of layer norm are 1."""
    out = {}
    for name, shape in shapes.items():
        if name.endswith("_scale"):
            out[name] = np.ones(shape, np.float32)
        elif len(shape) == 1:
            out[name] = np.zeros(shape, np.float32)
        else:
            out[name] = random.normal(0.0, np.sqrt(1.5 / shape[0]), shape).astype(np.float32)
    return out


def _trained(session: TorchSession, forward: Callable, shapes: Shapes, data: Tuple[np.ndarray, ...],
             group: Optional[np.ndarray], settings: Mapping[str, Any], seed: Tuple[int, int],
             monitor: Monitor) -> Dict[str, np.ndarray]:
    torch, random = session.torch, np.random.default_rng(seed)
    torch.manual_seed(1000 * seed[0] + seed[1])
    ops = TorchOperations(torch, session.device, settings["dropout"])
    p = {name: ops.array(values).requires_grad_() for name, values in first_parameters(shapes, random).items()}
    tensors = [ops.array(part) for part in data]
    held, used = _held_out(group, len(data[2]), random)
    batch = min(settings["batch_size"], len(used))
    per_epoch = -(-len(used) // batch)
    optimiser = torch.optim.AdamW(list(p.values()), lr=settings["learning_rate"])
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings["learning_rate"],
                                                   total_steps=settings["epochs"] * per_epoch)
    best, kept, waited = np.inf, None, 0
    for epoch in range(settings["epochs"]):
        ops.training = True
        random.shuffle(used)
        for k, part in enumerate(np.array_split(used, per_epoch)):
            monitor.at((epoch + k / per_epoch) / settings["epochs"], "Training the network")
            rows, sequences, y = (tensor[part] for tensor in tensors)
            loss = ((forward(ops, p, rows, sequences) - y) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        error = _error(torch, ops, forward, p, [tensor[held] for tensor in tensors])
        if error < best or kept is None:
            best, waited, kept = error, 0, {name: value.detach().cpu().numpy().copy() for name, value in p.items()}
        elif waited == settings["patience"]:
            break
        else:
            waited += 1
    return certain(kept)


def _held_out(group: Optional[np.ndarray], rows: int, random: np.random.Generator) -> Tuple[np.ndarray, np.ndarray]:
    """(rows that decide when to stop, rows that are learned from): a tenth, whole groups where they are known: other
    dates of a place say nothing about another place."""
    number = np.arange(rows) if group is None else np.unique(group, return_inverse=True)[1].ravel()
    count = number.max() + 1
    chosen = np.isin(number, random.permutation(count)[:max(1, int(_HELD_OUT * count))])
    return (np.flatnonzero(chosen), np.flatnonzero(~chosen)) if not chosen.all() else (np.arange(rows),) * 2


def _error(torch: ModuleType, ops: TorchOperations, forward: Callable, p: Dict[str, Any], held: Sequence[Any]) -> float:
    ops.training = False
    with torch.no_grad():
        return float(((forward(ops, p, held[0], held[1]) - held[2]) ** 2).mean())
