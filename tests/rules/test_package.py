"""The zip passes the rules of the QGIS plugin repository, and works where it is unpacked."""
import configparser
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import archive
import package
import pytest
from headless import Headless

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The zip, freshly built."""
    return package.build(ROOT, tmp_path_factory.mktemp("build"))


def _metadata():
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    return metadata["general"]


def test_the_zip_passes_the_rules_of_the_plugin_repository(built):
    assert archive.refusals(built) == []


def test_the_zip_holds_real_copies_of_metadata_and_licence(built):
    with zipfile.ZipFile(built) as opened:
        for name in ("metadata.txt", "LICENSE"):
            assert opened.read(f"smdownscale_plugin/{name}") == (ROOT / name).read_bytes()


def test_the_zip_holds_every_python_file_of_the_package(built):
    with zipfile.ZipFile(built) as opened:
        inside = {name for name in opened.namelist() if name.endswith(".py")}
    assert inside == {path.relative_to(ROOT).as_posix() for path in (ROOT / "smdownscale_plugin").rglob("*.py")}


def test_pages_in_the_zip_point_to_nothing_that_is_not_in_it(built):
    with zipfile.ZipFile(built) as opened:
        names = set(opened.namelist())
        pages = {name: opened.read(name).decode("utf-8") for name in names if name.endswith(".md")}
    links = [(page, link) for page, text in pages.items() for link in re.findall(r"\]\(([^)#\s]+)", text)
             if not link.startswith("http")]
    assert ("smdownscale_plugin/README.md", "docs/images/demo.png") in links
    assert [(page, link) for page, link in links if posixpath.normpath(
        posixpath.join(posixpath.dirname(page), link)) not in names] == []


def test_pages_for_users_name_no_file_of_the_repository_that_the_zip_lacks(built):
    with zipfile.ZipFile(built) as opened:
        pages = {name: opened.read(name).decode("utf-8") for name in opened.namelist()
                 if name.endswith(".md") and not name.endswith("developing.md")}
    assert [(page, path) for page, text in pages.items()
            for path in re.findall(r"(?:scripts|tests)/[\w/]+\.\w+", text)] == []


def test_pages_that_helps_of_tools_name_are_in_the_zip(built, provider):
    with zipfile.ZipFile(built) as opened:
        names = set(opened.namelist())
    helps = [definition.help() for tool in provider.algorithms() for definition in tool.parameterDefinitions()]
    named = {page for text in helps for page in re.findall(r"docs/\w+\.md", text)}
    assert named and {f"smdownscale_plugin/{page}" for page in named} <= names


def test_the_same_sources_give_the_same_bytes(built, tmp_path):
    assert package.build(ROOT, tmp_path).read_bytes() == built.read_bytes()


def test_the_plugin_works_from_the_unpacked_zip(built, tmp_path):
    pytest.importorskip("qgis.core")
    with zipfile.ZipFile(built) as opened:
        opened.extractall(tmp_path / "plugins")
    unpacked = Headless(tmp_path / "profile", tmp_path / "plugins")
    assert _metadata()["version"] in unpacked.tool("checkinstallation", {})["REPORT"]


@pytest.mark.parametrize("name, content", [
    ("smdownscale_plugin/module.pyc", b""), ("smdownscale_plugin/__pycache__/x.txt", b""),
    ("smdownscale_plugin/.git/config", b""), ("smdownscale_plugin/run.sh", b""), ("smdownscale_plugin/a.so", b""),
    ("other/x.py", b""), ("smdownscale_plugin/metadata.txt", b"[general]\nname=x\n")])
def test_a_zip_that_breaks_a_rule_is_refused(built, tmp_path, name, content):
    spoiled = tmp_path / "spoiled.zip"
    with zipfile.ZipFile(built) as good, zipfile.ZipFile(spoiled, "w") as bad:
        for entry in good.namelist():
            if entry != name:
                bad.writestr(entry, good.read(entry))
        bad.writestr(name, content)
    assert archive.refusals(spoiled)


def test_a_zip_with_a_link_or_without_a_licence_is_refused(built, tmp_path):
    spoiled = tmp_path / "spoiled.zip"
    with zipfile.ZipFile(built) as good, zipfile.ZipFile(spoiled, "w") as bad:
        for entry in good.namelist():
            if not entry.endswith("LICENSE"):
                bad.writestr(entry, good.read(entry))
        link = zipfile.ZipInfo("smdownscale_plugin/link")
        link.external_attr = 0o120777 << 16
        bad.writestr(link, "metadata.txt")
    assert archive.refusals(spoiled) == ["smdownscale_plugin/link is a link", "LICENSE is missing"]


def test_a_file_of_an_unknown_kind_stops_the_packaging(tmp_path):
    shutil.copytree(ROOT / "smdownscale_plugin", tmp_path / "smdownscale_plugin",
                    ignore=shutil.ignore_patterns("__pycache__", "metadata.txt"))
    shutil.copy(ROOT / "metadata.txt", tmp_path)
    (tmp_path / "smdownscale_plugin" / "tool.exe").write_bytes(b"")
    with pytest.raises(SystemExit, match="tool.exe"):
        package.build(tmp_path, tmp_path / "build")


def test_version_and_name_agree_everywhere():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = _metadata()["version"]
    assert f'version = "{version}"' in text
    assert f"## {version}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    from smdownscale_plugin import about
    assert about.VERSION == version


def test_metadata_lists_the_plugin_for_qgis_3_22_to_4():
    general = _metadata()
    assert general["qgisMinimumVersion"] == "3.22" and general["qgisMaximumVersion"] == "4.99"
    assert general["hasProcessingProvider"] == "yes"
    assert "GNU GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text(encoding="utf-8")[:400]


def test_metadata_in_the_package_is_the_one_of_the_root():
    assert os.path.samefile(ROOT / "metadata.txt", ROOT / "smdownscale_plugin" / "metadata.txt")


def test_the_packaging_script_runs(tmp_path):
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "package.py")], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert Path(done.stderr.strip()).is_file()
