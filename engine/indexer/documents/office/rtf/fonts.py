"""The fonts of an RTF file, each of which says which characters the bytes of its text stand for."""

from __future__ import annotations

from engine.indexer.documents.office.symbols import symbol

_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
    255: "cp850",
}  # fmt: skip
_PAGES = {65001: "utf-8", 10000: "mac_roman", 936: "gbk"}
_SYMBOLS = 2
"""The character set of fonts of symbols."""


class RtfFonts:
    """The fonts by their number. `default` is the font of text that names none."""

    def __init__(self) -> None:
        self._page = "cp1252"
        self._fonts: dict[int, tuple[str, str]] = {}
        """Code page, empty for symbols, and name."""
        self.default = 0

    def add(self, number: int) -> None:
        self._fonts.setdefault(number, (self._page, ""))

    def name(self, number: int, name: str) -> None:
        if number in self._fonts:
            self._fonts[number] = (self._fonts[number][0], name)

    def set_charset(self, number: int, charset: int) -> None:
        if charset == _SYMBOLS:
            self._fonts[number] = ("", "Symbol")
        elif charset in _CHARSETS:
            self._fonts[number] = (_CHARSETS[charset], "")

    def set_code_page(self, number: int) -> None:
        """Take the code page of fonts without one of their own; one that Python does not know changes nothing."""
        name = _PAGES.get(number, f"cp{number}")
        try:
            "".encode(name)
        except LookupError:
            return
        self._page = name

    def decode(self, data: bytes, font: int) -> str:
        """Return the characters that these bytes are in a font."""
        page, name = self._fonts.get(font, (self._page, ""))
        if page:
            return data.decode(page, "replace")
        return "".join(symbol(name, f"{byte:x}") if byte != 0x20 else " " for byte in data)
