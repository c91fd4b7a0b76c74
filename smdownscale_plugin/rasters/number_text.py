"""Numbers written as text, read as a person reads them: Python's own reading takes 1_0e-2 for 0.1."""
import re

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def number_of(text: str) -> float:
    """The number that a text is, NaN for `nan`; ValueError for anything else: 1_0, 1e, 0x1, ١, infinity."""
    text = text.strip()
    if text.lower() in ("nan", "+nan", "-nan"):
        return float("nan")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text[:40]!r} isn't a number")
    return float(text)


def in_percent(share: float) -> str:
    """A share (0 to 1) in whole percent, as texts have it: 41 %."""
    return f"{100.0 * share:.0f} %"
