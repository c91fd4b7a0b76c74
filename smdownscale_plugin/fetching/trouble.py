"""A problem of a request: what to say of it, and whether another try or a smaller tile can help."""
from dataclasses import dataclass

from ..errors import SmDownscaleError


class FetchError(SmDownscaleError):
    """A provider refused, or could not be reached; the message says what to do."""


@dataclass(frozen=True)
class Trouble:
    """error: one sentence of what happened and what to do; passes: another try can help; too_heavy: smaller tiles."""

    error: SmDownscaleError
    passes: bool = False
    too_heavy: bool = False


def plain_trouble(problem: BaseException, what: str = "") -> Trouble:
    """Trouble of a source without a network: nothing passes by itself."""
    if isinstance(problem, SmDownscaleError):
        return Trouble(problem)
    about = f" {what}" if what else ""
    return Trouble(FetchError(f"Can't read{about}: {' '.join(str(problem).split()) or type(problem).__name__}."))
