"""Tools over pictures, classifiers and the memory, with the functions that their capabilities export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.capabilities.tools import api
from engine.protocol.answering.tools import CallResult
from engine.protocol.classification import PredictedLabel
from engine.protocol.errors import ModelMissing, NotFound
from tests.support.harness import EngineHarness, NoIndexer


@dataclass
class Named:
    """A picture or a memory."""

    path: str = ""
    taken_at: str = ""
    text: str = ""


class Functions:
    """The exported functions; `names` are the classifiers there are."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ("Mood",)

    def find_pictures(self, query: str, k: int) -> tuple[Named, ...]:
        return (Named("/photos/sea.jpg", "2024-05-17 10:00"),) if query == "sea" else ()

    def label(self, classifier: str, text: str) -> PredictedLabel:
        if classifier != "Mood":
            raise ModelMissing
        return PredictedLabel(classifier, "glad", 0.875)

    def search_memory(self, query: str, folder: int | None) -> tuple[Named, ...]:
        return (Named(text="Ana is a vet."),) if query == "Ana" else ()


@pytest.fixture
def functions() -> Functions:
    return Functions()


@pytest.fixture
def engine(home: Path, functions: Functions) -> Iterator[EngineHarness]:
    engine = EngineHarness(
        home,
        home / "models",
        "tools",
        indexer=NoIndexer(),
        find_pictures=functions.find_pictures,
        label=functions.label,
        classifier_names=lambda: functions.names,
        search_memory=functions.search_memory,
    )
    yield engine
    engine.close()


def run(engine: EngineHarness, tool: str, language: str = "en", **arguments: str) -> CallResult:
    return engine.call(api.CALL, api.CallTool(tool, json.dumps(arguments), language=language))


def test_pictures_are_found_by_what_they_show(engine: EngineHarness) -> None:
    assert run(engine, "search_images", query="sea").text == "1. sea.jpg 2024-05-17"
    assert run(engine, "search_images", "es", query="x").text == "No se ha encontrado ninguna imagen de «x»."


def test_a_text_is_labelled_by_a_classifier_that_there_is(engine: EngineHarness) -> None:
    assert run(engine, "classify", classifier="Mood", text="What a day!").text == "Mood: glad (88% sure)"
    (tool,) = (tool for tool in engine.call(api.LIST, api.ListTools()).tools if tool.name == "classify")
    assert json.loads(tool.parameters)["properties"]["classifier"]["enum"] == ["Mood"]
    assert run(engine, "classify", classifier="Other", text="x").is_error


def test_without_a_classifier_the_tool_is_not_offered(engine: EngineHarness, functions: Functions) -> None:
    functions.names = ()
    assert "classify" not in [tool.name for tool in engine.call(api.LIST, api.ListTools()).tools]
    with pytest.raises(NotFound):
        run(engine, "classify", classifier="Mood", text="x")


def test_the_memory_is_searched(engine: EngineHarness) -> None:
    assert run(engine, "search_memory", query="Ana").text == "- Ana is a vet."
    assert run(engine, "search_memory", "es", query="Luis").text == "No se recuerda nada sobre «Luis»."
