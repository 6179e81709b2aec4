"""Labelled and unlabelled examples of a classifier: adding, listing, labelling, splitting and checking them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.capabilities.classification.api.classifiers import Seed
from engine.protocol.tables import Source

Split = Literal["train", "test"]
ExampleOrder = Literal["added", "uncertain"]
ExampleFilter = Literal["all", "labelled", "unlabelled"]
IssueKind = Literal["same text", "alike", "two labels"]


class AddExamples(msgspec.Struct, frozen=True, omit_defaults=True):
    """Add the rows of `source`. Labels that the classifier lacks are added to it.

    Raises NoTexts, TooManyLabels and the errors of tables; then nothing is added.
    """

    classifier: int
    source: Source
    split: Split = "train"


class AddExamplesResult(msgspec.Struct, frozen=True):
    """Number of rows that were added, and of those that were not.

    `empty` rows had no text, `repeated` ones were examples already, and for `left_out` ones there was no room.
    """

    added: int
    unlabelled: int
    empty: int
    repeated: int
    left_out: int


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text with its label, if any. `prediction` is the classifier's own label where it was asked for.

    `margin` is the probability of the first label less that of the second.
    """

    id: int
    text: str
    label: str = ""
    split: Split = "train"
    source: str = ""
    prediction: str = ""
    margin: float = 1.0


class ListExamples(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask for a page of examples. LIST_BY_UNCERTAINTY with `order` "uncertain" puts the smallest margin first."""

    classifier: int
    filter: ExampleFilter = "all"
    label: str = ""
    split: Split | None = None
    order: ExampleOrder = "added"
    limit: int = 200
    offset: int = 0


class ExamplePage(msgspec.Struct, frozen=True):
    """A page of examples; `total` counts those of all pages."""

    examples: tuple[Example, ...]
    total: int


class LabelExamples(msgspec.Struct, frozen=True):
    """Give these examples a label; an empty one removes theirs."""

    examples: tuple[int, ...]
    label: str


class RemoveExamples(msgspec.Struct, frozen=True):
    """Delete these examples."""

    examples: tuple[int, ...]


class RestoreExamples(msgspec.Struct, frozen=True):
    """Put removed examples back as they were listed: with their ids, labels, splits and sources."""

    classifier: int
    examples: tuple[Example, ...]


class SplitExamples(msgspec.Struct, frozen=True):
    """Hold out `test_fraction` of each class for evaluation, drawn with `seed`."""

    classifier: int
    test_fraction: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.2
    seed: Seed = 0


class FindDataIssues(msgspec.Struct, frozen=True):
    """Look for examples that make the evaluation doubtful."""

    classifier: int
    limit: int = 100


class ExamplePair(msgspec.Struct, frozen=True):
    """Two examples that make the evaluation doubtful, with the cosine of their vectors.

    Either one text has two labels, or `first` in train and `second` in test are the same text or nearly so.
    """

    issue: IssueKind
    first: Example
    second: Example
    cosine: float


class DataIssues(msgspec.Struct, frozen=True):
    """The first of the doubtful pairs; `total` counts them all."""

    pairs: tuple[ExamplePair, ...]
    total: int
