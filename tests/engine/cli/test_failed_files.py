"""The sentence of a file that a command could not read."""

from __future__ import annotations

import pytest

from engine.cli.console import Caller, Console
from engine.cli.failed_files import failed_file
from engine.protocol.errors import FileError
from engine.protocol.file_run import FileOutcome
from engine.protocol.i18n import Translations


def no_engine() -> Caller:
    raise AssertionError("a sentence needs no engine")


def sentence(language: str, reason: str, **values: str) -> str:
    outcome = FileOutcome("datos.csv", "failed", reason, values)
    return failed_file(Console(Translations(language), False, no_engine), outcome).sentence


def below(error: type[FileError]) -> list[type[FileError]]:
    return [error, *(deeper for child in error.__subclasses__() for deeper in below(child))]


def test_a_kind_below_another_kind_has_its_own_sentence() -> None:
    assert sentence("en", "table_empty").startswith("datos.csv contains no table.")
    assert sentence("es", "table_empty") != sentence("en", "table_empty")


@pytest.mark.parametrize("error", below(FileError)[1:])
def test_every_error_of_a_file_has_a_sentence(error: type[FileError]) -> None:
    names = "limit pixels column columns line delimiter encoding count example id"
    values = dict.fromkeys(names.split(), "7")
    assert sentence("en", error.kind, **values) == error.sentence.format_map({"name": "datos.csv", **values})


def test_a_limit_is_written_as_the_language_writes_it() -> None:
    assert "1,5 GB" in sentence("es", "file_too_large", limit="1.5 GB")
    assert "1.5 GB" in sentence("en", "file_too_large", limit="1.5 GB")


def test_an_unknown_kind_or_a_missing_value_leaves_the_kind() -> None:
    assert sentence("es", "from_the_future") == "datos.csv: from_the_future"
    assert sentence("es", "file_too_large") == "datos.csv: file_too_large"
