"""What classifies without training, chosen in the window over the real engine and a shelf of tiny networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QStandardItemModel
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.classification.labels.wording_card import WordingCard
from desktop.features.classification.page import ClassificationPage
from desktop.features.classification.use.method_choice import MethodChoice
from desktop.paths import Paths
from engine.capabilities.classification import api as classification
from engine.models.registry import ModelRegistry
from engine.protocol import tables
from tests.support.tiny_classifiers import write_entailment, write_text_classifier

TIMEOUT_MS = 60_000
Open = Callable[..., Ateneo]


@pytest.fixture
def paths(home: Path, tmp_path: Path) -> Paths:
    registry = ModelRegistry([tmp_path / "shelf"])
    for folder in (write_entailment(tmp_path / "nli"), write_text_classifier(tmp_path / "Film reviews")):
        for _ in registry.add(folder):
            pass
    return Paths(home, tmp_path / "shelf")


@pytest.fixture
def page(qtbot: QtBot, open_ateneo: Open, paths: Paths) -> ClassificationPage:
    ateneo = open_ateneo(StartOptions("en", "light"), engine_command(paths))
    ateneo.client.start()
    ateneo.window.show_page("language")
    page = ateneo.window.page("language")
    assert isinstance(page, ClassificationPage)
    page.try_it()
    qtbot.waitUntil(lambda: page.quick.way.choice.count() == 4, timeout=TIMEOUT_MS)
    return page


def choose(way: MethodChoice, name: str) -> None:
    at = way.choice.findText(name)
    way.choice.setCurrentIndex(at)
    way.choice.activated.emit(at)


def hint(way: MethodChoice) -> str:
    return way._hint.text()


def test_only_what_is_installed_can_be_chosen_and_what_lacks_is_said(page: ClassificationPage) -> None:
    way = page.quick.way
    rows = way.choice.model()
    assert isinstance(rows, QStandardItemModel)
    offered = {rows.item(row).text(): rows.item(row).isEnabled() for row in range(rows.rowCount())}
    assert offered == {
        "By meaning": True,
        "By an entailment model": True,
        "By the chat model": False,
        "Film reviews": True,
    }
    assert "A chat model, added on the Models page" in hint(way)
    assert "NLI" not in hint(way)


def test_a_ready_made_model_answers_without_labels(qtbot: QtBot, page: ClassificationPage) -> None:
    quick = page.quick
    choose(quick.way, "Film reviews")
    assert "negative, positive" in hint(quick.way)
    assert not quick.labels.isVisible() and not quick.wording.isVisible()
    quick.panel.text.setPlainText("a good film")
    quick.panel.classify.click()
    qtbot.waitUntil(lambda: quick.panel.answer.text() == "positive", timeout=TIMEOUT_MS)


def test_an_entailment_model_reads_the_labels_and_the_wording(qtbot: QtBot, page: ClassificationPage) -> None:
    quick = page.quick
    choose(quick.way, "By an entailment model")
    assert quick.labels.isVisible() and quick.wording.isVisible()
    quick.labels.setText("music, weather")
    quick.panel.text.setPlainText("rain and snow")
    quick.panel.classify.click()
    qtbot.waitUntil(lambda: quick.panel.answer.text() == "weather", timeout=TIMEOUT_MS)
    choose(quick.way, "By meaning")
    assert not quick.panel.answer.isVisible()


def taught(qtbot: QtBot, page: ClassificationPage, lines: str) -> WordingCard:
    """The wording of a new classifier with these examples."""
    source = tables.Source(lines=lines)
    page._make(
        "sky",
        lambda made: page.requests.send(classification.ADD_EXAMPLES, classification.AddExamples(made.id, source), lambda _: None),
    )
    card = page.labels.wording
    qtbot.waitUntil(lambda: card.by_entailment.isVisible(), timeout=TIMEOUT_MS)
    return card


def test_a_wordings_effect_is_seen_by_entailment_too(qtbot: QtBot, page: ClassificationPage) -> None:
    card = taught(qtbot, page, "rain and snow\tweather\na song\tmusic\nsnow\tweather\n")
    assert card.by_entailment.toolTip() == "nli"
    card.by_entailment.click()
    qtbot.waitUntil(card.effect.isVisible, timeout=TIMEOUT_MS)
    said = card.effect.text().splitlines()
    assert said[0] == "Right by entailment, without training, of 3 examples:"
    assert said[-1] == "100%  the label alone"
    assert card.by_entailment.isEnabled()


def test_an_effect_that_cannot_be_found_out_can_be_asked_for_again(qtbot: QtBot, page: ClassificationPage) -> None:
    card = taught(qtbot, page, "rain\tweather\na song\tmusic\n")
    card.by_meaning.click()
    assert not card.by_meaning.isEnabled()
    qtbot.waitUntil(card.by_meaning.isEnabled, timeout=TIMEOUT_MS)  # no embedder is on this shelf
    assert not card.effect.isVisible()


def test_a_table_is_classified_by_what_was_chosen(qtbot: QtBot, page: ClassificationPage, tmp_path: Path) -> None:
    table, target = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text("text\na good film\na bad film\n", encoding="utf-8")
    choose(page.quick.way, "Film reviews")
    page.quick.panel.take(str(table))
    qtbot.waitUntil(page.quick.panel.write.isVisible, timeout=TIMEOUT_MS)
    page.quick.panel.write_to(str(target))
    qtbot.waitUntil(target.exists, timeout=TIMEOUT_MS)
    assert [line.split(",")[1] for line in target.read_text("utf-8").splitlines()[1:]] == ["positive", "negative"]
