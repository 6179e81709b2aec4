"""Runs of made-up requests against one engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.support.fuzzing.engine import Finding, FuzzedEngine
from tests.support.fuzzing.requests import AnyMethod, all_methods, params

NOT_FUZZED: dict[str, str] = {}
"""Name of a method → why no request of it is made up."""


def methods_of(capability: str) -> list[AnyMethod]:
    """Return the methods whose name begins with the capability's, less NOT_FUZZED."""
    methods = all_methods()
    return [
        methods[name] for name in sorted(methods) if name.partition(".")[0] == capability and name not in NOT_FUZZED
    ]


def fuzz(
    engine: FuzzedEngine,
    methods: Iterable[AnyMethod],
    examples: int,
    number: int = 0,
    on_finding: Callable[[Finding], object] = lambda finding: None,
) -> list[Finding]:
    """Send so many requests of these methods, the same ones for the same `number`; return what was wrong, one of each place.

    `on_finding` is told of each at once.
    """
    findings: dict[str, Finding] = {}
    calls = st.one_of([params(method, engine.pool).map(lambda made, m=method: (m, made)) for method in methods])

    @seed(number)
    @settings(
        max_examples=examples,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(calls)
    def send(call: tuple[AnyMethod, bytes]) -> None:
        finding = engine.judge(*call)
        if finding is None:
            return
        if finding.place not in findings:
            findings[finding.place] = finding
            on_finding(finding)
        if finding.kind != "internal":
            engine.reset()

    send()
    return list(findings.values())
