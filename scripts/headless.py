"""Running the plugin through `qgis_process`, without a screen: the one place that knows how.

Used by the demo and by the tests. Python 3.9, standard library only.
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional

REPOSITORY = Path(__file__).resolve().parent.parent
PLUGIN = "smdownscale_plugin"


def executable() -> str:
    """Path of qgis_process; on Debian 12 the wrapper of that name fails every call, the program behind it works."""
    found = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if found is None:
        raise FileNotFoundError("qgis_process is not installed: run `make setup` first.")
    return found


def arguments_of(parameters: Dict[str, Any]) -> List[str]:
    """NAME=value for every parameter; a list repeats its name, None is left out, booleans are true and false."""
    words = []
    for name, value in parameters.items():
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if item is not None:
                words.append(f"{name}={str(item).lower() if isinstance(item, bool) else item}")
    return words


def temporary_folder(folder: Path) -> Dict[str, str]:
    """Make a folder; the environment variables that have programs write their temporary files there."""
    folder.mkdir(parents=True, exist_ok=True)
    return dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))


class Headless:
    """qgis_process with a profile of its own in which the plugin is enabled; temporary files lie in the profile too,
    because QGIS leaves some behind."""

    def __init__(self, profile: Path, plugins: Path = REPOSITORY, environment: Optional[Dict[str, str]] = None):
        self.environment = {
            **os.environ,
            **temporary_folder(profile / "temporary"),
            "QT_QPA_PLATFORM": "offscreen",
            "QGIS_PLUGINPATH": str(plugins),
            "QGIS_CUSTOM_CONFIG_PATH": str(profile),
            # the Python inside QGIS takes its packages from the first python3 on the path
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
            **(environment or {}),
        }
        self(["plugins", "enable", PLUGIN])

    def __call__(self, arguments: Iterable[str], timeout: float = 900, **options) -> subprocess.CompletedProcess:
        """Run `qgis_process ARGUMENTS`; the result has returncode, stdout and stderr."""
        return subprocess.run([executable(), *arguments], env=self.environment, timeout=timeout, text=True,
                              capture_output=True, check=False, **options)

    def tool(self, name: str, parameters: Dict[str, Any], timeout: float = 900) -> Dict[str, Any]:
        """Results of a tool, e.g. ("trainmodel", {...}); RuntimeError with its messages when it failed."""
        algorithm = name if ":" in name or name.endswith(".model3") else f"smdownscale:{name}"
        done = self(["--json", "run", algorithm, "--", *arguments_of(parameters)], timeout)
        if done.returncode != 0:
            raise RuntimeError(f"{algorithm} failed with exit code {done.returncode}:\n{done.stderr}\n{done.stdout}")
        return json.loads(done.stdout)["results"]
