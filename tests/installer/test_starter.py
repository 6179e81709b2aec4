from pathlib import Path

import pytest

from installer.environment import Environment
from installer.messages import SetUpFailed
from installer.starter import STARTER, Package, check, fetch, packages
from installer.step import Step
from tests.support.registry import Registry


@pytest.fixture
def environment(python: Path, tmp_path: Path) -> Environment:
    return Environment(python.parents[1], tmp_path / "cache")


@pytest.fixture
def package(registry: Registry) -> Package:
    line = registry.add("modelo", "1.0", content=b"raise SystemExit('imported')")
    return Package("modelo", "1.0", "modelo-1.0-py3-none-any.whl", line.split("sha256:")[1].strip())


def test_a_package_is_fetched_once_as_data(environment: Environment, package: Package, step: Step) -> None:
    folder = environment.cache / "packages"
    assert fetch(environment, [package], folder, step) is True
    assert fetch(environment, [package], folder, step) is False
    assert [file.name for file in folder.iterdir()] == [package.wheel]


def test_a_package_that_changed_is_deleted_and_said(environment: Environment, package: Package, step: Step) -> None:
    known = Package(package.name, package.version, package.wheel, "0" * 64)
    with pytest.raises(SetUpFailed, match=r"modelo-1\.0.* is not the file we know"):
        fetch(environment, [known], environment.cache / "packages", step)
    assert list((environment.cache / "packages").iterdir()) == []


def test_half_a_file_on_a_full_disk_is_not_kept(package: Package, step: Step, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "environment", tmp_path / "cache")
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text(  # pip, as it behaves then: half the wheel is at the end of its -d
        '#!/bin/sh\n[ "$3" = download ] || exit 1\n'
        'while [ "$1" != -d ]; do shift; done\n'
        f'echo half > "$2/{package.wheel}"\necho "ERROR: No space left on device"\nexit 1\n'
    )
    environment.python.chmod(0o755)
    with pytest.raises(SetUpFailed, match=r"^The disk became full"):
        fetch(environment, [package], environment.cache / "packages", step)
    assert list((environment.cache / "packages").iterdir()) == []


def test_a_file_damaged_in_the_cache_is_deleted_and_said(tmp_path: Path) -> None:
    file = tmp_path / "half.whl"
    file.write_bytes(b"half a download")
    with pytest.raises(SetUpFailed, match=r"half\.whl is not the file we know"):
        check(file, "0" * 64)
    assert not file.exists()


def test_every_starter_package_has_its_hash_and_licence() -> None:
    assert all(len(one.sha256) == 64 and one.wheel.endswith(".whl") for one in packages())
    assert STARTER.read_text("utf-8").count("\nlicence = ") >= len(packages())
