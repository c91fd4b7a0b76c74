"""Study C: a reconstructed predictor, five methods with and without it, importance, stations, rain."""
import re

from .laboratory import Laboratory, Walk, against_truth, extent_of, rows_of

WALK = Walk("henan", "Henan: a reconstructed predictor, methods with and without it",
            "SMAP L4, 9 km to 1 km monthly; SIF of .05 degrees reconstructed to 1 km by a random forest; support "
            "vectors, boosting, random forest, neural network and stacking with and without it; comparison with "
            "stations, rain and other products. Here: a demo world of 10 x 10 cells, four dates; night-time "
            "temperature at 5 km replaces SIF, LightGBM replaces XGBoost; to save time the network is a "
            "single one, and stacking finds its weights on two parts of the rows.")
METHODS = ["svr", "lightgbm", "random_forest", "neural_network", "stacking"]
QUICK = '{"neural_network": {"networks": 1}, "stacking": {"folds": 2}}'
DONOR = "lst_night"


def walk(lab: Laboratory) -> None:
    """The study's chain from the coarse predictor to stations."""
    folder, world = lab.folder, lab.folder / "world"
    made = lab.step("Product, predictors and stations", "createdemodata", "4 dates", ("CELLS", "DATES"), "",
                    CELLS=lab.cells(10), DATES=4, SEED=14, STATION_COUNT=30, OUTPUT_FOLDER=world)
    dated = [path for path in made["PREDICTORS"] if "static" not in path]
    static = [path for path in made["PREDICTORS"] if "static" in path]
    others = [*lab.with_bands(dated, "others", lambda name: name != DONOR), *static]
    coarser = lab.step("The predictor at its sensor's 5 km", "buildpredictorstack", "4 rasters at 5 km",
                       ("RESOLUTION", "RESAMPLING"), "", RASTERS=dated, RESOLUTION=5004.5, CRS="EPSG:6933",
                       EXTENT=extent_of(dated[0]), RESAMPLING="average", OUTPUT_FOLDER=folder / "coarser")
    done = lab.step("Reconstructed to 1 km by a random forest", "reconstructpredictor",
                    lambda results: _reconstruction(folder / "reconstruction.html"), ("METHOD", "TARGET_BANDS"),
                    "R2, RMSE and MAE on held-out blocks, and masks that separate observed from reconstructed "
                    "pixels.",
                    TARGET=coarser["STACKS"], TARGET_BANDS=DONOR, STACKS=others,
                    METHOD="random_forest", OUTPUT_FOLDER=folder / "reconstructed",
                    REPORT=folder / "reconstruction.html")
    predictors = [*others, *lab.with_bands(done["STACKS"], "made", lambda name: name == DONOR)]
    lab.step("Methods with and without the reconstructed predictor", "comparemodels",
                    lambda results: f"best: {results['BEST_METHOD']} with {_number(results['BEST_PREDICTORS'])} "
                                    f"predictors; {_table(folder / 'table.csv')}",
                    ("METHODS", "PREDICTOR_SETS", "HYPERPARAMETERS"),
                    "The same held-out blocks for all variants, the skill of the map at reduced resolution alongside; "
                    "ties within chance are reported.",
                    PREDICTORS=predictors, COARSE=world / "coarse", METHODS=METHODS, PREDICTOR_SETS=f"all; -{DONOR}",
                    NOISE_AUGMENTATION="off", HYPERPARAMETERS=QUICK,
                    TABLE=folder / "table.csv", MODEL=folder / "best.smdm", REPORT=folder / "comparison.html")
    shared = {"PREDICTORS": predictors, "COARSE": world / "coarse"}
    lab.step("Which predictors matter", "explainmodel",
             lambda results: f"most important: {results['MOST_IMPORTANT']}; {results['N_SELECTED']:.0f} correlate "
                             "significantly", (), "", MODEL=folder / "best.smdm", TABLE=folder / "explained.csv",
             REPORT=folder / "explained.html", **shared)
    lab.step("Maps of all months", "downscaleseries", "4 maps", (), "", MODEL=folder / "best.smdm",
             OUTPUT_FOLDER=folder / "maps", REPORT=folder / "panels.html", **shared)
    lab.step("Maps and coarse product at stations; response to rain; lag of vegetation", "validatestations",
             lambda results: f"{results['N_STATIONS']:.0f} stations, {results['N_PAIRS']:.0f} pairs: R "
                             f"{results['R']:.2f}, ubRMSE {results['UBRMSE']:.3f}, skill {results['SKILL']:.2f}; "
                             f"better than the coarse product at {results['N_BETTER']:.0f}, worse at "
                             f"{results['N_WORSE']:.0f}",
             (), "Differences between products, with intervals over stations, in one paired table.",
             RASTERS=folder / "maps", STATIONS=world / "stations.csv", COARSE=world / "coarse",
             RAIN=lab.with_bands(dated, "rain", lambda name: name == "rain"),
             VEGETATION=lab.with_bands(dated, "ndvi", lambda name: name == "ndvi"), PAIRS=folder / "pairs.csv",
             STATION_METRICS=folder / "at_stations.csv",
             REPORT=folder / "stations.html")
    lab.step("(The study had no fine truth)", "validateraster", against_truth, (), "", RASTERS=folder / "maps",
             REFERENCE=world / "truth", COARSE=world / "coarse", METRICS=folder / "truth.csv",
             REPORT=folder / "truth.html")


def _number(listed: str) -> int:
    return len(listed.split(","))


def _table(path) -> str:
    """RMSE of each method with and without the predictor."""
    rows = [row for row in rows_of(path) if row["rmse_noisy"]]
    return "; ".join(f"{row['method']} ({row['predictor_set']}) {float(row['rmse_noisy']):.4f}" for row in rows
                     if "+" not in row["method"]) + " m3/m3 with pixel-level noise"


def _reconstruction(report) -> str:
    """R2 and errors of the estimate that is used, as the report's table says them."""
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", report.read_text(encoding="utf-8")))
    found = re.search(r"Regression and residual [\d.]+ ([\d.]+) ([\d.]+) ([\d.]+)", text)
    return "R2 {}, RMSE {} K, MAE {} K on held-out blocks".format(*found.groups()) if found else "see the report"
