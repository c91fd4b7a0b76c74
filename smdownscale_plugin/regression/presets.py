"""HYPERPARAMETERS: JSON text, a JSON file, or the name of a preset (settings published with other systems)."""
import json
import os
from dataclasses import dataclass
from typing import Any, Dict, Sequence, Tuple

from ..errors import InputError
from .methods import ALIASES, AUTO


@dataclass(frozen=True)
class PublishedSettings:
    """Settings of one method as somebody published them."""

    method: str
    settings: Dict[str, Any]
    source: str


PRESETS = {
    "dbn_study": PublishedSettings(
        "deep_belief_network", {"layers": 2, "neurons": 1000, "pretraining_epochs": 400, "pretraining_rate": 0.1,
                                "epochs": 800, "patience": 800, "learning_rate": 0.1, "batch_size": 16, "dropout": 0.05,
                                "optimiser": "gradient_descent"},
        "the deep belief network of a study of SMAP L4 from 9 to 1 km, one date, as in its code; meant for one date: "
        "with many it trains for hours"),
    "dbn_study_forest": PublishedSettings(
        "random_forest", {"n_estimators": 106, "max_depth": 14, "max_features": 0.1, "min_samples_leaf": 1},
        "the random forest compared with a deep belief network, SMAP L4 from 9 to 1 km, as in that study's code "
        "(without its rule that a node of two rows isn't split)"),
    "mmnet_decoder": PublishedSettings(
        "neural_network", {"layers": 3, "neurons": 128, "learning_rate": 0.01, "batch_size": 512, "epochs": 100,
                           "patience": 10, "networks": 1},
        "how MMNet, stations to 30 m, is trained in its code, and its decoder's widest layer, as a plain network"),
    "published_forest": PublishedSettings(
        "random_forest", {"n_estimators": 100, "max_depth": 0, "max_features": 1.0, "min_samples_leaf": 1},
        "scikit-learn's defaults, for studies that name a random forest without its settings, such as that of SMAP L4 "
        "and fluorescence over Henan (Sang et al. 2026); `make skill` calls it the forest as published"),
}


def read_hyperparameters(text: str, method: str) -> Dict[str, Any]:
    """The settings that HYPERPARAMETERS means for `method`; {} for ''.

    Raises InputError when it is neither a preset of this method, nor a JSON object, nor a file with one.
    """
    text = (text or "").strip()
    if not text:
        return {}
    if text in PRESETS:
        return _of_preset(text, method)
    if os.path.isfile(text):
        with open(text, encoding="utf-8", errors="replace") as file:
            text = file.read(1_000_000)
    elif not text.startswith(("{", "[", '"')) and (text.lower().endswith(".json") or os.sep in text):
        raise InputError(f"HYPERPARAMETERS: there is no file {text}; give the path of a JSON file, or JSON text "
                         'such as {"n_estimators": 300}.')
    try:
        value = json.loads(text, object_pairs_hook=_once)
    except InputError:
        raise
    except (ValueError, RecursionError) as problem:
        raise InputError(f"HYPERPARAMETERS isn't JSON ({problem}); write it as {{\"n_estimators\": 300}}, give the "
                         f"path of a file, or one of the presets {', '.join(PRESETS)}.") from None
    if not isinstance(value, dict):
        raise InputError('HYPERPARAMETERS must be a JSON object such as {"n_estimators": 300}.')
    return value


def _once(pairs: Sequence[Tuple[str, Any]]) -> Dict[str, Any]:
    """A JSON object's pairs as a dictionary; InputError when a key occurs twice: which one counts?"""
    keys = [key for key, _ in pairs]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise InputError(f"HYPERPARAMETERS holds {twice[0]!r} twice; leave out one of them.")
    return dict(pairs)


def _of_preset(name: str, method: str) -> Dict[str, Any]:
    preset, method = PRESETS[name], ALIASES.get(method, method)
    if method == AUTO:
        return {preset.method: preset.settings}
    if method != preset.method:
        raise InputError(f"HYPERPARAMETERS: the preset {name} is for METHOD {preset.method}, not {method}.")
    return dict(preset.settings)
