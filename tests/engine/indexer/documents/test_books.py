"""Books are read chapter by chapter and cited by the right one; protection against copying is told, not indexed."""

from __future__ import annotations

from pathlib import Path

import pytest
from ebooklib import epub

from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.embedding import cut_chunks
from engine.indexer.documents.readers import read_file
from engine.protocol.errors import FileProtected
from tests.support.document_files import write_archive

CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def write_book(path: Path, members: dict[str, str], hrefs: list[str], more: str = "", **others: bytes) -> Path:
    """Write a book with these members; `hrefs` are its spine, and `more` stands in its manifest."""
    items = "".join(
        f'<item id="c{at}" href="{href}" media-type="application/xhtml+xml"/>' for at, href in enumerate(hrefs)
    )
    spine = "".join(f'<itemref idref="c{at}"/>' for at in range(len(hrefs)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="2.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>Novela</dc:title></metadata><manifest>{items}{more}</manifest><spine>{spine}</spine></package>"
    )
    texts = {f"OEBPS/{name}": content.encode() for name, content in members.items()}
    head = {"mimetype": b"application/epub+zip", "META-INF/container.xml": CONTAINER.encode()}
    return write_archive(path, {**head, "OEBPS/content.opf": package.encode(), **texts, **others})


def page(body: str, prolog: str = "") -> str:
    return f'<?xml version="1.0"?>{prolog}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'


def test_chapters_with_encoded_names_are_read(tmp_path: Path) -> None:
    names = {"Cap%C3%ADtulo%201.xhtml": "Capítulo 1.xhtml", "b.xhtml": "b.xhtml"}
    members = {"Capítulo 1.xhtml": page("<h1>Uno</h1><p>El faro.</p>"), "b.xhtml": page("<h1>Dos</h1><p>La isla.</p>")}
    contents = read_file(write_book(tmp_path / "a.epub", members, list(names)))
    assert [(each.label, each.text.split("\n\n")[1]) for each in contents.pages] == [
        ("Uno", "El faro."),
        ("Dos", "La isla."),
    ]


def test_a_book_in_one_file_is_cited_by_the_right_chapter(tmp_path: Path) -> None:
    chapters = "".join(
        f"<h2>Capítulo {n}</h2>"
        + "".join(f"<p>Párrafo {m} del viajero {n * 100 + m}, que cruza el puente.</p>" for m in range(40))
        for n in range(1, 21)
    )
    contents = read_file(write_book(tmp_path / "a.epub", {"t.xhtml": page(chapters)}, ["t.xhtml"]))
    _, chunks = cut_chunks(contents, None, Deadline(10))
    found = next(chunk for chunk in chunks if "viajero 1903," in chunk.text)
    assert contents.pages[found.page - 1].label == "Capítulo 19"
    assert (len(contents.pages), found.path) == (20, "")


def test_a_passage_of_a_chapter_with_sections_is_cited_by_both(tmp_path: Path) -> None:
    body = (
        "<h1>Mareas</h1><p>Antes.</p><h2>Vivas</h2>"
        + "<p>El agua sube.</p>" * 300
        + "<h2>Muertas</h2><p>El agua calla.</p>"
    )
    contents = read_file(write_book(tmp_path / "a.epub", {"t.xhtml": page(body)}, ["t.xhtml"]))
    _, chunks = cut_chunks(contents, None, Deadline(10))
    assert [page.label for page in contents.pages] == ["Mareas"]
    assert chunks[-1].path.startswith("Mareas › ")
    assert "Muertas" in chunks[-1].path


def test_chapters_are_named_by_the_table_of_contents(tmp_path: Path) -> None:
    book = epub.EpubBook()
    book.set_title("Un libro")
    chapter = epub.EpubHtml(title="La tormenta", file_name="uno.xhtml")
    chapter.content = "<html><body><p>Llovía sobre el puerto.</p></body></html>"
    book.add_item(chapter)
    book.toc = book.spine = [chapter]
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    epub.write_epub(str(tmp_path / "a.epub"), book)
    assert [(each.label, each.text) for each in read_file(tmp_path / "a.epub").pages] == [
        ("La tormenta", "Llovía sobre el puerto.")
    ]


def test_anchors_of_the_table_of_contents_name_chapters_without_headings(tmp_path: Path) -> None:
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
        + "".join(
            f'<navPoint><navLabel><text>{n}</text></navLabel><content src="t.xhtml#{i}"/></navPoint>'
            for i, n in (("a", "Alba"), ("b", "Ocaso"))
        )
        + "</navMap></ncx>"
    )
    body = '<p id="a">Sale el sol.</p>' + "<p>Pasa el día entero.</p>" * 200 + '<p id="b">Se pone el sol.</p>'
    item = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    contents = read_file(write_book(tmp_path / "a.epub", {"t.xhtml": page(body), "toc.ncx": ncx}, ["t.xhtml"], item))
    assert [page.label for page in contents.pages] == ["Alba", "Ocaso"]
    assert contents.pages[1].text == "Se pone el sol."


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE html [<!ENTITY nbsp "&#160;">]>',
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://x.org/xhtml11.dtd" [<!ENTITY nbsp "&#160;">]>',
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">',
    ],
)
def test_a_book_that_declares_a_space_is_read(tmp_path: Path, prolog: str) -> None:
    contents = read_file(
        write_book(tmp_path / "a.epub", {"t.xhtml": page("<p>Mil&nbsp;gracias</p>", prolog)}, ["t.xhtml"])
    )
    assert contents.pages[0].text.replace("\xa0", " ") == "Mil gracias"


def encryption(method: str, uri: str) -> bytes:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
        f'<enc:EncryptedData><enc:EncryptionMethod Algorithm="{method}"/><enc:CipherData><enc:CipherReference URI="{uri}"/>'
        "</enc:CipherData></enc:EncryptedData></encryption>"
    ).encode()


def test_a_protected_book_is_said_to_be_protected(tmp_path: Path) -> None:
    data = encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/t.xhtml")
    path = write_book(
        tmp_path / "a.epub", {"t.xhtml": "\x8f\x02 ruido"}, ["t.xhtml"], **{"META-INF/encryption.xml": data}
    )
    with pytest.raises(FileProtected):
        read_file(path)


def test_a_book_with_mangled_fonts_only_is_read(tmp_path: Path) -> None:
    data = encryption("http://www.idpf.org/2008/embedding", "OEBPS/a.otf")
    members = {"t.xhtml": page("<p>Hola</p>"), "a.otf": "x"}
    path = write_book(tmp_path / "a.epub", members, ["t.xhtml"], **{"META-INF/encryption.xml": data})
    assert read_file(path).pages[0].text == "Hola"
