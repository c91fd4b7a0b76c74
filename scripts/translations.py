"""Texts of the plugin for translators, through Qt's ordinary tools: make translations.

    python3 scripts/translations.py            collects all texts and brings translations/*.ts up to date (pylupdate5)
    python3 scripts/translations.py --release  makes smdownscale_plugin/resources/translations/*.qm of them (lrelease)

Texts of tools reach `tr()` as arguments, so pylupdate5 can't see them in the sources: a translator that only listens
notes every text that the tools ask for while their dialogs are described, and they are written as literals to a file
that pylupdate5 reads. A new language: copy a .ts file under its code.
"""
import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List

REPOSITORY = Path(__file__).resolve().parent.parent
PLUGIN = REPOSITORY / "smdownscale_plugin"
SOURCES = REPOSITORY / "translations"
RELEASED = PLUGIN / "resources" / "translations"
CONTEXT = "SmDownscale"
sys.path.insert(0, str(REPOSITORY))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class Listening:
    """While it is entered, every text that is asked for in the plugin's context is noted in `heard`."""

    def __enter__(self):
        from qgis.PyQt.QtCore import QCoreApplication, QTranslator

        heard = self.heard = set()

        class Translator(QTranslator):
            def isEmpty(self):  # noqa: N802 (Qt's name); an empty one isn't asked
                return False

            def translate(self, context, text, *_):
                if context == CONTEXT and text:
                    heard.add(text)
        self._translator = Translator()
        QCoreApplication.installTranslator(self._translator)
        return self

    def __exit__(self, *_):
        from qgis.PyQt.QtCore import QCoreApplication
        QCoreApplication.removeTranslator(self._translator)


def texts_of_tools() -> Iterator[str]:
    """What tools pass to tr() when they are listed and documented: titles, groups, helps, names of layers."""
    from qgis.core import QgsProcessingModelAlgorithm

    from smdownscale_plugin.algorithms.base import GROUP_TITLES, WORKFLOWS
    from smdownscale_plugin.algorithms.help_pages import panel
    from smdownscale_plugin.provider import SmDownscaleProvider
    yield from (*GROUP_TITLES.values(), WORKFLOWS)
    with Listening() as listening:
        provider = SmDownscaleProvider()
        provider.refreshAlgorithms()
        tools = [tool for tool in provider.algorithms() if not isinstance(tool, QgsProcessingModelAlgorithm)]
        for tool in tools:
            tool.displayName(), tool.group(), panel(tool)
    yield from listening.heard
    for tool in tools:
        yield from (style.title for style in tool.STYLES.values() if style.title)


def literals() -> Iterator[str]:
    """Texts that stand in a call of tr() themselves."""
    for path in sorted(PLUGIN.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr" and node.args \
                    and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def collect() -> List[str]:
    """All texts, each once, sorted."""
    return sorted({text for text in (*texts_of_tools(), *literals()) if text and text.strip()})


def update(build: Path) -> None:
    """Bring every .ts up to date."""
    build.mkdir(parents=True, exist_ok=True)
    listed = build / "texts.py"
    lines = [f"QCoreApplication.translate({CONTEXT!r}, {_literal(text)})\n" for text in collect()]
    listed.write_text("from qgis.PyQt.QtCore import QCoreApplication\n" + "".join(lines), encoding="utf-8")
    for target in sorted(SOURCES.glob("*.ts")):
        subprocess.run(["pylupdate5", "-noobsolete", str(listed), "-ts", str(target)], check=True)


def _literal(text: str) -> str:
    """A double-quoted literal, the only kind that pylupdate5 reads in all cases."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def release() -> None:
    """Make the .qm files."""
    RELEASED.mkdir(parents=True, exist_ok=True)
    for source in sorted(SOURCES.glob("*.ts")):
        subprocess.run(["lrelease", "-compress", str(source), "-qm", str(RELEASED / f"{source.stem}.qm")], check=True)


if __name__ == "__main__":
    if "--release" in sys.argv:
        release()
    else:
        from qgis.core import QgsApplication
        application = QgsApplication([], False)
        application.initQgis()
        update(REPOSITORY / "build" / "translations")
        sys.stdout.flush()
        os._exit(0)  # QGIS may crash while Python takes it apart
