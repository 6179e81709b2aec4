"""The Classify page over the real engine: the sample is learned, graded, read cell by cell, and used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from desktop.features.text_tools.tabs import COMPARE, TOPICS
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.classification.examples.data_issues import ConfusionCellTexts
from desktop.features.classification.page import SCORES, TRAIN, USE, ClassificationPage
from desktop.paths import Paths
from tests.engine.capabilities.classification.test_clusters import TEXTS

pytestmark = pytest.mark.model
TIMEOUT_MS = 90_000


def opened(ateneo: Ateneo) -> ClassificationPage:
    ateneo.client.start()
    ateneo.window.show_page("language")
    page = ateneo.window.page("language")
    assert isinstance(page, ClassificationPage)
    return page


def test_the_sample_is_learned_graded_and_used(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path, tmp_path: Path
) -> None:
    ateneo = open_ateneo(StartOptions("es", "light"), engine_command(Paths(home, models)))
    page = opened(ateneo)
    page.try_sample()
    rows = page.examples.table.model_
    qtbot.waitUntil(lambda: rows.total == 60 and page.steps.currentIndex() == TRAIN, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.training.train.click()
    qtbot.waitUntil(lambda: page.training.state.text() == "Entrenado y listo.", timeout=TIMEOUT_MS)
    page.steps.setCurrentIndex(SCORES)
    page.scores.ask()
    qtbot.waitUntil(lambda: page.scores.report is not None, timeout=TIMEOUT_MS)
    assert page.scores.report is not None and page.scores.report.accuracy > 0.5
    page.scores.export_to(str(tmp_path / "informe.pdf"))
    qtbot.waitUntil((tmp_path / "informe.pdf").exists, timeout=TIMEOUT_MS)
    assert (tmp_path / "informe.pdf").read_bytes().startswith(b"%PDF")
    page.scores.matrix.opened.emit(0, 0)
    qtbot.waitUntil(lambda: ateneo.window.findChild(ConfusionCellTexts) is not None, timeout=TIMEOUT_MS)
    page.steps.setCurrentIndex(USE)
    page.use.panel.text.setPlainText("El ascensor está parado desde ayer")
    page.use.panel.ask()
    qtbot.waitUntil(lambda: page.use.panel.answer.text() == "avería", timeout=TIMEOUT_MS)


def test_the_chat_model_is_asked_with_a_few_pasted_examples(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path
) -> None:
    ateneo = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)))
    page = opened(ateneo)
    page.try_it()
    quick = page.quick
    qtbot.waitUntil(lambda: "Models page" in quick.way._hint.text(), timeout=TIMEOUT_MS)
    assert not quick.examples.isVisible()
    at = quick.way.choice.findText("By the chat model")
    quick.way.choice.setCurrentIndex(at)
    quick.way.choice.activated.emit(at)
    assert quick.examples.isVisible()
    quick.labels.setText("complaint, thanks")
    quick.examples.lines.setPlainText("complaint: The lift is out of order.\nThank you all.\tthanks")
    quick.panel.text.setPlainText("The door is broken again.")
    quick.panel.ask()
    qtbot.waitUntil(quick.panel.answer.isVisible, timeout=TIMEOUT_MS)
    assert quick.panel.answer.text() in ("complaint", "thanks")


def test_texts_are_searched_compared_and_put_into_topics(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, models: Path, tmp_path: Path
) -> None:
    ateneo = open_ateneo(StartOptions("en", "light"), engine_command(Paths(home, models)))
    page = opened(ateneo)
    note = tmp_path / "nota.txt"
    note.write_text("El 3 de mayo se pagó a la cuenta ES91 2100 0418 4502 0005 1332. El DNI es 12345678A.", "utf-8")
    page.open_tool("entities")
    one = page.tools.one
    one.take(str(note))
    qtbot.waitUntil(lambda: "3 de mayo" in one.text.toPlainText(), timeout=TIMEOUT_MS)
    one.ask()
    qtbot.waitUntil(lambda: len(one.text.marks) == 3, timeout=TIMEOUT_MS)
    assert [row.split("\t")[2] for row in one.card.figure.text().splitlines()[2:]] == ["right", "wrong"]
    one.choose("summarise")
    one.text.setPlainText("El ascensor se paró el lunes. Ana avisó. El técnico arregló el ascensor el martes.")
    one.fields.sentences.setValue(1)
    one.ask()
    qtbot.waitUntil(lambda: len(one.text.marks) == 1, timeout=TIMEOUT_MS)
    assert one.card.written.text() in one.text.toPlainText()

    page.open_tab(COMPARE)
    compare = page.tools.compare
    compare.lines.setPlainText("el perro duerme\nel can está dormido\nla bolsa cae")
    compare.ask()
    qtbot.waitUntil(compare.figure.isVisible, timeout=TIMEOUT_MS)
    assert compare.figure.text().splitlines()[1].startswith("el perro duerme\tel can está dormido")
    qtbot.keyClick(compare.matrix, Qt.Key.Key_Left)
    qtbot.keyClick(compare.matrix, Qt.Key.Key_Right)
    assert "“el perro duerme” and “el can está dormido”" in compare.matrix.accessibleName()

    page.open_tab(TOPICS)
    topics = page.tools.topics
    topics.lines.setPlainText("\n".join(TEXTS))
    topics.count.setValue(3)
    topics.ask()
    qtbot.waitUntil(lambda: len(topics.groups) == 3, timeout=TIMEOUT_MS)
    topics.figure.export(str(tmp_path / "temas.csv"))
    assert len((tmp_path / "temas.csv").read_text("utf-8-sig").splitlines()) == len(TEXTS) + 1
