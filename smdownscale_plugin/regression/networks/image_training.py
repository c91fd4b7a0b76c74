"""Teach convolution networks on images, with PyTorch: small crops, turned and mirrored, noise drawn anew each time.

A network that is right for means with noise added need not be right for pixels: fractions of a class become classes,
and extremes become stronger. It is therefore shown the pixels as well, and means of what it predicts there are to agree
with what is known of the means.
"""
from dataclasses import dataclass
from types import ModuleType
from typing import Any, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from ...monitor import Monitor
from .convolution_fit import ConvolutionFit
from .noise_fields import ImageNoise
from .torch_session import TorchSession, torch_session

_GAPS = 0.3            # share of crops that get a gap, so that the mask channel is learnt
_LEAST = 1e-3          # of a block: less than any pixel's share
_ROOM = 0.25           # of the range of the images, by which pixels may go beyond it


@dataclass(frozen=True)
class TrainingImage:
    """x: (columns, rows, columns) float32, NaN where unknown; y: (rows, columns), NaN where there is no target;
    regional: (columns, rows, columns) the columns' regional parts, where the network is to know them."""

    x: np.ndarray
    y: np.ndarray
    regional: Optional[np.ndarray] = None


@dataclass(frozen=True)
class Lesson:
    """Images of means, and the noise that a network is to see in them each time anew.

    pixels: images of single pixels, of which the first in each row and column begins a block of factor x factor; y is
    that of the block's mean. Empty where only means are shown.
    """

    images: Sequence[TrainingImage]
    noise: ImageNoise
    pixels: Sequence[TrainingImage] = ()
    factor: int = 1


def train_on_images(lesson: Lesson, settings: Mapping[str, Any], seed: int, threads: int,
                    monitor: Monitor) -> ConvolutionFit:
    """Networks that predict y from x with the noise added; all have learnt the same from different starts.

    Needs PyTorch (MissingPackageError). settings: as of the method cnn.
    """
    scale = _Standardisation(lesson.images, lesson.noise)
    with torch_session(threads, seed, settings["device"]) as session:
        exercises = [_Exercise(_Crops(lesson.images, scale, settings, lesson.noise), 1)]
        if lesson.pixels:
            exercises.append(_Exercise(_Crops(lesson.pixels, scale, settings, block=lesson.factor), lesson.factor))
        nets = []
        for k in range(settings["networks"]):
            part = monitor.part(k / settings["networks"], (k + 1) / settings["networks"])
            nets.append(_trained(session, exercises, settings, (seed, k), part))
    return ConvolutionFit.of_nets(nets, scale.mean, scale.spread, scale.ranges, scale.target, scale.guide_mean,
                                  scale.guide_spread)


class _Standardisation:
    """Mean, spread and range of what a network is shown."""

    def __init__(self, images: Sequence[TrainingImage], noise: ImageNoise):
        x = np.concatenate([image.x[:, np.isfinite(image.x).all(0)] for image in images], axis=1)
        y = np.concatenate([image.y[np.isfinite(image.y)] for image in images])
        self.mean = x.mean(1, dtype=np.float64)
        self.spread = np.sqrt(x.var(1, dtype=np.float64) + noise.std ** 2)
        self.spread[self.spread == 0] = 1.0
        low, high = x.min(1).astype(np.float64), x.max(1).astype(np.float64)
        room = _ROOM * (high - low) + 3 * noise.std
        self.ranges = np.stack([low - room, high + room], 1)
        self.target = np.array([y.mean(), y.std() or 1.0])
        around = [image.regional.reshape(len(image.regional), -1) for image in images if image.regional is not None]
        guides = np.concatenate(around, axis=1).astype(np.float64) if around else np.empty((0, 1))
        self.guide_mean, spread = np.nanmean(guides, axis=1), np.nanstd(guides, axis=1)
        self.guide_spread = np.where(spread > 0, spread, 1.0)


class _Crops:
    """Random crops of the images, with a margin of what the network's outputs see.

    noise: added, with a gap in some crops; images are shown as they are without. block: crops are made of whole blocks
    of block x block pixels.
    """

    def __init__(self, images: Sequence[TrainingImage], scale: _Standardisation, settings: Mapping[str, Any],
                 noise: Optional[ImageNoise] = None, block: int = 1):
        self._size, self._count = -(-settings["crop_size"] // block) * block, settings["crops"]
        self._margin, self._block = settings["layers"], block
        self._noise = noise and ImageNoise(noise.std / scale.spread, noise.width)
        self._images = [self._ready(image, scale) for image in images]
        self._shares = np.array([image[2].size for image in self._images], float)
        self._shares /= self._shares.sum()

    def _ready(self, image: TrainingImage, scale: _Standardisation) -> Tuple[np.ndarray, ...]:
        """(standardised predictors, known, target, has a target, guides), all but the predictors' margin as wide as
        y."""
        known = np.isfinite(image.x).all(0)
        x = np.clip(image.x, scale.ranges[:, :1, None], scale.ranges[:, 1:, None])      # as in maps
        x = (x - scale.mean[:, None, None]) / scale.spread[:, None, None]
        pad = ((self._margin, self._margin),) * 2
        x, known_wide = np.pad(np.where(known, x, 0.0), ((0, 0),) + pad), np.pad(known, pad)
        asked = known & np.isfinite(image.y)
        y = np.where(asked, (image.y - scale.target[0]) / scale.target[1], 0.0)
        guides = np.empty((0, *y.shape), np.float32)
        if image.regional is not None:
            guides = (image.regional - scale.guide_mean[:, None, None]) / scale.guide_spread[:, None, None]
        return x.astype(np.float32), known_wide, y.astype(np.float32), asked, np.nan_to_num(guides).astype(np.float32)

    def draw(self, random: np.random.Generator) -> Tuple[np.ndarray, ...]:
        """(crops, columns + 1, n, n) inputs with the mask last; (crops, m, m) targets and their weights; (crops,
        guides, m, m)."""
        parts = [self._one(random) for _ in range(self._count)]
        rows, columns = (min(part[1].shape[axis] for part in parts) for axis in (0, 1))
        size, margin = min(rows, columns), 2 * self._margin        # images may be smaller than a crop
        return (np.stack([part[0][:, :size + margin, :size + margin] for part in parts]),
                *(np.stack([part[k][..., :size, :size] for part in parts]) for k in (1, 2, 3)))

    def _one(self, random: np.random.Generator) -> List[np.ndarray]:
        x, known, y, asked, guides = self._images[random.choice(len(self._images), p=self._shares)]
        size = min(self._size, *(extent // self._block * self._block for extent in y.shape))
        row, column = (self._block * random.integers((extent - size) // self._block + 1) for extent in y.shape)
        wide = slice(row, row + size + 2 * self._margin), slice(column, column + size + 2 * self._margin)
        inside = slice(row, row + size), slice(column, column + size)
        known, x = known[wide], x[(slice(None),) + wide]
        if self._noise is not None:
            known = known & ~self._gap(random, size + 2 * self._margin)
            x = (x + self._noise.draw(random, (known.shape[0], known.shape[1]))) * known
        asked = asked[inside] & known[self._margin:-self._margin, self._margin:-self._margin]
        return _turned(random, np.concatenate([x, known[None].astype(np.float32)]), y[inside],
                       asked.astype(np.float32), guides[(slice(None), *inside)])

    @staticmethod
    def _gap(random: np.random.Generator, size: int) -> np.ndarray:
        """(size, size) whether a pixel is taken away: a rectangle in some crops."""
        gap = np.zeros((size, size), bool)
        if random.random() < _GAPS:
            row, column = random.integers(size, size=2)
            height, width = random.integers(1, size // 2, size=2)
            gap[row:row + height, column:column + width] = True
        return gap


def _turned(random: np.random.Generator, *layers: np.ndarray) -> List[np.ndarray]:
    turns, mirrored = random.integers(4), random.integers(2)
    turned = [np.rot90(layer, turns, (-2, -1)) for layer in layers]
    return [np.ascontiguousarray(layer[..., ::-1] if mirrored else layer) for layer in turned]


@dataclass(frozen=True)
class _Exercise:
    """Crops, and over how many pixels along a block a network's predictions are averaged before they are compared."""

    crops: _Crops
    block: int

    def loss(self, session: TorchSession, net: Any, random: np.random.Generator) -> Any:
        """Mean squared difference from the target of a few crops."""
        torch = session.torch
        x, y, weight, guides = (torch.from_numpy(part).to(session.device) for part in self.crops.draw(random))
        wrong = (_forward(torch, net, x, guides) - y) * weight
        if self.block > 1:
            known = torch.nn.functional.avg_pool2d(weight, self.block)
            wrong = torch.nn.functional.avg_pool2d(wrong, self.block) / known.clamp(min=_LEAST)
            weight = (known > 0).to(known.dtype)
        return (wrong ** 2).sum() / weight.sum().clamp(min=1.0)


def _trained(session: TorchSession, exercises: Sequence[_Exercise], settings: Mapping[str, Any], seed: Tuple[int, int],
             monitor: Monitor) -> List[np.ndarray]:
    """One network's kernels, biases and linear path; one-cycle learning rate (Smith and Topin 2019). The
    exercises count alike."""
    torch, random = session.torch, np.random.default_rng(seed)
    example = exercises[0].crops.draw(random)
    net = _network(torch, example[0].shape[1] - 1, example[3].shape[1], settings, seed).to(session.device)
    rate = settings["learning_rate"]
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=settings["steps"])
    for step in range(settings["steps"]):
        monitor.at(step / settings["steps"], "Training the network")
        loss = sum(each.loss(session, net, random) for each in exercises)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return [layer.detach().cpu().double().numpy() for layer in net.parameters()]


def _network(torch: ModuleType, columns: int, guides: int, settings: Mapping[str, Any], seed: Tuple[int, int]) -> Any:
    torch.manual_seed(seed[0] * 1000 + seed[1])
    neurons, layers = settings["neurons"], torch.nn.ModuleList()
    for k in range(settings["layers"]):
        layers.append(torch.nn.Conv2d(columns + 1 if k == 0 else neurons, neurons, 3))
    layers.append(torch.nn.Conv2d(neurons + guides, neurons, 1))
    layers.append(torch.nn.Conv2d(neurons, 1, 1))
    layers.append(torch.nn.Conv2d(columns + guides, 1, 1, bias=False))
    return layers


def _forward(torch: ModuleType, net: Any, x: Any, guides: Any) -> Any:
    """(crops, m, m) of inputs (crops, columns + 1, n, n) and guides (crops, guides, m, m)."""
    *layers, skip = net
    values = x
    for k, layer in enumerate(layers):
        values = values if k == 0 else torch.relu(values)
        values = layer(torch.cat([values, guides], 1) if k == len(layers) - 2 else values)
    margin = (x.shape[-1] - values.shape[-1]) // 2
    inside = x[:, :-1, margin:x.shape[-2] - margin, margin:x.shape[-1] - margin]
    return (values + skip(torch.cat([inside, guides], 1)))[:, 0]
