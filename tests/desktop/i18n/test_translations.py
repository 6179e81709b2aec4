"""Every text of the window has a Spanish translation, no translation is unused, and a switch changes the open window."""

from __future__ import annotations

import gc
import string
from collections.abc import Callable
from typing import Any, get_args

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.app import Ateneo, discover
from desktop.i18n import tr
from desktop.i18n.faults import error_sentence, fault_sentence
from desktop.i18n.language import Language
from desktop.link.call import EngineFault
from desktop.paths import HELP
from engine.protocol.i18n import FOLDER, Translations
from engine.protocol.model_kinds import MODEL_KINDS, ModelState
from tests.support.translation_sources import plurals, translated_sources, window_sources

CONTEXTS = {
    "shell",
    "features",
    "classification",
    "text_tools",
    "models",
    "settings",
    "chat",
    "documents",
    "images",
    "widgets",
    "errors",
    "panels",
    "memory",
}
PRINTED_WORDS = (*MODEL_KINDS, *get_args(ModelState))
"""Kinds and states of models by their keys, which the command line prints and the window does not show."""


def test_every_text_of_the_window_has_a_spanish_translation() -> None:
    assert sorted(window_sources() - translated_sources("es")) == []


def test_every_spanish_translation_of_the_window_is_used() -> None:
    unused = {entry for entry in translated_sources("es") - window_sources() if entry[0] in CONTEXTS}
    assert sorted(unused - {("models", word) for word in PRINTED_WORDS}) == []


def test_plurals_have_their_english_forms() -> None:
    assert sorted(plurals() - translated_sources("en")) == []


def test_a_translation_keeps_every_brace_of_its_source() -> None:
    translations = Translations("es")
    for context, source in translated_sources("es"):
        assert fields(translations.translate(context, source)) == fields(source), source


def test_no_translation_file_is_marked_unfinished() -> None:
    assert [file.name for file in FOLDER.rglob("*.ts") if "unfinished" in file.read_text("utf-8")] == []


@pytest.mark.parametrize(("n", "text"), [(0, "0 conexiones"), (1, "1 conexión"), (2, "2 conexiones")])
def test_plurals_follow_the_number(qapp: QApplication, n: int, text: str) -> None:
    language = Language(qapp, "es")
    assert tr("shell", "Offline · %n connection(s)", n).endswith(text)
    language.close()


def test_numbers_follow_the_language(qapp: QApplication) -> None:
    language = Language(qapp, "es")
    assert QLocale().toString(1.5, "f", 1) == "1,5"
    language.use("en")
    assert QLocale().toString(1.5, "f", 1) == "1.5"
    language.close()


@pytest.mark.parametrize(("code", "said"), [("en", "12,345 examples"), ("es", "12.345 ejemplos")])
def test_large_numbers_are_grouped(qapp: QApplication, code: str, said: str) -> None:
    language = Language(qapp, code)
    assert tr("classification", "%n example(s)", 12_345) == said
    language.close()


def test_an_error_is_translated_by_its_kind_with_its_values(qapp: QApplication) -> None:
    language = Language(qapp, "es")
    text = fault_sentence(EngineFault("file_empty", "There is no text in a.pdf.", {"name": "a.pdf"}))
    assert text.startswith("No hay texto en a.pdf.")
    language.close()


def test_the_sizes_in_the_sentence_of_an_error_are_written_as_the_language_writes_them(qapp: QApplication) -> None:
    language = Language(qapp, "es")
    sentence = error_sentence("model_too_large", {"name": "m-1.5.gguf", "needed": "1.12 GB", "free": "12,345 MB"})
    assert "m-1.5.gguf" in sentence and "1,12 GB" in sentence and "12.345 MB" in sentence
    language.use("en")
    assert "1.12 GB" in error_sentence("model_too_large", {"name": "m", "needed": "1.12 GB", "free": "1 GB"})
    language.close()


def test_an_unknown_error_keeps_the_engines_message(english: Language) -> None:
    assert fault_sentence(EngineFault("from_the_future", "Something new happened.")) == "Something new happened."
    assert error_sentence("file_empty", {}) == ""


def test_a_language_switch_changes_the_open_window(open_ateneo: Callable[..., Ateneo]) -> None:
    ateneo = open_ateneo()
    for item in ateneo.window.rail_items:
        ateneo.window.page(item.name)
    ateneo.window.show_page("settings")
    QApplication.processEvents()
    english = texts(ateneo)
    ateneo.settings.change(language="es")
    QApplication.processEvents()
    spanish = texts(ateneo)
    assert {"Settings", "Appearance", "Text size"} <= english
    assert {"Ajustes", "Aspecto", "Tamaño del texto"} <= spanish
    sources = {source for _, source in window_sources()} - {translated for _, translated in spanish_texts()}
    assert not {text for text in spanish & english if text in sources}


def spanish_texts() -> set[tuple[str, str]]:
    translations = Translations("es")
    return {(context, translations.translate(context, source)) for context, source in window_sources()}


def texts(ateneo: Ateneo) -> set[str]:
    from PySide6.QtWidgets import QAbstractButton, QLabel

    window = ateneo.window
    shown = {label.text() for label in window.findChildren(QLabel)} | {window.windowTitle()}
    return shown | {b.text() or b.accessibleName() for b in window.findChildren(QAbstractButton)}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_page_has_help_in_both_languages() -> None:
    for name in [*(feature.name for feature in discover()), "shell"]:
        english, spanish = ((HELP / code / f"{name}.md").read_text("utf-8") for code in ("en", "es"))
        assert english.startswith("## ") and spanish.startswith("## ")
        for beginning in ("\n## ", "\n- ", "\n\n"):
            assert english.count(beginning) == spanish.count(beginning), name


@pytest.mark.timeout(30)
def test_garbage_that_is_collected_during_a_translation_holds_nothing_up(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = Translations.form

    def form_after_collecting(*arguments: Any) -> str:  # Any: whatever `form` takes
        gc.collect()
        return form(*arguments)

    gc.disable()
    try:
        abandoned = Language(qapp, "es")
        abandoned.close()
        circle: list[object] = [abandoned]
        circle.append(circle)
        del abandoned, circle
        monkeypatch.setattr(Translations, "form", form_after_collecting)
        language = Language(qapp, "es")
        assert tr("shell", "Offline · %n connection(s)", 2).endswith("2 conexiones")
        language.close()
    finally:
        gc.enable()
