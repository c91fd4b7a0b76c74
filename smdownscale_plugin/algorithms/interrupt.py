"""Ctrl-C in qgis_process cancels the running tool, as the button does in the window."""
import signal
import threading
from contextlib import contextmanager

from qgis.core import QgsApplication


@contextmanager
def cancelled_by_interrupt(feedback):
    """While this lasts, the first interrupt cancels and a second one ends the process.

    Only in qgis_process: Python's own handler raises KeyboardInterrupt there, which gets lost on its way through C++.
    """
    if QgsApplication.platform() != "qgis_process" or threading.current_thread() is not threading.main_thread():
        yield
        return

    def cancel(*_):
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        feedback.cancel()
    before = signal.signal(signal.SIGINT, cancel)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
