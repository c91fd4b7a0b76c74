"""Orders fetched tile by tile, all of them through the same threads, each written as soon as it is complete."""
from typing import Iterable, Iterator, List, Optional

import numpy as np

from ..monitor import Monitor
from ..rasters.windows import Window
from .orders import Order
from .provider import Provider
from .workers import Task


class Transfer:
    """Carries orders out; counts tiles asked for (`requests`), found from before (`kept`), and `bytes` fetched."""

    def __init__(self, provider: Provider, files: int, monitor: Monitor):
        self._provider, self._files, self._monitor = provider, max(1, files), monitor
        self._done: List[Order] = []
        self.requests = self.kept = self.bytes = 0
        self._progressed = 0.0

    def carry_out(self, orders: Iterable[Order]) -> Iterator[Order]:
        """Each order when its file is there. Raises FetchError, OutputError, Cancelled; tiles are kept."""
        with self._provider.workers() as workers:
            for task, _ in workers.run(self._tasks(orders), self._monitor):
                order, window = task.key
                order.missing -= 1
                self.requests += 1
                self.bytes += self._provider.limits.bytes_of(window, len(order.layers))
                self._progress(order)
                for notice in self._provider.notices():
                    self._monitor.warn(notice)
                if not order.missing:
                    self._finish(order)
                yield from self._drain()
        yield from self._drain()

    def _tasks(self, orders: Iterable[Order]) -> Iterator[Task]:
        for order in orders:
            if order.is_finished():
                self._monitor.info(f"{order.name} exists already.")
                self._progressed += 1
                self.kept += len(order.tiles)
                order.after()
                self._done.append(order)
                continue
            wanted = [tile for tile in order.tiles if _any(order.is_wanted(tile))]
            missing = [order.store.missing(tile) for tile in wanted]
            there = sum(not lacking for lacking in missing)
            self.kept += there
            self._progressed += (there + len(order.tiles) - len(wanted)) / len(order.tiles)
            parts = [part for lacking in missing for part in lacking]
            order.missing = len(parts)
            if not parts:
                self._finish(order)
            for part in parts:
                yield self._task(order, part)

    def _task(self, order: Order, window: Window) -> Task:
        def split() -> List[Task]:
            quarters = order.store.split(window)
            order.missing += len(quarters) - 1 if quarters else 0
            return [self._task(order, quarter) for quarter in quarters]
        name = f"{order.name}, rows {window.row}-{window.row + window.height - 1}, columns {window.column}-" \
               f"{window.column + window.width - 1}"
        return Task(name, lambda: order.fetch(window), (order, window), split)

    def _finish(self, order: Order) -> None:
        order.write(self._monitor.check)
        self._done.append(order)

    def _drain(self) -> Iterator[Order]:
        done, self._done = self._done, []
        yield from done

    def _progress(self, order: Order) -> None:
        self._progressed += 1 / len(order.tiles)
        self._monitor.at(min(1.0, self._progressed / self._files), f"Fetching {order.name}")


def _any(wanted: Optional[np.ndarray]) -> bool:
    """Whether anything in a tile is wanted (None: all of it)."""
    return wanted is None or bool(wanted.any())
