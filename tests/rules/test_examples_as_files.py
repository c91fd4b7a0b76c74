"""The examples of docs/developing.md, written as files into a copy of the package with their lines in the registries:
they can be imported, are found by name, and keep the rules of the house."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import folder_provider
import house
import pytest
from developing_page import text_of

# First words of the example, and the file that the page says it belongs in.
PLACES = {
    "Nearest neighbours": "regression/neighbours.py",
    "A table of measurements": "jobs/train_on_table.py",
    "Every other station": "selection/every_other.py",
    "A metric:": "metrics/spread_ratio.py",
    "A linear model as a function": "exports/javascript.py",
    "Station files of the kind": "stations/obs.py",
    "A folder of files": "sources/folder/__init__.py",
    "Mean Moisture": "algorithms/meanmoisture.py",
    "The report of a mean": "reports/mean_report.py",
}
# What a builder writes into a registry: (after this, the import), (after this, the entry).
LINES = {
    "regression/methods.py": [("from . import (\n", "    neighbours,\n"), ("for module in (\n", "    neighbours,\n")],
    "selection/folds.py": [("from .fold_kind import Kind\n", "from . import every_other\n"),
                           ("KINDS: Dict[str, Kind] = {\n", '    "every_other": every_other.KIND,\n')],
    "metrics/table.py": [("from .moments import MetricSums, Moments\n", "from . import spread_ratio\n"),
                         ("_ENTRIES = (\n", "    spread_ratio.METRIC,\n")],
    "exports/registry.py": [("from .export_form import ExportForm\n", "from . import javascript\n"),
                            ("for form in (\n", "    javascript.FORM,\n")],
    "stations/registry.py": [("from .reader import Reader\n", "from . import obs\n"),
                             ("for reader in (\n", "    obs.READER,\n")],
    "sources/registry.py": [("from .source import Source\n", "from . import folder\n"),
                            ("for source in (\n", "    folder.SOURCE,\n")],
}
FOUND = {    # by the registry's dictionary: the name of the example that must be in it
    "regression.methods.METHODS": "neighbours",
    "selection.folds.KINDS": "every_other",
    "metrics.table.METRICS": "spread_ratio",
    "exports.registry.EXPORT_FORMS": "javascript",
    "stations.registry.READERS": "obs",
    "sources.registry.SOURCES": "folder",
}

@pytest.fixture(scope="module")
def package(tmp_path_factory, repository) -> Path:
    """A copy of the package with all examples of the page in it."""
    copy = tmp_path_factory.mktemp("builder") / house.PACKAGE
    shutil.copytree(repository / house.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "resources"))
    for place, lines in LINES.items():
        text = (copy / place).read_text(encoding="utf-8")
        for before, line in lines:
            assert text.count(before) == 1, f"{place} has no line {before!r} any more"
            text = text.replace(before, before + line)
        (copy / place).write_text(text, encoding="utf-8")
    (copy / "sources" / "folder").mkdir()
    shutil.copy(folder_provider.__file__, copy / "sources" / "folder" / "provider.py")
    for first_words, place in PLACES.items():
        text, = [part for part in text_of("python") if part.startswith(f'"""{first_words}')]
        (copy / place).write_text(text, encoding="utf-8")
    return copy


def test_every_example_of_the_page_is_installed():
    assert len(text_of("python")) == len(PLACES)


def test_the_registries_import_the_examples_first_and_find_them_by_name(package):
    # each registry's module and each example is the first import of its own: circles depend on the order
    program = f"""
import importlib, json, sys
def fresh(name):
    for loaded in [m for m in sys.modules if m.split('.')[0] == {house.PACKAGE!r}]:
        del sys.modules[loaded]
    return importlib.import_module({house.PACKAGE + '.'!r} + name)
found = {{}}
for path in {list(FOUND)!r}:
    module, _, table = path.rpartition('.')
    found[path] = list(getattr(fresh(module), table))
for name in {[_dotted(place) for place in PLACES.values() if not place.startswith("algorithms/")]!r}:
    fresh(name)
print(json.dumps(found))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=package.parent, text=True, capture_output=True,
                          env={**os.environ, "PYTHONPATH": str(package.parent)})
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [(path, name) for path, name in FOUND.items() if name not in found[path]] == []


@pytest.mark.parametrize("check", [
    house.upward_imports, house.circular_imports, house.direct_optional_imports, house.forbidden_calls,
    house.long_files, house.repeated_names, house.missing_annotations, house.unscoped_enums])
def test_the_examples_keep_the_rules_of_the_house(check, package):
    assert check(package) == []


def test_no_line_of_an_example_is_too_long_or_unused(package, repository):
    pytest.importorskip("ruff")
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache", "--config",
                           str(repository / "pyproject.toml"), *[str(package / place) for place in PLACES.values()]],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def _dotted(place):
    return place.replace("/__init__", "").replace(".py", "").replace("/", ".")
