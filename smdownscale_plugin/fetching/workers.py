"""Requests in a few threads: retried with back-off and jitter, stopped at once, failures explained in a sentence."""
import queue
import random
import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Generic, Iterable, Iterator, List, Optional, Tuple, TypeVar

from ..errors import Cancelled
from ..monitor import Monitor
from .trouble import Trouble

WORKERS = 8
THREADS = "fetching"      # what their names begin with
_LOOK = 0.1     # seconds between two looks at cancel

T = TypeVar("T")


@dataclass(frozen=True)
class Retry:
    """How often, and after how long, a request is tried again: first * 2^n seconds, at most `longest`, with jitter."""

    attempts: int = 7
    first: float = 1.0
    longest: float = 60.0

    def delay(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row: between half and all of the exponential delay."""
        whole = min(self.longest, self.first * 2 ** (failures - 1))
        return whole * (0.5 + 0.5 * random.random())


@dataclass(frozen=True)
class Task(Generic[T]):
    """A piece of work: `do()` makes one request; `split` gives smaller tasks when the server finds it too heavy."""

    name: str
    do: Callable[[], T]
    key: Any = None
    split: Callable[[], List["Task"]] = lambda: []


class WorkerThread(threading.Thread):
    """A thread of ours; `stop` is set when its run ended early: only then, and only here, requests are given up."""

    def __init__(self, stop: threading.Event, work: Callable[[], None], number: int):
        super().__init__(target=work, name=f"{THREADS}-{number}", daemon=True)
        self.stop = stop


def is_given_up() -> bool:
    """Whether the run that the calling thread works for has ended: what it waits for nobody wants any more."""
    thread = threading.current_thread()
    return isinstance(thread, WorkerThread) and thread.stop.is_set()


class Workers:
    """Runs tasks in daemon threads, so that a hung socket holds up nobody; use it as a context manager.

    Every thread waits when one of them was told to slow down: no retry storms. `explain` says which problems pass;
    `release` is called by each thread at its end. A block that ends by an exception gives up all requests.
    """

    def __init__(self, explain: Callable[[BaseException, str], Trouble], retry: Retry = Retry(), count: int = WORKERS,
                 release: Callable[[], None] = lambda: None):
        self._explain, self._stop = explain, threading.Event()
        self._retry, self._count, self._release = retry, count, release
        self._tasks: queue.Queue = queue.Queue()
        self._results: queue.Queue = queue.Queue()
        self._quiet_until = 0.0
        self.retries = 0

    def __enter__(self) -> "Workers":
        for number in range(self._count):
            WorkerThread(self._stop, self._work, number).start()
        return self

    def __exit__(self, kind: Optional[type], *_: object) -> None:
        if kind is not None:
            self._stop.set()
        for _number in range(self._count):
            self._tasks.put(None)

    def run(self, tasks: Iterable[Task], monitor: Monitor) -> Iterator[Tuple[Task, Any]]:
        """(task, result) of each task, in the order in which they end; tasks that are split appear as their parts.

        Takes a task from `tasks` only when a thread has room for it. Raises the explained error, one sentence, at the
        first failure that won't pass; Cancelled within a tenth of a second.
        """
        tasks, pending = iter(tasks), 0
        exhausted = False
        while pending or not exhausted:
            while not exhausted and pending < 2 * self._count:
                task = next(tasks, None)
                exhausted = task is None
                if task is not None:
                    self._tasks.put(task)
                    pending += 1
            if not pending:
                return
            task, result, problem = self._next(monitor)
            pending -= 1
            if problem is None:
                yield task, result
                continue
            trouble = self._explain(problem, task.name)
            parts = task.split() if trouble.too_heavy else []
            if not parts:
                raise trouble.error
            monitor.info(f"{task.name} is too large for the server; it is fetched in {len(parts)} parts.")
            for part in parts:
                self._tasks.put(part)
            pending += len(parts)

    def _next(self, monitor: Monitor) -> Any:
        while True:
            monitor.check()
            try:
                return self._results.get(timeout=_LOOK)
            except queue.Empty:
                continue

    def _work(self) -> None:
        try:
            while not self._stop.is_set():
                task = self._tasks.get()
                if task is None:
                    return
                try:
                    self._results.put((task, self._persist(task), None))
                except Exception as problem:    # whatever it is, the owner of the tasks decides
                    self._results.put((task, None, problem))
        finally:
            self._release()

    def _persist(self, task: Task) -> Any:
        """The task's result, tried again while that can help."""
        for failures in range(1, self._retry.attempts + 1):
            self._wait()
            try:
                return task.do()
            except Exception as problem:
                last, trouble = failures == self._retry.attempts, self._explain(problem, task.name)
                if last or trouble.too_heavy or not trouble.passes or self._stop.is_set():
                    raise
                self.retries += 1
                self._quiet_until = max(self._quiet_until, time.monotonic() + self._retry.delay(failures))
        raise AssertionError("unreachable")

    def _wait(self) -> None:
        """Hold still until the time that all threads agreed to wait for; Cancelled when stopped meanwhile."""
        while True:
            left = self._quiet_until - time.monotonic()
            if left > 0:
                left *= 1.0 + 0.25 * random.random()    # not all at the same instant
            if self._stop.wait(max(left, 0.0)) or self._stop.is_set():
                raise Cancelled()
            if time.monotonic() >= self._quiet_until:
                return
