"""Bigger chat models for this computer, and the text that tells a person at another computer which file to get."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from engine.capabilities.models.api import ModelSuggestions, SuggestedModel
from engine.capabilities.models.expected_speed import ExpectedSpeed
from engine.models.hardware import total_bytes
from engine.models.importing.known_models import KnownModel, suggestions
from engine.protocol.i18n import Translations, number

CONTEXT = "bigger models"
GB = 1 << 30
"""As file managers and the window count."""


def suggested_models(in_use: int, language: str, speeds: ExpectedSpeed, memory: int = 0) -> ModelSuggestions:
    """Return models bigger than the one of `in_use` bytes; `memory` replaces this computer's, in bytes."""
    memory = memory or total_bytes()
    models = tuple(_suggestion(model, speeds.measured(model.bytes)) for model in suggestions(memory, in_use))
    return ModelSuggestions(models, memory, _text(models, memory, Translations(language)) if models else "")


def _suggestion(model: KnownModel, speed: float) -> SuggestedModel:
    return SuggestedModel(
        model.title, model.file, model.bytes, model.sha256, model.licence, model.address, model.official, speed, model.thinks,
        model.projector,
    )  # fmt: skip


def _text(models: Sequence[SuggestedModel], memory: int, translations: Translations) -> str:
    tr = partial(translations.tr, CONTEXT)
    decimal = partial(number, translations.language, digits=1)
    lines = [
        tr("Bigger chat models for Ateneo"),
        "",
        tr("This computer has {memory} GB of memory. One of these files suits it.", memory=decimal(memory / GB)),
        tr("Get it on a computer with internet, copy it to a USB stick, and drop it on the window of Ateneo here,"),
        tr("or type: ateneo models add FILE"),
    ]
    for place, model in enumerate(models, start=1):
        size = tr("{size} GB ({bytes} bytes)", size=decimal(model.bytes / GB, digits=2), bytes=model.bytes)
        lines += ["", f"{place}. {model.name}", f"   {tr('File')}: {model.file}", f"   {tr('Size')}: {size}"]
        lines += [
            f"   {tr('Address')}: {model.address}",
            f"   {tr('Licence')}: {model.licence}",
            f"   SHA-256: {model.sha256}",
        ]
        lines.append(
            "   " + tr("Expected here: about {speed} tokens per second", speed=decimal(model.tokens_per_second))
        )
        if model.thinks:
            lines.append("   " + tr("It thinks in writing before it answers, which takes longer."))
        if model.projector:
            lines.append("   " + tr("With {file} from the same address it sees pictures too.", file=model.projector))
    lines += [
        "",
        tr("To check a file: “sha256sum FILE” on Linux, “shasum -a 256 FILE” on macOS, "
           "“certutil -hashfile FILE SHA256” on Windows."),
        tr("Ateneo compares it too when you add it, and says whether it is this very file."),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
