from pathlib import Path

import pytest

from installer import checks
from installer.environment import Environment

NAMES = ("ruff", "mypy", "lint-imports", "pytest")


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Its programs only write down how they were called."""
    programs = tmp_path / "environment" / "bin"
    programs.mkdir(parents=True)
    for name in NAMES:
        answer(programs / name, 0)
    return Environment(tmp_path / "environment", tmp_path / "cache", tmp_path)


def answer(program: Path, code: int) -> None:
    program.write_text(f'#!/bin/sh\necho "{program.name} $@ CI=$CI $ATENEO_MODELS" >> called\nexit {code}\n')
    program.chmod(0o755)


def called(environment: Environment) -> list[str]:
    return (environment.root / "called").read_text().splitlines()


def test_lints_run_first_then_quick_tests_then_long_ones(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert checks.run(environment, Path("/models"), ["-x"]) == 0
    assert called(environment) == [
        "ruff check . CI= /models",
        "ruff format --check . CI= /models",
        "mypy  CI= /models",
        "lint-imports  CI= /models",
        f"pytest -m not ({checks.LONG}) -x CI= /models",
        f"pytest -m {checks.LONG} -x CI= /models",
    ]


def test_every_lint_is_tried_and_what_failed_is_named(
    environment: Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    answer(environment.folder / "bin" / "mypy", 1)
    assert checks.run(environment, Path("/models"), []) == 1
    assert "Failed: mypy." in capfd.readouterr().out
    assert [line.split()[0] for line in called(environment)] == ["ruff", "ruff", "mypy", "lint-imports"]


def test_failing_quick_tests_end_the_run(environment: Environment) -> None:
    answer(environment.folder / "bin" / "pytest", 1)
    assert checks.run(environment, Path("/models"), []) == 1
    assert sum(line.startswith("pytest") for line in called(environment)) == 1


def test_paths_without_long_tests_are_no_failure(environment: Environment) -> None:
    answer(environment.folder / "bin" / "pytest", checks.NO_TESTS)
    assert checks.run(environment, Path("/models"), ["tests/engine/text"]) == 0
