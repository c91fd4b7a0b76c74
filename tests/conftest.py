"""Shared by all tests: a QGIS without a screen, in this process and through qgis_process, and where real data lie."""
import os
import sys
import tempfile
from pathlib import Path

import pytest
from osgeo import gdal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "scripts")]

from headless import Headless, temporary_folder  # noqa: E402
from small_world import write_world  # noqa: E402

_kept = {}  # the application and the provider die with their last reference, and take the tests along


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the source tree."""
    return REPOSITORY


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real files (SMAP, MODIS, stations): SMDOWNSCALE_DATA, or shared/data beside the repository."""
    folder = Path(os.environ.get("SMDOWNSCALE_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder} (set SMDOWNSCALE_DATA)")
    return folder


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """8 x 8 coarse cells, two dates, predictors ndvi, lst and (static) elevation."""
    return write_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def linear_model(world, tmp_path_factory):
    """Path of a linear model trained on that world."""
    from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
    path = str(tmp_path_factory.mktemp("model") / "linear.smdm")
    train_model(world.all_predictors, world.coarse, path, TrainingOptions(method="linear"))
    return path


@pytest.fixture(scope="session", autouse=True)
def _temporary(tmp_path_factory):
    """Temporary files of a test run lie in its own folder: QGIS leaves some behind whenever it ends."""
    folder = tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in temporary_folder(folder).items():
            patch.setenv(name, value)
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder


@pytest.fixture(autouse=True)
def _no_temporary_file_is_left(_temporary):
    """Whatever a test does, the library removes its temporary files: after errors and cancelling, too."""
    before = set(os.listdir(_temporary))
    yield
    left = [name for name in set(os.listdir(_temporary)) - before if name.startswith(("smdownscale_", "tmp"))]
    assert not left, f"temporary files are left: {left}"


def _start(profile):
    from qgis.core import QgsApplication
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(profile)
    _kept["application"] = QgsApplication([], True)
    QgsApplication.initQgis()
    sys.path.append(os.path.join(QgsApplication.pkgDataPath(), "python", "plugins"))
    from processing.core.Processing import Processing
    Processing.initialize()
    from smdownscale_plugin import classFactory
    _kept["plugin"] = classFactory(None)
    _kept["plugin"].initProcessing()


@pytest.fixture(scope="session")
def qgis(tmp_path_factory):
    """The plugin, loaded into a running QGIS."""
    pytest.importorskip("qgis.core", reason="QGIS is not installed for this Python")
    if "application" not in _kept:
        _start(tmp_path_factory.mktemp("profile"))
    return _kept["plugin"]


@pytest.fixture
def provider(qgis):
    """The provider of the plugin."""
    return qgis.provider


class Log:
    """Everything that a tool said, and a switch that cancels it."""

    def __init__(self):
        from qgis.core import QgsProcessingFeedback

        class Feedback(QgsProcessingFeedback):
            def __init__(self):
                super().__init__(False)
                self.lines, self.warnings, self.errors = [], [], []

            def pushInfo(self, info):
                self.lines.append(info)

            def pushWarning(self, warning):
                self.warnings.append(warning)

            def reportError(self, error, fatalError=False):
                self.errors.append(error)

            def setProgressText(self, text):
                self.lines.append(text)

        self.feedback = Feedback()

    @property
    def text(self):
        """All lines, warnings and errors, one a line."""
        return "\n".join(self.feedback.lines + self.feedback.warnings + self.feedback.errors)


@pytest.fixture
def log(qgis):
    """A listener for one run: log.feedback goes in, log.text comes out."""
    return Log()


@pytest.fixture
def run_tool(qgis, log):
    """Run a tool inside this process: run_tool("trainmodel", {...}) -> results; raises QgsProcessingException."""
    import processing

    def run(name, parameters, context=None):
        algorithm = name if ":" in name else f"smdownscale:{name}"
        return processing.run(algorithm, parameters, feedback=log.feedback, context=context)
    return run


@pytest.fixture(scope="session")
def qgis_process(tmp_path_factory):
    """qgis_process with the plugin enabled: qgis_process(["run", ...]) -> CompletedProcess;
    qgis_process.tool("trainmodel", {...}) -> results."""
    return Headless(tmp_path_factory.mktemp("qgis_process"))


@pytest.fixture(params=["exceptions off", "exceptions on"])
def gdal_switch(request):
    """GDAL's exceptions as another plugin may have left them."""
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if request.param.endswith("on") else gdal.DontUseExceptions)()
    yield
    (gdal.UseExceptions if before else gdal.DontUseExceptions)()
