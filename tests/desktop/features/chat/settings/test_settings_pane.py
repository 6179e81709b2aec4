"""The settings pane by itself: presets, the explanation in plain words, and what cannot be used told beside its field."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
import pytest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.features.chat.settings.explanation import explain
from desktop.features.chat.settings.json_problems import refusal, schema_problem
from desktop.features.chat.settings.settings_pane import ConversationSettingsPane
from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.layout.fold import Fold
from engine.capabilities.chat.api import ConversationSettings
from engine.protocol.answering.presets import PRESETS
from engine.protocol.answering.sampling import Sampling

SCHEMA = '{"type": "object"}'


def shown_pane(qtbot: QtBot, theme: Theme, settings: ConversationSettings | None = None) -> ConversationSettingsPane:
    pane = ConversationSettingsPane(theme, settings or ConversationSettings())
    qtbot.addWidget(pane)
    for fold in pane.findChildren(Fold):
        fold.set_open(True)
    pane.show()
    return pane


FieldT = TypeVar("FieldT", bound=QWidget)


def field(pane: QWidget, kind: type[FieldT], name: str) -> FieldT:
    return next(found for found in pane.findChildren(kind) if found.accessibleName() == name)


def texts(pane: QWidget) -> str:
    return "\n".join(label.text() for label in pane.findChildren(QLabel) if label.isVisibleTo(pane))


def chips(pane: QWidget) -> dict[str, QPushButton]:
    return {
        b.text(): b
        for b in pane.findChildren(QPushButton)
        if b.isCheckable() and b.text() in ("Precise", "Balanced", "Creative")
    }


def test_a_preset_sets_its_values_and_a_change_makes_them_ones_own(
    qtbot: QtBot, theme: Theme, english: Language
) -> None:
    pane = shown_pane(qtbot, theme)
    assert chips(pane)["Balanced"].isChecked() and "My own" not in texts(pane)
    chips(pane)["Creative"].click()
    assert pane.current.sampling == PRESETS["creative"]
    temperature = field(pane, QDoubleSpinBox, "How varied answers are")
    assert temperature.value() == 0.9
    temperature.setValue(0.5)
    assert "My own" in texts(pane) and not any(chip.isChecked() for chip in chips(pane).values())
    chips(pane)["Precise"].click()
    assert pane.current.sampling == PRESETS["precise"] and "My own" not in texts(pane)


def test_each_expert_field_changes_its_setting_and_no_other(qtbot: QtBot, theme: Theme, english: Language) -> None:
    pane = shown_pane(qtbot, theme)
    expected = {
        "Only likely words": ("top_p", 0.5),
        "Leave out words far less likely than the first": ("min_p", 0.2),
        "Leave out surprising words": ("typical_p", 0.7),
        "Avoid repeating words": ("repeat_penalty", 1.3),
        "Avoid frequent words": ("frequency_penalty", -0.4),
        "Prefer new words": ("presence_penalty", 0.6),
    }
    sampling = Sampling()
    for name, (setting, value) in expected.items():
        box = field(pane, QDoubleSpinBox, name)
        box.setValue(value)
        sampling = msgspec.structs.replace(sampling, **{setting: value})
        assert pane.current.sampling == sampling, name


def test_a_value_out_of_range_is_impossible(qtbot: QtBot, theme: Theme, english: Language) -> None:
    pane = shown_pane(qtbot, theme)
    for box in pane.findChildren(QDoubleSpinBox):
        for value in (-99.0, 99.0, float("nan")):
            box.setValue(value)
            assert box.minimum() <= box.value() <= box.maximum()


def test_a_seed_that_is_no_number_says_so_beside_its_field(qtbot: QtBot, theme: Theme, english: Language) -> None:
    pane = shown_pane(qtbot, theme)
    seed = field(pane, QLineEdit, "Number that fixes chance")
    seed.setText("forty")
    assert "Only digits make a whole number" in texts(pane) and pane.current.sampling.seed is None
    seed.setText("42")
    assert "Only digits" not in texts(pane) and pane.current.sampling.seed == 42
    assert "The number 42 fixes chance" in texts(pane)


def test_a_schema_is_told_where_it_is_wrong_and_not_used(qtbot: QtBot, theme: Theme, english: Language) -> None:
    pane = shown_pane(qtbot, theme)
    schema = field(pane, QPlainTextEdit, "Answers as JSON that fits a schema")
    schema.setPlainText('{"type": "object",\n "properties" {}}')
    assert "No JSON at line 2, character 15: a colon is missing" in texts(pane)
    assert pane.current.sampling.schema == ""
    with qtbot.waitSignal(pane.schema_typed):
        schema.setPlainText(SCHEMA)
    assert pane.current.sampling.schema == SCHEMA and "It is JSON that fits your schema." in texts(pane)
    pane.show_schema_problem("an earlier text", "no")
    assert pane.current.sampling.schema == SCHEMA
    pane.show_schema_problem(SCHEMA, 'Unimplemented keys: ["not"]')
    assert "Answers cannot be held to this schema: Unimplemented" in texts(pane)
    assert pane.current.sampling.schema == ""


@pytest.mark.parametrize(
    "text", ["[1]", '"a"', "{" * 5000, "{" + '"a":{' * 20_000, "x" * 70_000, "{,}", '{"a": 1} 2', "nul"]
)
def test_what_is_no_schema_has_a_reason(english: Language, text: str) -> None:
    assert schema_problem(text)


@pytest.mark.parametrize(
    ("reason", "place"),
    [
        ('Unimplemented keys: ["not"]', ", line 2"),
        ("Unknown format: nonsense", ", line 3"),
        ("Pointer '/definitions/no' does not exist", ""),
        ("Something else", ""),
    ],
)
def test_the_engines_reason_against_a_schema_names_the_line(english: Language, reason: str, place: str) -> None:
    schema = '{"type": "object",\n "not": {},\n "format": "nonsense"}'
    assert refusal(schema, reason) == f"Answers cannot be held to this schema{place}: {reason}"


def test_an_empty_schema_is_no_problem(english: Language) -> None:
    assert schema_problem("") == schema_problem(SCHEMA) == ""


def test_stop_words_are_lines_and_too_many_are_told(qtbot: QtBot, theme: Theme, english: Language) -> None:
    pane = shown_pane(qtbot, theme)
    stop = field(pane, QPlainTextEdit, "End the answer at these texts")
    stop.setPlainText("END\n\n  two words ")
    assert pane.current.sampling.stop == ("END", "  two words ")
    assert "It ends at 2 texts of yours." in texts(pane)
    stop.setPlainText("\n".join(map(str, range(30))))
    assert len(pane.current.sampling.stop) == 20 and "Only the first 20 lines count." in texts(pane)


def test_settings_that_the_form_does_not_show_are_kept(qtbot: QtBot, theme: Theme, english: Language) -> None:
    settings = ConversationSettings(
        Sampling(mirostat_tau=3.0, log_probabilities=4, seed=1, stop=("x",), schema=SCHEMA, thinking_tokens=99),
        system="Be brief", model="some-model", history="last", context=2048, passages=5,
    )  # fmt: skip
    assert shown_pane(qtbot, theme, settings).current == settings


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "sampling",
    [
        *PRESETS.values(),
        Sampling(temperature=0.7, top_k=0),
        Sampling(temperature=1.0, top_p=1.0),
        Sampling(temperature=1.6, top_k=0, top_p=1.0, min_p=0.0, repeat_penalty=1.0),
        Sampling(typical_p=0.5, seed=3, presence_penalty=-0.5, stop=("a", "b"), schema=SCHEMA),
    ],
)
def test_the_explanation_is_whole_sentences(qapp: QApplication, language: str, sampling: Sampling) -> None:
    spoken = Language(qapp, language)
    text = explain(ConversationSettings(sampling))
    spoken.close()
    assert text.endswith(".") and "{" not in text and "%n" not in text
    assert all(sentence[0].isupper() for sentence in re.split(r"(?<=[.!?]) (?=\S)", text)), text


def test_the_explanation_names_what_decides(english: Language) -> None:
    assert "always takes the likeliest word" in explain(ConversationSettings(PRESETS["precise"]))
    assert "together reach 95%, 40 at most" in explain(ConversationSettings())
    assert "among all words" in explain(ConversationSettings(Sampling(temperature=1.0, top_k=0, top_p=1.0)))


def test_answers_of_the_documents_own_sentences_are_a_setting(qtbot: QtBot, theme: Theme, english: Language) -> None:
    pane = shown_pane(qtbot, theme, ConversationSettings(passages=5))
    box = next(box for box in pane.findChildren(QCheckBox) if box.text() == "Only quote the documents")
    assert not box.isChecked()
    box.click()
    assert (pane.current.extractive, pane.current.passages) == (True, 5)
