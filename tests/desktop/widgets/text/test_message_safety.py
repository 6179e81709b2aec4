"""A message loads nothing, opens nothing, and shows hostile links as what they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.shell.open_link_dialog import ask_before_opening
from desktop.widgets.text.markdown import CitationMark
from tests.desktop.widgets.text.conftest import RecordingText, finish, hrefs

HOSTILE = (
    "![](http://203.0.113.1/p.png?q=secret)",
    "![x](https://example.org/a.png)",
    "![x](file:///etc/hosts)",
    "![x](/etc/hosts)",
    "![x](../../etc/hosts)",
    "![x](/dev/zero)",
    "![x](//server/share/a.png)",
    "![x](\\\\server\\share\\a.png)",
    "![x](qrc:/a.png)",
    "![x](data:image/png;base64,AAAA)",
    "![x](cite:1)",
    "<img src='/etc/hosts'>",
    "<style>@import url(file:///etc/hosts);</style>",
    "<link rel=stylesheet href='http://203.0.113.1/a.css'>",
    "<script>alert(1)</script>",
    "<iframe src='file:///etc/passwd'></iframe>",
    "<p style=\"background: url('/dev/zero')\">x</p>",
)

LINKS = (
    "javascript:alert(1)", "file:///etc/passwd", "/etc/passwd", "smb://server/share", "\\\\server\\share",
    "steam://run/1", "data:text/html,x", "cite:1", "copy:0", "more:", "http://a%E2%80%AEgro.evil", "ftp://example.org",
)  # fmt: skip  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_a_text_names_is_loaded(qtbot: QtBot, view: RecordingText, hostile: str) -> None:
    view.show_text(f"Before.\n\n{hostile}\n\nAfter {hostile} after.", [CitationMark(1, 7)], {1: "passage"})
    finish(qtbot, view)
    view.grab()
    assert [name for name in view.requested if name != "cite:1"] == []
    assert view.document().baseUrl().isEmpty()


def test_a_pipe_or_device_named_as_a_picture_blocks_nothing(qtbot: QtBot, view: RecordingText, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    view.show_text(f"![a]({tmp_path}/pipe) ![b](/dev/zero) ![c](file://{tmp_path}/pipe)")
    finish(qtbot, view)
    assert view.grab().width() > 0
    assert view.plain_text().count("image blocked") == 3


def test_the_document_gets_no_resource_it_asks_for(view: RecordingText) -> None:
    for name in ("/etc/hosts", "file:///etc/hosts", "/dev/zero", "http://203.0.113.1/a.png", "qrc:/a"):
        for kind in (QTextDocument.ResourceType.ImageResource, QTextDocument.ResourceType.StyleSheetResource):
            assert not view.document().resource(kind.value, QUrl(name))


def test_html_is_shown_as_text(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("<b>bold?</b> and <script>alert(1)</script>\n\n<div>\nblock\n</div>")
    finish(qtbot, view)
    for part in ("<b>bold?</b>", "<script>alert(1)</script>", "<div>"):
        assert part in view.plain_text()


@pytest.mark.parametrize("address", LINKS)
def test_a_link_of_an_unsafe_kind_cannot_be_clicked(qtbot: QtBot, view: RecordingText, address: str) -> None:
    view.show_text(f"[click]({address}) and [click](<{address}>)")
    finish(qtbot, view)
    assert hrefs(view) == []


def test_a_web_link_is_forwarded_not_opened(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("[example](https://example.org/a?b=c)")
    finish(qtbot, view)
    with qtbot.waitSignal(view.link_clicked) as clicked:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert clicked.args == ["https://example.org/a?b=c"]


def test_control_characters_are_visible_in_a_link(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("[bank\u202emoc.live](https://example.org)")
    finish(qtbot, view)
    assert "⟨U+202E⟩" in view.plain_text()


def test_letters_of_another_script_are_visible_in_the_address(qtbot: QtBot, view: RecordingText) -> None:
    view.show_text("[bank](https://b\u0430nk.example/p\u202eath) [turned](http://a\u202egro.evil)")
    finish(qtbot, view)
    assert hrefs(view) == ["https://xn--bnk-6cd.example/p%E2%80%AEath", "http://xn--agro-vd7a.evil"]


@pytest.mark.parametrize("address", LINKS)
def test_no_dialog_offers_to_open_an_unsafe_address(qtbot: QtBot, address: str) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    assert ask_before_opening(address, holder) is None


def test_the_dialog_shows_the_whole_address_and_cancel_is_its_default(qtbot: QtBot, english: object) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    address = "https://example.org/" + "a" * 300 + "?q=<b>secret</b>"
    box = ask_before_opening(address, holder)
    assert box is not None
    assert box.informativeText() == address
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    box.close()
