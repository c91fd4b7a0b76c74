"""Sets of predictors to compare, from a line of text: `all; -sif; radar alone: s1_*`.

Sets are separated by `;` (or new lines), names within a set by `,`. A name takes that predictor, `all` takes all; a
leading `-` leaves one out; a set that only leaves out starts from all. `*` stands for any characters, so that `-s1_*`
leaves out a group. `label: ...` names a set for the report.
"""
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Dict, List, Sequence, Tuple

from ..errors import InputError

ALL = "all"
_MOST = 60          # characters of a label that nobody chose


@dataclass(frozen=True)
class PredictorSet:
    """Some of the predictors, in their own order, and what the set is called."""

    label: str
    names: Tuple[str, ...]


def read_sets(text: str, names: Sequence[str]) -> List[PredictorSet]:
    """The sets that `text` means, of the predictors `names`; '' is the set of all.

    Raises InputError for a name that isn't there (with the list of those that are), and for a set without predictors.
    """
    parts = [part.strip() for part in re.split(r"[;\n]", text or "") if part.strip()]
    return distinct([_read(part, list(names)) for part in parts or [ALL]])


def kept(sets: Sequence[PredictorSet], names: Sequence[str]) -> List[PredictorSet]:
    """The sets less predictors that dropped out (constant ones); those that became empty or equal are left out."""
    left = [PredictorSet(s.label, tuple(n for n in s.names if n in names)) for s in sets]
    return distinct([s for s in left if s.names])


def distinct(sets: Sequence[PredictorSet]) -> List[PredictorSet]:
    """The first of every set of the same predictors."""
    first: Dict[Tuple[str, ...], PredictorSet] = {}
    for one in sets:
        first.setdefault(one.names, one)
    return list(first.values())


def _read(part, names):
    label, colon, listed = part.partition(":")
    tokens = [t.strip() for t in (listed if colon else part).split(",") if t.strip()]
    taken = [n for t in tokens if not t.startswith("-") for n in _matching(t, names)]
    left_out = [n for t in tokens if t.startswith("-") for n in _matching(t[1:].strip(), names)]
    chosen = [n for n in names if (n in taken or not any(not t.startswith("-") for t in tokens)) and n not in left_out]
    if not tokens or not chosen:
        raise InputError(f"PREDICTOR_SETS: {part!r} leaves no predictor; choose from {', '.join(names)}.")
    return PredictorSet(label.strip() if colon and label.strip() else _label(chosen, names), tuple(chosen))


def _matching(token, names):
    found = names if token == ALL else [n for n in names if n == token] or [n for n in names if fnmatchcase(n, token)]
    if not found:
        raise InputError(f"PREDICTOR_SETS: there is no predictor {token!r}; choose from {', '.join(names)}. Sets are "
                         "separated by ;, names by a comma, and a leading - leaves one out, as in: all; -lst; "
                         "ndvi,elevation.")
    return found


def _label(chosen, names):
    """What a set is called: by what it leaves out where that is shorter."""
    missing = [n for n in names if n not in chosen]
    if not missing:
        return ALL
    text = f"without {', '.join(missing)}" if len(missing) < len(chosen) else ", ".join(chosen)
    return text if len(text) <= _MOST else text[:_MOST - 2].rsplit(",", 1)[0] + ", …"
