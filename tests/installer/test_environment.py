"""A whole environment over a registry of tiny wheels: made once, skipped after, repaired when it is not what it was."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from installer.environment import Environment
from installer.lockfile import Lock
from installer.runtime import COMPILED, Runtime
from installer.step import Step
from tests.support.registry import Registry, write_wheel

BACKEND = """
import sys
sys.path.insert(0, {repository!r})
from pathlib import Path
from tests.support.registry import write_wheel
def build_editable(directory, config_settings=None, metadata_directory=None):
    return write_wheel(Path(directory), "casa", "1.0").name
"""


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    made = Registry(tmp_path_factory.mktemp("shelf") / "registry")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PIP_INDEX_URL", made.address)
        yield made


@pytest.fixture(scope="module")
def made(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Over a lock of three parts, a project, and a runtime compiled before; each test leaves it whole."""
    folder = tmp_path_factory.mktemp("house")
    environment = Environment(folder / "environment", folder / "cache", folder / "project", folder / "lock")
    write_lock(environment.lock, registry)
    write_project(environment.root)
    compiled = Runtime(Lock(environment.lock / "core.txt").only(COMPILED)).folder(environment.cache)
    compiled.mkdir(parents=True)
    write_wheel(compiled, COMPILED, "0.3.36")
    environment.make()
    environment.install([])
    return environment


def write_lock(folder: Path, registry: Registry) -> None:
    folder.mkdir()
    (folder / "tools.txt").write_text(registry.add("martillo", "1.0"))
    runtime = f"{COMPILED}==0.3.36 --hash=sha256:{'0' * 64}\n"
    (folder / "core.txt").write_text(f"# core\n{registry.add('anaquel', '1.0')}{runtime}")
    (folder / "test.txt").write_text(registry.add("regla", "1.0"))


def write_project(folder: Path) -> None:
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "casa"\nversion = "1.0"\n'
    )
    (folder / "backend.py").write_text(BACKEND.format(repository=str(Path(__file__).parents[2])))


@pytest.fixture
def outcomes(capsys: pytest.CaptureFixture[str]) -> Callable[[], dict[str, str]]:
    """Return the outcome of each step since the last question."""

    def read() -> dict[str, str]:
        ended = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✓")]
        return dict(line.removeprefix("✓ ").split(" (")[0].split(": ") for line in ended)

    return read


def installed(environment: Environment) -> set[str]:
    folders = environment.folder.glob("lib/python*/site-packages/*.dist-info")
    return {folder.name.removesuffix(".dist-info") for folder in folders} - {"pip"}


def test_everything_is_installed(made: Environment) -> None:
    assert {"martillo-1.0", "anaquel-1.0", "llama_cpp_python-0.3.36", "casa-1.0"} <= installed(made)


def test_a_second_run_does_nothing(made: Environment, outcomes: Callable[[], dict[str, str]]) -> None:
    outcomes()
    made.make()
    made.install([])
    assert set(outcomes().values()) == {"already there"}


def test_only_what_changed_is_installed_again(
    made: Environment, registry: Registry, outcomes: Callable[[], dict[str, str]]
) -> None:
    core = made.lock / "core.txt"
    core.write_text(registry.add("anaquel", "2.0") + Lock(core).only(COMPILED))
    outcomes()
    made.install([])
    assert [name for name, outcome in outcomes().items() if outcome == "done"] == ["libraries"]
    assert "anaquel-2.0" in installed(made)


def test_a_part_once_asked_for_is_kept_up_to_date(made: Environment, registry: Registry) -> None:
    made.install(["test"])
    (made.lock / "test.txt").write_text(registry.add("regla", "2.0"))
    made.install([])
    assert "regla-2.0" in installed(made)


def test_an_interrupted_install_is_done_again(
    made: Environment, registry: Registry, outcomes: Callable[[], dict[str, str]]
) -> None:
    core = made.lock / "core.txt"
    whole = core.read_text()
    core.write_text(f"ausente==1.0 --hash=sha256:{'0' * 64}\n{whole}")
    with pytest.raises(Exception, match="ausente"):
        made.install([])
    core.write_text(whole)
    outcomes()
    made.install([])
    assert outcomes()["libraries"] == "done"


def test_both_onnx_runtimes_are_never_left_together(made: Environment, registry: Registry, tmp_path: Path) -> None:
    core = made.lock / "core.txt"
    core.write_text(registry.add("onnxruntime-gpu", "1.0") + core.read_text())
    made.install([])
    registry.add("onnxruntime", "1.0")
    made.pip.run_or_fail(Step("libraries"), "install", "onnxruntime==1.0")
    made.install([])
    assert {package for package in installed(made) if package.startswith("onnxruntime")} == {"onnxruntime_gpu-1.0"}


def test_a_moved_environment_is_made_anew(made: Environment, tmp_path: Path) -> None:
    moved = replace(made, folder=tmp_path / "moved")
    shutil.copytree(made.folder, moved.folder, symlinks=True)
    moved.make()
    assert str(moved.folder) in (moved.folder / "pyvenv.cfg").read_text()
    assert "anaquel-1.0" not in installed(moved)


@pytest.mark.slow
def test_a_broken_environment_is_made_anew(made: Environment, outcomes: Callable[[], dict[str, str]]) -> None:
    made.python.unlink()
    outcomes()
    made.make()
    made.install([])
    assert outcomes()["virtual environment"] == "done"
    assert {"martillo-1.0", "casa-1.0"} <= installed(made)
