"""The standard chat model is moved into the folder of models, as one file that was checked, and is never there by halves."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from engine.models.importing.known_models import known_models
from engine.models.importing.starter import STARTER
from engine.models.importing.starter_chat import (
    ARRIVING,
    RECIPE,
    chat_starter_presence,
    install_chat_starter,
    read_recipe,
)
from engine.models.registry import ModelRegistry
from engine.protocol.errors import ModelChanged
from engine.protocol.i18n import Translations
from engine.rpc.generators import exhaust
from tests.support.tiny_models import gguf_bytes

DATA = gguf_bytes({"general.name": "Joined"})
FILE = "joined.gguf"


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "starter_chat.toml"
    path.write_text(
        f'id = "joined"\nname = "Joined"\nlicence = "MIT"\nsource = "here"\ndescription = "For a test."\ncontext = 64\n'
        f'languages = ["es", "en"]\nfile = "{FILE}"\nbytes = {len(DATA)}\nsha256 = "{hashlib.sha256(DATA).hexdigest()}"\n'
        'parts = [{ wheel_sha256 = "", bytes = 1, sha256 = "" }]\n'
    )
    return path


@pytest.fixture
def models(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def join(models: Path, data: bytes) -> Path:
    (models / ARRIVING).mkdir(exist_ok=True)
    (models / ARRIVING / FILE).write_bytes(data)
    return models / ARRIVING / FILE


def test_the_joined_file_is_moved_and_never_copied(models: Path, recipe: Path) -> None:
    before = join(models, DATA).stat()
    assert chat_starter_presence(models, recipe) == "missing"
    exhaust(install_chat_starter(models, recipe))
    installed = ModelRegistry([models]).check("joined")
    assert installed.path(".gguf").stat().st_ino == before.st_ino
    assert (installed.manifest.starter, installed.manifest.languages) == (True, ("es", "en"))
    assert [path.name for path in models.iterdir() if path.is_dir()] == ["joined"]
    assert chat_starter_presence(models, recipe) == "installed"


def test_nothing_happens_while_parts_are_missing(models: Path, recipe: Path) -> None:
    exhaust(install_chat_starter(models, recipe))
    file = join(models, DATA[:-1])
    exhaust(install_chat_starter(models, recipe))
    assert file.exists() and ModelRegistry([models]).list() == ()


def test_a_joined_file_that_is_another_one_is_deleted(models: Path, recipe: Path) -> None:
    file = join(models, DATA[:-1] + b"x")
    with pytest.raises(ModelChanged):
        exhaust(install_chat_starter(models, recipe))
    assert not file.exists() and ModelRegistry([models]).list() == ()


def test_a_model_that_the_person_removed_is_not_missing(models: Path, recipe: Path) -> None:
    join(models, DATA)
    exhaust(install_chat_starter(models, recipe))
    registry = ModelRegistry([models])
    registry.remove("joined")
    registry.sweep()
    assert chat_starter_presence(models, recipe) == "removed"


def test_the_same_file_added_by_the_person_counts_as_installed(models: Path, recipe: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").write_bytes(DATA)
    exhaust(ModelRegistry([models]).add(tmp_path / "mine.gguf", "Mine"))
    assert chat_starter_presence(models, recipe) == "installed"


def test_the_real_recipe_is_pinned_known_and_described_in_spanish() -> None:
    recipe = read_recipe()
    parts = tomllib.loads(RECIPE.read_text("utf-8"))["parts"]
    assert sum(part["bytes"] for part in parts) == recipe.bytes == 1_117_320_768
    assert all(len(part[key]) == 64 for part in parts for key in ("wheel_sha256", "sha256"))
    assert (recipe.sha256, recipe.bytes) in {(model.sha256, model.bytes) for model in known_models()}
    assert Translations("es").translate("models", recipe.description) != recipe.description


def test_the_models_of_the_tests_do_not_include_it() -> None:
    assert read_recipe().id not in STARTER.read_text("utf-8")
