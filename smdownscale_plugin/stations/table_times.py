"""Dates of tables as days since 1970 (UTC), whole columns at a time."""
from datetime import datetime, timezone

import numpy as np

from ..errors import InputError
from .sensors import no_text

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECONDS_FROM = 1e10     # a number that large counts milliseconds since 1970, as Earth Engine writes them
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def days_of_texts(texts: np.ndarray, table: str, column: str) -> np.ndarray:
    """Days since 1970 (n,) int64 of ISO dates or times (those with a zone are turned into UTC, others are in UTC),
    of YYYYMMDD, or of milliseconds since 1970.

    table, column: for messages. Raises InputError for a text that is none of these, or lies outside 1900 to 2200.
    """
    known = {text: _day(text, table, column) for text in set(texts.tolist())}
    return np.fromiter((known[text] for text in texts.tolist()), np.int64, len(texts))


def _day(text: str, table: str, column: str) -> int:
    written = str(text).strip()
    try:
        if no_text(written):
            raise ValueError("no date")
        moment = _moment(written)
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise ValueError("no year of observations")
        return (moment.astimezone(timezone.utc) - _EPOCH).days
    except (ValueError, OverflowError):
        where = f"{table[0].upper()}{table[1:]} has {written[:40]!r} in the column {column}"
        raise InputError(f"{where}, which isn't a date; "
                         "write it as 2020-06-01.") from None


def _moment(text: str) -> datetime:
    if text.isascii() and text.isdigit():
        if len(text) == 8:
            return datetime.strptime(text, "%Y%m%d").replace(tzinfo=timezone.utc)
        if float(text) >= _MILLISECONDS_FROM:
            return datetime.fromtimestamp(float(text) / 1000.0, timezone.utc)
        raise ValueError("a number that isn't a date")
    written = text.replace("/", "-").replace("Z", "+00:00")
    if written[-3:] == "+00" and ":" in written:        # as GDAL writes times in UTC
        written += ":00"
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
