"""What is said about a missing package: which, for which Python, and a command that leaves numpy and GDAL alone."""
import re
import subprocess
import sys
import types
from importlib import metadata
from pathlib import Path

import pytest

from smdownscale_plugin import dependencies
from smdownscale_plugin.errors import MissingPackageError


@pytest.fixture
def import_fails(monkeypatch):
    """Make importing any optional package end in the given error."""
    def fail(error):
        def raising(name):
            raise error
        monkeypatch.setattr(dependencies, "importlib", types.SimpleNamespace(
            import_module=raising, util=types.SimpleNamespace(find_spec=lambda name: object())))
    return fail


@pytest.fixture
def on_system(monkeypatch):
    """Pretend to run on another system."""
    def pretend(platform, prefix="/usr", executable="/usr/bin/python3", debian=False):
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setattr(sys, "prefix", prefix)
        monkeypatch.setattr(sys, "base_prefix", prefix)
        monkeypatch.setattr(sys, "executable", executable)
        monkeypatch.setattr(dependencies, "_is_debian", lambda: debian)
    return pretend


def absent(name="sklearn"):
    return ModuleNotFoundError(f"No module named '{name}'", name=name)


def message(name="sklearn", purpose=""):
    with pytest.raises(MissingPackageError) as caught:
        dependencies.require(name, purpose)
    return str(caught.value)


def test_a_module_that_is_there_is_returned_itself():
    pytest.importorskip("matplotlib")
    assert dependencies.require("matplotlib.figure") is sys.modules["matplotlib.figure"]
    assert dependencies.available("matplotlib")


def test_a_missing_package_is_named_with_its_purpose_and_this_python(import_fails):
    import_fails(absent())
    text = message("sklearn.tree", "Train Model")
    assert "scikit-learn" in text and "Train Model" in text
    assert sys.executable in text and re.search(r"Python 3\.\d+\.\d+", text)
    assert not dependencies.available("sklearn")


def test_the_command_pins_what_qgis_runs_on(import_fails, on_system):
    on_system("linux")
    command = dependencies.install_command("lightgbm", "ee")
    assert command.startswith("/usr/bin/python3 -m pip install lightgbm earthengine-api ")
    assert f" numpy=={metadata.version('numpy')}" in command
    assert f" scipy=={metadata.version('scipy')}" in command


def test_pip_given_that_command_would_not_touch_numpy(tmp_path):
    """pip itself is asked, without a network: a requirement for another numpy can't be met beside the pin."""
    pytest.importorskip("pip")
    pins = dependencies._pins()
    done = subprocess.run([sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", *pins], text=True,
                          capture_output=True)
    assert done.returncode == 0 and "Would install" not in done.stdout, done.stdout + done.stderr
    done = subprocess.run([sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", *pins, "numpy<1"],
                          text=True, capture_output=True)
    assert done.returncode != 0


def test_windows_users_are_sent_to_the_osgeo4w_shell(import_fails, on_system):
    on_system("win32", prefix="C:\\OSGeo4W\\apps\\Python312", executable="C:\\OSGeo4W\\bin\\qgis-bin.exe")
    import_fails(absent())
    text = message()
    assert "In the OSGeo4W Shell" in text
    assert "python -m pip install scikit-learn numpy==" in text and " --user" in text


def test_macos_users_get_the_python_inside_the_application(import_fails, on_system, tmp_path):
    inside = tmp_path / "QGIS.app" / "Contents" / "MacOS"
    (inside / "bin").mkdir(parents=True)
    (inside / "bin" / "python3").write_text("", encoding="utf-8")
    on_system("darwin", prefix=str(inside), executable=str(inside / "QGIS"))
    import_fails(absent())
    text = message()
    assert "In the Terminal" in text
    assert f"{inside / 'bin' / 'python3'} -m pip install scikit-learn" in text


def test_a_python_that_merely_stands_first_on_the_path_is_not_taken_for_that_of_qgis(on_system, tmp_path):
    """QGIS reports what it finds on the path as sys.executable, a version manager's shim for example."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (tmp_path / "usr" / "bin").mkdir(parents=True)
    (tmp_path / "usr" / "bin" / version).write_text("", encoding="utf-8")
    on_system("linux", prefix=str(tmp_path / "usr"), executable=str(tmp_path / "shims" / "python3"))
    assert dependencies.install_command("ee").startswith(f"{tmp_path / 'usr' / 'bin' / version} -m pip install")


def test_a_path_with_blanks_is_quoted(on_system, tmp_path):
    folder = tmp_path / "QGIS LTR"
    on_system("darwin", prefix=str(folder), executable=str(folder / "bin" / "python3"))
    assert dependencies.install_command("sklearn").startswith(f'"{folder / "bin" / "python3"}" -m pip install')


def test_on_debian_its_own_package_is_offered_where_there_is_one(on_system):
    on_system("linux", debian=True)
    assert dependencies.install_command("sklearn") == "sudo apt install python3-sklearn"
    assert " -m pip install lightgbm" in dependencies.install_command("lightgbm")


def test_conda_installs_without_changing_what_is_there(on_system, tmp_path):
    (tmp_path / "conda-meta").mkdir()
    on_system("linux", prefix=str(tmp_path))
    assert dependencies.install_command("sklearn") == "conda install --freeze-installed -c conda-forge scikit-learn"


def test_flatpak_installs_inside_its_sandbox(on_system, monkeypatch):
    on_system("linux")
    monkeypatch.setattr(dependencies, "_is_flatpak", lambda: True)
    assert dependencies.install_command("ee").startswith("flatpak run --command=python3 org.qgis.qgis -m pip install")


def test_lightgbm_without_openmp_on_macos_is_sent_to_brew(import_fails, on_system):
    on_system("darwin")
    import_fails(OSError("dlopen(lib_lightgbm.dylib): Library not loaded: @rpath/libomp.dylib"))
    text = message("lightgbm")
    assert "brew install libomp" in text and "pip install" not in text


def test_lightgbm_without_openmp_on_linux_is_sent_to_apt(import_fails, on_system):
    on_system("linux")
    import_fails(OSError("libgomp.so.1: cannot open shared object file: No such file or directory"))
    assert "sudo apt install libgomp1" in message("lightgbm")


@pytest.mark.parametrize("error", [
    ImportError("numpy.core.multiarray failed to import"),
    ValueError("numpy.dtype size changed, may indicate binary incompatibility"),
    ModuleNotFoundError("No module named 'threadpoolctl'", name="threadpoolctl")])
def test_a_broken_package_is_told_from_a_missing_one(import_fails, on_system, error):
    on_system("linux")
    import_fails(error)
    text = message()
    assert "can't be loaded" in text and str(error) in text and "\n" not in text
    assert "--force-reinstall --no-deps scikit-learn" in text and "numpy==" not in text


def test_every_optional_package_that_users_install_has_a_status():
    found = {entry.package.module: entry for entry in dependencies.status()}
    assert {"sklearn", "lightgbm", "matplotlib", "ee"} <= set(found)
    matplotlib = pytest.importorskip("matplotlib")
    assert found["matplotlib"].version == matplotlib.__version__
    assert all(entry.problem for entry in found.values() if entry.version is None)


def test_every_registered_package_is_used_somewhere():
    package = Path(dependencies.__file__).parent
    files = [path for path in package.rglob("*.py") if path.name != "dependencies.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    for name in set(dependencies.PACKAGES) - {"ee"}:  # the tools that fetch data come after this version
        assert re.search(rf'(require|available)\(\s*"{name}[."]|REQUIRES = .*"{name}"', code), f"{name} is not used"
