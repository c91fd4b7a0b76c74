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


def tables_of(report):
    """Tables of an HTML report (a path): [(headings, rows)], all as texts."""
    html = Path(report).read_text(encoding="utf-8")
    return [([_plain(cell) for cell in re.findall(r"<th\b.*?</th>", table, re.DOTALL)],
             [[_plain(cell) for cell in re.findall(r"<td\b.*?</td>", row, re.DOTALL)]
              for row in re.findall(r"<tr\b.*?</tr>", table, re.DOTALL) if "<td" in row])
            for table in re.findall(r"<table\b.*?</table>", html, re.DOTALL)]


def column_of(report, heading, table=0):
    """Texts of the column `heading` of the first table that has it (or a later one)."""
    found = [(heads, rows) for heads, rows in tables_of(report) if heading in heads]
    heads, rows = found[table]
    return [row[heads.index(heading)] for row in rows]


def bold_rows(report):
    """First cells of the rows that are set in bold, table by table."""
    html = Path(report).read_text(encoding="utf-8")
    return [[_plain(re.search(r"<td\b.*?</td>", row, re.DOTALL).group()) for row in
             re.findall(r"<tr class=strong>.*?</tr>", table, re.DOTALL)]
            for table in re.findall(r"<table\b.*?</table>", html, re.DOTALL)]


def _plain(cell) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", cell)).replace("\u00a0", " ").replace("−", "-")).strip()
