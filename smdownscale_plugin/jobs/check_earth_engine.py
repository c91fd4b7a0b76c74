"""Test Earth Engine: the sign-in where it is asked for, then the smallest possible request."""
from typing import Any, Callable, Optional

from ..fetching.provider import Provider
from ..monitor import SILENT, Monitor
from ..sources.registry import open_provider


def check_earth_engine(provider: Optional[Provider] = None, monitor: Monitor = SILENT,
                       open_browser: Optional[Callable[[str], Any]] = None) -> str:
    """Text of one line (more with the server's warnings): that it works, as whom, with which project, how fast.

    open_browser: signs in first, in a browser that it opens.
    Raises MissingPackageError without the client, FetchError with the sentence of what to do.
    """
    provider = provider or open_provider()
    if open_browser is not None:
        provider.sign_in(open_browser, monitor)
    report = provider.check(monitor)
    for line in report.splitlines():
        monitor.info(line)
    monitor.at(1.0)
    return report
