"""A job that is cancelled does not wait for a load; what is loaded for nobody is closed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from engine.models.loader_thread import LoaderThread
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from tests.engine.models.test_model_slot import ClosableModel


@pytest.fixture
def loader() -> Iterator[LoaderThread]:
    loader = LoaderThread()
    yield loader
    loader.close()


def never() -> bool:
    return False


def test_a_model_and_an_error_come_back_to_the_job(loader: LoaderThread) -> None:
    model = ClosableModel()
    assert loader.load(lambda is_cancelled: model, never) is model
    with pytest.raises(MemoryError, match="no room"):
        loader.load(_fail, never)
    assert loader.load(lambda is_cancelled: model, never) is model
    assert not model.closed.is_set()


def _fail(_: IsCancelled) -> ClosableModel:
    raise MemoryError("no room")


def test_a_cancelled_job_goes_on_at_once_and_the_load_is_told(loader: LoaderThread) -> None:
    begun, go_on, told = threading.Event(), threading.Event(), threading.Event()
    model = ClosableModel()

    def load(is_cancelled: IsCancelled) -> ClosableModel:
        begun.set()
        go_on.wait(10)
        if is_cancelled():
            told.set()
        return model

    with pytest.raises(Cancelled):
        loader.load(load, begun.is_set)
    assert not told.is_set()  # native code still works
    go_on.set()
    other = ClosableModel()
    assert loader.load(lambda is_cancelled: other, never) is other
    assert told.is_set() and model.closed.is_set() and not other.closed.is_set()


def test_all_loads_run_in_one_thread_that_lives_on(loader: LoaderThread) -> None:
    """The children of a thread end with it."""
    threads = []

    def load(_: IsCancelled) -> ClosableModel:
        threads.append(threading.current_thread())
        return ClosableModel()

    for _ in range(3):
        loader.load(load, never)
    assert len(set(threads)) == 1 and threads[0].is_alive() and threads[0] is not threading.current_thread()
    loader.close()
    assert not threads[0].is_alive()
    loader.load(load, never)
