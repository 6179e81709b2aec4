"""The speed to expect of a model: measured once on a computer, and never while lists wait."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.models import api
from engine.capabilities.models.expected_speed import SETTING, ExpectedSpeed
from engine.store.database import Store
from engine.store.settings import LibrarySettings
from tests.support.engine_process import EngineProcess


@pytest.fixture
def settings(home: Path) -> Iterator[LibrarySettings]:
    store = Store.open(home)
    yield LibrarySettings(store)
    store.close()


def test_a_measured_speed_is_known_to_the_next_engine_on_this_computer(settings: LibrarySettings) -> None:
    speeds = ExpectedSpeed(settings)
    assert not speeds.is_known
    speed = speeds.measured(100_000_000)
    assert speed > 0 and speeds.is_known
    kept = ExpectedSpeed(settings)
    assert kept.is_known and kept.measured(100_000_000) == speed


def test_a_speed_measured_on_another_computer_is_measured_again(settings: LibrarySettings) -> None:
    settings.set(SETTING, "another computer\n1.0")
    assert not ExpectedSpeed(settings).is_known
    assert ExpectedSpeed(settings).measured(100) > 1


@pytest.mark.model
def test_a_list_tells_speeds_only_where_they_are_asked_for(home: Path, models: Path) -> None:
    with EngineProcess(home, models) as engine:
        asked = [engine.call(api.LIST_MODELS, api.ListModels(speeds)).models for speeds in (False, True)]
    told = [{model.kind: model.tokens_per_second > 0 for model in listed} for listed in asked]
    assert not any(told[0].values())
    assert [kind for kind, is_told in told[1].items() if is_told] == ["text"]
