"""Providers of data: a provider is one folder with a class of the contract `fetching.provider`, and one line here."""
from ..fetching.provider import Account, Provider
from .earth_engine.provider import EarthEngine
from .earth_engine.session import Access
from .source import Source

SOURCES = {source.name: source for source in (
    Source("earth_engine", lambda account: EarthEngine(Access(account.project, account.key))),
)}
DEFAULT = "earth_engine"


def open_provider(account: Account = Account(), name: str = DEFAULT) -> Provider:
    """The provider of a name for an account."""
    return SOURCES[name].open(account)
