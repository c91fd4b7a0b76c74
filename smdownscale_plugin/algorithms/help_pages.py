"""Help of tools and workflows: a page each behind the Help button, and the same texts in the dialog's panel.

Pages are made from the tools' own texts when they are asked for, so they never say anything else than the tools do.
They are single files in QGIS's temporary folder: no network, pictures (resources/help/ID.png) inside.
"""
import base64
import os
import re
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Iterable, List, Tuple

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingModelAlgorithm,
    QgsProcessingParameterEnum,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import QUrl

from ..about import HOMEPAGE, VERSION
from ..reports.glossary import TERMS
from .parameters import choices_named, tr

PICTURES = Path(__file__).resolve().parent.parent / "resources" / "help"
_LINE = "\n"
# Optional destinations and expert settings come last, as in the dialog.
_STYLE = ("body{font:15px/1.5 sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#1f2a33}"
          "h1{font-size:1.6em}h2{font-size:1.2em;margin-top:1.8em}dt{font-weight:bold;margin-top:.8em}"
          "dd{margin-left:1.2em}code,.id{color:#5d6b75;font-size:.9em}img{max-width:100%;border:1px solid #d5dbdf}")


def page_address(tool: QgsProcessingAlgorithm) -> str:
    """Address of a tool's page, which is written now; that of the plugin's home page where there is no disk for it."""
    try:
        return QUrl.fromLocalFile(_write(tool.name(), tool_page(tool))).toString()
    except OSError:
        return HOMEPAGE


def index_address(tools: Iterable[QgsProcessingAlgorithm]) -> str:
    """Address of a page that leads to the pages of all tools, with the glossary."""
    tools = sorted(tools, key=lambda tool: (tool.group(), tool.displayName()))
    parts, group = [f"<h1>Soil Moisture Downscale {escape(VERSION)}</h1>", f"<p>{escape(_start())}</p>"], None
    for tool in tools:
        if tool.group() != group:
            group = tool.group()
            parts.append(f"<h2>{escape(group)}</h2>")
        parts.append(f'<p><a href="{escape(page_address(tool))}">{escape(tool.displayName())}</a>: '
                     f"{escape(first_sentence(_summary(tool)))}</p>")
    parts.append(_glossary(_terms()))
    return QUrl.fromLocalFile(_write("index", _document("Soil Moisture Downscale", parts))).toString()


def _start() -> str:
    return tr("Begin with First map in the plugin's menu: it makes demo data, trains a model on them and draws a map, "
              "without an account or a download. The groups in the toolbox follow the order of work.")


def tool_page(tool: QgsProcessingAlgorithm) -> str:
    """HTML of one tool or workflow: what it does, a picture, every parameter with its id, outputs, the words used."""
    summary = _summary(tool)
    inputs = [d for d in tool.parameterDefinitions() if not d.isDestination()]
    plain, expert = _split(inputs)
    named = {d.name() for d in tool.parameterDefinitions()}
    further = [output for output in tool.outputDefinitions() if output.name() not in named]
    parts = [f"<h1>{escape(tool.displayName())}</h1>", f"<div>{_prose(summary)}</div>", _picture(tool),
             _section(tr("Inputs"), plain), _section(tr("Advanced"), expert),
             _section(tr("Outputs"), [d for d in tool.parameterDefinitions() if d.isDestination()])]
    if further:
        parts.append(f"<h2>{escape(tr('Also given to scripts and models'))}</h2><ul>" + "".join(
            f"<li>{escape(output.description())} <span class=id>{output.name()}</span></li>" for output in further)
            + "</ul>")
    text = summary + " ".join(d.help() for d in tool.parameterDefinitions())
    parts += [_glossary(words_in(text)), f"<p class=id>qgis_process run {tool.id()} &nbsp; · &nbsp; "
              f'<a href="{escape(HOMEPAGE)}">{escape(HOMEPAGE)}</a></p>']
    return _document(tool.displayName(), parts)


def panel(tool: QgsProcessingAlgorithm) -> str:
    """HTML for the panel beside a dialog: what the tool does, each parameter, the words used. Of advanced parameters,
    which the dialog hides at first, one sentence each; what a choice offers can be seen in the dialog."""
    plain, expert = _split([d for d in tool.parameterDefinitions() if not d.isDestination()])
    made = [d for d in tool.parameterDefinitions() if d.isDestination()]
    shown = {d.name(): _without_choices(d) for d in (*plain, *made)}
    brief = {d.name(): first_sentence(d.help()) for d in expert}
    more = f"<p>{escape(tr('The Help button opens a page with their full texts.'))}</p>" if expert else ""
    return "".join((_prose(tool.summary()), _narrow_section(tr("Inputs"), plain, shown),
                    _narrow_section(tr("Outputs"), made, shown), _narrow_section(tr("Advanced"), expert, brief), more,
                    _glossary(words_in(" ".join((tool.summary(), *shown.values(), *brief.values()))))))


def first_sentence(text: str) -> str:
    """The first sentence of a help or a summary."""
    return re.split(r"(?<=[^.]\.)\s|\n", text, maxsplit=1)[0].rstrip(".:") + "."


def _without_choices(definition) -> str:
    """The help less the names of the options."""
    text = definition.help()
    if isinstance(definition, QgsProcessingParameterEnum) and text.endswith(choices_named(definition)):
        return text[:-len(choices_named(definition))].rstrip()
    return text


def _prose(text: str) -> str:
    """HTML of paragraphs, a line each, and of lists, whose lines begin with a dash."""
    out = []
    for is_list, lines in groupby(text.split(_LINE), key=lambda line: line.startswith("- ")):
        if is_list:
            out.append("<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>")
        else:
            out += [f"<p>{escape(line)}</p>" for line in lines]
    return "".join(out)


def _summary(tool) -> str:
    if isinstance(tool, QgsProcessingModelAlgorithm):
        return tool.helpContent().get("ALG_DESC", "")
    return tool.summary()


def words_in(text: str) -> List[Tuple[str, str]]:
    """Terms of the glossary that a text uses, with their meaning, in the user's language."""
    return [(term, meaning) for term, meaning in _terms()
            if len(term) > 3 and re.search(rf"(?<!\w){re.escape(term)}(s|es)?(?!\w)", text, re.IGNORECASE)]


def _terms() -> List[Tuple[str, str]]:
    return [(tr(term), tr(meaning)) for term, meaning in TERMS.items()]


def _split(definitions):
    expert = [d for d in definitions if d.flags() & d.Flag.FlagAdvanced]
    return [d for d in definitions if d not in expert], expert


def _section(title, definitions) -> str:
    if not definitions:
        return ""
    rows = "".join(f"<dt>{escape(d.description())} <span class=id>({d.name()})</span></dt>"
                   f"<dd>{_prose(d.help()) if _LINE in d.help() else escape(d.help())}</dd>" for d in definitions)
    return f"<h2>{escape(title)}</h2><dl>{rows}</dl>"


def _narrow_section(title, definitions, texts) -> str:
    """The same without indents, for a panel some thirty letters wide; texts: by name, what is said of a parameter."""
    if not definitions:
        return ""
    rows = "".join(f"<p><b>{escape(d.description())}</b> ({d.name()})<br>"
                   + escape(texts[d.name()]).replace(f"{_LINE}- ", "<br>• ").replace(_LINE, "<br>") + "</p>"
                   for d in definitions)
    return f"<h2>{escape(title)}</h2>{rows}"


def _glossary(terms) -> str:
    rows = "".join(f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in terms)
    return f"<h2>{escape(tr('Glossary'))}</h2><dl>{rows}</dl>" if rows else ""


def _picture(tool) -> str:
    path = PICTURES / f"{tool.name()}.png"
    if not path.is_file():
        return ""
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'<p><img alt="{escape(tool.displayName())}" src="data:image/png;base64,{data}"></p>'


def _document(title, parts) -> str:
    return (f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
            f"</head><body>{''.join(parts)}</body></html>\n")


def _write(name: str, html: str) -> str:
    folder = os.path.join(QgsProcessingUtils.tempFolder(), "smdownscale_help")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"{name}.html")
    with open(path, "w", encoding="utf-8") as file:
        file.write(html)
    return path
