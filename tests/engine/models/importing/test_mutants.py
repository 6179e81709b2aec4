"""A sample of what `python -m tests.benchmarks.mutations` tries 1,300 of (docs/faults.md 20, 21, 24, 26)."""

from __future__ import annotations

import pytest

from tests.benchmarks.mutations import run

pytestmark = [pytest.mark.model, pytest.mark.slow]
SAMPLE = {"tiny GGUF": 20, "ONNX embedder": 10, "ONNX ForMaskedLM": 5}


@pytest.mark.parametrize("base", SAMPLE)
def test_a_changed_model_is_refused_with_a_sentence_or_works(base: str) -> None:
    """Data elsewhere, a hostile template, infinite and odd numbers and changed bytes are among them, drawn with fixed seeds."""
    trials = list(run(set(), plan={base: SAMPLE[base]}))
    assert len(trials) == SAMPLE[base]
    assert [trial for trial in trials if trial.outcome.result not in ("refused", "works")] == []
    assert all(trial.outcome.sentence for trial in trials if trial.outcome.result == "refused")
