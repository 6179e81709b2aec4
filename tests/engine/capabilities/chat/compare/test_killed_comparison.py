"""A comparison whose engine is killed in the middle: what was written stays, and the rest is written after the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.chat.api import AnswerDelta, ConversationSettings
from engine.capabilities.chat.api import comparisons as api
from engine.protocol.answering.sampling import Sampling
from tests.support.engine_process import EngineProcess

pytestmark = [pytest.mark.model, pytest.mark.kill]


def test_a_killed_engine_keeps_the_answers_of_a_comparison(home: Path, models: Path) -> None:
    settings = ConversationSettings(Sampling(seed=1, max_tokens=60))
    axes = (api.ComparisonAxis("temperature", ("0", "0.7", "1")),)
    request = api.BeginComparison("Write a long story about a lighthouse.", axes, settings)
    with EngineProcess(home, models) as engine:
        begun = engine.call(api.BEGIN_COMPARISON, request)
        running = engine.start_call(api.RUN_COMPARISON, api.RunComparison(begun.id))
        first = running.wait_for(api.CellFinished).answer
        text = ""
        while len(text) < 60:
            event = running.wait_for(api.CellEvent)
            text += event.event.text if isinstance(event.event, AnswerDelta) else ""
        engine.kill()
    with EngineProcess(home, models) as engine:
        opened = engine.call(api.OPEN_COMPARISON, api.OpenComparison(begun.id))
        assert [answer.state for answer in opened.answers] == ["complete", "interrupted", "waiting"]
        assert opened.answers[0] == first and opened.answers[2].text == ""
        done = engine.call(api.RUN_COMPARISON, api.RunComparison(begun.id))
        assert {answer.state for answer in done.answers} == {"complete"} and done.answers[0] == first
        assert done.answers[1].text.startswith(opened.answers[1].text)
