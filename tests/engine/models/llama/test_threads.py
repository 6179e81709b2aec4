from __future__ import annotations

import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from engine.models.llama.threads import FORGET_SECONDS, CoreUse, ThreadCount, read_core_use

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel

TOKEN_SECONDS = 0.05


class Cores:
    """Cores that are shared fairly with `programs` that compute without end."""

    def __init__(self, number: int = 2, programs: int = 0) -> None:
        self.number, self.programs = number, programs
        self.now = self.waited = self.idle = 0.0

    def use(self) -> CoreUse:
        return CoreUse(self.waited, self.idle)

    def clock(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self._pass(seconds, 0)

    def compute(self, count: ThreadCount, seconds: float) -> list[int]:
        """Return the threads of each token in these seconds."""
        used = []
        for _ in range(round(seconds / TOKEN_SECONDS)):
            used.append(count.begin())
            self._pass(TOKEN_SECONDS, used[-1])
            count.end()
        return used

    def _pass(self, seconds: float, threads: int) -> None:
        runnable = threads + self.programs
        too_many = max(0, runnable - self.number)
        self.now += seconds
        self.waited += seconds * too_many * threads / max(1, runnable)
        self.idle += seconds * max(0, self.number - runnable)


def count_threads(cores: Cores) -> ThreadCount:
    return ThreadCount(cores.number, cores.use, cores.clock)


def test_while_no_thread_waits_for_a_core_all_compute() -> None:
    cores = Cores()
    assert set(cores.compute(count_threads(cores), 30)) == {2}


@pytest.mark.parametrize("programs", [1, 2, 5])
def test_beside_busy_programs_one_thread_of_two_computes_within_ten_tokens(programs: int) -> None:
    cores = Cores(2, programs)
    used = cores.compute(count_threads(cores), 30)
    assert used[0] == 2
    assert set(used[10:]) == {1}


def test_one_busy_program_beside_eight_cores_costs_one_thread() -> None:
    cores = Cores(8, programs=1)
    assert set(cores.compute(count_threads(cores), 10)[10:]) == {7}


@pytest.mark.parametrize("number", [2, 8])
def test_when_the_other_programs_end_the_threads_are_back(number: int) -> None:
    cores = Cores(number, programs=number)
    count = count_threads(cores)
    assert cores.compute(count, 5)[-1] < number
    cores.programs = 0
    assert set(cores.compute(count, 5)[20:]) == {number}


def test_a_core_that_only_seems_free_is_tried_less_and_less_often() -> None:
    """A program that gives way to one thread and not to two: each try costs some slow tokens."""
    cores = Cores(2)
    count, used = count_threads(cores), [2]
    for _ in range(1200):
        cores.programs = used[-1] - 1
        used += cores.compute(count, TOKEN_SECONDS)
    tries = [at for at, (before, after) in enumerate(pairwise(used)) if before < after]
    assert 4 <= len(tries) <= 9
    assert tries[-1] - tries[-2] > 10 * (tries[1] - tries[0])


def test_cores_that_are_idle_while_nothing_is_computed_say_nothing() -> None:
    cores = Cores(2, programs=2)
    count = count_threads(cores)
    cores.compute(count, 1)
    cores.programs = 0
    cores.pause(FORGET_SECONDS / 2)
    cores.programs = 2
    assert set(cores.compute(count, 1)) == {1}


def test_after_a_long_pause_all_threads_are_tried_again() -> None:
    cores = Cores(2, programs=2)
    count = count_threads(cores)
    assert cores.compute(count, 1)[-1] == 1
    cores.pause(FORGET_SECONDS)
    assert cores.compute(count, TOKEN_SECONDS) == [2]


def test_where_the_system_tells_nothing_all_threads_compute() -> None:
    cores = Cores(2, programs=2)
    assert set(cores.compute(ThreadCount(2, lambda: None, cores.clock), 3)) == {2}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it")
def test_linux_tells_how_the_cores_are_used() -> None:
    use = read_core_use()
    assert use is not None
    assert use.waited > 0
    assert use.idle > 0


@pytest.mark.model
def test_the_model_computes_with_as_many_threads_as_are_counted_and_says_the_same(loaded_model: LlamaTextModel) -> None:
    from engine.models.llama.native import Evaluation, LoadPlan

    cores = Cores(2)
    evaluation = Evaluation(loaded_model.weights, LoadPlan(256, 2), count_threads(cores))
    prompt = loaded_model.weights.tokenize("The sea is deep and the lighthouse is old.", True, False)
    used, likeliest = [], []
    for cores.waited in (0.0, 1.0, 1.0):
        cores.now += 0.3
        evaluation.rewind(0)
        evaluation.read(prompt, last=True)
        used.append(evaluation.threads)
        likeliest.append(int(evaluation.logits().argmax()))
    evaluation.close()
    assert used == [2, 2, 1]
    assert len(set(likeliest)) == 1
