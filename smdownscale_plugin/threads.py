"""Threads: work beside a caller that must stay responsive, and limits on those that libraries start by themselves."""
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from typing import Any, Callable, ContextManager, Iterator, Sequence

from .dependencies import available, require
from .monitor import Monitor

_LOOK = 0.1   # seconds between two looks at the caller's check


def beside(work: Callable, check: Callable) -> Any:
    """Do `work()` in a thread of its own and call `check()` meanwhile, which raises when nobody wants the result.

    Returns what work returns, raises what it raises. Work that is given up ends by itself, unseen. Its thread isn't a
    daemon: one that comes back to an interpreter that is gone may crash it.
    """
    result, failed = [], []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as problem:    # raised again below, where the caller is
            failed.append(problem)

    thread = threading.Thread(target=run, name=f"beside_{getattr(work, '__name__', 'work')}", daemon=False)
    thread.start()
    while thread.is_alive():
        thread.join(_LOOK)
        check()
    if failed:
        raise failed[0]
    return result[0]


def beside_each_other(jobs: Sequence[Callable[[Monitor], None]], many: int, monitor: Monitor) -> None:
    """Call each job with a monitor of its own, `many` of them at a time, each in a thread; return when all are done.

    Progress (the jobs' mean) and cancelling pass through the caller's thread. Raises what a job raises, or Cancelled;
    the others are then cancelled, and waited for.
    """
    fractions, given_up = [0.0] * len(jobs), threading.Event()

    def own(k: int) -> Monitor:
        def progress(fraction: float, _message: str = "") -> None:
            fractions[k] = max(fractions[k], fraction)
        return Monitor(progress, given_up.is_set)

    with ThreadPoolExecutor(many) as pool, limited_threads(1):
        waiting = {pool.submit(job, own(k)) for k, job in enumerate(jobs)}
        try:
            while waiting:
                done, waiting = wait(waiting, _LOOK, FIRST_COMPLETED)
                for job in done:
                    job.result()
                monitor.at(sum(fractions) / len(fractions))
        except BaseException:
            given_up.set()
            for job in waiting:
                job.cancel()
            raise


class ProcessLimit:
    """A limit that is one for the whole process: the first of several users sets it, the last one lifts it.

    limit: an amount to the context in which it holds.
    """

    def __init__(self, limit: Callable[[int], ContextManager]):
        self._limit, self._lock, self._users, self._held = limit, threading.Lock(), 0, ExitStack()

    @contextmanager
    def __call__(self, amount: int) -> Iterator[None]:
        with self._lock:
            if self._users == 0:
                self._held.enter_context(self._limit(amount))
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._held.close()


@contextmanager
def _threads_of_libraries(count: int) -> Iterator[None]:
    """Matrix products and OpenMP loops in at most `count` threads each, where the package that limits them is there."""
    with ExitStack() as limits:
        if available("threadpoolctl"):
            limits.enter_context(require("threadpoolctl").threadpool_limits(count))
        yield


limited_threads = ProcessLimit(_threads_of_libraries)
