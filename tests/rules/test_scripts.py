"""Install and set-up scripts."""
import subprocess
import sys
from pathlib import Path

import demo
import draw_house
import install
import pytest
from headless import arguments_of
from qgis.core import QgsProcessingParameterDefinition

from smdownscale_plugin.sources.demo_world import WorldSettings
from smdownscale_plugin.sources.demo_world.districts import dry_districts

ROOT = Path(__file__).resolve().parent.parent.parent


def test_install_links_into_the_profile_of_linux_and_macos(tmp_path):
    linux, = install.profiles(tmp_path, "linux")
    mac, = install.profiles(tmp_path, "darwin")
    assert linux == tmp_path / ".local/share/QGIS/QGIS3/profiles/default/python/plugins"
    assert mac == tmp_path / "Library/Application Support/QGIS/QGIS3/profiles/default/python/plugins"
    (tmp_path / ".local/share/QGIS/QGIS4").mkdir(parents=True)
    assert len(list(install.profiles(tmp_path, "linux"))) == 2


def test_install_can_be_run_again_and_never_overwrites_a_real_folder(tmp_path):
    for _ in range(2):
        target = install.link(tmp_path / "plugins")
    assert target.resolve() == ROOT / "smdownscale_plugin"
    assert (target / "metadata.txt").read_text(encoding="utf-8") == (ROOT / "metadata.txt").read_text(encoding="utf-8")
    target.unlink()
    target.mkdir()
    with pytest.raises(SystemExit, match="remove that plugin"):
        install.link(tmp_path / "plugins")


def test_install_runs_as_a_script(tmp_path):
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "install.py"), str(tmp_path)], text=True,
                          capture_output=True)
    assert done.returncode == 0 and (tmp_path / "smdownscale_plugin" / "plugin.py").is_file()


def test_continuous_integration_runs_the_two_commands_of_the_readme_in_its_order():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["set -e", "make demo", "make test"]


def test_parameters_become_words_of_the_command_line():
    assert arguments_of({"A": [1, "b"], "B": None, "C": True, "D": "x y"}) == ["A=1", "A=b", "C=true", "D=x y"]


def test_the_demo_uses_parameters_that_the_tools_have(provider, tmp_path):
    """qgis_process ignores an unknown name without a word."""
    for tool, _, parameters in demo.steps(tmp_path):
        known = {definition.name() for definition in provider.algorithm(tool).parameterDefinitions()}
        assert set(parameters) <= known, tool


def test_the_demo_gives_every_parameter_that_a_tool_asks_for(provider, tmp_path):
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    for tool, _, parameters in demo.steps(tmp_path):
        asked = {definition.name() for definition in provider.algorithm(tool).parameterDefinitions()
                 if definition.defaultValue() is None and not definition.flags() & optional}
        assert asked <= set(parameters), tool


def test_the_demo_says_where_the_rain_was_cut():
    assert " and ".join(dry_districts(WorldSettings())) == demo.DRY


def test_the_demo_says_what_the_bulletin_says_first(tmp_path):
    bulletin = tmp_path / "bulletin.html"
    bulletin.write_text('<p>head</p><section class="summary"><p>32 % of it, 4 &lt; 5.</p><p>Districts in drought: Elm.'
                        "</p><p>More.</p></section><p>tail</p>", encoding="utf-8")
    assert demo.verdict(bulletin) == "32 % of it, 4 < 5.\nDistricts in drought: Elm."


def test_the_demo_ends_with_a_table_of_baselines_and_ours(tmp_path):
    (tmp_path / "metrics.csv").write_text(
        "estimate,date,r,rmse,skill,within_cell_r\n"
        "downscaled,overall,0.9,0.025,0.61,0.8\nnearest,overall,0.7,0.05,-0.15,\nbilinear,overall,0.72,0.048,0,0.3\n"
        "downscaled,2020-06-01,0.1,0.1,0.1,0.1\n", encoding="utf-8")
    header, nearest, bilinear, ours = demo.table(tmp_path / "metrics.csv").splitlines()
    assert header.split() == ["against", "the", "truth", "RMSE", "R", "within-cell", "R", "skill"]
    assert nearest.split()[-4:] == ["0.050", "0.700", "-", "-0.150"]
    assert bilinear.split()[-4:] == ["0.048", "0.720", "0.300", "0.000"]
    assert ours.split()[-4:] == ["0.025", "0.900", "0.800", "0.610"]


def test_the_import_graph_is_drawn_without_an_upward_arrow(tmp_path, capsys):
    assert draw_house.main(tmp_path / "house.svg") == 0
    assert "no circle, no upward import" in capsys.readouterr().out
    drawn = (tmp_path / "house.svg").read_text(encoding="utf-8")
    assert "regression" in drawn and "#c0392b" not in drawn


def test_an_upward_import_is_drawn_in_red(tmp_path):
    package = tmp_path / "smdownscale_plugin"
    for name, text in (("rasters/a.py", "from ..metrics import b\n"), ("metrics/b.py", "X = 1\n")):
        (package / name).parent.mkdir(parents=True)
        (package / name).write_text(text, encoding="utf-8")
    assert draw_house.edges(package) == {("rasters", "metrics"): 1}
    assert "#c0392b" in draw_house.picture(package)
