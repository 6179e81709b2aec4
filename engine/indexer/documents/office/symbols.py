"""Characters of the fonts Symbol and Wingdings, which stand for others than their codes say."""

from __future__ import annotations

_SYMBOL: dict[int, str] = dict(
    zip(
        [*range(0x22, 0x7F), *range(0xA0, 0xFF)],
        "∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\uf8ff〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
        strict=True,
    )
)
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xE0: "→",
    0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x28: "☎",
    0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x52: "☼", 0x9F: "•", 0xAB: "★",
}  # fmt: skip
_PRIVATE = 0xF000
"""Symbol fonts put their characters here, above their code."""


def symbols(text: str, font: str) -> str:
    """Return a text in a font of symbols as it is shown; characters outside the place of symbols keep their meaning."""
    name = "symbol" if font.lower() == "opensymbol" else font
    return "".join(symbol(name, f"{ord(c):x}") if _PRIVATE <= ord(c) <= _PRIVATE + 0xFF else c for c in text)


def symbol(font: str, code: str) -> str:
    """Return the character that a font shows for a hexadecimal code; the code's own character for other fonts."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    low = number - _PRIVATE if _PRIVATE <= number <= _PRIVATE + 0xFF else number
    name = font.lower()
    if name == "symbol":
        return _SYMBOL.get(low, chr(low) if low >= 0x20 else "")
    if name.startswith(("wingdings", "webdings")):
        return _WINGDINGS.get(low, "") if name == "wingdings" else {0x50: "✓", 0x52: "☑", 0xA3: "☐"}.get(low, "")
    return chr(low) if 0x20 <= low < 0xD800 or 0xE000 <= low < 0x110000 else ""
