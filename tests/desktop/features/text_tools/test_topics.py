"""Topics: texts grouped, named, listed and read, from pasted lines and from a table."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.text_tools.page import TOPICS, TextToolsPage
from desktop.features.text_tools.topics import TopicsPanel
from desktop.widgets.lists.text_list import TextList
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.features.text_tools.conftest import tab_stops


@pytest.fixture
def topics(page: TextToolsPage) -> TopicsPanel:
    page.open_tab(TOPICS)
    return page.topics


def test_topics_are_named_listed_and_read(qtbot: QtBot, ateneo: Ateneo, topics: TopicsPanel) -> None:
    topics.lines.setPlainText("raro\n\nruido\nascensor\naverías")
    topics.find_topics()
    qtbot.waitUntil(topics.figure.isVisible, timeout=TIMEOUT_MS)
    names = [button.text() for button in topics.topic_buttons]
    assert names == ["1. ascensor, avería  ·  2", "2. ruido  ·  1", "In no topic  ·  1"]
    assert topics.headline.text() == "2 topics"
    topics.topic_buttons[0].click()
    texts = ateneo.window.findChild(TextList)
    assert isinstance(texts, TextList)
    assert [texts.list.item(row).text() for row in range(texts.list.count())] == ["ascensor", "averías"]
    assert topics.figure.text().splitlines()[1] == "raro\tIn no topic\t0.000\t0.000"


def test_the_column_of_a_table_is_grouped_into_topics(qtbot: QtBot, topics: TopicsPanel) -> None:
    topics.load_table("/nowhere/quejas.csv")
    qtbot.waitUntil(topics.source.isVisible, timeout=TIMEOUT_MS)
    assert not topics.lines.isVisible()
    topics.find_topics()
    qtbot.waitUntil(lambda: len(topics.topic_buttons) == 3, timeout=TIMEOUT_MS)


def test_the_same_variant_gives_the_same_topics_again(qtbot: QtBot, topics: TopicsPanel) -> None:
    silhouettes = []
    topics.lines.setPlainText("uno\ndos\ntres\ncuatro")
    for variant in (7, 1, 7):
        topics.variant.setValue(variant)
        topics.find_topics()
        qtbot.waitUntil(topics.run_button.isEnabled, timeout=TIMEOUT_MS)
        assert topics.result is not None
        silhouettes.append(topics.result.silhouette)
    assert silhouettes == [0.6, 0.0, 0.6]  # the scripted engine replies with a tenth of the seed
    topics.choose("hdbscan")
    assert not topics.variant.isVisible()


def test_the_tab_key_goes_down_the_panel(qtbot: QtBot, topics: TopicsPanel) -> None:
    topics.lines.setPlainText("raro\nruido\nascensor\naverías")
    topics.find_topics()
    qtbot.waitUntil(lambda: [b.isVisible() for b in topics.topic_buttons] == [True] * 3, timeout=TIMEOUT_MS)
    options = ["How texts are grouped", "How many topics", "Variant"]
    assert tab_stops(topics.lines, 5) == ["Choose a table…", *options, "Find topics"]
    assert tab_stops(topics.run_button, 3) == [button.text() for button in topics.topic_buttons]
