"""The table of model kinds is complete: each kind can be loaded, tried, kept in memory and named to a person."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from engine.models.kinds import KINDS, NEVER_LOADED, SlotName
from engine.models.load_spec import LoadSpec
from engine.models.manifest import ModelManifest
from engine.protocol.cancellation import never_cancelled
from engine.protocol.errors import ModelDamaged, ModelUnsupported
from engine.protocol.i18n import LANGUAGES, Translations
from engine.protocol.model_kinds import KIND_DESCRIPTIONS, MODEL_KINDS, ModelKind


def test_every_kind_has_its_row_and_no_row_is_left_over() -> None:
    assert set(KINDS) == set(KIND_DESCRIPTIONS) == set(MODEL_KINDS)
    assert {kind.slot for kind in KINDS.values()} <= set(get_args(SlotName))


@pytest.mark.parametrize("kind", MODEL_KINDS)
def test_a_folder_without_files_is_damaged_for_the_loader_and_the_smoke_test(tmp_path: Path, kind: ModelKind) -> None:
    """Both find their class and reach the model's files."""
    manifest, spec = ModelManifest("x", "X", kind, ()), LoadSpec(kind, str(tmp_path), "model.onnx", context=64)
    expected = ModelUnsupported if kind in NEVER_LOADED else (ModelDamaged, FileNotFoundError, ValueError)
    with pytest.raises(expected):
        KINDS[kind].load(manifest, spec, never_cancelled)
    with pytest.raises(expected):
        KINDS[kind].smoke_test(manifest, spec, lambda: None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MODEL_KINDS)
def test_every_kind_is_described_in_both_languages(language: str, kind: ModelKind) -> None:
    source = KIND_DESCRIPTIONS[kind]
    said = Translations(language).translate("models", source)
    assert said and (language == "en" or said != source)
