"""Study E: one date, 9 km to 1 km, predictors chosen by correlation, a deep belief network beside a random forest."""
from .laboratory import Laboratory, Walk, against_truth, held_out

WALK = Walk("belief_network", "Deep belief network: one date, predictors chosen by correlation",
            "SMAP L4 of one date; bands, indices, temperature and elevation, chosen by correlation at p < .01, water "
            "masked; a deep belief network compared with a random forest. Here: one date of a demo world of 20 x 20 "
            "cells; pixels of land cover 11 (wetland) are treated as water.")
_SCREENING = ("Cells with more than 10 % water are left out and counted; the report lists the correlations with the "
              "number of independent pairs.")


def walk(lab: Laboratory) -> None:
    """The study's two methods with its choice of predictors, and the tool's own."""
    folder, world = lab.folder, lab.folder / "world"
    made = lab.step("Scene and product of one date", "createdemodata", "one date", ("CELLS", "DATES"), "",
                    CELLS=lab.cells(20), DATES=1, SEED=13, OUTPUT_FOLDER=world)
    shared = {"PREDICTORS": world / "predictors", "COARSE": made["COARSE"][0],
              "MASK": world / "predictors" / "static.tif", "MASK_RULE": "landcover = 11"}
    compare = {"REFERENCE": world / "truth", "COARSE": made["COARSE"][0]}
    for key, label, parameters in (
            ("forest", "Random forest on significantly correlated predictors, water left out",
             {"METHOD": "random_forest", "HYPERPARAMETERS": "dbn_study_forest"}),
            ("belief", "Deep belief network on the same", {"METHOD": "deep_belief_network"}),
            ("auto", "The tool's defaults on the same", {"METHOD": "auto"})):
        lab.step(label, "trainmodel", lambda results: f"{results['N_SAMPLES']:.0f} cells; {held_out(results)}",
                 ("PREDICTORS_USED", "MASK_RULE", *parameters), _SCREENING if key == "forest" else "",
                 PREDICTORS_USED="screened", MODEL=folder / f"{key}.smdm", REPORT=folder / f"{key}_training.html",
                 PREDICTIONS=folder / f"{key}_held_out.csv", **parameters, **shared)
        lab.tool("downscaleraster", MODEL=folder / f"{key}.smdm", OUTPUT=folder / f"{key}.tif",
                 RESIDUAL_CORRECTION="auto" if key == "auto" else "none", **shared)
        lab.step("Its map against the truth", "validateraster", against_truth, (), "", RASTERS=folder / f"{key}.tif",
                 METRICS=folder / f"{key}.csv", REPORT=folder / f"{key}.html", **compare)
    lab.step("Both maps at the stations", "validatestations",
             lambda results: f"{results['N_STATIONS']:.0f} stations: R {results['R']:.2f}, RMSE {results['RMSE']:.3f} "
                             "m3/m3 (the belief network's map); differences between products, with intervals, in the "
                             "table",
             ("PRODUCTS",), "With one date there is one pair per station: the report says so and gives intervals.",
             RASTERS=folder / "belief.tif", PRODUCTS=[folder / "forest.tif", folder / "auto.tif"],
             STATIONS=world / "stations.csv", STATION_METRICS=folder / "at_stations.csv",
             COARSE=made["COARSE"][0], PRODUCT_METRICS=folder / "products.csv",
             REPORT=folder / "stations.html")
