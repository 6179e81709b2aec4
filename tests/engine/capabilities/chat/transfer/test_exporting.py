"""Exports that people read: Markdown, HTML, Word and the HTML of a PDF, and where they may be written.

docs/faults.md 85.
"""

from __future__ import annotations

import os
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import docx
import msgspec
import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import transfer
from engine.protocol import errors
from engine.protocol.answering.passage import Citation
from engine.protocol.children.conversation_file import ConversationRecord, RecordedMessage, RecordedPicture
from tests.engine.capabilities.chat.transfer.conftest import OpenLibrary
from tests.engine.capabilities.chat.transfer.test_round_trip import bring_in, export, write
from tests.support.conversation_exports import png
from tests.support.harness import EngineHarness

ANSWER = """Sí: el **agua** está cubierta.

| Daño | Cubierto |
|---|---|
| Agua | sí |

1. uno
   - dentro
2. dos

```python
if x < 1: print("<b>")
```

> cita con `código`

שלום עולם

<script>alert(1)</script> <img src=x onerror=alert(1)> ![x](file:///etc/passwd) [mal](javascript:alert(1)) [bien](https://a.es/?q=1)
"""


ODD = (
    "e\u0301 ñ 👩\u200d👩\u200d👧",
    "\x01\x0b\x1b[31m\ufffe",
    "a\r\nb\rc",
    "[" * 5000,
    "*" * 3000,
    "- " * 500,
    "|" * 400,
    "\ufdd01\ufdd1",
    "x" * 300_000,
    "",
    "   ",
    "\u202eabc",
    "``````\n",
    "| a |\n|---|\n| **b** | c |",
    "$$x^2$$",
)
"""Texts that a careless writer stumbles over."""


def odd_message(at: int, text: str) -> RecordedMessage:
    if at % 2:
        return RecordedMessage(at, "user", text, at - 1 or None)
    citation = Citation(2, 1, "p", "", 1, 0, 1, "q\x00", 0, max(1, len(text) // 2))
    return RecordedMessage(at, "assistant", text, at - 1, citations=(citation,))


@pytest.fixture
def filled(engine: EngineHarness, tmp_path: Path) -> EngineHarness:
    end = ANSWER.index(".") + 1
    citation = Citation(1, 1, "/d/póliza.pdf", "Póliza <b>", 3, 0, 9, "Cubre  el\nagua", 0, end)
    messages = (
        RecordedMessage(1, "user", "¿Cubre <b>el</b> agua? 🚰", created_at=1_700_000_000_000, pictures=(
            RecordedPicture("grifo <1>.png", png()), RecordedPicture("otro.png", png("blue")))),
        RecordedMessage(2, "assistant", "Otra respuesta", 1, "complete", 2),
        RecordedMessage(3, "assistant", ANSWER, 1, "stopped", 1_700_000_060_000, "qwen", thinking="SECRETO",
                        citations=(citation,)),
    )  # fmt: skip
    bring_in(engine, write(tmp_path / "in.json", ConversationRecord("Póliza & <agua>", messages, 3, 1, 1)))
    return engine


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("format", ["html", "print"])
def test_html_is_one_safe_file(filled: EngineHarness, tmp_path: Path, format: Literal["html", "print"]) -> None:
    export(filled, tmp_path / "e.html", format)
    html = (tmp_path / "e.html").read_text("utf-8")
    tags = Tags(html)
    names = {tag for tag, _ in tags.found}
    assert not names & {"script", "iframe", "object", "embed", "link", "base", "form", "svg", "b"}
    for tag, attributes in tags.found:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href"):
            value = attributes.get(name) or ""
            assert value == "" or value.startswith(("data:image/", "https://a.es/", "#s")), (tag, value)
    assert "&lt;script&gt;" in html and "¿Cubre &lt;b&gt;el&lt;/b&gt; agua? 🚰" in html
    assert "Póliza &amp; &lt;agua&gt;" in html and "<table>" in html
    assert html.count("data:image/png;base64,") == 2
    assert "“Cubre el agua” (Póliza &lt;b&gt;, page 3)" in html
    assert "SECRETO" not in html and "Otra respuesta" not in html
    assert "שלום עולם" in html and "This answer was stopped." in html


def test_markdown_has_footnotes_and_the_words_in_the_language(filled: EngineHarness, tmp_path: Path) -> None:
    request = transfer.Export(str(tmp_path / "e.md"), "md", language="es")
    filled.call(transfer.EXPORT, request)
    text = (tmp_path / "e.md").read_text("utf-8")
    assert "# Póliza & <agua>\n" in text and "## Tú · " in text and "## Asistente (qwen) · " in text
    assert "está cubierta.[^2-1]\n" in text and "[^2-1]: «Cubre el agua» (Póliza <b>, pág. 3)" in text
    assert ANSWER.strip().split("\n", 1)[1] in text and "Otra respuesta" not in text


def test_word_has_headings_tables_lists_pictures_and_raised_numbers(filled: EngineHarness, tmp_path: Path) -> None:
    export(filled, tmp_path / "e.docx", "docx")
    document = docx.Document(str(tmp_path / "e.docx"))
    lines = [(p.style.name if p.style else "", p.text) for p in document.paragraphs]
    assert lines[0] == ("Heading 1", "Póliza & <agua>")
    assert ("Heading 2", "You · ") not in lines and any(
        style == "Heading 2" and "qwen" in text for style, text in lines
    )
    assert (
        ("List Number", "uno") in lines
        and ("List Bullet 2", "dentro") in lines
        and ("Quote", "cita con código") in lines
    )
    assert ("Normal", 'if x < 1: print("<b>")') in lines
    assert ("List", "[1] “Cubre el agua” (Póliza <b>, page 3)") in lines
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Daño", "Cubierto"], ["Agua", "sí"]]
    assert len(document.inline_shapes) == 2
    first = next(p for p in document.paragraphs if p.text.startswith("Sí: el agua"))
    assert [run.text for run in first.runs if run.font.superscript] == ["1"]
    assert [run.text for run in first.runs if run.bold] == ["agua"]
    hebrew = next(p for p in document.paragraphs if p.text == "שלום עולם")
    assert "w:bidi" in hebrew.paragraph_format.element.xml and hebrew.runs[0].font.rtl


@pytest.mark.parametrize("format", ["md", "html", "print", "docx", "json"])
def test_odd_texts_are_written_in_every_format(
    engine: EngineHarness, tmp_path: Path, format: transfer.ExportFormat
) -> None:
    texts = [part for text in ODD for part in (text, text)]
    messages = tuple(odd_message(at, text) for at, text in enumerate(texts, 1))
    bring_in(engine, write(tmp_path / "in.json", ConversationRecord("\u202e\x07 odd", messages)))
    export(engine, tmp_path / f"e.{format}", format)
    data = (tmp_path / f"e.{format}").read_bytes()
    assert len(data) > 1000
    if format != "docx":
        data.decode("utf-8")


def test_nothing_is_written_where_it_must_not_be(filled: EngineHarness, tmp_path: Path) -> None:
    (tmp_path / "kept.md").write_text("kept")
    for path in ("/dev/null", str(tmp_path)):
        with pytest.raises(errors.TargetNotAFile):
            filled.call(transfer.EXPORT, transfer.Export(path, "md"))
    with pytest.raises(errors.NotFound):
        filled.call(transfer.EXPORT, transfer.Export(str(tmp_path / "kept.md"), "md", (99,)))
    with pytest.raises(errors.Cancelled):
        filled.call(transfer.EXPORT, transfer.Export(str(tmp_path / "kept.md"), "md"), is_cancelled=lambda: True)
    assert (tmp_path / "kept.md").read_text() == "kept"
    (tmp_path / "link.md").symlink_to(tmp_path / "kept.md")
    filled.call(transfer.EXPORT, transfer.Export(str(tmp_path / "link.md"), "md"))
    assert (tmp_path / "link.md").is_symlink() and "ateneo:conversation" in (tmp_path / "kept.md").read_text()
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_an_empty_library_has_nothing_to_export(engine: EngineHarness, tmp_path: Path) -> None:
    with pytest.raises(transfer.NothingToExport):
        export(engine, tmp_path / "e.json")
    assert not (tmp_path / "e.json").exists()


def test_one_several_or_all_are_written_in_the_order_asked(engine: EngineHarness, tmp_path: Path) -> None:
    ids = [engine.call(api.SEND, api.Send(f"Question {n}")).conversation for n in range(3)]
    engine.call(api.DELETE, api.DeleteConversation(ids[1]))
    assert export(engine, tmp_path / "e.md", "md").conversations == 2
    export(engine, tmp_path / "e.md", "md", ids[2], ids[0], ids[2])
    text = (tmp_path / "e.md").read_text("utf-8")
    assert text.count("<!-- ateneo:conversation") == 2 and text.index("Question 2") < text.index("Question 0")


def test_a_picture_that_is_gone_is_counted(filled: EngineHarness, tmp_path: Path) -> None:
    (file,) = filled.rows("SELECT file FROM attachments WHERE position = 0")
    (filled.home / "attachments" / file[0]).unlink()
    assert export(filled, tmp_path / "e.json").missing_pictures == 1


def test_a_long_pasted_text_is_kept_once(engine: EngineHarness) -> None:
    text = "línea \ud83d\n" * 20_000
    first = engine.call(transfer.SAVE_PASTED, transfer.SavePasted(text))
    assert engine.call(transfer.SAVE_PASTED, transfer.SavePasted(text)) == first
    path = Path(first.path)
    assert path.is_relative_to(engine.home) and path.read_text("utf-8").startswith("línea ?\n")
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600


def test_a_pasted_text_goes_with_its_conversation(
    open_library: OpenLibrary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from engine.capabilities.chat.transfer import pasted_texts

    monkeypatch.setattr(pasted_texts, "FRESH_SECONDS", -1)
    forgotten: list[str] = []
    engine = open_library("home", forget_file=forgotten.append)
    kept, gone = (
        engine.call(transfer.SAVE_PASTED, transfer.SavePasted(f"{name} text")).path for name in ("kept", "gone")
    )
    first = engine.call(api.SEND, api.Send("One?")).conversation
    second = engine.call(api.SEND, api.Send("Two?")).conversation
    engine.call(api.SAVE_FILES, api.SaveFiles(first, (kept,)))
    engine.call(api.SAVE_FILES, api.SaveFiles(second, (gone,)))
    engine.call(api.PURGE, api.PurgeConversation(second))
    assert Path(kept).exists() and not Path(gone).exists() and forgotten == [gone]
    assert not Path(gone).parent.exists()


REMARKS = {
    "persona": "Gardener",
    "hand_overs": [{"persona": "Gardener", "before": "Reception", "reason": "It is *about*\n<roses>."}],
}


@pytest.fixture
def handed_over(engine: EngineHarness, tmp_path: Path) -> EngineHarness:
    """A conversation that one persona passed on to another, after which the person chose to have none."""
    remarks = msgspec.Raw(msgspec.json.encode(REMARKS))
    messages = (
        RecordedMessage(1, "user", "Hello"),
        RecordedMessage(2, "assistant", "Welcome.", 1, remarks=msgspec.Raw(b'{"persona": "Reception"}')),
        RecordedMessage(3, "user", "How do I water roses?", 2),
        RecordedMessage(4, "assistant", "In the evening.", 3, remarks=remarks),
        RecordedMessage(5, "user", "And tulips?", 4),
        RecordedMessage(6, "assistant", "Too.", 5, remarks=remarks),
        RecordedMessage(7, "user", "Bye", 6),
        RecordedMessage(8, "assistant", "Bye.", 7),
    )
    bring_in(engine, write(tmp_path / "in.json", ConversationRecord("Garden", messages)))
    return engine


FROM_HERE, PASSED_ON = "A partir de aquí: ", "Reception ha pasado la pregunta a Gardener: "


@pytest.mark.parametrize("format", ["md", "html", "print", "docx"])
def test_a_divider_says_which_persona_answers_from_here_on(
    handed_over: EngineHarness, tmp_path: Path, format: transfer.ExportFormat
) -> None:
    path = tmp_path / "e"
    handed_over.call(transfer.EXPORT, transfer.Export(str(path), format, language="es"))
    if format == "docx":
        text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    else:
        text = unescape(path.read_text("utf-8"))
    lines = [FROM_HERE + "Reception", PASSED_ON + "It is *about* <roses>.", FROM_HERE + "sin persona"]
    places = [text.index(line) for line in lines]
    assert places == sorted(places) and text.index("Welcome.") > places[0] and text.count(PASSED_ON) == 2
    assert text.index("How do I water") < places[1] < text.index("In the evening.")


def test_the_dividers_of_markdown_are_no_part_of_what_is_imported(
    handed_over: EngineHarness, tmp_path: Path, open_library: OpenLibrary
) -> None:
    export(handed_over, tmp_path / "e.md", "md")
    other = open_library("other")
    bring_in(other, tmp_path / "e.md")
    opened = other.call(api.OPEN, api.OpenConversation(1))
    assert [m.text for m in opened.messages][:4] == ["Hello", "Welcome.", "How do I water roses?", "In the evening."]
