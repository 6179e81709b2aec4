"""The Text tools page over the real engine: a text searched and summarised, texts compared and grouped, a table read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.text_tools.page import COLUMN, COMPARE, TOPICS, TextToolsPage
from desktop.panels.source_choice import DELIMITERS, ENCODINGS
from desktop.paths import Paths
from tests.desktop.conftest import real_ateneo

TIMEOUT_MS = 90_000
TEXTS = (
    "El ascensor no funciona",
    "El ascensor está parado",
    "El ascensor hace un ruido raro",
    "La caldera pierde agua",
    "La caldera no calienta",
    "Hay que revisar la caldera",
    "Los vecinos ponen la música muy alta",
    "Música a todo volumen por la noche",
    "No se puede dormir con esa música",
)


def open_page(ateneo: Ateneo) -> TextToolsPage:
    ateneo.window.show_page("text_tools")
    page = ateneo.window.page("text_tools")
    assert isinstance(page, TextToolsPage)
    return page


@pytest.fixture(scope="module")
def page(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[TextToolsPage]:
    """One page for all tests: each has a tab of its own, and the models are loaded once."""
    paths = Paths(tmp_path_factory.mktemp("home"), models)
    with real_ateneo(qapp, paths, "en", ("text_tools",)) as ateneo:
        yield open_page(ateneo)


@pytest.mark.model
def test_a_text_is_searched_and_summarised(qtbot: QtBot, page: TextToolsPage, tmp_path: Path) -> None:
    note = tmp_path / "nota.txt"
    note.write_text("El 3 de mayo se pagó a la cuenta ES91 2100 0418 4502 0005 1332. El DNI es 12345678A.", "utf-8")
    page.open_tool("entities")
    panel = page.one_text
    panel.load_file(str(note))
    qtbot.waitUntil(lambda: "3 de mayo" in panel.text.toPlainText(), timeout=TIMEOUT_MS)
    panel.run_tool()
    qtbot.waitUntil(lambda: len(panel.text.marks) == 3, timeout=TIMEOUT_MS)
    assert [row.split("\t")[2] for row in panel.card.figure.text().splitlines()[2:]] == ["right", "wrong"]
    panel.choose("summarise")
    panel.text.setPlainText("El ascensor se paró el lunes. Ana avisó. El técnico arregló el ascensor el martes.")
    panel.fields.sentence_count.setValue(1)
    panel.run_tool()
    qtbot.waitUntil(lambda: len(panel.text.marks) == 1, timeout=TIMEOUT_MS)
    assert panel.card.body.text() in panel.text.toPlainText()


@pytest.mark.model
def test_texts_are_compared(qtbot: QtBot, page: TextToolsPage) -> None:
    page.open_tab(COMPARE)
    compare = page.compare
    compare.lines.setPlainText("el perro duerme\nel can está dormido\nla bolsa cae")
    compare.compare()
    qtbot.waitUntil(compare.figure.isVisible, timeout=TIMEOUT_MS)
    assert compare.figure.text().splitlines()[1].startswith("el perro duerme\tel can está dormido")
    qtbot.keyClick(compare.matrix, Qt.Key.Key_Left)
    qtbot.keyClick(compare.matrix, Qt.Key.Key_Right)
    assert "“el perro duerme” and “el can está dormido”" in compare.matrix.accessibleName()


@pytest.mark.model
def test_texts_are_grouped_into_topics(qtbot: QtBot, page: TextToolsPage, tmp_path: Path) -> None:
    page.open_tab(TOPICS)
    topics = page.topics
    topics.lines.setPlainText("\n".join(TEXTS))
    topics.count.setValue(3)
    topics.find_topics()
    qtbot.waitUntil(lambda: len(topics.topic_buttons) == 3, timeout=TIMEOUT_MS)
    topics.figure.export(str(tmp_path / "temas.csv"))
    assert len((tmp_path / "temas.csv").read_text("utf-8-sig").splitlines()) == len(TEXTS) + 1


def test_a_table_that_was_read_wrong_is_read_again(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, tmp_path: Path
) -> None:
    ateneo = open_ateneo(StartOptions("es", "light"), engine_command(Paths(home, tmp_path / "models")), ("text_tools",))
    ateneo.client.start()
    page = open_page(ateneo)
    (tmp_path / "mal.csv").write_text("nombre, a mano, o no;texto\nAna, sí, no;no hay luz\n", "utf-8")
    page.open_tab(COLUMN)
    source, run_button = page.column.source, page.column.run_button
    page.column.load_table(str(tmp_path / "mal.csv"))
    qtbot.waitUntil(run_button.isEnabled, timeout=TIMEOUT_MS)
    for box, chosen, columns in (
        (source.delimiter, DELIMITERS.index(";"), ("nombre, a mano, o no", "texto")),
        (source.encoding, ENCODINGS.index("utf-16"), ()),
        (source.encoding, ENCODINGS.index("utf-8"), ("nombre, a mano, o no", "texto")),
    ):
        box.setCurrentIndex(chosen)
        box.activated.emit(chosen)
        qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
        assert (source.preview.columns if source.preview else ()) == columns
        assert run_button.isEnabled() == bool(columns)
    assert source.text.currentText() == "texto"
