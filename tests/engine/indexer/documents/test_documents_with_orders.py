"""Documents that give orders to the assistant are told by a notice, wherever in the file the order stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.indexer.documents.contents import DocumentContents
from engine.indexer.documents.readers import read_file
from engine.protocol.pages import ORDERS_NOTICE
from tests.support.document_files import GOOD_DOCUMENTS
from tests.support.hostile_documents import HARMLESS, HOSTILE_DOCUMENTS, PLACES, HostileDocument


def notices(contents: DocumentContents) -> list[str]:
    """Return the notices of a document and of those inside it."""
    inside = [line for part in contents.parts if part.contents is not None for line in notices(part.contents)]
    return [*contents.notice.split("\n"), *inside]


def test_there_are_sixty_cases_in_both_languages_at_every_place() -> None:
    assert len(HOSTILE_DOCUMENTS) == 60
    assert {(document.place, document.language) for document in HOSTILE_DOCUMENTS} == {
        (place, language) for place in PLACES for language in ("es", "en")
    }


@pytest.mark.parametrize("document", HOSTILE_DOCUMENTS, ids=lambda document: document.name)
def test_an_order_is_told(tmp_path: Path, document: HostileDocument) -> None:
    contents = read_file(document.write(tmp_path, document.order))
    assert ORDERS_NOTICE in notices(contents)


@pytest.mark.parametrize("place", PLACES)
def test_the_same_file_without_an_order_is_not_told(tmp_path: Path, place: str) -> None:
    assert ORDERS_NOTICE not in notices(read_file(PLACES[place](tmp_path, HARMLESS)))


@pytest.mark.parametrize("suffix", GOOD_DOCUMENTS)
def test_ordinary_documents_of_every_kind_are_not_told(tmp_path: Path, suffix: str) -> None:
    assert ORDERS_NOTICE not in notices(read_file(GOOD_DOCUMENTS[suffix](tmp_path / f"a{suffix}")))
