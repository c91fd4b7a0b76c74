"""The short version of `python -m benchmarks.reliability.interruptions`."""
from benchmarks.reliability.interruptions import KILLED, TERMINATED, study


def test_an_interrupted_series_ends_with_the_same_bytes(tmp_path):
    counts, wrong = study(2, 1, str(tmp_path), dates=2, cells=5, limit=[KILLED, TERMINATED])
    assert wrong == [] and counts["files"] == 6 and counts[KILLED] == counts[TERMINATED] == 1
    assert counts["series compared"] >= 1
