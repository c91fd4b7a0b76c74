"""Fetch Predictors: from an area, dates and a preset to dated predictor stacks and coarse soil moisture."""
import os
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Dict, List, Optional

from ..fetching.choice import Choice, Question, cost_of, settle
from ..fetching.provider import Provider
from ..fetching.stacks import STATIC_NAME, StackOrders, needed_spans
from ..fetching.tile_store import HIDDEN
from ..fetching.transferring import Transfer
from ..monitor import SILENT, Monitor


@dataclass(frozen=True)
class Fetched:
    """Files that were made (the static stack first), steps that were skipped with the reason, tiles asked and found."""

    predictors: List[str]
    coarse: List[str]
    skipped: Dict[str, str]
    requests: int
    kept: int


def fetch_predictors(question: Question, provider: Provider, monitor: Monitor = SILENT,
                     today: Optional[date] = None) -> Fetched:
    """Write OUTPUT_FOLDER/predictors/*.tif (a stack a step, one of static predictors) and OUTPUT_FOLDER/coarse/*.tif.

    The cost is logged before the first request; a second run of the same question fetches only what is missing.
    Raises InputError (names, dates, area), FetchError (sign-in, network, service), OutputError, Cancelled.
    """
    choice = settle(question, provider.catalogue, today or datetime.now(timezone.utc).date(), monitor)
    monitor.info(f"This takes {cost_of(choice, provider).text()}.")
    monitor.info(provider.connect(monitor))
    inventory = provider.inventory(needed_spans(choice), choice.target.coarse, monitor.part(0.02, 0.08))
    orders = StackOrders(choice, provider, inventory, monitor)
    transfer = Transfer(provider, orders.count(), monitor.part(0.08, 1.0))
    made = [order.path for order in _carried_out(orders, transfer)]
    shutil.rmtree(os.path.join(choice.output_folder, HIDDEN), ignore_errors=True)
    return _log_fetched(choice, made, orders, transfer, monitor)


def _carried_out(orders: StackOrders, transfer: Transfer):
    water = orders.water()
    if water:
        list(transfer.carry_out([water]))
    static = orders.static()
    if static and orders.choice.terrain and not static.is_finished():
        list(transfer.carry_out([orders.dem()]))
    everything = ([static] if static else [])

    def all_orders():
        yield from everything
        yield from orders.dated()
    return transfer.carry_out(all_orders())


def _log_fetched(choice: Choice, made: List[str], orders: StackOrders, transfer: Transfer, monitor: Monitor) -> Fetched:
    predictors, coarse = ([p for p in sorted(made) if os.path.basename(os.path.dirname(p)) == folder]
                          for folder in ("predictors", "coarse"))
    predictors.sort(key=lambda path: os.path.basename(path) != STATIC_NAME)
    monitor.info(f"{len(predictors)} predictor stacks and {len(coarse)} coarse rasters are in {choice.output_folder}: "
                 f"{transfer.requests} tiles were fetched ({transfer.bytes / 1e6:.1f} MB), {transfer.kept} were kept "
                 "from an earlier run.")
    if orders.skipped:
        monitor.info(f"Skipped: {'; '.join(f'{day} ({reason})' for day, reason in orders.skipped.items())}.")
    monitor.at(1.0, "Data fetched")
    return Fetched(predictors, coarse, orders.skipped, transfer.requests, transfer.kept)
