"""Reads letters: the headers and the body as text, attachments and forwarded letters as documents of their own."""

from __future__ import annotations

import email
import email.policy
import mimetypes
from collections.abc import Iterator
from contextlib import suppress
from email.errors import MessageError
from email.message import Message
from pathlib import Path

from engine.indexer.documents.containers.calendar import calendar_text
from engine.indexer.documents.containers.inner_files import InnerFiles
from engine.indexer.documents.containers.packed_rtf import unpack_rtf
from engine.indexer.documents.containers.tnef import TnefLetter, read_tnef
from engine.indexer.documents.contents import DocumentContents, cut_pages
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.html import read_html
from engine.indexer.documents.office.rtf.reader import rtf_text
from engine.indexer.documents.plain_text import clean, decode, read_bytes
from engine.protocol.errors import FileEncrypted, FileUnreadable

HEADERS = ("Subject", "From", "To", "Cc", "Date")
STUB_SHARE = 0.6
"""A plain body with a smaller share of the words of the HTML body than this is only a stub: "Your program shows no HTML"."""
MOST_LEVELS = 20
"""Levels of a letter's parts."""
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_PACKED = ("application/ms-tnef", "application/vnd.ms-tnef")
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


def read_message(path: Path, deadline: Deadline, inner: InnerFiles) -> DocumentContents:
    """Read a file with one letter. Raises FileUnreadable, FileEncrypted."""
    data, notice = read_bytes(path)
    return parse_message(data, path.name, deadline, inner)._replace(notice=notice)


def parse_message(data: bytes, name: str, deadline: Deadline, inner: InnerFiles) -> DocumentContents:
    """Return the letter in these bytes; `inner` is given what is in it. Raises FileUnreadable, FileEncrypted."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        if not data.isascii():
            _decode_raw_headers(message)
        return contents_of(message, name, deadline, inner)
    except (ValueError, LookupError, AttributeError, TypeError, MessageError, RecursionError) as error:
        raise FileUnreadable(type(error).__name__, name=name) from error  # raised for malformed headers


def contents_of(message: Message, name: str, deadline: Deadline, inner: InnerFiles) -> DocumentContents:
    """Return the text of a letter. Raises FileEncrypted."""
    heading = [f"{key}: {_header(message, key)}" for key in HEADERS if _header(message, key)]
    letter = _Letter(deadline, inner)
    letter.add(message)
    body = "\n\n".join(filter(None, (text.strip() for text in letter.texts)))
    if not body and message.get_content_type() in _ENCRYPTED and "signed-data" not in str(message.get("Content-Type")):
        raise FileEncrypted(name=name)
    everything = "\n".join(heading) + "\n\n" + body
    return DocumentContents(_header(message, "Subject")[:200], cut_pages(clean(everything).strip()))


def _decode_raw_headers(message: Message) -> None:
    """Put letters in the place of bytes above 127, which headers should not have: older programs write them unencoded."""
    for part in message.walk():
        items = [(name, "".join(str(value).splitlines())) for name, value in part.raw_items()]
        if all(value.isascii() for _, value in items):
            continue
        for name in dict.fromkeys(name for name, _ in items):
            del part[name]
        for name, value in items:
            raw = value.encode("ascii", "surrogateescape") if not value.isascii() else b""
            with suppress(ValueError):  # one malformed header costs only itself
                part[name] = decode(raw) if raw else value


def _header(message: Message, key: str) -> str:
    try:
        return " ".join(str(message[key] or "").split())
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""  # one malformed header costs only itself


class _Letter:
    """Collects the texts of a letter's body and hands the rest on."""

    def __init__(self, deadline: Deadline, inner: InnerFiles) -> None:
        self.texts: list[str] = []
        self._deadline, self._inner = deadline, inner
        self._attachments = 0

    def add(self, part: Message, level: int = 0) -> None:
        """Add a part with all that is in it."""
        kind = part.get_content_type()
        if level > MOST_LEVELS:
            return
        if kind == "message/rfc822":
            self._add_letter(part)
        elif kind == "text/calendar" and part.get_content_disposition() != "attachment":
            self.texts.append(calendar_text(self._text(part)))
        elif kind in _PACKED or (part.get_filename() or "").lower() == "winmail.dat":
            self._add_packed(part)
        elif kind == "multipart/alternative":
            self._add_alternative(part, level)
        elif part.is_multipart():
            for child in _children(part):
                self.add(child, level + 1)
        elif part.get_content_maintype() == "text" and not _is_attached(part):
            self.texts.append(self._text(part))
        elif not _is_picture_in_text(part) and kind not in _SIGNATURES:
            self._add_file(part)

    def _add_alternative(self, part: Message, level: int) -> None:
        """Add the plain form, or the HTML form where the plain one does not say the same; other forms are attachments."""
        plain, html = _Letter(self._deadline, self._inner), _Letter(self._deadline, self._inner)
        calendar = _Letter(self._deadline, self._inner)
        for child in _children(part):
            forms = {"text/plain": plain, "text/calendar": calendar}
            forms.get(child.get_content_type(), html).add(child, level + 1)
        said, shown = "\n\n".join(plain.texts), "\n\n".join(html.texts)
        self.texts.append(shown if is_stub(said, shown) else said)
        self.texts += calendar.texts

    def _add_letter(self, part: Message) -> None:
        for child in _children(part):
            subject = _header(child, "Subject")
            name = part.get_filename() or f"{subject or 'message'}.eml"
            below = self._inner.below()
            self._inner.add_contents(name, below.attach(contents_of(child, name, self._deadline, below)))

    def _add_file(self, part: Message) -> None:
        self._attachments += 1
        guessed = mimetypes.guess_extension(part.get_content_type()) or ".bin"
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data:
            self._inner.add(part.get_filename() or f"{self._attachments}{guessed}", data)

    def _add_packed(self, part: Message) -> None:
        """Add what Outlook has packed into one file: the attachments, and the body where the letter has no other."""
        data = part.get_payload(decode=True)
        letter = read_tnef(data) if isinstance(data, bytes) else TnefLetter()
        if not any(text.strip() for text in self.texts):
            rtf = rtf_text(unpack_rtf(letter.rtf), self._deadline) if letter.rtf else ""
            html = read_html(letter.html, self._deadline).text if letter.html else ""
            self.texts.append(letter.plain if letter.plain.strip() else html or rtf)
        for name, content in letter.files:
            self._inner.add(name, content)
        if not letter.files and not letter.plain and not letter.rtf and not letter.html:
            self._add_file(part)

    def _text(self, part: Message) -> str:
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            return ""
        if part.get_content_subtype() == "html":
            return read_html(_with_charset(data, part), self._deadline).text
        try:
            return data.decode(_charset(part) or "utf-8")
        except (LookupError, UnicodeDecodeError):
            return decode(data)


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (child for child in payload if isinstance(child, Message))


def _with_charset(data: bytes, part: Message) -> bytes:
    """Return HTML as UTF-8 where the letter names its character set, which counts before that of the page."""
    charset = _charset(part)
    if not charset:
        return data
    try:
        return b"\xef\xbb\xbf" + data.decode(charset).encode()
    except (LookupError, UnicodeError):
        return data


def _charset(part: Message) -> str:
    """Return the character set that a part names. What calls itself Latin-1 is Windows-1252, which has more signs (WHATWG)."""
    charset = part.get_content_charset() or ""
    return "cp1252" if charset in ("iso-8859-1", "latin-1", "latin1") else charset


def is_stub(plain: str, html: str) -> bool:
    """Tell whether a letter's plain form does not say what its HTML form says."""
    shown = set(html.lower().split())
    if not plain.strip() or not shown:
        return not plain.strip()
    return (
        len(shown & set(plain.lower().split())) < STUB_SHARE * len(shown) and len(shown) > len(set(plain.split())) / 2
    )


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _is_picture_in_text(part: Message) -> bool:
    """Tell whether a part is a picture that the text shows, such as a logo."""
    is_shown = part.get_content_disposition() != "attachment" and bool(part.get("Content-ID"))
    return part.get_content_maintype() == "image" and is_shown
