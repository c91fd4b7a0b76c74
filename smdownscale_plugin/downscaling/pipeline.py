"""Work on windows in threads, results taken in order: memory holds a few windows, whatever the raster's size."""
import os
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from typing import Any, Callable, ContextManager, Deque, Sequence, Tuple

from ..monitor import Monitor
from ..rasters.windows import Window
from ..threads import limited_threads

_LOOK = 0.2   # seconds between two looks at cancel


def thread_count() -> int:
    """Threads to work with: the processors that this process may use."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:                       # not on Windows and macOS
        return max(1, os.cpu_count() or 1)


def for_each_window(windows: Sequence[Window], work: Callable, finish: Callable, monitor: Monitor, message: str = "",
                    threads: int = 0) -> None:
    """Call `work(window)` in threads and `finish(window, result)` here, in order.

    At most two windows a thread are under way. Where it has them, `work.fraction()` says how much is done (else whole
    windows count), and `work.stop()` is called when cancelled, or when one fails, so that windows under way end soon.
    """
    threads = threads or thread_count()
    waiting: Deque[Tuple[Window, Future]] = deque()
    finished = [0]
    fraction = getattr(work, "fraction", lambda: finished[0] / len(windows))

    def finish_first() -> None:
        window, future = waiting[0]
        while not wait([future], _LOOK).done:
            monitor.at(fraction(), message)
        waiting.popleft()
        finish(window, future.result())
        finished[0] += 1
        monitor.at(fraction(), message)

    with ThreadPoolExecutor(threads) as pool, limited_threads(1):
        try:
            for window in windows:
                monitor.check()
                waiting.append((window, pool.submit(work, window)))
                if len(waiting) >= 2 * threads:
                    finish_first()
            while waiting:
                finish_first()
        except BaseException:
            getattr(work, "stop", lambda: None)()
            raise
        finally:
            for _, future in waiting:
                future.cancel()


class PerThread:
    """One resource a thread, such as a file handle; all are closed together. A context manager."""

    def __init__(self, make: Callable[[], ContextManager]):
        self._make = make
        self._local, self._lock, self._opened = threading.local(), threading.Lock(), ExitStack()

    def __enter__(self) -> "PerThread":
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def __call__(self) -> Any:
        """The resource of the calling thread, made when it first asks."""
        if not hasattr(self._local, "own"):
            with self._lock:
                self._local.own = self._opened.enter_context(self._make())
        return self._local.own
