"""What Check Installation advises: recommended packages in one command, every optional one in a command of its own."""
import pytest

from smdownscale_plugin import dependencies
from smdownscale_plugin.jobs import check_installation as job
from smdownscale_plugin.reports.installation import COMMAND


@pytest.fixture
def without(monkeypatch):
    """Pretend that of the optional packages only some are missing: without("xgboost"); without() misses all."""
    def pretend(*modules):
        monkeypatch.setattr(job, "status", lambda: [
            dependencies.Status(package, None if not modules or package.module in modules else "1.0", installed=False)
            for package in dependencies.PACKAGES.values() if not package.companion])
    return pretend


def commands(report):
    """The commands of a report, with the line above each."""
    lines = report.splitlines()
    return {after[len(COMMAND):]: before for before, after in zip(lines, lines[1:]) if after.startswith(COMMAND)}


def test_what_is_recommended_is_one_command_and_what_is_optional_has_its_own(without):
    without()
    found = commands(job.check_installation())
    recommended = [command for command, above in found.items() if "Recommended" in above]
    assert len(recommended) == 1 and recommended[0] == dependencies.install_command("sklearn", "lightgbm", "matplotlib")
    assert not any(name in recommended[0] for name in ("xgboost", "torch", "numba", "earthengine"))
    for module, purpose in (("xgboost", "xgboost"), ("numba", "large rasters"), ("ee", "Google Earth Engine"),
                            ("torch", "200 MB to download")):
        above = found[dependencies.install_command(module)]
        assert "Optional" in above and purpose in above


def test_without_optional_packages_nobody_is_asked_to_act(without):
    without("xgboost")
    report = job.check_installation()
    assert "Everything that is recommended is installed." in report and "Recommended," not in report
    assert "xgboost, needed for the method xgboost (optional)" in report


def test_on_the_page_a_command_is_a_box_of_its_own(without, tmp_path):
    without()
    report = job.check_installation(page=str(tmp_path / "page.html"))
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert text.count("<pre>") == len(commands(report)) == 6
