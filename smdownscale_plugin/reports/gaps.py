"""The report of Build Predictor Stack: what share of each predictor is missing, stack by stack."""
import os
from typing import Dict, Sequence

from .html import Report


def write_gap_report(path: str, stacks: Sequence, grid: str, methods: Dict[str, str]) -> str:
    """Write a table of gaps of stacks (`predictors.stack_file.BuiltStack`) as one HTML file.

    methods: predictor to how it was resampled. Raises OutputError when the file can't be written.
    """
    report = Report("Predictor stacks", subtitle=grid)
    worst = sorted(((share, name, stack) for stack in stacks for name, share in stack.gaps.items()), reverse=True,
                   key=lambda entry: entry[0])
    if worst and worst[0][0] > 0:
        share, name, stack = worst[0]
        report.summary(f"Most is missing of {name} in {os.path.basename(stack.path)}: {100 * share:.1f} % of the "
                       "cells.",
                       "A cell where one predictor is missing can be predicted only after Reconstruct Predictor.")
    else:
        report.summary("No predictor has gaps.")
    report.section("Cells without value")
    report.table(("Stack", "Predictor", "Missing (%)", "Resampling"),
                 [(os.path.basename(stack.path), name, (100 * share, f"{100 * share:.1f}"), methods.get(name, ""))
                  for stack in stacks for name, share in stack.gaps.items()])
    report.write(path)
    return path
