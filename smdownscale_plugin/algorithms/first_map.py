"""First map: demo data, a model and its maps in one go, from the plugin's menu."""
import os
from functools import partial

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QTimer

from .parameters import tr

_CELLS, _DATES = 16, 8          # of the demo world: seconds, and large enough to see something
_PATIENCE = 1500                # ms until the last message, or QGIS's own "Task complete" hides it


class FirstMap:
    """Runs Create Demo Data, Train Model and Downscale Series one after the other, in the background.

    folder: for the files, kept until the next first map; show(text, failed, page): what to show the user, with a page
    to open where there is one.
    """

    def __init__(self, folder: str, show):
        self.folder, self._show = folder, show
        self._kept = None

    def start(self) -> None:
        """Begin; returns at once."""
        self._show(tr("First map: making demo data, training a model and drawing maps."), False)
        self._run("createdemodata", {"CELLS": _CELLS, "DATES": _DATES, "OUTPUT_FOLDER": self._path("demo")},
                  self._train)

    def _train(self, made):
        self._made = made
        self._run("trainmodel", {"PREDICTORS": made["PREDICTORS"], "COARSE": made["COARSE"], "METHOD": "linear",
                                 "MODEL": self._path("first_map.smdm"), "REPORT": self._path("training.html")},
                  self._downscale)

    def _downscale(self, trained):
        self._report = trained["REPORT"]
        self._run("downscaleseries", {
            "MODEL": trained["MODEL"], "PREDICTORS": self._made["PREDICTORS"], "COARSE": self._made["COARSE"],
            "OUTPUT_FOLDER": self._path("maps"), "APPLICABILITY_FOLDER": self._path("applicability")}, self._done)

    def _done(self, _made):
        text = tr("First map: done. Blue is wet, brown is dry; in grey pixels conditions are unusual, and the map is "
                  "less certain.")
        QTimer.singleShot(_PATIENCE, partial(self._show, text, False, self._report))

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _run(self, tool, parameters, then):
        """One tool as a task; its layers are loaded, then `then` gets its results."""
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"smdownscale:{tool}")
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        context.setProject(QgsProject.instance())
        task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        task.executed.connect(partial(self._executed, algorithm, context, feedback, then))
        self._kept = (algorithm, context, feedback, task)  # or they die with this function
        QgsApplication.taskManager().addTask(task)

    def _executed(self, algorithm, context, feedback, then, successful, results):
        from processing.gui.Postprocessing import handleAlgorithmResults
        if not successful:
            self._show(tr("First map stopped: {}").format(feedback.textLog().strip().rpartition("\n")[2]), True)
            return
        handleAlgorithmResults(algorithm, context, feedback)
        then(results)
