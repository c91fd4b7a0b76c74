"""How a job speaks to whoever runs it: progress, cancelling and the log, as plain callables."""
import time
from dataclasses import dataclass, replace
from typing import Any, Callable, Iterable, Iterator, TypeVar

from .errors import Cancelled

T = TypeVar("T")


def _nothing(*_args: Any) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Monitor:
    """Progress, cancelling and log of one job.

    progress: called with (fraction 0..1, message); cancelled: asked often, True stops the job;
    info, warn: one line for the log each.
    """

    progress: Callable[[float, str], None] = _nothing
    cancelled: Callable[[], bool] = _never
    info: Callable[[str], None] = _nothing
    warn: Callable[[str], None] = _nothing

    def check(self) -> None:
        """Raise `Cancelled` when the user has cancelled."""
        if self.cancelled():
            raise Cancelled()

    def without_progress(self) -> "Monitor":
        """The same for one of many steps that aren't shown one by one."""
        return replace(self, progress=_nothing)

    def at(self, fraction: float, message: str = "") -> None:
        """Report a fraction done (0..1) and stop here when cancelled."""
        self.check()
        self.progress(min(max(fraction, 0.0), 1.0), message)

    def part(self, start: float, end: float) -> "Monitor":
        """A monitor whose 0..1 is this one's start..end."""
        def progress(fraction: float, message: str = "") -> None:
            self.progress(start + (end - start) * fraction, message)
        return replace(self, progress=progress)

    def each(self, items: Iterable[T], message: str = "") -> Iterator[T]:
        """Iterate with progress after, and a look at cancel before, every item."""
        items = list(items)
        for i, item in enumerate(items):
            self.at(i / len(items), message)
            yield item
        self.at(1.0, message)

    def without_repeats(self) -> "Monitor":
        """A monitor whose log has every line once, for jobs that do the same thing date after date."""
        seen = set()

        def info(line: str) -> None:
            if line not in seen:
                seen.add(line)
                self.info(line)
        return replace(self, info=info)

    def cancel_limited(self, every: float = 0.2) -> Callable[[], bool]:
        """`cancelled` for tight loops: asks the owner at most once in `every` seconds."""
        following, answer = 0.0, False

        def cancelled() -> bool:
            nonlocal following, answer
            now = time.monotonic()
            if now >= following:
                following, answer = now + every, self.cancelled()
            return answer
        return cancelled


SILENT = Monitor()
