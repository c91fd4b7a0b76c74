"""Expression graphs: a predictor in a step as one Earth Engine image, with scale, quality mask and mean over time.

Nothing is sent here; `serialise` of what is returned is the request.
"""
from typing import Any, Callable, List, Optional, Sequence, Tuple

from ...errors import InputError
from ...fetching.catalogue import Asset, CataloguePredictor, Quality
from ...fetching.inventory import Image, Inventory
from ...fetching.provider import SourceLayer
from ...fetching.timing import DAY, ENOUGH_DAYS, day_weights, image_period, needed_period, overlap_weights
from ...rasters.period import Period, iso
from .image_listing import collection

NODATA = -9999
FINER = 1.01                  # native pixels count as finer than the target's from this ratio on
LARGEST_REDUCTION = 250       # native pixels per side of a target cell: the server averages at most 65 536 of them


def good_pixels(ee: Any, raw: Any, quality: Quality) -> Any:
    """1 where a quality rule holds, 0 elsewhere."""
    def part(bits):
        band = raw.select([quality.band])
        if bits == "value":
            return band
        first, _, last = bits.partition("-")
        width = int(last or first) - int(first) + 1
        return band.rightShift(int(first)).bitwiseAnd(2 ** width - 1)

    def any_of(tests):
        found = tests[0]
        for test in tests[1:]:
            found = found.Or(test)
        return found

    def all_of(rule):
        tests = [any_of([part(bits).eq(number) for number in accepted]) for bits, accepted in rule.items()]
        found = tests[0]
        for test in tests[1:]:
            found = found.And(test)
        return found
    return any_of([all_of(rule) for rule in quality.any])


def prepared(ee: Any, predictor: CataloguePredictor, asset: Asset, raw: Any) -> Any:
    """One image's band as the predictor: good and valid pixels only, linear units, scale and offset applied."""
    band = raw.select([asset.bands.get(predictor.band, predictor.band)], [predictor.name])
    value = band
    if predictor.quality:
        value = value.updateMask(good_pixels(ee, raw, predictor.quality))
    if predictor.valid:
        value = value.updateMask(band.gte(predictor.valid[0]).And(band.lte(predictor.valid[1])))
    if predictor.linear:
        value = ee.Image.constant(10).pow(value.divide(10)).rename([predictor.name])
    if predictor.scale != 1:
        value = value.multiply(predictor.scale)
    return value.add(predictor.offset) if predictor.offset else value


class Composer:
    """Builds images for one target: `target_metres` is the cell's side, `region` the area as an ee.Geometry."""

    def __init__(self, ee: Any, inventory: Inventory, region: Any, target_metres: float) -> None:
        self._ee, self._inventory, self._region, self._metres = ee, inventory, region, target_metres

    def timeless(self, predictor: CataloguePredictor, before: Period) -> Optional[SourceLayer]:
        """A static predictor; of yearly data the last year that began before the period ended (or the first one)."""
        data_set, asset = predictor.data_set, predictor.data_set.assets[0]
        if data_set.sampling == "yearly":
            images = self._inventory.of(data_set)
            if not images:
                return None
            chosen = ([i for i in images if i.start < before.end] or images[:1])[-1]
            image = self._load(predictor, chosen)
            return self._layer(predictor, image, self._native(predictor, chosen), [chosen], "one year")
        if asset.image:
            raw = self._ee.Image(asset.id)
            native = raw.select([predictor.band]).projection()
            return self._layer(predictor, prepared(self._ee, predictor, asset, raw), native, [], "static")
        images = collection(self._ee, data_set, asset, None, self._region).filterBounds(self._region)
        native = self._ee.Image(images.first()).select([predictor.band]).projection()
        return self._layer(predictor, images.map(self._preparing(predictor, asset)).mosaic(), native, [], "mosaic")

    def of_step(self, predictor: CataloguePredictor, step: Period) -> Optional[SourceLayer]:
        """A predictor in a step; None when there is no image of it (or too few of the earlier days)."""
        data_set = predictor.data_set
        images = self._inventory.of(data_set, needed_period(predictor, step))
        if predictor.days_before:
            return self._earlier_days(predictor, step, images)
        if data_set.sampling == "interval":
            weights = overlap_weights(data_set, [i.start for i in images], step)
            chosen = [i for i in images if i.start in weights]
            if not chosen:
                return None
            image = self._weighted(predictor, [(self._load(predictor, i), weights[i.start]) for i in chosen])
            how = "mean weighted by days of overlap"
            return self._layer(predictor, image, self._native(predictor, chosen[0]), chosen, how)
        if not images:
            return None
        image = self._reduced(predictor, images, needed_period(predictor, step))
        return self._layer(predictor, image, self._native(predictor, images[0]), images, data_set.over_time)

    def looks(self, predictor: CataloguePredictor, step: Period) -> Optional[SourceLayer]:
        """Independent values in a step's mean, pixel by pixel: (sum w)^2 / sum w^2 of valid images; None for one."""
        data_set, images = predictor.data_set, self._inventory.of(predictor.data_set, needed_period(predictor, step))
        if data_set.sampling == "interval":
            weights = overlap_weights(data_set, [i.start for i in images], step)
            parts = [(self._load(predictor, i).mask(), weights[i.start]) for i in images if i.start in weights]
            if len(parts) < 2:
                return None
            total, squares = (self._ee.ImageCollection.fromImages([m.multiply(w ** n) for m, w in parts]).sum()
                              for n in (1, 2))
            image = total.multiply(total).divide(squares)
        elif len(images) < 2:
            return None
        else:
            image = self._collected(predictor, images, needed_period(predictor, step)).count()
            image = image.divide(data_set.days_apart)
        image = image.rename([f"{predictor.name}_looks"])
        return SourceLayer(f"{predictor.name}_looks", image.serialize(), image)

    def _earlier_days(self, predictor, step, images) -> Optional[SourceLayer]:
        weights = day_weights(predictor.days_before, step)
        there = {i.start.replace(hour=0, minute=0, second=0, microsecond=0) for i in images} & set(weights)
        share = sum(weights[day] for day in there) / sum(weights.values())
        if share < ENOUGH_DAYS:
            return None
        pairs = [(self._of_day(predictor, day, images), weights[day]) for day in sorted(there)]
        image = self._weighted(predictor, pairs).multiply(sum(weights.values()))
        before = predictor.days_before
        memory = f", memory {before.memory:g} a day" if before.memory else ""
        how = f"{before.kind} of {before.days} days before{memory}"
        return self._layer(predictor, image, self._native(predictor, images[0]), images, how)

    def _of_day(self, predictor, day, images):
        of_day = [i for i in images if day <= i.start < day + DAY]
        if len(of_day) == 1:
            return self._load(predictor, of_day[0])
        return self._reduced(predictor, of_day, Period(day, day + DAY))

    def _reduced(self, predictor, images: Sequence[Image], period: Period):
        """Mean or median over all images of a period."""
        whole = self._collected(predictor, images, period)
        return whole.median() if predictor.data_set.over_time == "median" else whole.mean()

    def _collected(self, predictor, images: Sequence[Image], period: Period):
        """All images of a period, of every asset that has some, as the predictor."""
        whole = None
        for asset in dict.fromkeys(i.asset.id for i in images):
            part = next(i.asset for i in images if i.asset.id == asset)
            share = period if predictor.data_set.merge else _cut(period, images, asset)
            found = collection(self._ee, predictor.data_set, part, share, self._region)
            found = found.map(self._preparing(predictor, part))
            whole = found if whole is None else whole.merge(found)
        return whole

    def _weighted(self, predictor, pairs: List[Tuple[Any, float]]):
        """sum(w x) / sum(w) over the images that are valid at a pixel."""
        if len(pairs) == 1:
            return pairs[0][0]
        values = self._ee.ImageCollection.fromImages([image.multiply(weight) for image, weight in pairs]).sum()
        weights = self._ee.ImageCollection.fromImages([image.mask().multiply(weight) for image, weight in pairs]).sum()
        return values.divide(weights)

    def _load(self, predictor, image: Image):
        value = prepared(self._ee, predictor, image.asset, self._ee.Image(image.id))
        if not predictor.per_interval:
            return value
        covered = image_period(predictor.data_set, image.start)
        return value.divide((covered.end - covered.start) / DAY)

    def _preparing(self, predictor, asset) -> Callable:
        return lambda raw: prepared(self._ee, predictor, asset, raw)

    def _native(self, predictor, image: Image):
        band = image.asset.bands.get(predictor.band, predictor.band)
        return self._ee.Image(image.id).select([band]).projection()

    def _layer(self, predictor, image, native, images: Sequence[Image], how: str) -> SourceLayer:
        """The image at the target's resolution: area mean (classes: the most frequent) where its pixels are finer."""
        ratio = self._metres / predictor.data_set.native_metres
        if ratio > LARGEST_REDUCTION:
            raise InputError(f"{predictor.name} has pixels of {predictor.data_set.native_metres:g} m, too fine for "
                             f"cells of {self._metres:g} m; choose a RESOLUTION of at most "
                             f"{LARGEST_REDUCTION * predictor.data_set.native_metres:g} m, or another predictor.")
        if ratio > FINER:
            reducer = self._ee.Reducer.mode() if predictor.categorical else self._ee.Reducer.mean()
            image = image.setDefaultProjection(native).reduceResolution(reducer, False, 65535)
        if predictor.fill is not None:
            image = image.unmask(predictor.fill, False)
        image = image.rename([predictor.name])
        return SourceLayer(predictor.name, image.serialize(), image, self._provenance(predictor, images, how))

    def _provenance(self, predictor, images, how):
        data_set = predictor.data_set
        assets = sorted({i.asset.id for i in images}) or [a.id for a in data_set.assets]
        origin = {"data_set": data_set.name, "assets": assets, "band": predictor.band, "time": how,
                  "quality": predictor.quality.text() if predictor.quality else "none"}
        if images:
            origin.update(images=len(images), first=iso(images[0].start), last=iso(images[-1].start))
        return origin


def stacked(layers: Sequence[SourceLayer]) -> Any:
    """All layers as one image of floats; pixels without a value are NODATA, also outside of every footprint."""
    whole = layers[0].content
    for layer in layers[1:]:
        whole = whole.addBands(layer.content)
    return whole.toFloat().unmask(NODATA, False)


def _cut(period: Period, images: Sequence[Image], asset: str) -> Period:
    """The part of a period in which an asset's images were chosen: parts that continue each other don't overlap."""
    starts = [i.start for i in images if i.asset.id == asset]
    if len(starts) == len(images):
        return period
    return Period(starts[0], starts[-1] + DAY / 86400)
