"""The import graph of the package as a picture and as text (`make house`): docs/images/house.svg.

    python scripts/draw_house.py [PICTURE]

Rooms stand in the order of the house, top down. A filled square says that the row's room imports the column's; the
number is how many import lines. Every square right of the diagonal is an arrow downward; a square left of it, which the
rules forbid, is red. Exits 1 when there is an upward import or a circle between modules.
"""
import sys
from collections import Counter
from html import escape
from pathlib import Path
from typing import Dict, List, Tuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "rules"))

import house  # noqa: E402

PICTURE = ROOT / "docs" / "images" / "house.svg"
_CELL, _LEFT, _TOP = 26, 170, 110
_INK, _DOWN, _UP, _LINE = "#1b2a33", "#2a788e", "#c0392b", "#d7dee2"


def edges(package: Path) -> Dict[Tuple[str, str], int]:
    """{(importing room, imported room): import lines} between different rooms."""
    known, count = {house.module_name(path, package) for path in house.python_files(package)}, Counter()
    for path in house.python_files(package):
        room = house.room_of(house.module_name(path, package))
        targets = {house.room_of(name) for _, name in house.imports_of(path, package)
                   if name.split(".")[0] == house.PACKAGE and name != house.PACKAGE}
        for target in targets:
            if target != room and any(house.room_of(name) == target for name in known):
                count[room, target] += 1
    return dict(count)


def rooms(package: Path) -> List[str]:
    """The rooms that are there, from the top down."""
    there = {house.room_of(house.module_name(path, package)) for path in house.python_files(package)}
    return [room for row in house.ORDER for room in row if room in there and room != "__init__"]


def picture(package: Path) -> str:
    """The graph as SVG."""
    names, found = rooms(package), edges(package)
    size = len(names) * _CELL
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + size + 20} {_TOP + size + 50}" '
           f'font-family="sans-serif" font-size="12" fill="{_INK}">',
           '<rect width="100%" height="100%" fill="white"/>']
    for k, name in enumerate(names):
        middle = k * _CELL + _CELL / 2
        out.append(f'<text x="{_LEFT - 8}" y="{_TOP + middle + 4}" text-anchor="end">{escape(name)}</text>')
        out.append(f'<text transform="translate({_LEFT + middle + 4},{_TOP - 8}) rotate(-60)">{escape(name)}</text>')
        out.append(f'<rect x="{_LEFT + k * _CELL}" y="{_TOP + k * _CELL}" width="{_CELL}" height="{_CELL}" '
                   f'fill="{_LINE}"/>')
    for k in range(len(names) + 1):
        at = k * _CELL
        out.append(f'<path d="M{_LEFT} {_TOP + at}h{size}M{_LEFT + at} {_TOP}v{size}" stroke="{_LINE}" fill="none"/>')
    for (row, column), lines in sorted(found.items()):
        if row in names and column in names:
            out.append(_square(names.index(row), names.index(column), lines, upward(row, column)))
    out.append(f'<text x="{_LEFT}" y="{_TOP + size + 30}">row imports column (number of files); right of the diagonal '
               'is downward</text></svg>')
    return "\n".join(out) + "\n"


def upward(room: str, target: str) -> bool:
    """Whether an import from `room` to `target` runs up, or sideways between rooms of one level."""
    return house.LEVEL[target] <= house.LEVEL[room]


def _square(row, column, lines, wrong):
    x, y = _LEFT + column * _CELL, _TOP + row * _CELL
    return (f'<rect x="{x + 2}" y="{y + 2}" width="{_CELL - 4}" height="{_CELL - 4}" rx="3" '
            f'fill="{_UP if wrong else _DOWN}"/><text x="{x + _CELL / 2}" y="{y + _CELL / 2 + 4}" fill="white" '
            f'font-size="10" text-anchor="middle">{lines}</text>')


def main(target: Path = PICTURE) -> int:
    """Write the picture, say the graph as text; 1 when a rule is broken."""
    package = ROOT / house.PACKAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(picture(package), encoding="utf-8")
    found = edges(package)
    for room in rooms(package):
        below = sorted((t for r, t in found if r == room), key=lambda t: (house.LEVEL.get(t, 99), t))
        sys.stdout.write(f"{room:<14} -> {', '.join(below) or '-'}\n")
    broken = house.upward_imports(package) + house.circular_imports(package)
    sys.stdout.write("\n".join(broken or ["no circle, no upward import"]) + "\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
