"""What a reader reads of a report: its text without markup."""
import re
from html import unescape
from pathlib import Path


def words_of(report) -> str:
    """The text of an HTML file (a path) or of HTML, with no-break spaces as spaces."""
    html = Path(report).read_text(encoding="utf-8") if not str(report).lstrip().startswith("<") else str(report)
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    body = re.sub(r"</?a\b[^>]*>|</?b>", "", body)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)).replace("\u00a0", " "))
