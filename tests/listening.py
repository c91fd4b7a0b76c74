"""Monitors that remember what they were told, and that cancel."""
from smdownscale_plugin.monitor import Monitor


def listener():
    """(lines, monitor): what the monitor is told becomes lines, warnings with WARNING before them."""
    said = []
    return said, Monitor(info=said.append, warn=lambda text: said.append(f"WARNING {text}"))


def cancelled_after(calls):
    """A monitor that is asked so often whether to go on, and then cancels."""
    left = iter(range(calls))
    return Monitor(cancelled=lambda: next(left, None) is None)


class Listener:
    """A monitor that remembers, and cancels once progress has come to a fraction."""

    def __init__(self, cancel_at=None):
        self.said, self.warned, self.fractions = [], [], []
        self.monitor = Monitor(lambda fraction, _message="": self.fractions.append(fraction),
                               lambda: cancel_at is not None and max(self.fractions, default=0) >= cancel_at,
                               self.said.append, self.warned.append)

    @property
    def text(self):
        """All lines and warnings, one a line."""
        return "\n".join(self.said + self.warned)
