"""A trained model's successor: a network that the model teaches across scales, where that is wanted or helps."""
import time
from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, List, Sequence, Tuple

import numpy as np

from ..errors import InputError
from ..monitor import Monitor
from ..rasters.coarse import Coarse
from ..rasters.number_text import in_percent
from ..rasters.stack import Stack
from ..regression.cnn import DEEP_ENSEMBLE, METHOD, NAME
from ..regression.fit import Fit
from ..regression.model import Model
from ..regression.networks.noise_fields import ImageNoise
from ..regression.rows import Rows
from ..regression.sum_of_fits import SumFit
from ..samples.samples import Samples
from ..scaling.cell_kilometres import cell_kilometres
from ..selection.scale_transfer.teaching import School, lesson, scratch_folder
from ..selection.scale_transfer.trial import Trial, try_one_scale_up

_WIDE = 9        # pixels of a coarse cell from which means of 3 x 3 are taught at, so that 9 x 9 can be tried
_TIMES = 3       # what one network takes, of what the trial took: that has half the steps and sees no single pixels


@dataclass(frozen=True)
class Teaching:
    """settings: of the method cnn; minutes: that training may take; wanted: the network was asked for, else it must
    be likely to help; ensemble: it is averaged with its teacher."""

    settings: Dict[str, Any]
    wanted: bool
    minutes: float = 0.0
    seed: int = 0
    ensemble: bool = False


def taught(teacher: Model, refit: Callable, judge: Callable, samples: Samples, pairs: Sequence[Tuple[Stack, Coarse]],
           teaching: Teaching, monitor: Monitor) -> Model:
    """The model with a network in its teacher's place, or the teacher where no network was asked for and none is likely
    to help: noise must be known from dates or documents, time must allow, and the network must have learnt its lesson.

    refit, judge: noise (columns,) to the teacher's fit, and to one of another family; pairs: of each date. Raises
    InputError where pixels are too large to be taught.
    """
    pairs = [(stack.select(teacher.features.names), raster) for stack, raster in pairs]
    factor = _factor(*pairs[0])
    if factor is None:
        if teaching.wanted:
            raise InputError("METHOD cnn is trained on means of pixels, for which coarse cells must be at least 2 "
                             "pixels wide; choose another METHOD or finer predictors.")
        return teacher
    noise = ImageNoise(teacher.noise_std, samples.by_column(
        {name: float(estimate.width) for name, estimate in samples.noise.items()}, 1.0).astype(int))
    doubt = _doubt(samples, noise.std)
    if doubt and not teaching.wanted:
        monitor.info(f"Network: not tried, because {doubt}.")
        return teacher
    if doubt:
        monitor.warn(f"A network learns to use neighbours against the predictors' noise, but {doubt}: its maps may be "
                     "worse than those of the model that teaches it. Give several dates, or NOISE_STD.")
    with scratch_folder() as folder:
        school = School(pairs, teacher, refit, judge, noise, folder, teaching.seed)
        begin, steps = time.monotonic(), teaching.settings["steps"]
        trial = try_one_scale_up(school, factor, teaching.settings, monitor.part(0.0, 0.4))
        minutes = (time.monotonic() - begin) / 60
        monitor.info(f"Network: {trial}.")
        if not teaching.wanted and not trial.learnt:
            monitor.info("Network: not used, because it differs too much from that map.")
            return teacher
        expected = minutes * (1 + _TIMES * teaching.settings["networks"])
        if not teaching.wanted and expected > teaching.minutes:
            monitor.info(f"Network: not used, because training it would take about {expected:.0f} minutes; "
                         f"TRAINING_MINUTES allows {teaching.minutes:g}.")
            return teacher
        images = lesson(school, factor, monitor.part(0.4, 0.5), with_pixels=True)
        monitor.info(f"Network: taught on means of {factor} x {factor} pixels as noisy as pixels, and on the pixels "
                     f"themselves, where means of its predictions should agree with {teacher.about['method_label']}.")
        monitor.at(0.5, f"Training the network, {steps} steps")
        fit = METHOD.fit(Rows(np.empty((0, 0), np.float32), scene=images), teaching.settings, teaching.seed, 1,
                         monitor.part(0.5, 1.0))
    monitor.info(f"CV_R, CV_RMSE and CV_SKILL are those of {teacher.about['method_label']}, which taught the network: "
                 "the network itself is only compared with it at reduced resolution.")
    about = _about(teacher, teaching, factor, trial)
    if teaching.ensemble:
        fit, about["ensemble_weights"] = _averaged(teacher, fit, trial, monitor)
    return replace(teacher, fit=fit, about=about)


def _averaged(teacher: Model, network: Fit, trial: Trial, monitor: Monitor) -> Tuple[Fit, List[float]]:
    """(the mean of the dense network and the convolutional one that it taught, the weights of both): by the inverse of
    their squared errors at reduced resolution."""
    shares = np.array([trial.rows, trial.network]) ** -2.0
    shares /= shares.sum()
    monitor.info(f"Ensemble: {in_percent(shares[0])} dense and {in_percent(shares[1])} convolutional network, "
                 "weighted by these errors.")
    return SumFit([teacher.fit, network], shares), [float(share) for share in shares]


def _doubt(samples, noise) -> str:
    """Why a network may have nothing to learn; empty where noise is known from dates or documents."""
    if not noise.any():
        return "nothing is known of that noise, or training was better without it"
    known = [estimate for estimate in samples.noise.values() if estimate.std]
    return "with so few dates its size is known from texture only" if all(e.of_texture for e in known) else ""


def _about(teacher, teaching, factor, trial):
    about, method = teacher.about, DEEP_ENSEMBLE if teaching.ensemble else METHOD
    return {**about, "method": method.name, "taught_by": about["method"],
            "method_label": f"{method.label}, taught by {about['method_label']}",
            "hyperparameters": {**about["hyperparameters"], NAME: teaching.settings},
            "scale_transfer": {"factor": factor, **trial.about()}}


def _factor(stack: Stack, coarse: Coarse):
    """Pixels on a side of the means to teach at; None where cells are too small."""
    wide, narrow = (np.median(cell_kilometres(grid)[0]) for grid in (coarse.grid, stack.grid))
    pixels = wide / narrow
    return 3 if pixels > _WIDE - 0.5 else 2 if pixels > 1.5 else None
