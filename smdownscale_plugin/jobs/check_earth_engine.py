"""Test Earth Engine: a sign-in and the smallest possible request."""
import time

from ..monitor import SILENT, Monitor
from ..sources.earth_engine.problems import EarthEngineError
from ..sources.earth_engine.session import Access, connect

_SUM = 42


def check_earth_engine(access: Access = Access(), monitor: Monitor = SILENT) -> str:
    """Text of one line (more with the server's warnings): that it works, as whom, with which project, how fast.

    Raises MissingPackageError without the client, EarthEngineError with the sentence of what to do.
    """
    monitor.at(0.0, "Signing in")
    session = connect(access, monitor)
    monitor.at(0.5, "Asking for a sum")
    ee, begin = session.ee, time.monotonic()
    answer = session.ask(lambda: ee.data.computeValue(ee.Number(_SUM - 1).add(1)), "a test sum", monitor)
    if answer != _SUM:
        raise EarthEngineError(f"Earth Engine answered {answer!r} to a test sum, not {_SUM}; is {session.address} its "
                               "address?")
    lines = [f"Earth Engine works: as {session.account}, with the project {session.project} (client {ee.__version__}, "
             f"{session.address}, {time.monotonic() - begin:.1f} s for a small request)."]
    lines += session.transport.notices()
    for line in lines:
        monitor.info(line)
    monitor.at(1.0)
    return "\n".join(lines)
