"""A chain and a prompt written by the real small model."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.prompts import api
from engine.protocol.answering.sampling import Sampling
from tests.support.harness import EngineHarness

pytestmark = pytest.mark.model


def test_a_chain_of_two_prompts_is_written(home: Path, models: Path) -> None:
    engine = EngineHarness(home, models, "prompts")
    try:
        steps = (
            api.ChainStep("List", "List three animals that live in the sea. {{input}}"),
            api.ChainStep("Choice", "Write one short sentence about this list: {{previous}}"),
        )
        chain = engine.call(api.SAVE_CHAIN, api.SaveChain(api.Chain("Sea", steps)))
        run = engine.call(api.RUN_CHAIN, api.RunChain(chain.id, "Only names."))
        assert run.state == "complete" and all(run.outputs) and len(run.outputs) == 2
        shown = "".join(event.text for event in engine.events if isinstance(event, api.StepDelta))
        assert "".join(shown.split()) == "".join("".join(run.outputs).split())
    finally:
        engine.close()


def test_a_prompt_is_answered_after_its_examples(home: Path, models: Path) -> None:
    engine = EngineHarness(home, models, "prompts")
    try:
        request = api.RunPrompt("Name one {{what}}.", {"what": "sea animal"}, sampling=Sampling(max_tokens=12, seed=1))
        answer = engine.call(api.RUN, request)
        assert answer.text and answer.prompt == "Name one sea animal."
        shown = "".join(event.text for event in engine.events if isinstance(event, api.StepDelta))
        assert shown.strip() == answer.text
    finally:
        engine.close()
