"""Convolutional network that is taught across scales: it learns from neighbours what is noise.

What it is taught is made in `selection.scale_transfer`; here are its settings and how it learns from such images.
"""
from typing import Any, Mapping

from ..errors import InputError
from ..monitor import Monitor
from .context import Context
from .fit import Fit
from .method import Method, Setting
from .networks.image_training import Lesson, train_on_images
from .networks.torch_session import CPU, DEVICES

NAME, ENSEMBLE = "cnn", "deep_ensemble"


def fit(samples: Any, settings: Mapping[str, Any], seed: int, threads: int, monitor: Monitor) -> Fit:
    """Learn the lesson that comes with samples as their scene; InputError without one."""
    if not isinstance(samples.scene, Lesson):
        raise InputError("METHOD cnn learns from rasters, which these samples don't come with; choose another METHOD.")
    return train_on_images(samples.scene, settings, seed, 1, monitor)     # more threads wait for each other


METHOD = Method(NAME, "Convolutional network", "torch", fit, {
    "layers": Setting(2, 1, 4, "3 x 3 layers; each extends the receptive field by one pixel"),
    "neurons": Setting(16, 1, 512, "channels per layer"),
    "networks": Setting(2, 1, 16, "networks with different initial weights, which are averaged"),
    "steps": Setting(1600, 1, 1_000_000, "steps of training"),
    "crops": Setting(4, 1, 1024, "image crops per step"),
    "crop_size": Setting(26, 4, 512, "side of a crop in pixels"),
    "learning_rate": Setting(0.012, 1e-6, 1.0, "maximum step size of the AdamW optimiser"),
    "device": Setting(CPU, choices=DEVICES, meaning="gpu: if PyTorch finds one"),
}, needs=Context(halo=4))

# a dense network teaches it, and both are averaged by their errors (see `jobs.taught_network`)
DEEP_ENSEMBLE = Method(ENSEMBLE, "Deep ensemble", "torch", fit, METHOD.settings, needs=METHOD.needs)
