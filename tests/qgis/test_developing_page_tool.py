"""The tool of docs/developing.md keeps the rules of the toolbox and runs."""
import numpy as np
import pytest
import toolbox
from developing_page import example
from leaf import message_of, write_raster


@pytest.fixture
def tool(provider):
    """The class, registered for one test."""
    made = example("Mean Moisture")["MeanMoisture"]
    provider.addAlgorithm(made())
    yield made
    provider.refreshAlgorithms()


def test_the_tool_of_the_page_keeps_the_rules(tool):
    assert toolbox.faults(tool().create()) == []


def test_the_tool_of_the_page_runs_and_refuses_in_words(tool, run_tool, log, tmp_path):
    assert run_tool("meanmoisture", {"RASTER": write_raster(tmp_path / "map.tif", 0.25)})["MEAN"] == pytest.approx(0.25)
    assert "Mean of 12 pixels." in log.text
    empty = write_raster(tmp_path / "empty.tif", np.nan)
    assert "holds no valid pixel" in message_of(run_tool, "meanmoisture", {"RASTER": empty})
