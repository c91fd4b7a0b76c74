"""The page of Check Installation: what works, what is missing, and commands to copy."""
from html import escape
from typing import Sequence

from ..rasters.writing import atomic_path

COMMAND = "    "       # before a line of advice that is a command: on a line of its own, to be copied
_STYLE = ("body{font:15px/1.5 sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#1f2a33}"
          "pre{background:#f1f3f4;border:1px solid #d5dbdf;padding:.7em;white-space:pre-wrap;user-select:all}"
          "h2{margin-top:1.6em;font-size:1.2em}@media print{body{font-size:12px;margin:0}h2{margin-top:.8em}"
          "h1,h2,p,ul{margin-bottom:.3em}p,ul{margin-top:.3em}pre{padding:.3em .6em;margin:.3em 0}}")


def write_installation_page(path: str, title: str, versions: str, works: Sequence[str], lacks: Sequence[str],
                            advice: Sequence[str]) -> None:
    """Write the page. advice: sentences, and commands behind COMMAND. Raises OutputError."""
    parts = [f"<h1>{escape(title)}</h1><p>{escape(versions)}</p>", "<h2>What to do</h2>"]
    parts += [f"<pre>{escape(line.strip())}</pre>" if line.startswith(COMMAND) else f"<p>{escape(line.strip())}</p>"
              for line in advice]
    if any(line.startswith(COMMAND) for line in advice):
        parts.append("<p>Click a grey box to select the whole command.</p>")
    parts += [_list("Missing", lacks) if lacks else "", _list("Works", works)]
    with atomic_path(path) as temporary, open(temporary, "w", encoding="utf-8") as file:
        file.write(f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
                   f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n")


def _list(title, lines) -> str:
    return f"<h2>{title}</h2><ul>" + "".join(f"<li>{escape(line.strip())}</li>" for line in lines) + "</ul>"
