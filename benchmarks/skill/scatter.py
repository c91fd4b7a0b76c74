"""A scatter plot as SVG: what Train Model said, with its interval, against the true skill."""
from pathlib import Path
from typing import Dict, List

_SIZE, _LEFT, _TOP = 460, 60, 20           # pixels
_LOW, _HIGH, _STEP = -0.2, 1.0, 0.2
_COLOURS = {"real": "#d55e00", "folder": "#d55e00", "demo": "#0072b2", "second": "#009e73"}
_LABELS = {"real": "real fields", "demo": "demo generator", "second": "second generator"}


def write_scatter(path: Path, rows: List[Dict]) -> None:
    """rows: with case, ours (true skill), said, and low and high of what was said, maybe None; skills below the axis
    are drawn at its end."""
    parts = [*_axes(), *(_point(row) for row in rows), *_legend()]
    size = _SIZE + _LEFT + 20
    text = "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {_SIZE + _TOP + 60}" '
                      f'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="white"/>',
                      *parts, "</svg>", ""])
    path.write_text(text, encoding="utf-8")


def _along(skill):
    share = (min(max(skill, _LOW), _HIGH) - _LOW) / (_HIGH - _LOW)
    return share * _SIZE


def _x(skill):
    return _LEFT + _along(skill)


def _y(skill):
    return _TOP + _SIZE - _along(skill)


def _axes():
    out = []
    for k in range(round((_HIGH - _LOW) / _STEP) + 1):
        at = round(_LOW + k * _STEP, 6) + 0.0
        colour = "#888" if at == 0 else "#ddd"
        out += [f'<path d="M{_x(at):.1f} {_y(_LOW):.1f}V{_y(_HIGH):.1f}M{_x(_LOW):.1f} {_y(at):.1f}H{_x(_HIGH):.1f}" '
                f'stroke="{colour}" fill="none"/>',
                f'<text x="{_x(at):.1f}" y="{_y(_LOW) + 18:.1f}" text-anchor="middle">{at:.1f}</text>',
                f'<text x="{_x(_LOW) - 8:.1f}" y="{_y(at) + 4:.1f}" text-anchor="end">{at:.1f}</text>']
    middle = (_LOW + _HIGH) / 2
    return [*out, f'<path d="M{_x(_LOW)} {_y(_LOW)}L{_x(_HIGH)} {_y(_HIGH)}" stroke="#888" stroke-dasharray="4 4"/>',
            f'<text x="{_x(middle)}" y="{_y(_LOW) + 40}" text-anchor="middle">CV_SKILL, with its interval</text>',
            f'<text transform="translate(16 {_y(middle)}) rotate(-90)" text-anchor="middle">true skill</text>']


def _point(row):
    colour = _COLOURS.get(row["case"].split(":")[0].split(",")[0], "#000")
    x, y = _x(row["said"]), _y(row["ours"])
    low, high = (row["said"] if row[end] is None else row[end] for end in ("low", "high"))
    return (f'<g stroke="{colour}" fill="{colour}"><title>{row["case"]}, seed {row["seed"]}: said {row["said"]:.2f}, '
            f'true {row["ours"]:.2f}</title><path d="M{_x(low):.1f} {y:.1f}H{_x(high):.1f}" opacity=".5"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/></g>')


def _legend():
    return [f'<circle cx="{_LEFT + 16}" cy="{_TOP + 14 + 18 * k}" r="4" fill="{_COLOURS[kind]}"/>'
            f'<text x="{_LEFT + 28}" y="{_TOP + 18 + 18 * k}">{label}</text>'
            for k, (kind, label) in enumerate(_LABELS.items())]
