"""Files without a date: refused where the name looks as if it had one, pointed out where names are alike."""
import os
import re
from collections import defaultdict
from typing import Dict, List, Optional, Sequence

from ..errors import InputError
from ..monitor import SILENT, Monitor
from .reading import RasterInfo

_GAP = r"[-_. ]?"
_MONTHS = ("(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?"
           "|dec(ember)?)")
_ANY_YEAR, _YEAR = r"(1[0-9]|20|21)\d\d", r"(19|20|21)\d\d"
_MONTH, _DAY, _FEW = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])", r"(0?[1-9]|[12]\d|3[01])"
_START, _END = r"(?<!\d)", r"(?![0-9a-z])"
# What people mean as dates, whether or not `Period.from_name` reads it.
_LIKE_DATES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (
    rf"{_START}{_ANY_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}(?!\d)",                      # 20200230, ndvi20200601, 16000101
    rf"{_START}(19|20)\d\d{_GAP}\d\d{_GAP}\d\d{_END}",                            # 20201301
    rf"{_START}{_DAY}{_GAP}{_DAY}{_GAP}{_YEAR}(?!\d)",                            # 01062020, 06-15-2020
    rf"{_START}{_YEAR}[-_. ]{_FEW}[-_. ]{_FEW}{_END}",                            # 2020-6-1
    rf"{_START}{_FEW}[-_. ]{_FEW}[-_. ]{_YEAR}{_END}",                            # 1-6-2020
    rf"{_START}{_YEAR}-?\d\d\d(?!\d)",                                           # 2020400, doy2020153, 2020366x
    rf"(?<![a-z])doy{_GAP}\d{{1,3}}(?!\d)",                                         # doy153_2020
    rf"{_START}{_YEAR}{_GAP}W\d\d(?!\d)",                                          # 2020W23
    rf"{_START}{_YEAR}[-_. ]?{_MONTH}{_END}",                                     # sm202006, 2020_06
    rf"{_START}{_MONTH}[-_. ]?{_YEAR}{_END}",                                     # 06_2020
    rf"(?<![a-z]){_FEW}?{_GAP}{_MONTHS}{_GAP}{_YEAR}(?!\d)",                      # 1jun2020
    rf"(?<![0-9a-z]){_FEW}{_GAP}{_MONTHS}{_GAP}\d\d(?!\d)",                       # 01jun20
    rf"{_START}{_YEAR}{_GAP}{_MONTHS}(?![a-z])",                                  # 2020jun01
    rf"{_START}{_YEAR}{_MONTH}{_DAY}[T_-]?\d{{2,6}}(?!\d)",                       # 2020060199
))

_AS_LONG_AS_A_DATE = re.compile(r"(?<!\d)(\d{6}|\d{8})(?!\d)")


def date_in_name(path: str) -> Optional[str]:
    """The part of a file's name that looks like a date; None when none does."""
    name = os.path.splitext(os.path.basename(path))[0]
    found = [match.group(0) for pattern in _LIKE_DATES for match in [pattern.search(name)] if match]
    return max(found, key=len) if found else None


def refuse_unread_dates(infos: Sequence[RasterInfo], what: str = "The raster") -> None:
    """Raise InputError for a raster without a date whose name looks as if it held one."""
    for info in infos:
        text = date_in_name(info.path) if info.period is None else None
        if text:
            raise InputError(f"{what} {info.path} would count as static, without a date, although {text!r} in its name "
                             "looks like one: write dates as 20200601, 2020-06-01, 202006 or 2020153, separated by _ "
                             "or -; a static raster needs a name without such numbers.")


def warn_of_alike(paths: Sequence[str], monitor: Monitor = SILENT) -> None:
    """Warn where several static rasters have one name but for its digits, or one has a number as long as a date:
    perhaps they are dates after all."""
    alike: Dict[str, List[str]] = defaultdict(list)
    for name in map(os.path.basename, paths):
        if re.search(r"\d", name):
            alike[re.sub(r"\d+", "#", name)].append(name)
    for pattern, names in alike.items():
        if len(set(names)) > 1:
            monitor.warn(f"{len(names)} static rasters differ in a number only ({pattern}: {', '.join(names[:3])}"
                         f"{' ...' if len(names) > 3 else ''}): if that is a date, write it as 20200601.")
    numbers = [os.path.basename(path) for path in paths if _AS_LONG_AS_A_DATE.search(os.path.basename(path))]
    if numbers:
        monitor.warn("Treated as static, without a date: "
                     f"{', '.join(numbers[:3])}{' ...' if len(numbers) > 3 else ''}; if the number is a date, write it "
                     "as 20200601.")
