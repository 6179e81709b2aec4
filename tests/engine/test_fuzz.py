"""Requests made up from the types of every method: none is answered "internal", none ends or hangs the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fuzzing.engine import FuzzedEngine
from tests.support.fuzzing.requests import all_methods
from tests.support.fuzzing.runs import fuzz, methods_of

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(600)]

EXAMPLES_A_METHOD = 3
"""So few keep this module under 90 s of processor time; `python -m tests.benchmarks.fuzz` sends thousands."""
CAPABILITIES = sorted({name.partition(".")[0] for name in all_methods()})


@pytest.fixture(scope="module")
def prepared(models: Path, tmp_path_factory: pytest.TempPathFactory) -> FuzzedEngine:
    return FuzzedEngine(tmp_path_factory.mktemp("fuzz"), models)


@pytest.fixture
def engine(prepared: FuzzedEngine) -> Iterator[FuzzedEngine]:
    with prepared:
        yield prepared


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_no_request_is_answered_internal_or_ends_the_engine(engine: FuzzedEngine, capability: str) -> None:
    methods = methods_of(capability)
    findings = fuzz(engine, methods, EXAMPLES_A_METHOD * len(methods))
    assert [str(finding) for finding in findings] == []
    assert engine.is_alive()
