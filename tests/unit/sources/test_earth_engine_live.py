"""The live service: runs only when SMDOWNSCALE_EARTHENGINE_TEST_PROJECT names a registered project.

Not yet run: no live server could be reached where this was written. It signs in with the shared credentials, or with
the key file of SMDOWNSCALE_EARTHENGINE_TEST_KEY, and asks for a few hundred pixels of each catalogue entry.
"""
import os
from datetime import date, timedelta

import numpy as np
import pytest
from earth_engine_world import Listener, bands

from smdownscale_plugin.fetching.choice import Question
from smdownscale_plugin.fetching.provider import Account
from smdownscale_plugin.jobs.check_earth_engine import check_earth_engine
from smdownscale_plugin.jobs.fetch_predictors import fetch_predictors
from smdownscale_plugin.sources.registry import open_provider

PROJECT = os.environ.get("SMDOWNSCALE_EARTHENGINE_TEST_PROJECT", "")
pytestmark = pytest.mark.skipif(not PROJECT, reason="SMDOWNSCALE_EARTHENGINE_TEST_PROJECT names no project")
PROVIDER = open_provider(Account(PROJECT, os.environ.get("SMDOWNSCALE_EARTHENGINE_TEST_KEY", "")))
FIELD = (-97.62, 35.90, -97.55, 35.96, "EPSG:4326")      # central Oklahoma: every data set is there
ENTRIES = PROVIDER.catalogue


def month_of(data_set):
    """A June in the middle of a data set's time."""
    year = min(max(data_set.begin.year + 1, 2023), data_set.latest(date.today()).year)
    return date(year, 6, 1), date(year, 7, 1)


def fetch(folder, start, end, **question):
    asked = Question(str(folder), str(start), str(end), FIELD, **{"step": "monthly", **question})
    return fetch_predictors(asked, PROVIDER, Listener().monitor)


def test_it_works():
    assert "Earth Engine works" in check_earth_engine(PROVIDER)


@pytest.mark.parametrize("name", ENTRIES.predictors)
def test_a_predictor_of_the_catalogue_arrives_on_the_asked_grid(name, tmp_path):
    predictor = ENTRIES.predictors[name]
    fetched = fetch(tmp_path, *month_of(predictor.data_set), variables=(name,))
    values = bands(fetched.predictors[-1])[name]
    assert np.isfinite(values).any(), name


@pytest.mark.parametrize("name", ENTRIES.products)
def test_a_product_arrives_as_soil_moisture(name, tmp_path):
    fetched = fetch(tmp_path, date(2023, 6, 1), date(2023, 7, 1), variables=("rain",), product=name)
    values = bands(fetched.coarse[0])["soil_moisture"]
    assert 0.02 < np.nanmedian(values) < 0.6


def test_smap_s_versions_meet(tmp_path):
    seam = date(2023, 12, 4)
    fetched = fetch(tmp_path, seam - timedelta(3), seam + timedelta(3), step="daily", variables=("rain",))
    assert len(fetched.coarse) >= 4


def test_the_server_takes_the_ease_grid_as_wkt_and_gives_the_same_as_on_degrees(tmp_path):
    """What only the server can tell: whether EASE-Grid 2.0 is accepted, and laid where it should be."""
    ease = bands(fetch(tmp_path / "a", date(2023, 6, 1), date(2023, 7, 1), variables=("elevation",)).predictors[0])
    degrees = bands(fetch(tmp_path / "b", date(2023, 6, 1), date(2023, 7, 1), variables=("elevation",), crs="EPSG:4326",
                          resolution=0.01).predictors[0])
    assert abs(np.nanmean(ease["elevation"]) - np.nanmean(degrees["elevation"])) < 15
