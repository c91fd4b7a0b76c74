"""Names of predictors: what a user calls bands and files, and which of them are classes."""
import fnmatch
import os
import re
from dataclasses import replace
from typing import List, Sequence, Tuple

from ..errors import InputError
from ..rasters.period import name_without_date
from ..rasters.reading import BandInfo, RasterInfo
from ..rasters.variables import suggests_classes

# Names that Processing gives to temporary files, with the number of a band behind: nobody chose them.
_TEMPORARY = re.compile(r"(temporary_?)?out(put)?(_?raster)?(_\d+)?|raster(_\d+)?", re.IGNORECASE)
_HELP = "write names in the order of the bands (ndvi, lst) or pairs (file=name, or file:2=name for its second band)"


def split_list(text: str) -> List[str]:
    """Items of a text that are set apart by commas, semicolons or line ends."""
    return [item.strip() for item in re.split(r"[,;\n]", text or "") if item.strip()]


def named(infos: Sequence[RasterInfo], names: str) -> List[RasterInfo]:
    """The same rasters with their bands called as a user says.

    names: '' keeps each band's own name. Else names in the order of all bands, or of the bands of each raster when all
    have that many; or pairs `key=name`, where key is a file's name (with or without folder, extension or date, `*` for
    any text), with `:2` behind for its second band, or the name that a band has. Bands without a pair keep their name.
    Raises InputError when names and bands don't match, or a band is left with the name of a temporary file.
    """
    items = split_list(names)
    pairs = [item for item in items if "=" in item]
    if pairs and len(pairs) < len(items):
        raise InputError(f"NAMES mixes pairs and plain names ({names!r}); {_HELP}.")
    infos = _by_pairs(infos, pairs) if pairs else _in_order(infos, items) if items else list(infos)
    for info in infos:
        for band in info.bands:
            if _TEMPORARY.fullmatch(band.name):
                raise InputError(f"{_place(info, band)} is called {band.name!r}, like a temporary file; name it with "
                                 f"NAMES: {_HELP}.")
    return infos


def categorised(infos: Sequence[RasterInfo], categorical: str) -> List[RasterInfo]:
    """The same rasters with the listed bands marked as categorical; keys as of `named`, plus the new names.

    Raises InputError for a key that fits no band.
    """
    keys = split_list(categorical)
    refuse_strangers("CATEGORICAL", keys, infos)
    return [_with_bands(info, [replace(b, categorical=b.categorical or any(fits(k, info, b) for k in keys))
                               for b in info.bands]) for info in infos]


def perhaps_classes(band: BandInfo) -> bool:
    """Whether a band that is taken as continuous has a name as class maps have (land cover, soil type)."""
    return not band.categorical and suggests_classes(band.name)


def refuse_repeated_names(infos: Sequence[RasterInfo], where: str) -> None:
    """Raise InputError when two bands have one name. where: e.g. "the stack of 2020-06-01"."""
    seen = {}
    for info in infos:
        for band in info.bands:
            if band.name in seen:
                raise InputError(f"The name {band.name!r} occurs twice in {where}: {seen[band.name]} and "
                                 f"{_place(info, band)}; rename one with NAMES (file=name) or leave it out.")
            seen[band.name] = _place(info, band)


def _in_order(infos: Sequence[RasterInfo], items: Sequence[str]) -> List[RasterInfo]:
    counts = {len(info.bands) for info in infos}
    total = sum(len(info.bands) for info in infos)
    if len(items) == total:
        rest = iter(items)
        return [_with_bands(info, [replace(b, name=next(rest)) for b in info.bands]) for info in infos]
    if counts == {len(items)}:
        return [_with_bands(info, [replace(b, name=n) for b, n in zip(info.bands, items)]) for info in infos]
    raise InputError(f"NAMES holds {len(items)} names for {total} bands; {_HELP}.")


def _by_pairs(infos: Sequence[RasterInfo], pairs: Sequence[str]) -> List[RasterInfo]:
    keys = [_pair(pair) for pair in pairs]
    refuse_strangers("NAMES", [key for key, _ in keys], infos)
    for key, name in keys:
        for info in infos:
            if _fits_file(key, info) and len(info.bands) > 1:
                raise InputError(f"NAMES: {info.path} has {len(info.bands)} bands, so {key}={name} doesn't say which; "
                                 f"write {key}:1={name}, {key}:2=... .")
    return [_with_bands(info, [_renamed(band, info, keys) for band in info.bands]) for info in infos]


def _pair(pair: str, parameter: str = "NAMES") -> Tuple[str, str]:
    key, _, name = (part.strip() for part in pair.partition("="))
    if not key or not name:
        raise InputError(f"{parameter}: {pair!r} has nothing on one side of its equals sign; " +
                         (f"{_HELP}." if parameter == "NAMES" else "write name=value."))
    return key, name


def _renamed(band: BandInfo, info: RasterInfo, keys: Sequence[Tuple[str, str]]) -> BandInfo:
    for key, name in keys:
        if fits(key, info, band):
            return replace(band, name=name)
    return band


def pairs_of(parameter: str, text: str) -> List[Tuple[str, str]]:
    """[(key, value)] of `key=value` pairs set apart by commas; InputError when one lacks a side."""
    return [_pair(item, parameter) for item in split_list(text)]


def refuse_strangers(parameter: str, keys: Sequence[str], infos: Sequence[RasterInfo]) -> None:
    """Raise InputError for a key that fits no band of the rasters."""
    for key in keys:
        if not any(fits(key, info, band) for info in infos for band in info.bands):
            known = dict.fromkeys(band.name for info in infos for band in info.bands)
            raise InputError(f"{parameter}: {key!r} is neither a file nor a band of RASTERS; the bands are "
                             f"{', '.join(known)}.")


def fits(key: str, info: RasterInfo, band: BandInfo) -> bool:
    """Whether a key means this band: by its name, its file, or file:number."""
    file, _, number = key.rpartition(":")
    if file and number.isdecimal() and int(number) == band.index and _fits_file(file, info):
        return True
    return matches(key, band.name) or matches(key, band.description) or _fits_file(key, info)


def _fits_file(key: str, info: RasterInfo) -> bool:
    base = os.path.basename(info.path)
    forms = (info.path, base, os.path.splitext(base)[0], name_without_date(info.path))
    return any(matches(key, form) for form in forms)


def matches(key: str, text: str) -> bool:
    """Whether a key means a text: equal but for case, `*` for any text."""
    key, text = key.lower(), text.lower()
    return bool(text) and (key == text or "*" in key and fnmatch.fnmatchcase(text, key.replace("[", "[[]")))


def _with_bands(info: RasterInfo, bands: Sequence[BandInfo]) -> RasterInfo:
    return replace(info, bands=tuple(bands))


def _place(info: RasterInfo, band: BandInfo) -> str:
    return info.path if len(info.bands) == 1 else f"band {band.index} of {info.path}"
