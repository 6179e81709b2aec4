"""Many answers leave nothing behind: no memory, no thread, no open file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest

from engine.models.hardware import physical_cores
from engine.models.interfaces import ChatMessage
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import SchemaInvalid
from tests.engine.models.llama.test_text_model_contract import never, run

if TYPE_CHECKING:
    from engine.models.llama.text_model import LlamaTextModel

pytestmark = [pytest.mark.model, pytest.mark.slow]

WARM, ANSWERS = 30, 120
MOST_GROWTH = 6_000_000
"""Bytes. A sampler chain that is not freed is 50 KB, a copy of the logits 200 KB, a matcher of a schema 100 KB and more."""


def answers(model: LlamaTextModel, count: int) -> None:
    prompt = model.prompt([ChatMessage("user", "Hi.")])
    for number in range(count):
        schema = '{"type": "boolean"}' if number % 3 == 0 else ""
        run(
            model.generate(
                prompt, Sampling(max_tokens=2, seed=number, schema=schema, log_probabilities=number % 2), never
            )
        )
        model.next_tokens(prompt, 5)
        with pytest.raises(SchemaInvalid):
            run(model.generate(prompt, Sampling(schema="no schema"), never))
        generation = model.generate(prompt, Sampling(max_tokens=9), never)
        next(generation), next(generation)
        generation.close()


def test_memory_threads_and_files_stay_the_same(loaded_model: LlamaTextModel) -> None:
    process = psutil.Process()
    answers(loaded_model, WARM)
    before = process.memory_info().rss, process.num_threads(), process.num_fds()
    answers(loaded_model, ANSWERS)
    after = process.memory_info().rss, process.num_threads(), process.num_fds()
    assert after[0] - before[0] < MOST_GROWTH
    assert (
        after[1] - before[1] <= physical_cores()
    )  # beside other programs llama.cpp computes with fewer of its threads
    assert after[2] == before[2]
