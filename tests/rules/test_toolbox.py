"""Every tool keeps the rules of the toolbox, and no name of the contract is lost."""
import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import toolbox

pytest.importorskip("qgis.core")

CONTRACT = Path(__file__).with_name("contract.json")
PLUGIN = Path(__file__).resolve().parent.parent.parent / "smdownscale_plugin"


@pytest.fixture
def frozen():
    """The contract."""
    return json.loads(CONTRACT.read_text(encoding="utf-8"))


def _tools(provider):
    from smdownscale_plugin.algorithms.base import SmDownscaleAlgorithm
    return [algorithm for algorithm in provider.algorithms() if isinstance(algorithm, SmDownscaleAlgorithm)]


def test_every_file_of_algorithms_that_holds_a_tool_is_in_the_toolbox(provider):
    holds_a_tool = re.compile(r'^    ID = "', re.MULTILINE)
    files = {path.stem for path in (PLUGIN / "algorithms").glob("*.py")
             if holds_a_tool.search(path.read_text(encoding="utf-8")) and path.stem != "base"}
    assert {tool.name() for tool in _tools(provider)} == files


def test_every_workflow_is_in_the_toolbox_with_its_parameters_and_outputs(provider):
    from qgis.core import QgsProcessingModelAlgorithm
    workflows = [item for item in provider.algorithms() if isinstance(item, QgsProcessingModelAlgorithm)]
    assert len(workflows) == len(list((PLUGIN / "resources" / "workflows").glob("*.model3")))
    for workflow in workflows:
        assert workflow.parameterDefinitions() and workflow.outputDefinitions(), workflow.id()
        assert all(child.algorithm() is not None for child in workflow.childAlgorithms().values()), workflow.id()


def test_workflows_open_no_series_that_nobody_asked_for(provider):
    from qgis.core import QgsProcessingModelAlgorithm
    seen = []
    for workflow in provider.algorithms():
        if not isinstance(workflow, QgsProcessingModelAlgorithm):
            continue
        for step in workflow.childAlgorithms().values():
            if step.algorithm().parameterDefinition("LOAD_RESULTS") is None:
                continue
            source, = step.parameterSources()["LOAD_RESULTS"]
            name = source.parameterName()       # '' for a value of its own
            seen.append(workflow.parameterDefinition(name).defaultValue() if name else source.staticValue())
    assert seen == [False] * 4


def test_every_tool_keeps_the_rules_of_the_toolbox(provider):
    assert [fault for tool in _tools(provider) for fault in toolbox.faults(tool)] == []


def test_no_name_of_the_contract_is_lost(provider, frozen):
    present = {algorithm.name(): toolbox.describe(algorithm) for algorithm in provider.algorithms()}
    assert toolbox.broken_promises(frozen, present) == []


def test_removing_and_renaming_is_reported_and_adding_is_free():
    promised = {"tool": {"parameters": {"A": {"type": "number"}, "B": {"type": "enum", "options": ["x", "y"]}},
                         "outputs": ["OUT"]}}
    more = copy.deepcopy(promised)
    more["other"] = {"parameters": {}, "outputs": []}
    more["tool"]["parameters"]["C"] = {"type": "string"}
    more["tool"]["parameters"]["B"]["options"].append("z")
    more["tool"]["outputs"].append("MORE")
    assert toolbox.broken_promises(promised, more) == []

    for spoil in (lambda tool: tool["parameters"].pop("A"), lambda tool: tool["outputs"].remove("OUT"),
                  lambda tool: tool["parameters"]["A"].update(type="string"),
                  lambda tool: tool["parameters"]["B"]["options"].remove("x")):
        less = copy.deepcopy(promised)
        spoil(less["tool"])
        assert len(toolbox.broken_promises(promised, less)) == 1
    assert toolbox.broken_promises(promised, {}) == ["tool is gone"]


def _spoiled(changes, definitions=()):
    from smdownscale_plugin.algorithms.base import SmDownscaleAlgorithm
    good = {"ID": "tool", "TITLE": "A Tool", "GROUP": "Data", "SUMMARY": "Does something."}
    leaf = type("Leaf", (SmDownscaleAlgorithm,), {**good, **changes, "parameters": lambda self: list(definitions)})
    return toolbox.faults(leaf().create())


def test_a_tool_that_breaks_a_rule_is_reported(qgis):
    assert _spoiled({}) == []
    for changes in ({"ID": "Tool_1"}, {"TITLE": "a tool"}, {"GROUP": "Other"}, {"SUMMARY": ""},
                    {"SUMMARY": "<b>Does</b> something."}):
        assert len(_spoiled(changes)) == 1, changes


def test_a_parameter_that_breaks_a_rule_is_reported(qgis):
    from qgis.core import QgsProcessingParameterEnum, QgsProcessingParameterMatrix, QgsProcessingParameterString

    from smdownscale_plugin.algorithms import parameters as p

    def helped(definition):
        definition.setHelp("Help.")
        return definition
    bad = {
        "has no help": QgsProcessingParameterString("TEXT", "Text"),
        "is not in upper case": p.text("text", "Text", "Help."),
        "not a plain parameter": helped(QgsProcessingParameterMatrix("MATRIX", "Matrix")),
        "numbered instead of named": helped(QgsProcessingParameterEnum("CHOICE", "Choice", ["Help"])),
        "doesn't name other": helped(QgsProcessingParameterEnum("CHOICE", "Choice", ["other"], usesStaticStrings=True)),
        "without a list output": p.folder_destination("FOLDER", "Folder", "Help."),
        "and LOAD_RESULTS don't go together": p.rasters_output("MAPS", "Maps"),
    }
    for words, definition in bad.items():
        found = _spoiled({}, [definition])
        assert len(found) == 1 and words in found[0], (words, found)
    found, = _spoiled({}, [p.rasters_output("MAPS", "Maps"), p.load_results()])
    assert "doesn't load all lists" in found
    with pytest.raises(ValueError, match="no help"):
        p.text("TEXT", "Text", " ")


# --- without optional packages --------------------------------------------------------------------------------------

BLOCKER = '''
import importlib, os, pkgutil, sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {optional!r}:
            raise ModuleNotFoundError(name + " is blocked", name=name)
sys.meta_path.insert(0, Blocker())
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
import smdownscale_plugin
for module in pkgutil.walk_packages(smdownscale_plugin.__path__, "smdownscale_plugin."):
    importlib.import_module(module.name)
plugin = smdownscale_plugin.classFactory(None)
plugin.initProcessing()
sys.stdout.write(" ".join(sorted(algorithm.name() for algorithm in plugin.provider.algorithms())))
sys.stdout.flush()
os._exit(0)
'''


def _list_without_optional_packages(folder):
    import house
    return subprocess.run([sys.executable, "-c", BLOCKER.format(optional=house.OPTIONAL), str(folder)], text=True,
                          capture_output=True)


def test_the_toolbox_is_listed_and_every_module_imported_without_any_optional_package(provider, repository):
    done = _list_without_optional_packages(repository)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == sorted(algorithm.name() for algorithm in provider.algorithms())


def test_a_module_that_needs_an_optional_package_to_be_imported_is_found(tmp_path):
    import shutil
    shutil.copytree(PLUGIN, tmp_path / PLUGIN.name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / PLUGIN.name / "algorithms" / "planted.py").write_text("import sklearn\n", encoding="utf-8")
    done = _list_without_optional_packages(tmp_path)
    assert done.returncode != 0 and "sklearn is blocked" in done.stderr
