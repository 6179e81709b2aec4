"""Documents of every kind are read with the right words and pages; hostile files are refused before they are parsed."""

from __future__ import annotations

import os
import re
import socket
import stat
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import nullcontext, suppress
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from engine.indexer import safety
from engine.indexer.documents import plain_text
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.embedding import cut_chunks
from engine.indexer.documents.formats import SHEET_XML, WORD_XML
from engine.indexer.documents.readers import CONTAINERS, READERS, read_file, write_csv
from engine.protocol.children.indexing import DOCUMENT_SUFFIXES
from engine.protocol.errors import (
    FileEmpty,
    FileEncrypted,
    FileError,
    FileNotOrdinary,
    FileTooLarge,
    FileUnreadable,
    FileUnsafe,
    FileUnsupported,
    FileVanished,
)
from tests.support import document_files, long_documents
from tests.support.document_files import GOOD_DOCUMENTS, PANGRAM

SAMPLES = Path(__file__).parents[4] / "resources" / "samples"
PLACES = {".pdf": (2, ""), ".pptx": (2, ""), ".xlsx": (2, "Animales"), ".epub": (2, "Capítulo 2")}


def test_every_suffix_that_is_searched_for_has_a_reader() -> None:
    assert {*READERS, *CONTAINERS} - {SHEET_XML, WORD_XML} == DOCUMENT_SUFFIXES


@pytest.mark.parametrize("suffix", GOOD_DOCUMENTS)
def test_a_sentence_keeps_its_letters_and_its_place(tmp_path: Path, suffix: str) -> None:
    contents = read_file(GOOD_DOCUMENTS[suffix](tmp_path / f"file{suffix}"))
    places = [(page.number, page.label) for page in contents.pages if PANGRAM in page.text]
    assert places == [PLACES.get(suffix, (1, ""))]


MARKUP = """<h1>Un <em>título</em></h1>
<p>Letra <b>negrita</b>, <code>x_1*2</code>, un <a href="http://example.org/a_b">enlace</a>
   &amp; 3 * 4 = 12.<br/>Otra línea.</p><script>alert('no')</script><!-- tampoco -->
<ul><li>uno</li><li>dos</li></ul><pre>def f():
    return 1</pre>
<table><tr><th>Concepto</th><th>Euros</th></tr><tr><td>Luz</td><td>91</td></tr></table><img src="a.png" alt="La casa"/>"""
VISIBLE_TEXT = """Un título

Letra negrita, x_1*2, un enlace & 3 * 4 = 12.
Otra línea.

uno
dos

def f():
    return 1

Concepto: Luz · Euros: 91.

La casa"""
MAIL = "Subject: Hola\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"


def test_html_pages_books_and_letters_hold_the_visible_text(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<!DOCTYPE html><title>Casa</title><body>{MARKUP}", "utf-8")
    (tmp_path / "a.eml").write_text(MAIL + MARKUP, "utf-8")
    document_files.write_epub(tmp_path / "a.epub", MARKUP)
    page, letter, book = (read_file(tmp_path / f"a.{kind}") for kind in ("html", "eml", "epub"))
    assert (page.title, [part.text for part in page.pages]) == ("Casa", [VISIBLE_TEXT])
    assert (letter.title, [part.text for part in letter.pages]) == ("Hola", [f"Subject: Hola\n\n{VISIBLE_TEXT}"])
    assert book.pages[-1].text.endswith(VISIBLE_TEXT)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "cp1251"])
def test_a_page_is_read_in_the_encoding_it_declares(tmp_path: Path, encoding: str) -> None:
    words = "Привет" if encoding == "cp1251" else PANGRAM
    text = f'<meta charset="{encoding}"><p>{words}</p>'
    (tmp_path / "a.html").write_bytes(text.encode(encoding))
    assert read_file(tmp_path / "a.html").pages[0].text == words


def test_of_a_letter_in_two_forms_the_plain_one_is_read(tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["Subject"] = "Reunión"
    letter.set_content(f"{PANGRAM}\n")
    letter.add_alternative(f"<p>{PANGRAM}</p>", subtype="html")
    letter.add_attachment("Nadie lo lee.")
    (tmp_path / "a.eml").write_bytes(letter.as_bytes())
    assert [page.text for page in read_file(tmp_path / "a.eml").pages] == [f"Subject: Reunión\n\n{PANGRAM}"]


def test_bold_words_have_no_stars_in_word_processors_files(tmp_path: Path) -> None:
    document_files.write_styled(tmp_path, "Hola ", "negrita", " y 3 * 4 en snake_case.")
    for name in ("a.docx", "a.odt", "a.rtf", "a.pptx"):
        assert "Hola negrita y 3 * 4 en snake_case." in read_file(tmp_path / name).pages[0].text, name


def test_slides_keep_their_last_letter_their_tables_and_their_own_notes(tmp_path: Path) -> None:
    contents = read_file(document_files.write_deck(tmp_path / "a.pptx"))
    assert [page.text for page in contents.pages] == [
        "Primera\n\nDicho sin notas",
        "Segunda\n\nConcepto: Luz · Euros: 91.\n\nNotas de la segunda",
    ]


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.stem)
def test_pdf_pages_hold_the_words_that_pdfium_finds_on_them(sample: Path) -> None:
    document = pypdfium2.PdfDocument(sample)
    theirs = [document[i].get_textpage().get_text_range().split() for i in range(len(document))]
    document.close()
    assert [page.text.split() for page in read_file(sample).pages] == theirs


@pytest.mark.parametrize(
    ("suffix", "name"), [(".pdf", "report.txt"), (".xlsx", "sheet.txt"), (".docx", "letter.doc"), (".html", "page.txt")]
)
def test_a_wrong_suffix_does_not_matter(tmp_path: Path, suffix: str, name: str) -> None:
    path = GOOD_DOCUMENTS[suffix](tmp_path / f"right{suffix}").rename(tmp_path / name)
    assert any(PANGRAM in page.text for page in read_file(path).pages)


def test_text_with_the_suffix_of_a_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        read_file(GOOD_DOCUMENTS[".txt"](tmp_path / "letter.pdf"))


@pytest.mark.parametrize(
    "data",
    [
        PANGRAM.encode(),
        b"\xef\xbb\xbf" + PANGRAM.encode(),
        PANGRAM.encode("utf-16"),
        PANGRAM.encode("utf-16-be"),
        PANGRAM.encode("utf-16-le"),
        PANGRAM.encode("utf-32"),
        PANGRAM.encode("cp1252"),
        PANGRAM.encode("latin-1"),
    ],
)
def test_text_is_read_in_the_encoding_it_is_in(tmp_path: Path, data: bytes) -> None:
    """docs/faults.md 39."""
    (tmp_path / "a.txt").write_bytes(data)
    assert read_file(tmp_path / "a.txt").pages[0].text == PANGRAM


def test_nul_bytes_line_ends_emoji_and_right_to_left_survive_as_text(tmp_path: Path) -> None:
    """docs/faults.md 39."""
    (tmp_path / "a.txt").write_bytes("uno\r\ndos\rtres\n\0cuatro 🦜 שלום مرحبا".encode())
    assert read_file(tmp_path / "a.txt").pages[0].text == "uno\ndos\ntres\ncuatro 🦜 שלום مرحبا"


def test_of_an_endless_line_the_beginning_is_read_with_a_notice(tmp_path: Path) -> None:
    """docs/faults.md 39."""
    with (tmp_path / "long.txt").open("wb") as file:
        file.write(b"palabra " * 100)
        file.truncate(500 * 1024 * 1024)  # a sparse file: 500 MB of one line
    contents = read_file(tmp_path / "long.txt")
    assert contents.notice == "Only the first 20 MB were read."
    assert contents.pages[0].text.startswith("palabra palabra")
    assert max(len(page.text) for page in contents.pages) <= plain_text.PAGE_CHARACTERS


def test_a_file_beyond_the_limit_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(safety.LARGEST_FILE + 1)
    with pytest.raises(FileTooLarge):
        read_file(tmp_path / "huge.txt")


@pytest.mark.parametrize("name", ["empty.txt", "empty.pdf", "empty.docx", "empty.xlsx", "empty.epub", "empty.eml"])
def test_an_empty_file_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises((FileEmpty, FileUnreadable)):
        read_file(tmp_path / name)


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".epub", ".rtf", ".eml", ".doc", ".msg"])
def test_nonsense_is_refused_or_gives_no_text_but_never_crashes(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a{suffix}").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(FileError):
        for page in read_file(tmp_path / f"a{suffix}").pages:
            raise FileUnreadable(page.text[:20], name="read as text")


def test_a_kind_without_a_reader_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    with pytest.raises(FileUnsupported):
        read_file(tmp_path / "a.exe")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".odt", ".epub"])
def test_a_bomb_is_refused_by_its_declared_size(tmp_path: Path, suffix: str) -> None:
    """docs/faults.md 34."""
    with pytest.raises(FileUnsafe):
        read_file(document_files.write_bomb(tmp_path / f"bomb{suffix}"))


def test_a_member_with_a_false_size_is_refused(tmp_path: Path) -> None:
    """docs/faults.md 34."""
    with pytest.raises(FileUnsafe) as refused:
        read_file(document_files.write_lying(tmp_path / "lying.docx"))
    assert refused.value.detail == "a member is larger than it declares"


def test_an_archive_may_hold_an_archive_but_no_deeper_one(tmp_path: Path) -> None:
    """docs/faults.md 34."""
    assert read_file(document_files.write_nested(tmp_path / "one.docx", 1)).pages[0].text == "Hola."
    with pytest.raises(FileUnsafe):
        read_file(document_files.write_nested(tmp_path / "two.docx", 2))


@pytest.mark.parametrize(
    "prolog", [document_files.BILLION_LAUGHS, document_files.LOCAL_ENTITY, document_files.EXTERNAL_DTD]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_declared_document_type_is_unsafe(tmp_path: Path, prolog: str, encoding: str) -> None:
    """docs/faults.md 35."""
    document = f"{document_files.XML}{' ' * 200_000}{prolog}<w:document/>".encode(encoding)  # far after the first block
    path = document_files.write_archive(tmp_path / "a.docx", {"word/document.xml": document})
    with pytest.raises(FileUnsafe):
        read_file(path)


@pytest.mark.parametrize("prolog", [document_files.BILLION_LAUGHS, document_files.LOCAL_ENTITY])
def test_a_page_or_book_that_declares_entities_is_unsafe(tmp_path: Path, prolog: str) -> None:
    """docs/faults.md 35."""
    (tmp_path / "a.html").write_text(f"{prolog}<html><body>&secret;</body></html>")
    book = document_files.write_archive(
        tmp_path / "a.epub", {"OEBPS/a.xhtml": f"{document_files.XML}{prolog}<html/>".encode()}
    )
    for path in (tmp_path / "a.html", book):
        with pytest.raises(FileUnsafe):
            read_file(path)


@pytest.mark.parametrize(
    "name", ["../../escape.xml", "/etc/x.xml", "C:\\windows\\x.xml", "\\\\server\\x.xml", "a\0b.xml"]
)
def test_a_member_whose_name_leaves_the_archive_is_unsafe(tmp_path: Path, name: str) -> None:
    """docs/faults.md 36."""
    path = document_files.write_minimal_docx(tmp_path / "a.docx", **{name.replace("\0", "_"): b"x"})
    if "\0" in name:  # zipfile writes no such name
        path.write_bytes(path.read_bytes().replace(b"a_b.xml", b"a\0b.xml"))
    with pytest.raises(FileUnsafe):
        read_file(path)


def test_a_member_that_is_a_link_is_unsafe(tmp_path: Path) -> None:
    """docs/faults.md 36."""
    link = zipfile.ZipInfo("word/media/image.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(document_files.write_minimal_docx(tmp_path / "a.docx"), "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FileUnsafe):
        read_file(tmp_path / "a.docx")


def test_reading_writes_nothing_beside_the_file(tmp_path: Path) -> None:
    """docs/faults.md 36."""
    path = document_files.write_minimal_docx(tmp_path / "a.docx", **{"CON": b"x", "aux.txt": b"x"})
    read_file(path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "make", "error"),
    [
        ("a.xlsx", document_files.write_bomb, FileUnsafe),
        ("a.ods", lambda path: path.write_bytes(b"no archive"), FileUnsupported),
        ("a.xlsx", document_files.write_pdf_truncated, FileUnsupported),
        ("a.csv", document_files.write_pdf_truncated, FileUnsupported),
        ("a.xlsx", lambda path: openpyxl.Workbook().save(path), FileEmpty),
    ],
)
def test_a_sheet_that_cannot_be_read_leaves_no_table(
    tmp_path: Path, name: str, make: Callable[[Path], object], error: type[Exception]
) -> None:
    make(tmp_path / name)
    with pytest.raises(error):
        write_csv(tmp_path / name, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_the_first_sheet_with_rows_is_written(tmp_path: Path) -> None:
    assert write_csv(document_files.write_xlsx(tmp_path / "a.xlsx"), tmp_path / "out.csv") == 2
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines() == ["Concepto,Euros", "Luz,91"]


def test_a_hidden_sheet_is_skipped(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("notes", 0).append(["not", "to be seen"])
    book.worksheets[1].append(["text", "label"])
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    book.save(tmp_path / "a.xlsx")
    write_csv(tmp_path / "a.xlsx", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines() == ["text,label"]


@pytest.mark.parametrize("name", document_files.BAD_PDFS)
def test_a_hostile_pdf_is_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    """docs/faults.md 37."""
    path = document_files.BAD_PDFS[name](tmp_path / "bad.pdf")
    with pytest.raises(FileEncrypted if name == "encrypted" else FileError):
        read_file(path)


@pytest.mark.parametrize("at", [0, safety.MIB - 8, safety.MIB + 5, 3 * safety.MIB - 20])
def test_a_size_is_seen_anywhere_in_a_large_pdf_which_is_never_in_memory_whole(tmp_path: Path, at: int) -> None:
    """docs/faults.md 37: it is read in pieces, and no declaration hides across the border of two."""
    path = tmp_path / "large.pdf"
    for hidden in (b"", b" /Count 99999 "):
        with path.open("wb") as file:
            file.write(b"%PDF-1.7\n")
            file.seek(at + 9)
            file.write(hidden)
            file.truncate(100 * safety.MIB)
        tracemalloc.start()
        with pytest.raises(FileTooLarge) if hidden else nullcontext():
            safety.check_file(path)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 8 * safety.MIB


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    """docs/faults.md 40."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "folder.txt").mkdir()
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{short}/s.txt")
        for path in (tmp_path / "pipe.txt", tmp_path / "zero.txt", tmp_path / "folder.txt", Path(short, "s.txt")):
            with pytest.raises(FileNotOrdinary):
                read_file(path)


def test_a_file_that_is_not_there_has_vanished(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    for name in ("never.txt", "loop.txt"):
        with pytest.raises(FileVanished):
            read_file(tmp_path / name)


def test_a_long_table_is_read_row_by_row_with_its_headers(tmp_path: Path) -> None:
    rows = "\n".join(f"{n},valor {n}" for n in range(5_000))
    (tmp_path / "a.csv").write_text(f"número,dato\n{rows}\n", "utf-8")
    contents = read_file(tmp_path / "a.csv")
    assert "número: 4999 · dato: valor 4999." in contents.pages[-1].text
    assert len(contents.pages) > 1


def test_of_what_takes_too_long_the_first_pages_are_kept_with_a_notice(tmp_path: Path) -> None:
    """docs/faults.md 37, 65."""
    contents = read_file(long_documents.write_long_pdf(tmp_path / "a.pdf", 20), seconds=0)
    assert ([page.number for page in contents.pages], contents.notice) == ([1], "Only the first 1 pages were read.")
    assert contents.pages[0].text.startswith("palabra1\n\n")
    deck = read_file(document_files.write_deck(tmp_path / "a.pptx"), seconds=0)
    assert (len(deck.pages), deck.notice) == (1, "Only the first 1 pages were read.")
    page = read_file(long_documents.write_deep_html(tmp_path / "a.html"), seconds=0)
    assert page.pages[0].text.startswith("inicio")
    assert re.fullmatch(r"Only the first \d+ % of it were read\.", page.notice)


def test_of_a_very_long_document_the_first_million_words_are_read(tmp_path: Path) -> None:
    """docs/faults.md 39: also of a table that grows while its headers are written before each cell."""
    header = "x" * 1000
    (tmp_path / "a.csv").write_text(f"{header},b\n" + "1,2\n" * 300_000, "utf-8")
    contents = read_file(tmp_path / "a.csv")
    assert sum(len(page.text) for page in contents.pages) <= plain_text.MOST_CHARACTERS
    assert contents.notice == plain_text.REST_LEFT_OUT


def test_a_document_that_unpacks_to_more_than_its_parser_takes_is_called_too_large(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        read_file(long_documents.write_long_docx(tmp_path / "a.docx", 110 * long_documents.MB))


def test_a_deep_page_is_read_to_its_bottom(tmp_path: Path) -> None:
    path = long_documents.write_deep_html(tmp_path / "a.html")
    path.write_text(path.read_text("utf-8") + "</template>" * 200 + "<p>fin", "utf-8")
    text = read_file(path).pages[-1].text
    assert text.endswith("fin")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".txt", ".html", ".csv", ".eml"])
def test_no_text_of_one_line_takes_time_out_of_proportion(tmp_path: Path, suffix: str) -> None:
    """docs/faults.md 39. Quadratic code would take minutes for each of these."""
    for name, make in long_documents.ONE_LINE_TEXTS.items():
        path = tmp_path / f"{name}{suffix}"
        path.write_text(("Subject: a\n\n" if suffix == ".eml" else "") + make(300_000), "utf-8")
        with suppress(FileEmpty):
            contents = read_file(path)
            assert contents.notice == "", name
            cut, _ = cut_chunks(contents, None, Deadline(10))
            assert cut.notice == "", name
