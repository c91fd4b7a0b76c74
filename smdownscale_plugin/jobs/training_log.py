"""What the log says of a training."""
from typing import Any

from ..downscaling.correcting import chosen_correction
from ..downscaling.detail import LITTLE, made_sentence, parts_sentence, weight_in_words
from ..monitor import Monitor
from ..rasters.number_text import in_percent
from ..regression.model import Model
from ..samples.samples import Samples
from ..selection.choosing import explain
from ..selection.fold import buffer_km
from .model_card import outside_shares

_SKILLS = {"none": "without residual correction", "mean_preserving": "mean-preserving", "filtered": "filtered",
           "nearest": "nearest neighbour"}
_DOUBTED = 0.95        # share of the detail that is trusted, below which the log says so


def log_training(samples: Samples, selected: Any, model: Model, monitor: Monitor) -> None:
    """What was chosen and why, how it did, and what that was measured against; selected: `train_model.Selected`."""
    monitor.info(explain(samples, selected.tried, selected.chosen))
    if samples.finer is None:
        monitor.info(parts_sentence(selected.width))
    held, naive, assessment = selected.chosen.validation, selected.naive, selected.assessment
    monitor.info(f"Held-out cells ({held.validation}, buffer {buffer_km(samples):.0f} km): R {held.r:.3f}, RMSE "
                 f"{held.rmse:.4f} m3/m3 against the coarse product. The naive random split would have claimed R "
                 f"{naive.r:.3f}, RMSE {naive.rmse:.4f}.")
    outside = {name: share for name, share in outside_shares(samples).items() if share >= 0.02}
    if outside:
        monitor.info("Pixels vary more than the means of cells that the model learned from. Pixels outside the range "
                     "of these means, which is normal: "
                     + ", ".join(f"{name} {in_percent(share)}" for name, share in outside.items()) + ".")
    if assessment:
        skill = assessment.skill
        monitor.info("Held-out cells at reduced resolution (three cells to one), skill against bilinear interpolation: "
                     + ", ".join(f"{skill[kind]:.2f} {label}" for kind, label in _SKILLS.items())
                     + "; the product's own noise counts as error here, but not below.")
        monitor.info("Residual correction of maps (auto): {}, because {}.".format(*chosen_correction(model.about)))
    made = model.about["scale_up"]
    if not made:
        monitor.warn("The area is too small for an assessment at reduced resolution; CV_SKILL is not given.")
        return
    monitor.info(made_sentence(made))
    if selected.doubt.trust < _DOUBTED:
        monitor.info("Predictors explain less inside cells than between them, or the footprint is doubtful: the weight "
                     f"of detail is reduced by {in_percent(1 - selected.doubt.trust)}.")
    weight = model.detail_weight(made["correction"])
    (monitor.warn if weight < LITTLE else monitor.info)(weight_in_words(weight))
