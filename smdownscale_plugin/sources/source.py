"""What a source is: a provider by name, opened for an account."""
from dataclasses import dataclass
from typing import Callable

from ..fetching.provider import Account, Provider


@dataclass(frozen=True)
class Source:
    """A provider that tools can fetch from; open: for an account, without connecting yet."""

    name: str
    open: Callable[[Account], Provider]
