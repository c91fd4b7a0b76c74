"""Study B: SMAP L4 from 9 km to 30 m by deep networks trained at several scales, with a sensitivity analysis."""
from .laboratory import Laboratory, Walk, against_truth, held_out, rows_of

WALK = Walk("deep_ensemble", "Deep ensemble: training at several scales",
            "SMAP L4; networks trained at 1000, 100 and 50 m with predictors and product resampled to each (cubic), "
            "mapped at 30 m. Here: a demo world of 10 x 10 cells of 9 km, three dates, pixels of 1 km, so that the "
            "scales are 5000, 3000 and 1000 m.")
SCALES = "5000, 3000, 1000"
BRIEF = '{"networks": 1, "epochs": 40}'


def walk(lab: Laboratory) -> None:
    """Training at scales beside training on the cells, each against the truth."""
    folder, world = lab.folder, lab.folder / "world"
    lab.step("Coarse product and predictors", "createdemodata", "3 dates", ("CELLS", "DATES"), "", CELLS=lab.cells(10),
             DATES=3, SEED=12, OUTPUT_FOLDER=world)
    shared = {"PREDICTORS": world / "predictors", "COARSE": world / "coarse"}
    compare = {"REFERENCE": world / "truth", "COARSE": world / "coarse"}

    def trained(step, key, correction, better, **parameters):
        lab.step(step, "trainmodel", held_out, tuple(parameters), better, MODEL=folder / f"{key}.smdm",
                 REPORT=folder / f"{key}_training.html", **parameters, **shared)
        lab.tool("downscaleseries", MODEL=folder / f"{key}.smdm", OUTPUT_FOLDER=folder / f"{key}_maps",
                 RESIDUAL_CORRECTION=correction, REPORT=folder / f"{key}_panels.html", **shared)
        lab.step(f"Its maps against the truth (residual correction: {correction})", "validateraster", against_truth, (),
                 "", RASTERS=folder / f"{key}_maps", METRICS=folder / f"{key}.csv", REPORT=folder / f"{key}.html",
                 **compare)

    trained("A dense network trained at all scales at once", "scales", "none",
            "One parameter instead of manual resampling; log and report compare it with training on the cells.",
            METHOD="neural_network", SCALES=SCALES, HYPERPARAMETERS=BRIEF)
    trained("The same network, trained on the coarse cells", "cells", "none", "", METHOD="neural_network",
            NOISE_AUGMENTATION="off", HYPERPARAMETERS=BRIEF)
    trained("The tool's defaults", "auto", "auto", "", METHOD="auto")
    lab.step("Sensitivity of soil moisture to its drivers", "explainmodel",
             lambda results: "most important: " + ", ".join(_important(folder / "explained.csv")), (),
             "Importance on held-out cells, partial dependence, and correlations that count independent pairs.",
             MODEL=folder / "auto.smdm", TABLE=folder / "explained.csv", REPORT=folder / "explained.html", **shared)


def _important(path, count=4):
    rows = sorted(rows_of(path), key=lambda row: -float(row["importance"] or 0))
    return [f"{row['predictor']} ({float(row['importance']):.4f})" for row in rows[:count]]
