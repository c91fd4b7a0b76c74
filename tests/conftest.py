"""Shared by all tests: where the real data lie, when they are there."""
import os
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))


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
