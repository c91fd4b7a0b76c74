"""Study A: monthly SMAP of Sri Lanka from 10 km to 1 km with a neural network on standardised predictors."""
from pathlib import Path

from . import emulated_earth_engine
from .laboratory import Laboratory, Walk, against_truth, held_out

WALK = Walk("sri_lanka", "Sri Lanka: monthly maps, 10 km to 1 km, neural network",
            "SPL3SMP_E monthly means; vegetation, land surface temperature by day and night, elevation and land cover; "
            "a neural network trained at 10 km and applied at 1 km. Here: a demo world of 18 x 18 cells with a "
            "footprint of 33 km and six dates, without rain and radar, which the study didn't have. Fetching is shown "
            "on an emulator of Earth Engine whose small collections are synthetic.")
PREDICTORS = "ndvi, lst, lst_night, elevation, landcover"

_WITHIN = 0.02       # of skill: what two runs differ by anyway


def walk(lab: Laboratory) -> None:
    """The study's steps, and the same with this plugin's defaults."""
    _fetching(lab)
    folder, world = lab.folder, lab.folder / "world"
    lab.step("The same from a world whose truth is known", "createdemodata", "6 dates of coarse maps, stacks and truth",
             ("FOOTPRINT", "CELLS", "DATES"),
             "Import SMAP reads granules without an Earth Engine account.",
             FOOTPRINT="smap", CELLS=lab.cells(18), DATES=6, SEED=11, OUTPUT_FOLDER=world)
    shared = {"PREDICTORS": world / "predictors", "COARSE": world / "coarse"}
    lab.step("A neural network, trained on coarse cells as if they were 10 km means", "trainmodel", held_out,
             ("METHOD", "FOOTPRINT_KM", "NOISE_AUGMENTATION", "PREDICTORS_USED"),
             "Cells are held out in blocks with a buffer; the study's random split is reported alongside.",
             METHOD="mlp",
             FOOTPRINT_KM=0, NOISE_AUGMENTATION="off", PREDICTORS_USED=PREDICTORS, MODEL=folder / "study.smdm",
             REPORT=folder / "study_training.html", **shared)
    lab.step("Maps of all months at 1 km", "downscaleseries", "6 maps", ("RESIDUAL_CORRECTION",),
             MODEL=folder / "study.smdm", RESIDUAL_CORRECTION="none", OUTPUT_FOLDER=folder / "study_maps", **shared)
    compare = {"REFERENCE": world / "truth", "COARSE": world / "coarse"}
    study = lab.step("(The study had no fine truth)", "validateraster", against_truth, (),
                     "A skill below 0 would mean that the map is worse than interpolation.",
                     RASTERS=folder / "study_maps", METRICS=folder / "study.csv", REPORT=folder / "study.html",
                     **compare)
    lab.step("The same predictors, everything else at its default", "trainmodel", held_out, ("PREDICTORS_USED",),
             "The product's footprint is taken into account, noise augmentation makes rows as noisy as pixels, "
             "regional and local parts are separated, and auto chooses the method.",
             PREDICTORS_USED=PREDICTORS, MODEL=folder / "ours.smdm",
             REPORT=folder / "ours_training.html", **shared)
    lab.step("Maps, with interval", "downscaleseries", "6 maps, 6 intervals, one page of map panels",
             ("INTERVAL_FOLDER",),
             MODEL=folder / "ours.smdm", OUTPUT_FOLDER=folder / "ours_maps", INTERVAL_FOLDER=folder / "intervals",
             REPORT=folder / "panels.html", **shared)
    lab.step("Against the truth", "validateraster", against_truth, (), lambda ours: _beside(ours, study),
             RASTERS=folder / "ours_maps", METRICS=folder / "ours.csv", REPORT=folder / "ours.html", **compare)


def _fetching(lab: Laboratory) -> None:
    """A month from the emulator, fetched twice, and a model of it; where there is no emulator, the record says so."""
    study, emulator = "Coarse product and predictors from Earth Engine", emulated_earth_engine.place()
    wanted = {"VARIABLES": ["ndvi", "lst_day", "landcover"], "STEP": "monthly"}
    if emulator is None:
        lab.note(study, lab.command("fetchpredictors", **wanted), "not run: there is no Earth Engine emulator beside "
                                                                  "the repository")
        return
    asked = {"EXTENT": "-98,-97,35.5,36.5 [EPSG:4326]", "START": "2020-06-01", "END": "2020-07-01",
             "PRODUCT": "SPL3SMP_E_AM", "PROJECT": "emulator", "OUTPUT_FOLDER": lab.folder / "fetched", **wanted}
    with emulated_earth_engine.running(emulator, lab.folder):
        fetched = lab.step(study, "fetchpredictors", _files, tuple(wanted),
                           "The region may be a polygon (REGION); PRESET monthly_1km_modis names all of the study's "
                           "predictors.", **asked)
        lab.step("The same call again", "fetchpredictors", _files, tuple(wanted),
                 "Files that exist already aren't fetched again, even after an interrupted run.", **asked)
    lab.step("A first model of it", "trainmodel", held_out, ("METHOD",), "The emulator's pixels are made up: "
             "this shows that the fetched files fit together, and says nothing about skill.",
             PREDICTORS=fetched["PREDICTORS"], COARSE=fetched["COARSE"], METHOD="linear",
             MODEL=lab.folder / "fetched.smdm")


def _files(results) -> str:
    sizes = sum(Path(path).stat().st_size for path in [*results["PREDICTORS"], *results["COARSE"]])
    return (f"{len(results['PREDICTORS'])} stacks (one of them static), {len(results['COARSE'])} coarse map, "
            f"{sizes / 1e6:.1f} MB")


def _beside(ours, study) -> str:
    """How the maps of either way did."""
    gain = ours["SKILL"] - study["SKILL"]
    which = "neither way did better" if abs(gain) < _WITHIN else \
        "the defaults did better" if gain > 0 else "the study's approach did better"
    return (f"Skill {ours['SKILL']:.2f} with the defaults, {study['SKILL']:.2f} with the study's approach: {which}. "
            "With a footprint of 33 km and few cells, the data show little of the pattern inside cells; log and report "
            "say beforehand how much to expect (expected skill, detail weight).")
