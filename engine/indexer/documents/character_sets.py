"""Tells which characters the bytes of a text stand for, and whether they are a text at all."""

from __future__ import annotations

import codecs
import re

SAMPLE = 1 << 16
"""Bytes that are looked at."""
MOST_CONTROLS = 0.02
"""Share of control characters in a text at most: of random bytes a tenth are such."""
BROKEN_UTF8 = 0.1
"""UTF-8 with broken bytes is still UTF-8 while there are fewer of them than this share of its other characters above 127."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH = re.compile("[^\x00-\x7f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("cp1252", "cp850", "iso8859_15", "mac_roman", "cp1251")
"""Character sets of one byte; the first wins where none is better."""
_COMMON = frozenset("áéíóúñüÁÉÍÓÚÑÜçÇàèìòùâêîôûäöëïãõÄÖßåøæ")
_SIGNS = frozenset("¿¡«»“”‘’–—…ºª°€·")

_SIGNS_OF_FIGURES = frozenset("¢£¥§±²³¼½¾©®×÷")


def decode_text(data: bytes, is_cut: bool = False) -> str:
    """Return the text of these bytes. With `is_cut` they are the beginning of a file, and may end within a character."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if wide := _utf16(data):
        return data.decode(wide, "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=not is_cut)
    except UnicodeDecodeError:
        return _nearly_utf8(data) or data.decode(_best_of_one_byte(data), "replace")


def is_binary(data: bytes) -> bool:
    """Tell whether these bytes are no text in any character set."""
    sample = data[:SAMPLE].rstrip(b"\0")
    if not sample or any(sample.startswith(mark) for mark, _ in _MARKS) or _utf16(data):
        return False
    return len(_CONTROLS.findall(sample)) > MOST_CONTROLS * len(sample) and len(_CONTROLS.findall(sample)) > 3


def _utf16(data: bytes) -> str:
    """Return the kind of UTF-16 without a mark, empty for another character set: every other byte of plain letters is zero."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    is_one_sided = min(even, odd) * 10 < max(even, odd)  # else the zeros are padding
    if even + odd <= len(sample) // 8 or not is_one_sided:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _nearly_utf8(data: bytes) -> str:
    """Return the text of UTF-8 with a few bytes of another character set in it; empty where it is no UTF-8."""
    broken = 0

    def as_cp1252(error: UnicodeError) -> tuple[str, int]:
        nonlocal broken
        assert isinstance(error, UnicodeDecodeError)
        broken += 1
        return error.object[error.start : error.end].decode("cp1252", "replace"), error.end

    name = "ateneo-cp1252"
    codecs.register_error(name, as_cp1252)
    text = data.decode("utf-8", name)
    high = len(_HIGH.findall(text)) - broken
    return text if high > 0 and broken <= max(1, BROKEN_UTF8 * high) and high >= broken else ""


def _best_of_one_byte(data: bytes) -> str:
    sample = data[:SAMPLE]
    return max(_CANDIDATES, key=lambda name: (_plausibility(sample.decode(name, "replace")), -_CANDIDATES.index(name)))


def _plausibility(text: str) -> int:
    """Return how well the characters above 127 stand where letters and signs of a language stand."""
    score = 0
    cyrillic = sum("а" <= character.lower() <= "я" for character in text)
    latin = sum(character.isascii() and character.isalpha() for character in text)
    if cyrillic:
        return 2 * cyrillic if cyrillic > latin else -3 * cyrillic
    for match in _HIGH.finditer(text):
        at, character = match.start(), match.group()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        is_inside = before.isalpha() and after.isalpha()
        if character == "\ufffd" or (character < "\xa0"):
            score -= 4
        elif character in _COMMON:
            is_odd = (character.isupper() and before.islower()) or before.isdigit()
            score += -2 if is_odd else 2 if before.isalpha() or after.isalpha() else 0
        elif character in _SIGNS:
            score += 1 if not is_inside or character in "’·" else -2
        elif character in _SIGNS_OF_FIGURES:
            score += -2 if before.isalpha() or after.isalpha() else 1
        elif character.isalpha():
            score += 0 if not is_inside else 1
        else:
            score -= 2 if is_inside or before.isalpha() else 1
    return score
