"""Types are true or not there: mypy reports nothing on the library, and does report a planted fault."""
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("mypy")


def mypy(repository, *arguments):
    return subprocess.run([sys.executable, "-m", "mypy", *arguments], cwd=repository, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


@pytest.mark.skipif(int(np.__version__.partition(".")[0]) >= 2, reason="numpy 2 describes the shapes of its arrays in "
                    "types, numpy 1 does not: the types are kept true to the stubs of numpy 1 (Debian 12)")
def test_mypy_is_content(repository):
    done = mypy(repository)
    assert done.returncode == 0, done.stdout


def test_mypy_reports_a_path_where_a_raster_is_declared(repository, tmp_path):
    (tmp_path / "planted.py").write_text(
        "from smdownscale_plugin.rasters.period import Period\n\nWHEN: Period = '2020-06-01'\n", encoding="utf-8")
    done = mypy(repository, str(tmp_path / "planted.py"))
    assert done.returncode != 0 and "Incompatible types in assignment" in done.stdout
