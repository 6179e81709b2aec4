"""Tools over pictures, saved classifiers and what the person told before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Annotated, Protocol

import msgspec

from engine.capabilities.tools.tool import Tool, say
from engine.protocol.answering.tools import CallResult, ToolScope
from engine.protocol.cancellation import IsCancelled
from engine.protocol.classification import PredictedLabel

PICTURES = 8
NO_PICTURES = "No picture of “{query}” was found."
NO_MEMORY = "Nothing about “{query}” is remembered."
LABELLED = "{classifier}: {label} ({probability} sure)"

Query = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class FoundPicture(Protocol):
    """A picture of a search."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def taken_at(self) -> str:
        """When it was taken; empty where that is not known."""


class RecalledText(Protocol):
    """A fact that the person told."""

    @property
    def text(self) -> str:
        """The fact."""


FindPictures = Callable[[str, int], Sequence[FoundPicture]]
Label = Callable[[str, str], PredictedLabel]
ClassifierNames = Callable[[], tuple[str, ...]]
SearchMemory = Callable[[str, int | None], Sequence[RecalledText]]
"""(question, folder of conversations): the memories that belong to a question there."""


class SearchImagesArguments(msgspec.Struct, frozen=True):
    """Arguments of the search for pictures."""

    query: Query


class SearchMemoryArguments(msgspec.Struct, frozen=True):
    """Arguments of the search in the memory."""

    query: Query


class ClassifyArguments(msgspec.Struct, frozen=True):
    """Arguments of a classifier."""

    classifier: str
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


def picture_tool(find: FindPictures) -> Tool:
    """Return the search for pictures."""

    def run(arguments: SearchImagesArguments, scope: ToolScope, _: IsCancelled) -> CallResult:
        pictures = find(arguments.query, PICTURES)[:PICTURES]
        if not pictures:
            return CallResult(say(scope, NO_PICTURES, query=arguments.query))
        lines = (f"{at}. {PurePath(p.path).name} {p.taken_at[:10]}".rstrip() for at, p in enumerate(pictures, 1))
        return CallResult("\n".join(lines))

    return Tool(
        "search_images",
        "Search pictures",
        "Search the person's pictures by what they show.",
        SearchImagesArguments,
        run,
        "images",
    )


def classifier_tool(label: Label, names: ClassifierNames) -> Tool:
    """Return the tool that runs a saved classifier."""

    def run(arguments: ClassifyArguments, scope: ToolScope, _: IsCancelled) -> CallResult:
        predicted = label(arguments.classifier, arguments.text)
        sure = f"{predicted.probability:.0%}"
        return CallResult(
            say(scope, LABELLED, classifier=predicted.classifier, label=predicted.label or "–", probability=sure)
        )

    description = "Label a text with one of the person's classifiers."
    return Tool(
        "classify", "Classify a text", description, ClassifyArguments, run, choices=lambda: {"classifier": names()}
    )


def memory_tool(search: SearchMemory) -> Tool:
    """Return the search in what the person told and approved."""

    def run(arguments: SearchMemoryArguments, scope: ToolScope, _: IsCancelled) -> CallResult:
        memories = search(arguments.query, scope.folder) if scope.recalls else ()
        if not memories:
            return CallResult(say(scope, NO_MEMORY, query=arguments.query))
        return CallResult("\n".join(f"- {memory.text}" for memory in memories[:10]))

    return Tool(
        "search_memory",
        "Search the memory",
        "Search what the person asked to remember.",
        SearchMemoryArguments,
        run,
        "memory",
    )
