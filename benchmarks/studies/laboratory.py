"""What all walks share: tools run in QGIS, without a window, and a record of what each step gave."""
import csv
import json
import os
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence, Union

from osgeo import gdal
from scripts.headless import arguments_of

Told = Union[str, Callable[[Dict[str, Any]], str]]


@dataclass
class Step:
    """One step: what the study did, the command that does it here, what came out, what is better."""

    study: str
    command: str
    outcome: str
    better: str = ""


@dataclass
class Walk:
    """A study's steps as they were run; seconds: of processor time."""

    name: str
    title: str
    about: str
    steps: List[Step] = field(default_factory=list)
    seconds: float = 0.0

    def to_json(self) -> str:
        """For the page to be made later."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Walk":
        """A walk that was written by `to_json`."""
        known = json.loads(text)
        return cls(**{**known, "steps": [Step(**step) for step in known["steps"]]})


class Laboratory:
    """A folder, QGIS, and the record of a walk."""

    def __init__(self, folder: Path, walk: Walk, most_cells: int = 100):
        self.folder, self.walk, self._most_cells = folder, walk, most_cells
        folder.mkdir(parents=True, exist_ok=True)
        self._qgis = qgis()
        self._begin = time.process_time()

    def cells(self, wanted: int) -> int:
        """Cells along a world's side; fewer in a trial of the walk itself."""
        return min(wanted, self._most_cells)

    def tool(self, name: str, **parameters: Any) -> Dict[str, Any]:
        """Results of a tool; RuntimeError with its messages when it fails."""
        results = self._qgis(name, {key: _plain(value) for key, value in parameters.items() if value is not None})
        self.walk.seconds = time.process_time() - self._begin
        return results

    def command(self, name: str, **parameters: Any) -> str:
        """The command as one types it, less the folder's path."""
        words = [word.replace(f"{self.folder}/", "") for word in arguments_of(parameters)]
        return " ".join([name, *(f'"{word}"' if re.search(r"[ ;*]", word) else word for word in words)])

    def with_bands(self, paths: Sequence[str], folder: str, keep: Callable[[str], bool]) -> List[str]:
        """Copies of stacks with the bands whose name is to be kept, in a folder of the laboratory."""
        out = []
        (self.folder / folder).mkdir(exist_ok=True)
        for path in paths:
            source = gdal.Open(str(path))
            names = [source.GetRasterBand(k + 1).GetDescription() for k in range(source.RasterCount)]
            out.append(str(self.folder / folder / Path(path).name))
            gdal.Translate(out[-1], source, bandList=[k + 1 for k, name in enumerate(names) if keep(name)])
        return out

    def note(self, study: str, command: str, outcome: str, better: str = "") -> None:
        """Record a step and print it."""
        self.walk.steps.append(Step(study, command, outcome, better))
        print(f"- {study}\n    {command}\n    -> {outcome}" + (f"\n    better: {better}" if better else ""), flush=True)

    def step(self, study: str, name: str, outcome: Told, shown: Sequence[str] = (), better: Told = "",
             **parameters: Any) -> Dict[str, Any]:
        """Run a tool and record it. outcome, better: texts, or functions of the tool's results; shown: the parameters
        that the record shows."""
        results = self.tool(name, **parameters)
        said, why = (text(results) if callable(text) else text for text in (outcome, better))
        self.note(study, self.command(name, **{key: parameters[key] for key in shown}), said, why)
        return results


def _plain(value):
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Path) else value


@lru_cache(maxsize=1)
def qgis() -> Callable[[str, Dict[str, Any]], Dict[str, Any]]:
    """A function that runs a tool by its name and gives its results; RuntimeError with the log when it fails.

    QGIS is started once a process: `qgis_process` would start it for every tool.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path += [path for path in ("/usr/share/qgis/python",) if os.path.isdir(path)]
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

    from smdownscale_plugin.provider import SmDownscaleProvider
    application = QgsApplication([], False)
    application.initQgis()
    provider = SmDownscaleProvider()
    application.processingRegistry().addProvider(provider)

    def run(name: str, parameters: Dict[str, Any]) -> Dict[str, Any]:
        tool, feedback = application.processingRegistry().createAlgorithmById(f"smdownscale:{name}"), \
            QgsProcessingFeedback(False)
        context = QgsProcessingContext()
        fine, problem = tool.checkParameterValues(parameters, context)
        results, done = tool.run(parameters, context, feedback) if fine else ({}, False)
        if not done:
            raise RuntimeError(f"{name} failed: {problem}\n{feedback.textLog()}")
        return results
    run.kept = application, provider          # alive as long as the function
    return run


def extent_of(path: str) -> str:
    """The extent of a raster as tools take it."""
    source = gdal.Open(str(path))
    x0, dx, _, y0, _, dy = source.GetGeoTransform()
    return f"{x0},{x0 + dx * source.RasterXSize},{y0 + dy * source.RasterYSize},{y0} [EPSG:6933]"


def rows_of(path) -> List[Dict[str, str]]:
    """Rows of a CSV."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def held_out(results: Dict[str, Any]) -> str:
    """Figures of a training on held-out cells."""
    skill = f", expected skill {results['CV_SKILL']:.2f}" if "CV_SKILL" in results else ""
    return f"held-out cells: R {results['CV_R']:.3f}, RMSE {results['CV_RMSE']:.4f} m3/m3{skill}"


def against_truth(results: Dict[str, Any]) -> str:
    """Figures of maps against the known fine truth."""
    return (f"R {results['R']:.3f}, RMSE {results['RMSE']:.4f} m3/m3, within-cell R {results['WITHIN_CELL_R']:.2f}, "
            f"skill {results['SKILL']:.2f}")
