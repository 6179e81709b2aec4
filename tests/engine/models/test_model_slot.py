"""A slot lends one model to one job at a time, and closes it when nobody has needed it for a while."""

from __future__ import annotations

import threading

import pytest

from engine.models.model_slot import ModelSlot

LONG = 600.0


class ClosableModel:
    def __init__(self) -> None:
        self.closed = threading.Event()

    def close(self) -> None:
        self.closed.set()


def test_a_model_is_kept_for_the_next_job() -> None:
    slot: ModelSlot[ClosableModel] = ModelSlot(LONG)
    with slot.hold("one", ClosableModel) as first:
        pass
    with slot.hold("one", ClosableModel) as second:
        assert second is first
    slot.empty()


def test_another_model_takes_its_place() -> None:
    slot: ModelSlot[ClosableModel] = ModelSlot(LONG)
    with slot.hold("one", ClosableModel) as first:
        pass
    with slot.hold("two", ClosableModel):
        assert first.closed.is_set()
        assert slot.id == "two"
    slot.empty()


def test_an_idle_model_is_closed() -> None:
    slot: ModelSlot[ClosableModel] = ModelSlot(idle_seconds=0)
    with slot.hold("one", ClosableModel) as model:
        assert not model.closed.is_set()
    assert model.closed.wait(10)
    assert slot.id is None


def test_a_timer_that_fires_late_does_not_close_a_model_in_use_again() -> None:
    slot: ModelSlot[ClosableModel] = ModelSlot(LONG)
    with slot.hold("one", ClosableModel):
        pass
    late = slot.timer
    assert late is not None
    with slot.hold("one", ClosableModel) as model:
        pass
    slot.expire(late)
    assert slot.id == "one"
    assert not model.closed.is_set()
    slot.empty()
    assert model.closed.is_set()


def test_a_model_that_cannot_be_loaded_leaves_the_slot_empty_and_usable() -> None:
    def fail() -> ClosableModel:
        raise MemoryError

    slot: ModelSlot[ClosableModel] = ModelSlot(LONG)
    with slot.hold("one", ClosableModel) as first:
        pass
    with pytest.raises(MemoryError), slot.hold("two", fail):
        pass
    assert slot.id is None
    assert first.closed.is_set()
    with slot.hold("two", ClosableModel):
        assert slot.id == "two"
    slot.empty()
