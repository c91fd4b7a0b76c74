"""The one file that knows optional packages: imports them where they are used, and says how to install one.

The plugin never installs anything itself. The command it gives pins numpy, scipy and GDAL to what QGIS runs on,
so that following it can't break QGIS.
"""
import importlib
import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Dict, List, Optional

from .errors import MissingPackageError


@dataclass(frozen=True)
class Package:
    """An optional package: the module's name, its name for pip and conda, what it is for, Debian's name for it.

    companion: it comes along with another package, so that nobody is asked to install it; recommended: everyone should
    have it, while the others serve single methods or data sources; conda: its name for conda where that differs;
    linux_index: where pip finds the build for Linux that runs on the processor alone; size: what it takes, where that
    is much.
    """

    module: str
    distribution: str
    purpose: str
    debian: Optional[str] = None
    companion: bool = False
    recommended: bool = False
    conda: str = ""
    linux_index: str = ""
    size: str = ""


PACKAGES = {package.module: package for package in (
    Package("sklearn", "scikit-learn", "all methods but linear and those of LightGBM and XGBoost", "python3-sklearn",
            recommended=True),
    Package("threadpoolctl", "threadpoolctl", "limits on the threads of scikit-learn", "python3-threadpoolctl", True),
    Package("lightgbm", "lightgbm", "the methods lightgbm and linear_boosting", recommended=True),
    Package("xgboost", "xgboost", "the method xgboost"),
    Package("scipy", "scipy", "the method stacking", "python3-scipy"),
    Package("numba", "numba", "predicting large rasters with trees two to four times faster", "python3-numba"),
    Package("matplotlib", "matplotlib", "plots and maps in reports", "python3-matplotlib", recommended=True),
    Package("torch", "torch", "training deep networks (their maps don't need it)", "python3-torch", conda="pytorch-cpu",
            linux_index="https://download.pytorch.org/whl/cpu", size="200 MB to download, 900 MB installed"),
    Package("ee", "earthengine-api", "fetching data from Google Earth Engine"),
)}

PINNED = ("numpy", "scipy", "GDAL")


@dataclass(frozen=True)
class Status:
    """What is known of one optional package.

    version: None when it can't be used; problem: the message that says why; installed: it is there, perhaps broken.
    """

    package: Package
    version: Optional[str]
    problem: Optional[str] = None
    installed: bool = True


def require(name: str, purpose: str = "") -> ModuleType:
    """Import and return an optional module ("sklearn", or a part of it: "sklearn.tree").

    purpose: what needs it, for the message. Raises MissingPackageError, whose message holds the exact command.
    """
    package = _package(name)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        broken = error.name is not None and error.name.partition(".")[0] != package.module
        reason = f"{error}" if broken else ""
    except (ImportError, OSError, ValueError, AttributeError) as error:
        # OSError: a native library is missing; ValueError and AttributeError: built for another numpy
        reason = f"{error}".strip().splitlines()[0] if f"{error}".strip() else type(error).__name__
    raise MissingPackageError(_message(package, purpose or package.purpose, reason))


def available(name: str) -> bool:
    """Whether an optional module can be imported (it is imported to find out: a broken one is not available)."""
    try:
        require(name)
    except MissingPackageError:
        return False
    return True


def status() -> List[Status]:
    """State of every optional package that a user installs, in the order of the registry."""
    rows = []
    for package in PACKAGES.values():
        if package.companion:
            continue
        try:
            module = require(package.module)
        except MissingPackageError as error:
            rows.append(Status(package, None, str(error), _is_installed(package)))
        else:
            rows.append(Status(package, _version(package, module)))
    return rows


def installed_versions() -> Dict[str, str]:
    """Versions by distribution of the optional packages that are installed; none of them is imported."""
    found = {package.distribution: _distributed(package.distribution) for package in PACKAGES.values()}
    return {name: version for name, version in found.items() if version}


def install_command(*names: str) -> str:
    """The exact command that installs packages for the Python that runs here, numpy, scipy and GDAL kept as they are.

    names: modules of the registry, e.g. "sklearn", "lightgbm".
    """
    packages = [_package(name) for name in names]
    if _is_flatpak():
        return f"flatpak run --command=python3 org.qgis.qgis {_pip(packages)} --user"
    if _is_conda():
        wanted = " ".join(package.conda or package.distribution for package in packages)
        return f"conda install --freeze-installed -c conda-forge {wanted}"
    if _is_debian() and packages and all(package.debian for package in packages):
        return "sudo apt install " + " ".join(package.debian or "" for package in packages)
    first = "sudo apt install python3-pip && " if _is_debian() and importlib.util.find_spec("pip") is None else ""
    return f"{first}{_python()} {_pip(packages)}{_where()}"


def python_description() -> str:
    """Which Python this is, e.g. "Python 3.11.2 (/usr/bin/python3)"."""
    return f"Python {sys.version.split()[0]} ({_interpreter()})"


def _package(name: str) -> Package:
    module = name.partition(".")[0]
    if module not in PACKAGES:
        raise KeyError(f"{module} is not in the registry of optional packages (dependencies.py)")
    return PACKAGES[module]


def _is_installed(package: Package) -> bool:
    try:
        return importlib.util.find_spec(package.module) is not None
    except (ImportError, ValueError):
        return False


def _message(package: Package, purpose: str, reason: str) -> str:
    command = install_command(package.module)
    if not reason:
        return (f"The Python package {package.distribution}, needed for {purpose}, is not installed in the "
                f"{python_description()} of this QGIS. {_shell_first()}: {command} - then restart QGIS.")
    hint = _reason_hint(package, reason)
    return (f"The Python package {package.distribution}, needed for {purpose}, is installed in the "
            f"{python_description()} of this QGIS but can't be loaded ({reason}). {hint}")


def _reason_hint(package: Package, reason: str) -> str:
    if sys.platform == "darwin" and ("libomp" in reason or package.module in ("lightgbm", "xgboost")):
        return "The OpenMP library is missing; in the Terminal: brew install libomp - then restart QGIS."
    if sys.platform.startswith("linux") and "libgomp" in reason:
        return "The OpenMP library is missing; in a terminal: sudo apt install libgomp1 - then restart QGIS."
    command = install_command(package.module)
    if " pip install " in command:
        command = command.replace(" pip install ", " pip install --force-reinstall --no-deps ")
        for pin in _pins():
            command = command.replace(f" {pin}", "")
    return f"Reinstall it. {_shell_first()}: {command} - then restart QGIS."


def shell_description() -> str:
    """Where a command is typed on this system."""
    if sys.platform == "win32":
        return "in the OSGeo4W Shell (Start menu, folder QGIS)"
    return "in the Terminal" if sys.platform == "darwin" else "in a terminal"


def _shell_first() -> str:
    text = shell_description()
    return text[0].upper() + text[1:]


def _pip(packages: List[Package]) -> str:
    names = [package.distribution for package in packages]
    pins = [pin for pin in _pins() if pin.partition("==")[0] not in names]
    indexes = [f"--extra-index-url {package.linux_index}" for package in packages
               if package.linux_index and sys.platform.startswith("linux")]
    return " ".join(["-m pip install", *names, *pins, *indexes])


def _pins() -> List[str]:
    """Requirements that keep what QGIS was built with, e.g. "numpy==1.24.2"; only those that pip can see."""
    found = {name: _distributed(name) for name in PINNED}
    return [f"{name}=={version}" for name, version in found.items() if version]


def _where() -> str:
    """Options that let pip write where a user may: nothing in a virtual environment, --user elsewhere."""
    if sys.prefix != sys.base_prefix:
        return ""
    marker = Path(os.__file__).parent / "EXTERNALLY-MANAGED"
    return " --user --break-system-packages" if marker.exists() else " --user"


def _python() -> str:
    """The Python of this QGIS as typed in a shell."""
    if sys.platform == "win32":
        return "python"  # the OSGeo4W Shell puts QGIS's own first
    return _quoted(_interpreter())


def _interpreter() -> Path:
    """Path of this Python. Inside QGIS, sys.executable may be QGIS itself, or just what is first on the path."""
    executable, prefix = Path(sys.executable or sys.prefix), Path(sys.prefix)
    if executable.name.lower().startswith("python") and prefix in executable.parents:
        return executable
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates = (prefix / "bin" / version, prefix / "bin" / "python3", executable.parent / "bin" / "python3",
                  prefix / "python3.exe", prefix / "python.exe")
    return next((candidate for candidate in candidates if candidate.exists()), executable)


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def _is_flatpak() -> bool:
    return os.path.exists("/.flatpak-info")


def _is_conda() -> bool:
    return (Path(sys.prefix) / "conda-meta").is_dir()


def _is_debian() -> bool:
    return sys.platform.startswith("linux") and sys.prefix == sys.base_prefix and os.path.exists("/etc/debian_version")


def _version(package: Package, module: ModuleType) -> str:
    return _distributed(package.distribution) or str(getattr(module, "__version__", "unknown"))


def _distributed(name: str) -> Optional[str]:
    """Version of a distribution, None where there is none (or none that pip can see)."""
    from importlib import metadata  # takes 1.5 MB and 12 ms, which no map needs
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
