"""The lesson: means of k x k pixels with the noise of single pixels, and the map that a row-wise model makes of the
means alone; and the pixels themselves, whose means are known from that map.

Averaging takes most of the noise away, so that the row-wise model knows what the map of means looks like. A network
that is shown the same means with the noise put back learns to use neighbours against it, where a good answer is known;
pixels look much the same to it, one scale down. Where they don't, the means of its predictions for pixels show it.
"""
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Callable, Iterator, List, Sequence, Tuple

import numpy as np

from ...downscaling.correcting import choose_correction
from ...downscaling.downscale import MapInputs, OutputPaths, downscale
from ...downscaling.surroundings import find_regional
from ...monitor import SILENT, Monitor
from ...rasters.coarse import Coarse
from ...rasters.reading import Raster
from ...rasters.stack import Stack
from ...rasters.windows import Window, whole
from ...regression.fit import Fit
from ...regression.model import Model
from ...regression.networks.image_training import Lesson, TrainingImage
from ...regression.networks.noise_fields import ImageNoise
from ...samples.aggregated_stacks import aggregated, pixels_of
from ...samples.features import Feature, Features
from ...scaling.corrections import AUTO

_MOST_BLOCKS = 6_000_000        # of all dates together that the teacher is asked about
_MOST_VALUES = 40_000_000       # predictors of all images that are kept in memory
_MOST_PIXELS = 20_000_000       # likewise of single pixels
_TILE = 128                     # side of an image where not all of a date is kept


@dataclass(frozen=True)
class School:
    """What teaching needs. pairs: (stack, coarse) of each date; teacher: the row-wise model; refit: noise of rows
    (columns,) to the teacher's fit; judge: the same to a fit of another family, which a network is judged by; noise:
    of pixels; folder: for scratch files."""

    pairs: Sequence[Tuple[Stack, Coarse]]
    teacher: Model
    refit: Callable[[np.ndarray], Fit]
    judge: Callable[[np.ndarray], Fit]
    noise: ImageNoise
    folder: str
    seed: int = 0

    def path(self, name: str) -> str:
        """A scratch file."""
        return os.path.join(self.folder, name)


@contextmanager
def scratch_folder() -> Iterator[str]:
    """A folder for rasters that nobody will see; gone afterwards."""
    folder = tempfile.mkdtemp(prefix="smdownscale_")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def lesson(school: School, factor: int, monitor: Monitor = SILENT, with_pixels: bool = False) -> Lesson:
    """Means of factor x factor pixels, the noise that they have lost, and the teacher's map of them, of all dates or as
    many as memory allows; the pixels themselves where wanted."""
    dates = some_dates(school, factor)
    random, model = np.random.default_rng((school.seed, factor)), teacher_of_means(school, factor, school.refit)
    images: List[TrainingImage] = []
    pixels: List[TrainingImage] = []
    values = len(dates) * len(model.features.columns)
    for count, date in enumerate(dates):
        part = monitor.part(count / len(dates), (count + 1) / len(dates))
        stack, answer = means_and_answer(school, model, date, factor, part)
        regional = find_regional(model, stack.select(model.features.names), None, SILENT)
        images += [_image(stack, answer, regional, window)
                   for window in _windows(stack.grid.shape, _MOST_VALUES // values, random)]
        if with_pixels:
            pixels += _pixel_images(school, date, answer, factor,
                                    _windows(stack.grid.shape, _MOST_PIXELS // (values * factor ** 2), random))
    return Lesson(_with_answer(images), school.noise.lost_by_means(factor), _with_answer(pixels), factor)


def teacher_of_means(school: School, factor: int, refit: Callable[[np.ndarray], Fit]) -> Model:
    """A row-wise model fitted (refit) for rows as noisy as means of factor x factor pixels."""
    return replace(on_columns(school.teacher), fit=refit(school.noise.of_means(factor).std))


def on_columns(model: Model) -> Model:
    """The model for stacks of means, which hold fractions of classes: every column is a predictor of its own. Its maps
    have all of its detail: what a network learns is held back once, in the network's own maps."""
    features = Features(tuple(Feature(column) for column in model.features.columns))
    about = {name: value for name, value in model.about.items() if name != "detail_weights"}
    return replace(model, features=features, about=about, applicability=None)


def means_and_answer(school: School, model: Model, date: int, factor: int,
                     monitor: Monitor = SILENT) -> Tuple[Stack, str]:
    """The stack of means of one date, and the path of the model's map of it."""
    stack, coarse = school.pairs[date]
    averaged = aggregated(stack, school.teacher.features, factor, school.path(f"means_{factor}_{date}.tif"),
                          monitor=monitor.part(0.0, 0.5))
    return averaged, draw_map(school, model, averaged, coarse, f"answer_{factor}_{date}.tif", monitor.part(0.5, 1.0))


def draw_map(school: School, model: Model, stack: Stack, coarse: Coarse, name: str, monitor: Monitor) -> str:
    """The path of a map as Downscale Raster makes it by default."""
    quiet = replace(monitor, info=SILENT.info, warn=SILENT.warn)
    correction = choose_correction(AUTO, school.teacher, True)
    # means of a few pixels may hold more of a class than any coarse cell does
    return downscale(model, MapInputs(stack, coarse), OutputPaths(school.path(name)), correction, quiet,
                     allow_outside=True).path


def some_dates(school: School, factor: int) -> List[int]:
    """Dates spread over all, as many as the teacher can be asked about in reasonable time."""
    height, width = school.pairs[0][0].grid.shape
    most = max(1, int(_MOST_BLOCKS * factor ** 2 / (height * width)))
    return sorted(set(np.linspace(0, len(school.pairs) - 1, min(most, len(school.pairs))).round().astype(int)))


def _windows(shape, room, random) -> List[Window]:
    """The whole image where there is room (blocks) for it, else tiles of it at random places."""
    if shape[0] * shape[1] <= room:
        return [whole(shape)]
    side = max(1, min(_TILE, int(room ** 0.5)))
    height, width = min(side, shape[0]), min(side, shape[1])
    return [Window(int(random.integers(shape[1] - width + 1)), int(random.integers(shape[0] - height + 1)), width,
                   height) for _ in range(max(1, room // (height * width)))]


def _image(stack, answer, regional, window) -> TrainingImage:
    with stack.open() as reader, Raster(answer) as raster:
        return TrainingImage(reader.read(window), raster.read(window)[0],
                             None if regional is None else regional.of_window(window))


def _pixel_images(school, date, answer, factor, windows) -> List[TrainingImage]:
    """The pixels of windows of means; y is the teacher's answer for their mean."""
    stack, model = school.pairs[date][0], school.teacher
    regional, images = find_regional(model, stack, None, SILENT), []
    with stack.open() as reader, Raster(answer) as raster:
        for window in windows:
            inside = pixels_of(window, factor, stack.grid.shape)
            known = raster.read(window)[0].repeat(factor, 0).repeat(factor, 1)[:inside.height, :inside.width]
            images.append(TrainingImage(model.features.encode(reader.read(inside)), known,
                                        None if regional is None else regional.of_window(inside)))
    return images


def _with_answer(images) -> List[TrainingImage]:
    return [image for image in images if np.isfinite(image.y).any()]
