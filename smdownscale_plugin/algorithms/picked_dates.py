"""Dates as text, whether picked from a calendar or written by a script."""
from typing import Any, Optional

from qgis.PyQt.QtCore import QDate, QDateTime, QTime

_DAY = "yyyy-MM-dd"


def iso_text(value: Any) -> Optional[str]:
    """ISO 8601 of what a calendar gives, as it reads; texts stay as they are; None when empty."""
    if isinstance(value, QDateTime):
        return value.date().toString(_DAY) if value.time() == QTime(0, 0) else value.toString(f"{_DAY}THH:mm:ss")
    if isinstance(value, QDate):
        return value.toString(_DAY) or None
    return str(value).strip() or None if value is not None else None
