"""What `auto` gains or loses by having a network among its candidates (TRAINING_MINUTES), where a network may do harm:
real cases, one date, few cells, and worlds whose pattern inside cells isn't what predictors suggest. A section of
docs/networks.md.

Figures are kept in build/skill/candidates, a file a case and seed, so that a run can be continued.
    python -m benchmarks.skill.network_candidates [--seeds 1] [--threads 2] [--only NAME ...] [--folders FOLDER ...]
                                                  [--table]
"""
import json
from pathlib import Path

from smdownscale_plugin.jobs.train_model import TrainingOptions

from .networks import beside_auto, run_cases
from .run import FOLDER

_MINUTES = 60.0
_CASES = ("demo, one date, 13 x 13 cells", "second: 12 x 12 cells, one date", "second: useless layers, one date",
          "second: two dates", "second: no signal", "second: smooth truth", "second: opposite within",
          "second: static predictors only", "second: switching fields", "second: clouds")


def run(name: str, seed: int, folders, threads: int) -> dict:
    """Figures of `auto` without and with a network among its candidates, and what the log says of the network."""
    return beside_auto(name, seed, folders, TrainingOptions(threads=threads, training_minutes=_MINUTES))


def table(folder: Path) -> str:
    """A line a case and seed."""
    lines = ["| case | seed | skill of `auto` without `cnn` | with it | gain | within-cell R without | with | what the "
             "log says |", "|---|---|---|---|---|---|---|---|"]
    for path in sorted(folder.glob("*.json")):
        result = json.loads(path.read_text())
        without, having = (result["figures"][label] for label in ("auto", "cnn"))
        lines.append(f"| {result['case']} | {result['seed']} | {without['skill']:.3f} | {having['skill']:.3f} | "
                     f"{having['skill'] - without['skill']:+.3f} | {without['within_cell_r']:.3f} | "
                     f"{having['within_cell_r']:.3f} | {' '.join(result['said'])} |")
    return "\n".join(lines)


def main(arguments=None) -> None:
    """Run what is missing, then print the table."""
    run_cases(run, FOLDER / "candidates", lambda real: [*real, *_CASES], [1], table, __doc__, arguments)


if __name__ == "__main__":
    main()
