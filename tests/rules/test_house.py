"""The rules of the house hold, and each check finds a file that breaks its rule."""
import shutil
import subprocess
import sys
from pathlib import Path

import house
import pytest
from developing_page import PAGE

PACKAGE = Path(__file__).resolve().parents[2] / house.PACKAGE

RULES = {
    "only the QGIS side imports qgis": (house.qgis_imports, [
        ("rasters/planted.py", "from qgis.core import QgsRasterLayer\n"),
        ("jobs/planted.py", "def f():\n    import processing\n"),
    ]),
    "imports run downward": (house.upward_imports, [
        ("rasters/planted.py", "from ..metrics import pairs\n"),
        ("scaling/planted.py", "def f():\n    from smdownscale_plugin.regression import methods\n"),
        ("sources/planted.py", "from ..reports.html import page\n"),
        ("errors.py", "from . import monitor\n"),
        ("elsewhere/planted.py", "X = 1\n"),
    ]),
    "there are no circles": (house.circular_imports, [
        ("rasters/first.py", "from . import second\n", "rasters/second.py", "from .first import x\n"),
        ("rasters/one.py", "from .two import x\n", "rasters/two.py", "from .three import x\n",
         "rasters/three.py", "from .one import x\n"),
    ]),
    "optional packages come through dependencies.require": (house.direct_optional_imports, [
        ("regression/planted.py", "import sklearn.tree\n"),
        ("reports/planted.py", "def f():\n    from matplotlib import pyplot\n"),
    ]),
    "nothing forbidden is called": (house.forbidden_calls, [
        ("jobs/planted.py", "print('x')\n"),
        ("jobs/planted.py", "import pickle\n"),
        ("jobs/planted.py", "def f(x):\n    return joblib.load(x)\n"),
        ("jobs/planted.py", "eval('1')\n"),
        ("jobs/planted.py", "exec('1')\n"),
        ("jobs/planted.py", "try:\n    x = 1\nexcept:\n    x = 2\n"),
        ("jobs/planted.py", "try:\n    x = 1\nexcept Exception:\n    pass\n"),
        ("jobs/planted.py", "from osgeo import gdal\ngdal.UseExceptions()\n"),
        ("jobs/planted.py", "from concurrent.futures import ProcessPoolExecutor\n"),
        ("jobs/planted.py", "from multiprocessing import Pool\n"),
        ("jobs/planted.py", "import numpy as np\nnp.load('x', allow_pickle=True)\n"),
    ]),
    "files stay under 300 lines": (house.long_files, [("jobs/planted.py", "X = 1\n" * 301)]),
    "every module says what it is for": (house.missing_docstrings, [("jobs/planted.py", "X = 1\n")]),
    "one word means one thing": (house.repeated_names, [
        ("jobs/planted.py", "class Stack:\n    pass\n", "rasters/other.py", "class _Stack:\n    pass\n"),
        ("jobs/planted.py", "X = 1\n", "rasters/planted.py", "X = 1\n"),
        ("jobs/planted.py", "def fit(x):\n    pass\n", "rasters/other.py", "def fit(x):\n    pass\n"),
    ]),
    "public functions are fully annotated": (house.missing_annotations, [
        ("jobs/planted.py", "def planted(path) -> None:\n    pass\n"),
        ("jobs/planted.py", "def planted(path: str):\n    pass\n"),
        ("rasters/planted.py", "class Kept:\n    def __exit__(self, *_) -> None:\n        pass\n"),
    ]),
    "enumerations are scoped and Qt comes from qgis.PyQt": (house.unscoped_enums, [
        ("algorithms/planted.py", "from PyQt5.QtCore import Qt\n"),
        ("algorithms/planted.py", "level = Qgis.Warning\n"),
        ("algorithms/planted.py", "kind = QgsProcessing.TypeRaster\n"),
        ("algorithms/planted.py", "side = Qt.AlignLeft\n"),
        ("algorithms/planted.py", "number = QgsProcessingParameterNumber.Integer\n"),
    ]),
}
PLANTED = [(name, number) for name, (_, cases) in RULES.items() for number in range(len(cases))]


@pytest.mark.parametrize("name", RULES)
def test_the_package_keeps_the_rule(name):
    check, _ = RULES[name]
    assert check(PACKAGE) == []


@pytest.mark.parametrize("name, number", PLANTED)
def test_a_file_that_breaks_the_rule_is_reported(name, number, tmp_path):
    check, cases = RULES[name]
    package = tmp_path / house.PACKAGE
    for part in ("", "jobs", "rasters", "scaling", "metrics", "regression", "reports", "sources", "algorithms"):
        (package / part).mkdir(exist_ok=True)
        (package / part / "__init__.py").write_text('"""Nothing wrong here."""\n', encoding="utf-8")
    (package / "monitor.py").write_text('"""Nothing wrong here."""\n', encoding="utf-8")
    assert check(package) == []

    files = cases[number]
    for place, text in zip(files[::2], files[1::2]):
        (package / place).parent.mkdir(exist_ok=True)
        (package / place).write_text(text, encoding="utf-8")
    found = check(package)
    assert found and Path(files[0]).stem in " ".join(found)


@pytest.mark.parametrize("good", [
    "level = Qgis.MessageLevel.Warning\n", "side = Qt.AlignmentFlag.AlignLeft\n", "spec = Qt.TimeSpec.UTC\n",
    "kind = QgsProcessing.SourceType.TypeRaster\n", "from qgis.PyQt.QtCore import Qt\n"])
def test_scoped_enumerations_are_not_reported(good, tmp_path):
    (tmp_path / "planted.py").write_text(good, encoding="utf-8")
    assert house.unscoped_enums(tmp_path) == []


def test_the_page_for_builders_has_every_room_from_the_top_down():
    table = PAGE.read_text(encoding="utf-8").partition("## The rooms")[2].partition("![")[0]
    rows = [[name.strip(" `/").replace(".py", "") for name in line.split("|")[1].split(",")]
            for line in table.splitlines() if line.startswith("| `")]
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert {name for row in rows for name in row} == parts - {"__init__"}
    rooms = [row for row in rows if any((PACKAGE / name).is_dir() for name in row)]
    levels = [{house.LEVEL[name] for name in row} for row in rooms]
    assert all(len(level) == 1 for level in levels)
    assert levels == sorted(levels, key=min)


@pytest.mark.parametrize("tool", ["ruff", "bandit"])
def test_the_linters_are_content(tool, repository):
    pytest.importorskip(tool)
    command = {"ruff": ["ruff", "check", "--output-format", "concise", "."],
               "bandit": ["bandit", "-q", "-c", "pyproject.toml", "-r", house.PACKAGE]}
    done = subprocess.run([sys.executable, "-m", *command[tool]], cwd=repository, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def test_ruff_is_content_whatever_folders_make_demo_left(repository, tmp_path):
    pytest.importorskip("ruff")
    shutil.copy(repository / "pyproject.toml", tmp_path)
    (tmp_path / "tests" / "rules").mkdir(parents=True)
    shutil.copy(repository / "tests" / "rules" / "test_scripts.py", tmp_path / "tests" / "rules")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "model.smdm").write_bytes(b"")
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "."], cwd=tmp_path, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def test_ruff_reports_a_line_that_is_too_long(repository, tmp_path):
    pytest.importorskip("ruff")
    (tmp_path / "planted.py").write_text(f'X = "{"x" * 120}"\n', encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--config", str(repository / "pyproject.toml"),
                           str(tmp_path)], text=True, stdout=subprocess.PIPE)
    assert done.returncode != 0 and "E501" in done.stdout


def test_bandit_reports_a_shell(repository, tmp_path):
    pytest.importorskip("bandit")
    (tmp_path / "planted.py").write_text("import os\nos.system('ls ' + input())\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "bandit", "-q", "-c", str(repository / "pyproject.toml"), "-r",
                           str(tmp_path)], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode != 0
