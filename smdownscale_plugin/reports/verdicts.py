"""Verdicts in words, the same in every report: what a skill means, and how much lies outside the training range."""
import math
from typing import Any, Dict, Sequence

CLEAR, SOME = 0.3, 0.1      # of skill

CORRECTIONS = {"none": "no residual correction", "mean_preserving": "mean-preserving residual correction",
               "filtered": "filtered residual correction"}


def skill_verdict(skill: float) -> str:
    """What a skill against bilinear interpolation says of downscaling, as the end of a sentence."""
    if not math.isfinite(skill):
        return "whether downscaling adds anything is unknown"
    if skill >= CLEAR:
        return "downscaling adds clear detail"
    if skill >= SOME:
        return "downscaling adds some detail"
    if skill > -SOME:
        return "downscaling adds little that interpolating the coarse product doesn't give"
    return "downscaling does harm: interpolating the coarse product comes closer"


def model_skill(about: Dict[str, Any]) -> float:
    """Skill expected of maps of a model with the residual correction that `auto` takes (of older models: that at
    reduced resolution); NaN where unknown."""
    made = about.get("scale_up")
    if made is not None:
        return float((made.get("expected") or made).get("skill", math.nan))
    return float((about.get("assessment") or {}).get("skill", {}).get(about.get("auto_correction"), math.nan))


def model_trust(about: Dict[str, Any]) -> str:
    """How far to trust maps of a model, from its model card."""
    if about.get("trained_on") == "stations":
        rmse = about["protocols"][about["validation"]["kind"]]["model"]["rmse"]
        return (f"At stations left out of its training the model errs by {formatted(rmse)} m³/m³ (RMSE); expect about "
                "that where there is no station.")
    skill = model_skill(about)
    if not math.isfinite(skill):
        return "The training area was too small to test the detail that the model adds, so don't rely on it unchecked."
    return (f"As far as tests at reduced resolution can show, {skill_verdict(skill)} (expected skill "
            f"{formatted(skill, 2)}; 0 is interpolation, 1 is perfect)."
            + (" This was tested with the model that taught the network." if about.get("taught_by") else ""))


def formatted(value: float, digits: int = 3) -> str:
    """A number with a true minus sign, never -0."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def percent(share: float, digits: int = 0) -> str:
    """A share (0..1) as 41 %; a dash where unknown."""
    return f"{100.0 * share:.{digits}f}\u00a0%" if math.isfinite(share) else "–"


def outside_words(new: Sequence[float], outside: Sequence[float]) -> str:
    """How much of the maps has conditions that training never saw, '' where it isn't known.

    new: percent of the pixels of each map out of the range of the pixels in training, NaN where the model file doesn't
    hold it; outside: percent of them out of the range of the training rows.
    """
    known = [p for p in new if math.isfinite(p)]
    if known:
        mean = sum(known) / len(known)
        if mean < 1.0:
            return "Almost all pixels have conditions that pixels also had in training."
        return (f"{percent(mean / 100.0)} of the pixels have conditions that no pixel had in training: there the model "
                "extrapolates, so trust the maps less.")
    known = [p for p in outside if math.isfinite(p)]
    if not known:
        return ""
    mean = sum(known) / len(known)
    if mean < 1.0:
        return "Almost all pixels lie within the training range."
    return (f"{percent(mean / 100.0)} of the pixels lie outside the training range of at least one predictor: there "
            "the model extrapolates.")
