"""Methods without training, chosen in the window over the real engine and a registry of tiny networks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QStandardItemModel
from pytestqt.qtbot import QtBot

from desktop.app import StartOptions, engine_command
from desktop.features.classification.labels.wording_card import WordingCard
from desktop.features.classification.page import ClassificationPage
from desktop.features.classification.steps import LABELS
from desktop.features.classification.use.method_choice import MethodChoice
from desktop.paths import Paths
from engine.models.registry import ModelRegistry
from tests.desktop.features.classification.conftest import OpenAteneo, open_page
from tests.support.tiny_classifiers import write_entailment, write_text_classifier

TIMEOUT_MS = 60_000


@pytest.fixture
def paths(home: Path, tmp_path: Path) -> Paths:
    registry = ModelRegistry([tmp_path / "models"])
    for folder in (write_entailment(tmp_path / "nli"), write_text_classifier(tmp_path / "Film reviews")):
        for _ in registry.add(folder):
            pass
    return Paths(home, tmp_path / "models")


@pytest.fixture
def page(qtbot: QtBot, open_ateneo: OpenAteneo, paths: Paths) -> ClassificationPage:
    """The page with the quick try open and the installed models known."""
    page = open_page(
        qtbot, open_ateneo(StartOptions("en", "light"), engine_command(paths), ("classification",)), TIMEOUT_MS
    )
    page.open_quick_try()
    qtbot.waitUntil(lambda: page.quick.method.combo.count() == 4, timeout=TIMEOUT_MS)
    return page


def choose(method: MethodChoice, name: str) -> None:
    row = method.combo.findText(name)
    method.combo.setCurrentIndex(row)
    method.combo.activated.emit(row)


def test_only_what_is_installed_can_be_chosen_and_the_rest_is_explained(page: ClassificationPage) -> None:
    method = page.quick.method
    rows = method.combo.model()
    assert isinstance(rows, QStandardItemModel)
    names = {rows.item(row).text(): rows.item(row).isEnabled() for row in range(rows.rowCount())}
    assert names == {
        "By meaning": True,
        "By what follows from the text": True,
        "By the chat model": False,
        "Film reviews": True,
    }
    assert "A chat model can be asked" in method.hint.text()
    assert "NLI" not in method.hint.text()


def test_a_ready_made_model_answers_without_labels(qtbot: QtBot, page: ClassificationPage) -> None:
    quick = page.quick
    choose(quick.method, "Film reviews")
    assert "negative, positive" in quick.method.hint.text()
    assert not quick.labels.isVisible() and not quick.wording.isVisible()
    quick.panel.text.setPlainText("a good film")
    quick.panel.classify_button.click()
    qtbot.waitUntil(lambda: quick.panel.answer.text() == "positive", timeout=TIMEOUT_MS)


def test_an_entailment_model_reads_the_labels_and_the_wording(qtbot: QtBot, page: ClassificationPage) -> None:
    quick = page.quick
    choose(quick.method, "By what follows from the text")
    assert quick.labels.isVisible() and quick.wording.isVisible()
    quick.labels.setText("music, weather")
    quick.panel.text.setPlainText("rain and snow")
    quick.panel.classify_button.click()
    qtbot.waitUntil(lambda: quick.panel.answer.text() == "weather", timeout=TIMEOUT_MS)
    choose(quick.method, "By meaning")
    assert not quick.panel.answer.isVisible()


def open_wording_card(qtbot: QtBot, page: ClassificationPage, table: Path, rows: str) -> WordingCard:
    """Create a classifier with these examples and return the card with its wording."""
    table.write_text(f"text,label\n{rows}", "utf-8")
    page.add_examples_from(table)
    panel = page.steps.examples.add_panel
    qtbot.waitUntil(lambda: panel.isVisible() and panel.add_button.isEnabled(), timeout=TIMEOUT_MS)
    panel.add_button.click()
    page.steps.tabs.setCurrentIndex(LABELS)
    card = page.steps.labels.wording_card
    qtbot.waitUntil(card.entailment_button.isVisible, timeout=TIMEOUT_MS)
    return card


def test_the_effect_of_a_wording_is_measured_by_entailment_too(
    qtbot: QtBot, page: ClassificationPage, tmp_path: Path
) -> None:
    rows = "rain and snow,weather\na song,music\nsnow,weather\n"
    card = open_wording_card(qtbot, page, tmp_path / "sky.csv", rows)
    assert card.entailment_button.toolTip() == "nli"
    card.entailment_button.click()
    qtbot.waitUntil(card.comparison.isVisible, timeout=TIMEOUT_MS)
    lines = card.comparison.text().splitlines()
    assert lines[0] == "Right by what follows from the text, without training, on 3 examples:"
    assert lines[-1] == "100%  the label alone"
    assert card.entailment_button.isEnabled()


def test_a_comparison_that_fails_can_be_asked_for_again(qtbot: QtBot, page: ClassificationPage, tmp_path: Path) -> None:
    card = open_wording_card(qtbot, page, tmp_path / "sky.csv", "rain,weather\na song,music\n")
    card.meaning_button.click()
    assert not card.meaning_button.isEnabled()
    qtbot.waitUntil(card.meaning_button.isEnabled, timeout=TIMEOUT_MS)  # no embedder is installed
    assert not card.comparison.isVisible()


def test_a_table_is_classified_by_the_chosen_method(qtbot: QtBot, page: ClassificationPage, tmp_path: Path) -> None:
    table, target = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text("text\na good film\na bad film\n", encoding="utf-8")
    choose(page.quick.method, "Film reviews")
    page.quick.panel.load_file(str(table))
    qtbot.waitUntil(page.quick.panel.write_button.isVisible, timeout=TIMEOUT_MS)
    page.quick.panel.write_to(str(target))
    qtbot.waitUntil(target.exists, timeout=TIMEOUT_MS)
    assert [line.split(",")[1] for line in target.read_text("utf-8").splitlines()[1:]] == ["positive", "negative"]
