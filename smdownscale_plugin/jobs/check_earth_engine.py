"""Test Earth Engine: a sign-in and the smallest possible request."""
from typing import Optional

from ..fetching.provider import Provider
from ..monitor import SILENT, Monitor
from ..sources.registry import open_provider


def check_earth_engine(provider: Optional[Provider] = None, monitor: Monitor = SILENT) -> str:
    """Text of one line (more with the server's warnings): that it works, as whom, with which project, how fast.

    Raises MissingPackageError without the client, FetchError with the sentence of what to do.
    """
    report = (provider or open_provider()).check(monitor)
    for line in report.splitlines():
        monitor.info(line)
    monitor.at(1.0)
    return report
