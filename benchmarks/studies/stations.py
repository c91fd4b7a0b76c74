"""Study D: from stations to maps, with the days before and SMAP as a predictor, tested on-site, off-site, by region."""
from .laboratory import Laboratory, Walk, against_truth

WALK = Walk("stations", "MMNet: from stations to maps",
            "Stations of 0 to 5 cm, snapshot predictors and 11 days of weather, SMAP as an input; tested on other "
            "years, other stations and other regions. Here: a demo world of 10 x 10 cells with 40 stations, 12 dates "
            "and daily rain and temperature; MMNet itself (METHOD mmnet, which needs PyTorch) is left out to save "
            "time.")

_MAP = ("The map is an eight-day mean from a model of daily readings: antecedent predictors are averaged over these "
        "days. The truth was used for validation only.")


def walk(lab: Laboratory) -> None:
    """Sampling, training with three protocols, a map."""
    folder, world = lab.folder, lab.folder / "world"
    made = lab.step("Stations, snapshots and daily weather", "createdemodata", "40 stations, 12 dates, 425 days",
                    ("STATION_COUNT", "DAILY_SERIES"), "", CELLS=lab.cells(10), DATES=12, SEED=15, STATION_COUNT=40,
                    DAILY_SERIES=True, OUTPUT_FOLDER=world)
    shared = {"STATIONS": world / "stations.csv", "PREDICTORS": world / "predictors", "SERIES": world / "series",
              "COARSE": world / "coarse"}
    lab.step("All predictors at the stations, with the days before", "samplepredictors",
             lambda results: f"{results['N_ROWS']:.0f} rows at {results['N_PLACES']:.0f} places", ("DAYS_BEFORE",),
             "One call instead of one script per sensor.", DAYS_BEFORE=11, TABLE=folder / "samples.csv", **shared)
    lab.step("Trained, and tested on other stations and regions (and on other years, where there are several)",
             "trainonstations",
             lambda results: f"{results['N_STATIONS']:.0f} stations, {results['N_SAMPLES']:.0f} rows; off-site R "
                             f"{results['R']:.2f}, RMSE {results['RMSE']:.3f}, ubRMSE {results['UBRMSE']:.3f}, "
                             f"median R {results['MEDIAN_R']:.2f}, skill {results['SKILL']:.2f}",
             ("METHOD", "ANTECEDENT"),
             "The preceding days become antecedent predictors; results are compared with the coarse product and the "
             "stations' own climatology.", METHOD="auto", ANTECEDENT="usual",
             MODEL=folder / "model.smdm", STATION_METRICS=folder / "stations.csv", REPORT=folder / "training.html",
             **shared)
    lab.step("Maps of one month", "downscaleraster", "a map with interval", (),
             "",
             MODEL=folder / "model.smdm",
             PREDICTORS=world / "predictors", SERIES=world / "series", COARSE=made["COARSE"][6],
             OUTPUT=folder / "map.tif", INTERVAL=folder / "interval.tif")
    lab.step("(The study had no fine truth)", "validateraster", against_truth, (),
             _MAP,
             RASTERS=folder / "map.tif",
             REFERENCE=world / "truth", COARSE=world / "coarse", METRICS=folder / "truth.csv",
             REPORT=folder / "truth.html")
