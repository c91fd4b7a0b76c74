"""The page of cases: what an interval holds by tenth of its width, and the plot of CV_SKILL."""
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from benchmarks.skill.cases import by_decile
from benchmarks.skill.scatter import write_scatter


def test_coverage_is_counted_by_tenth_of_the_width_the_narrowest_first():
    width = np.random.default_rng(1).permutation(1000)
    assert by_decile(width < 350, width) == pytest.approx([1, 1, 1, 0.5, 0, 0, 0, 0, 0, 0])


def test_a_case_that_was_told_right_lies_on_the_diagonal_of_the_plot_and_below_it_where_it_was_told_too_much(tmp_path):
    rows = [{"case": "demo, cell mean", "seed": 1, "ours": 0.5, "said": said, "low": 0.3, "high": 0.9}
            for said in (0.5, 0.8)]
    write_scatter(tmp_path / "plot.svg", rows)
    circles = [{name: float(circle.get(name)) for name in ("cx", "cy")}
               for group in ElementTree.parse(tmp_path / "plot.svg").getroot().iter("{http://www.w3.org/2000/svg}g")
               for circle in group.iter("{http://www.w3.org/2000/svg}circle")]
    right, too_much = circles
    assert right["cx"] - 60 == pytest.approx(20 + 460 - right["cy"])
    assert too_much["cy"] == right["cy"] and too_much["cx"] > right["cx"]
