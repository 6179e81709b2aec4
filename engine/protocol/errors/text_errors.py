"""Errors of texts that a person wrote and of labelled examples."""

from __future__ import annotations

from engine.protocol.errors.ateneo_error import AteneoError


class TextError(AteneoError):
    """A text cannot be worked on."""

    kind = "text"


class TextEmpty(TextError):
    """A text of nothing, of spaces, or without a word to work on."""

    kind = "text_empty"
    sentence = "There is no text. Write, paste or choose one."


class TextTooLong(TextError):
    """A text of more characters than the task allows, or of more tokens than the model reads at once.

    `count` and `limit` are characters; where the model sets the limit, `limit` is an estimate from this text's tokens.
    """

    kind = "text_too_long"
    sentence = "The text is too long: it has {count} characters, and at most {limit} are possible. Split it into parts."


class TextUndecodable(TextError):
    """Bytes that were piped in are no text in `encoding`, which is the one named or UTF-8."""

    kind = "text_undecodable"
    sentence = "The piped text is not in {encoding}. Name its encoding, for example with --encoding cp1252."


class MaskMissing(TextError):
    """A text to be filled in without a mask token."""

    kind = "mask_missing"
    sentence = "The text has no gap. Write [MASK] where a word is missing."


class ExamplesError(AteneoError):
    """Labelled examples cannot be used for training or testing."""

    kind = "examples"


class LabelTooLong(ExamplesError):
    """A column of labels that holds texts. `label` is the beginning of the first one that is too long."""

    kind = "label_too_long"
    sentence = (
        "In {name} there are labels of more than {limit} characters, such as “{label}…”. "
        "Choose the column that holds the labels."
    )
