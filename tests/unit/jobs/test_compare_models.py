"""Compare Models as a job: sets of predictors, the same cells for all, the best, its model, table and report."""
import csv

import numpy as np
import pytest
from limited_disks import files
from small_world import FACTOR, PIXEL, block_means, make, pixels, smooth, write_world

from smdownscale_plugin.errors import Cancelled, InputError, MissingPackageError
from smdownscale_plugin.jobs import compare_models as job
from smdownscale_plugin.jobs.compare_models import ComparisonOptions, compare_models
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.monitor import Monitor
from smdownscale_plugin.regression.model_file import read_model

SMALL_FOREST = '{"random_forest": {"n_estimators": 8}}'


# --- the comparison --------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Three dates on which soil moisture follows from lst and ndvi alone; `idle` is one more predictor."""
    world = write_world(tmp_path_factory.mktemp("planted"), dates=3, cells=8, noise=0.0)
    random = np.random.default_rng(5)
    for k in range(3):
        ndvi, lst = pixels(world.stacks[k])
        make(world.stacks[k], {"ndvi": ndvi, "lst": lst, "idle": smooth(ndvi.shape, 50 + k, 6)})
        truth = block_means(0.25 + 0.1 * (ndvi - 0.4) - 0.006 * (lst - 300)) + 0.002 * random.normal(size=(8, 8))
        make(world.coarse[k], {"soil_moisture": truth}, cell=FACTOR * PIXEL)
    return world


def compare(world, folder, sets="", methods=("linear",), model=False, report=False, monitor=None, **training):
    options = ComparisonOptions(methods, sets, TrainingOptions(**training))
    return compare_models(world.stacks, world.coarse, str(folder / "table.csv"), options,
                          str(folder / "report.html") if report else None, str(folder / "m.smdm") if model else None,
                          monitor or Monitor())


def rows_of(folder):
    with open(folder / "table.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_set_without_the_planted_predictor_does_worse_and_one_without_the_idle_one_is_chosen(planted, tmp_path):
    result = compare(planted, tmp_path, "all; -lst; -idle")
    error = {v.predictors.label: v.candidate.validation.rmse for v in result.comparison.variants}
    assert error["without lst"] > 3 * error["all"]
    assert error["without idle"] == pytest.approx(error["all"], rel=0.1) and error["all"] < 0.004
    assert result.best.predictors.label == "without idle"
    rows = rows_of(tmp_path)
    assert rows[2]["predictor_set"] == "without lst"
    assert float(rows[2]["rmse_pattern"]) > 2 * float(rows[0]["rmse_pattern"])
    assert [row["predictors"] for row in rows if row["chosen"] == "1"] == ["ndvi, lst"]


def test_all_variants_see_the_same_cells_and_every_kind_of_validation(planted, tmp_path):
    compare(planted, tmp_path, "all; -lst", ("linear", "random_forest"), hyperparameters=SMALL_FOREST)
    rows = rows_of(tmp_path)
    assert len(rows) >= 6 and [row["method"] for row in rows[-2:]] == ["nearest", "bilinear"]
    for row in rows[:-2]:
        for kind in ("blocks", "periods", "random"):
            assert 0 < float(row[f"rmse_{kind}"]) < 0.1 and -1 <= float(row[f"r_{kind}"]) <= 1
        assert float(row["fit_seconds"]) > 0 and float(row["skill_none"]) < 1
    assert float(rows[-1]["skill_none"]) == 0 and float(rows[-2]["skill_none"]) < 0.5
    for label in ("all", "without lst"):
        errors = [float(row["rmse_noisy"]) for row in rows if row["predictor_set"] == label]
        assert errors == sorted(errors) and len(errors) >= 2


def test_radar_is_kept_where_the_pattern_inside_cells_is_the_radar_s(real_data, tmp_path):
    """SMAP and Sentinel-1, 10 April 2015: the fine product is itself made with radar."""
    scene = real_data / "smap_sentinel1_20150410"
    predictors = [str(scene / "predictors_1km" / f"{name}.tif")
                  for name in ("s1_vv_db", "s1_vh_db", "s1_inc_deg", "vwc_kgm2", "surface_temp_K")]
    result = compare_models(predictors, [str(scene / "coarse_9km" / "sm_9km_upscaled.tif")], str(tmp_path / "t.csv"),
                            ComparisonOptions(("linear",), "all; without radar: -s1_*"))
    assert result.best.predictors.label == "all"


def test_the_rasters_are_read_once(planted, tmp_path, monkeypatch):
    read, calls = job.read_samples, []
    monkeypatch.setattr(job, "read_samples", lambda *args: calls.append(1) or read(*args))
    compare(planted, tmp_path, "all; -lst; -idle; ndvi")
    assert len(calls) == 1


def test_the_figures_are_those_of_train_model_with_the_same_method_and_predictors(planted, tmp_path):
    result = compare(planted, tmp_path, model=True)
    trained = train_model(planted.stacks, planted.coarse, str(tmp_path / "own.smdm"), TrainingOptions(method="linear"))
    held = result.best.candidate.validation
    assert (held.r, held.rmse) == (trained.cv_r, trained.cv_rmse)
    assert result.best.skill == trained.model.about["scale_up"]["skill"]      # at reduced resolution
    assert (tmp_path / "m.smdm").read_bytes() == (tmp_path / "own.smdm").read_bytes()


def test_the_model_of_the_best_knows_its_predictors_only(planted, tmp_path):
    compare(planted, tmp_path, "ndvi,lst; idle", model=True, report=True)
    model = read_model(str(tmp_path / "m.smdm"))
    assert model.features.names == ["ndvi", "lst"] and model.applicability is not None
    assert files(tmp_path) == ["m.smdm", "report.html", "table.csv"]


def test_both_compares_with_and_without_noise_augmentation(planted, tmp_path):
    for stack in planted.stacks:
        values = dict(zip(("ndvi", "lst", "idle"), pixels(stack)))
        make(tmp_path / stack.rsplit("/", 1)[-1], values, bands={"lst": {"NOISE_STD": 2.0}})
    stacks = sorted(str(p) for p in tmp_path.glob("stack_*.tif"))
    said = []
    options = ComparisonOptions(("linear",), "all; idle", TrainingOptions(noise_augmentation="both"))
    result = compare_models(stacks, planted.coarse, str(tmp_path / "table.csv"), options,
                            model_path=str(tmp_path / "m.smdm"), monitor=Monitor(info=said.append))
    found = [(v.predictors.label, v.noise is not None) for v in result.comparison.variants]
    assert sorted(found) == [("all", False), ("all", True), ("idle", False)]     # idle has no noise to add
    assert any("with and without noise augmentation" in line for line in said)
    noise = read_model(str(tmp_path / "m.smdm")).about["pixel_noise"]
    assert (noise is not None) == (result.best.noise is not None)


def test_one_date_is_compared_without_leaving_periods_out(planted, tmp_path):
    options = ComparisonOptions(("linear",))
    compare_models(planted.stacks[:1], planted.coarse[:1], str(tmp_path / "table.csv"), options)
    row = rows_of(tmp_path)[0]
    assert row["r_periods"] == "" and float(row["r_blocks"]) > 0.9
    with pytest.raises(InputError, match="two dates"):
        compare_models(planted.stacks[:1], planted.coarse[:1], str(tmp_path / "other.csv"),
                       ComparisonOptions(("linear",), "", TrainingOptions(validation="leave_period_out")))


def test_log_and_report_say_what_was_measured_against_what(planted, tmp_path):
    said = []
    compare(planted, tmp_path, "all; -lst", report=True, monitor=Monitor(info=said.append))
    text = "\n".join(said)
    assert "Comparing 2 variants" in text and "Best: Linear (ridge)" in text and "against the coarse product" in text
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "What predictors are worth" in report and "not accuracy in the field" in report and "without lst" in report
    assert "Bilinear interpolation" in report and "RMSE, random" in report


def test_a_method_whose_package_is_missing_is_left_out_with_a_warning(planted, tmp_path, monkeypatch):
    from smdownscale_plugin.regression import method
    monkeypatch.setattr(method, "available", lambda package: False)
    warned = []
    result = compare(planted, tmp_path, methods=("linear", "random_forest"), monitor=Monitor(warn=warned.append))
    assert result.best.candidate.name == "linear" and "Random forest" in "".join(warned)
    monkeypatch.setattr(job, "require", lambda *args: (_ for _ in ()).throw(MissingPackageError("install it")))
    with pytest.raises(MissingPackageError):
        compare(planted, tmp_path, methods=("random_forest",))


@pytest.mark.parametrize("arguments, word", [
    ({"sets": "all; sif"}, "no predictor 'sif'"), ({"methods": ("magic",)}, "no method 'magic'"),
    ({"hyperparameters": '{"lightgbm": {}}'}, "isn't one of the compared methods"),
    ({"hyperparameters": '{"alpha": 1}'}, "name the method"), ({"hyperparameters": '{"linear": {"beta": 1}}'}, "beta"),
    ({"noise_augmentation": "on"}, "how noisy"),
])
def test_options_that_cannot_be_are_refused_and_leave_nothing(planted, tmp_path, arguments, word):
    with pytest.raises(InputError, match=word):
        compare(planted, tmp_path, model=True, report=True, **arguments)
    assert files(tmp_path) == []


def test_tuning_never_does_worse_on_the_cells_that_decide(planted, tmp_path):
    plain = compare(planted, tmp_path, hyperparameters='{"linear": {"alpha": 300}}')
    better = compare(planted, tmp_path, hyperparameters='{"linear": {"alpha": 300}}', tune=6)
    assert better.best.held_out_rmse < plain.best.held_out_rmse


@pytest.mark.parametrize("fraction", [0.05, 0.3, 0.6, 0.92])
def test_cancel_stops_it_anywhere_and_leaves_nothing(planted, tmp_path, fraction):
    seen = []
    monitor = Monitor(lambda f, message="": seen.append(f), lambda: max(seen, default=0) >= fraction)
    with pytest.raises(Cancelled):
        compare(planted, tmp_path, "all; -lst", model=True, report=True, monitor=monitor)
    assert files(tmp_path) == []


def test_progress_never_runs_back_and_the_same_inputs_give_the_same_figures(planted, tmp_path):
    seen = []
    compare(planted, tmp_path, "all; -lst", model=True, report=True,
            monitor=Monitor(lambda f, message="": seen.append(f)))
    first, model = rows_of(tmp_path), (tmp_path / "m.smdm").read_bytes()
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(set(seen)) > 10
    compare(planted, tmp_path, "all; -lst", model=True)
    for one, other in zip(first, rows_of(tmp_path)):
        assert {k: v for k, v in one.items() if k != "fit_seconds"} == {
            k: v for k, v in other.items() if k != "fit_seconds"}
    assert (tmp_path / "m.smdm").read_bytes() == model
