"""Install and set-up scripts."""
import subprocess
import sys
from pathlib import Path

import install
import pytest
from headless import arguments_of

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


def test_continuous_integration_calls_make_test():
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines() == ["#!/usr/bin/env bash", "make test"]


def test_parameters_become_words_of_the_command_line():
    assert arguments_of({"A": [1, "b"], "B": None, "C": True, "D": "x y"}) == ["A=1", "A=b", "C=true", "D=x y"]
