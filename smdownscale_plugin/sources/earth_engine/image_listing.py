"""Which images Earth Engine has: one request per asset that is meant for the time."""
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple

from ...fetching.catalogue import Asset, DataSet
from ...fetching.inventory import Image, Inventory
from ...fetching.provider import Spans
from ...fetching.timing import DAY
from ...fetching.workers import Task
from ...monitor import Monitor
from ...rasters.period import Period
from .problems import EarthEngineError, passes_by_itself, status_of
from .session import EarthEngineSession

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class _Missing:
    """An asset that isn't there, or not for this account."""


def collection(ee: Any, data_set: DataSet, asset: Asset, period: Optional[Period], region: Any) -> Any:
    """The images of one asset that begin in a period, over the region where they are scenes, and that pass filters."""
    images = ee.ImageCollection(asset.id)
    if period:
        images = images.filterDate(period.start.strftime("%Y-%m-%dT%H:%M:%S"), period.end.strftime("%Y-%m-%dT%H:%M:%S"))
    if data_set.sampling == "scenes":
        images = images.filterBounds(region)
    for rule in data_set.filters:
        if "equals" in rule:
            images = images.filter(ee.Filter.eq(rule["property"], rule["equals"]))
        else:
            images = images.filter(ee.Filter.listContains(rule["property"], rule["contains"]))
    return images


def take_inventory(session: EarthEngineSession, wanted: Spans, region: Any, monitor: Monitor) -> Inventory:
    """Ask for the images of each data set in its period: one request per asset meant for that time.

    An asset that isn't there, or has nothing, is replaced by the other parts of its data set, with a warning.
    Raises EarthEngineError when a data set is there in no asset.
    """
    meant: Dict[str, Sequence[Asset]] = {name: _meant(*wanted[name]) for name in wanted}
    answers = _ask(session, wanted, meant, region, monitor)
    others: Dict[str, Sequence[Asset]] = {
        name: [a for a in wanted[name][0].assets if a not in assets] for name, assets in meant.items()
        if not any(_images(answers[name, a.id]) for a in assets)}
    answers.update(_ask(session, wanted, others, region, monitor.part(1.0, 1.0)))
    images = {}
    for name in wanted:
        given = {key[1]: answer for key, answer in answers.items() if key[0] == name}
        images[name] = _merged(wanted[name][0], given, others.get(name, []), monitor)
    return Inventory(images)


def _meant(data_set: DataSet, period: Period) -> Sequence[Asset]:
    first, last = period.start.date(), (period.end - DAY).date()
    return [asset for asset in data_set.assets if asset.covers(first, last)] or data_set.assets


def _merged(data_set, given, stand_ins, monitor) -> Tuple[Image, ...]:
    absent = [asset for asset, answer in given.items() if isinstance(answer, _Missing)]
    if len(absent) == len(given):
        raise EarthEngineError(f"Earth Engine doesn't have {data_set.title} ({', '.join(absent)}): it may have been "
                               "renamed, or not be open to this account; choose another predictor.")
    images: Dict[object, Image] = {}
    for asset in data_set.assets:
        for image in _images(given.get(asset.id, [])):    # unless sensors are merged, a day comes from one asset only
            images.setdefault(image.id if data_set.merge else image.start, image)
    if any(_images(given.get(asset.id, [])) for asset in stand_ins) or absent:
        used, empty = sorted({i.asset.id for i in images.values()}), [a for a in given if not _images(given[a])]
        monitor.warn(f"{data_set.name}: taken from {', '.join(used) or 'nowhere'}; there is nothing for these dates in "
                     f"{', '.join(empty)}.")
    parts = Counter(image.asset.id for image in images.values())
    if len(parts) > 1 and not data_set.merge:
        merged = " and ".join(f"{asset} ({count} images)" for asset, count in parts.items())
        monitor.info(f"{data_set.name} is merged from {merged}.")
    return tuple(sorted(images.values(), key=lambda image: (image.start, image.id)))


def _images(answer) -> Sequence[Image]:
    return () if isinstance(answer, _Missing) else answer


def _ask(session: EarthEngineSession, wanted: Spans, assets: Mapping[str, Sequence[Asset]], region,
         monitor: Monitor) -> Dict:
    """{(data set, asset): its images, or _Missing}."""
    ee = session.ee

    def task(data_set, period, asset):
        def do():
            images = collection(ee, data_set, asset, period, region)
            try:
                starts, indices = ee.data.computeValue(ee.List([images.aggregate_array("system:time_start"),
                                                                images.aggregate_array("system:index")]))
            except Exception as problem:
                if status_of(problem) in (400, 404) and not passes_by_itself(problem) and _is_absent(problem):
                    return _Missing()
                raise
            times = [_EPOCH + timedelta(milliseconds=start) for start in starts]
            return [Image(asset, index, start) for index, start in zip(indices, times)]
        return Task(f"{data_set.name} ({asset.id})", do, (data_set.name, asset.id))

    tasks = [task(*wanted[name], asset) for name in assets for asset in assets[name]]
    answers = {}
    if tasks:
        with session.workers() as workers:
            for done, answer in workers.run(tasks, monitor):
                answers[done.key] = answer
                monitor.at(len(answers) / len(tasks), "Asking which images there are")
    return answers


def _is_absent(problem) -> bool:
    return any(text in str(problem) for text in ("not found", "does not exist"))
