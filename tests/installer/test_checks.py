import json
import signal
import sys
from pathlib import Path

import psutil
import pytest

from installer import checks
from installer.environment import Environment
from tests.support.processes import wait_for_exit

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


LINTS = ["ruff check .", "ruff format --check .", "mypy ", "lint-imports "]
OPTIONS = f"-n {checks.workers()} {' '.join(checks.PARALLEL)} {checks.SLOWEST}"


def test_lints_run_first_then_quick_tests_then_long_ones(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert checks.run(environment, Path("/models"), ["-x"]) == 0
    assert called(environment) == [
        *(f"{lint} CI= /models" for lint in LINTS),
        f"pytest {OPTIONS} -m not ({checks.LONG}) -x CI= /models",
        f"pytest {OPTIONS} -m {checks.LONG} -x CI= /models",
    ]


def test_a_quick_run_leaves_the_long_tests_out(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATENEO_MODELS", raising=False)
    assert checks.run(environment, None, []) == 0
    assert called(environment)[len(LINTS) :] == [f"pytest {OPTIONS} -m not ({checks.LONG}) CI= "]


def test_every_lint_is_tried_and_what_failed_is_named(
    environment: Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    answer(environment.folder / "bin" / "mypy", 1)
    assert checks.run(environment, Path("/models"), []) == 1
    assert capfd.readouterr().out.endswith("Failed: mypy.\n")
    assert [line.split()[0] for line in called(environment)] == ["ruff", "ruff", "mypy", "lint-imports"]


def test_failing_quick_tests_end_the_run_and_are_named_last(
    environment: Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    failed = {"tests/engine/test_b.py::test_two": True, "tests/engine/test_a.py::test_one": True}
    remembered = environment.root / checks.LAST_FAILED
    remembered.parent.mkdir(parents=True)
    script = f"mkdir -p {remembered.parent}; echo '{json.dumps(failed)}' > {remembered}"
    program = environment.folder / "bin" / "pytest"
    program.write_text(f"#!/bin/sh\necho pytest >> called\n{script}\nexit 1\n")
    assert checks.run(environment, Path("/models"), []) == 1
    assert called(environment).count("pytest") == 2
    assert capfd.readouterr().out.splitlines()[-2:] == [
        "  tests/engine/test_a.py::test_one",
        "  tests/engine/test_b.py::test_two.",
    ]


def test_a_test_that_passes_alone_is_named_and_the_run_goes_on(
    environment: Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    remembered = environment.root / checks.LAST_FAILED
    remembered.parent.mkdir(parents=True)
    program = environment.folder / "bin" / "pytest"
    program.write_text(
        f"""#!/bin/sh
echo "pytest $@" >> called
case "$*" in
  *--last-failed*) rm {remembered}; exit 0;;
  *"-m not"*) echo '{{"tests/test_a.py::test_late": true}}' > {remembered}; exit 1;;
esac
"""
    )
    assert checks.run(environment, Path("/models"), ["-x"]) == 0
    assert called(environment)[len(LINTS) :] == [
        f"pytest {OPTIONS} -m not ({checks.LONG}) -x",
        f"pytest {' '.join(checks.AGAIN)} -m not ({checks.LONG}) -x",
        f"pytest {OPTIONS} -m {checks.LONG} -x",
    ]
    assert "Passed only alone: \n  tests/test_a.py::test_late." in capfd.readouterr().out


def test_many_failed_tests_are_not_run_again(environment: Environment) -> None:
    failed = {f"tests/test_a.py::test_{number}": True for number in range(checks.MOST_RUN_AGAIN + 1)}
    remembered = environment.root / checks.LAST_FAILED
    remembered.parent.mkdir(parents=True)
    program = environment.folder / "bin" / "pytest"
    program.write_text(f"#!/bin/sh\necho pytest >> called\necho '{json.dumps(failed)}' > {remembered}\nexit 1\n")
    assert checks.run(environment, Path("/models"), []) == 1
    assert called(environment).count("pytest") == 1


def test_tests_that_failed_in_an_earlier_run_are_not_named(
    environment: Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    remembered = environment.root / checks.LAST_FAILED
    remembered.parent.mkdir(parents=True)
    remembered.write_text('{"tests/test_old.py::test_old": true}')
    answer(environment.folder / "bin" / "pytest", 1)
    assert checks.run(environment, Path("/models"), []) == 1
    assert "test_old" not in capfd.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX process groups")
def test_a_stage_that_does_not_end_is_ended_with_its_processes_and_its_running_tests_are_named(
    environment: Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    program = environment.folder / "bin" / "pytest"
    test = "tests/engine/test_a.py::test_one"
    program.write_text(
        f'#!/bin/sh\nprintf {test} > "${checks.RUNNING}/1"\nsleep 300 &\nprintf $! > child\necho called >> called\nwait\n'
    )
    assert checks.run(environment, Path("/models"), [], limit=3.0) == 1
    said = capfd.readouterr().out.splitlines()
    assert said[-2:] == ["Failed: ", f"  {test}."]
    assert "pytest was ended: it may take 3 s." in said
    child = int((environment.root / "child").read_text())
    assert not psutil.pid_exists(child) or wait_for_exit([psutil.Process(child)]) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_a_stopped_run_started_ends_with_it(environment: Environment, number: signal.Signals) -> None:
    program = environment.folder / "bin" / "ruff"
    program.write_text(f"#!/bin/sh\nprintf $$ > child\nkill -{number.name[3:]} $PPID\nexec sleep 300\n")
    with pytest.raises(KeyboardInterrupt):
        checks.run(environment, None, [])
    child = int((environment.root / "child").read_text())
    assert not psutil.pid_exists(child) or wait_for_exit([psutil.Process(child)]) == []
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_paths_without_long_tests_are_no_failure(environment: Environment) -> None:
    answer(environment.folder / "bin" / "pytest", checks.NO_TESTS)
    assert checks.run(environment, Path("/models"), ["tests/engine/text"]) == 0
