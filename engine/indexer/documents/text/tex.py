"""Reads TeX and LaTeX: letters with their accents, headings, tables and footnotes, without the commands around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from engine.indexer.documents.contents import DocumentContents, FlowingText
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.tables.table_text import grid_text

DEEPEST = 30
"""Arguments within arguments that are read."""
LONGEST_ARGUMENT = 200_000
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307", "c": "\u0327",
    "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_SIGN_ACCENT = re.compile(r"""\\(['`^"~=.])\s*(?:\{\s*\\?([A-Za-z])\s*\}|\\?([A-Za-z]))""")
_LETTER_ACCENT = re.compile(r"\\([cvuHkrdb])(?:\s*\{\s*\\?([A-Za-z])\s*\}|\s+([A-Za-z])(?![A-Za-z]))")
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "ı", "j": "ȷ", "dots": "…", "ldots": "…", "cdots": "…", "textexclamdown": "¡", "textquestiondown": "¿", "euro": "€",
    "texteuro": "€", "EUR": "€", "pounds": "£", "copyright": "©", "textordfeminine": "ª", "textordmasculine": "º",
    "textdegree": "°", "degree": "°", "S": "§", "textbackslash": "\\", "textasciitilde": "~", "LaTeX": "LaTeX", "TeX": "TeX",
    "guillemotleft": "«", "guillemotright": "»", "textendash": "–", "textemdash": "—", "quad": " ", "qquad": " ", "par": "\n\n",
    "newline": "\n", "item": "\n\n- ", "times": "×", "cdot": "·", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "neq": "≠", "approx": "≈", "infty": "∞", "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "sum": "∑", "prod": "∏",
    "int": "∫", "partial": "∂", "in": "∈", "circ": "°", "percent": "%", "div": "÷", "sqrt": "√", "alpha": "α", "beta": "β",
    "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ",
    "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_LEVELS = {"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6}
_SILENT = frozenset(
    "label ref eqref pageref autoref cref Cref cite citep citet nocite includegraphics input include bibliography usepackage "
    "bibliographystyle documentclass vspace hspace setlength setcounter newcommand renewcommand providecommand index hypersetup "
    "pagestyle thispagestyle geometry definecolor color begin end graphicspath addbibresource newtheorem rule cline cmidrule "
    "fontsize selectlanguage".split()
)
"""Commands whose arguments are no text."""
_TABLES = ("tabular", "tabularx", "tabulary", "longtable", "tabular*")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
_TOKEN = re.compile(r"\\(?:([A-Za-z]+)\*?\s?|(.))|[{}$~]|---?|``|''", re.DOTALL)
_ARGUMENT = re.compile(r"\s*([\[{])")
_BEGIN = re.compile(r"\\begin\s*\{(" + "|".join(map(re.escape, _TABLES)) + r")\}")
_AUTHOR, _DATE = (re.compile(rf"\\{name}\s*(?:\[[^\]]*\]\s*)?(?=\{{)") for name in ("author", "date"))
_TITLE = re.compile(r"\\title\s*(?:\[[^\]]*\]\s*)?(?=\{)")
_HEADING, _END = "\x01", "\x02"
_VERBATIM = re.compile(r"\\verb\*?([^A-Za-z\s*])([^\n]*?)\1")
_OWN_COMMAND = re.compile(
    r"\\(?:(?:re)?newcommand\*?|providecommand\*?|def)\s*\{?\\([A-Za-z]{1,30})\}?\s*\{([^{}\\]{1,80})\}"
)
MOST_COMMANDS, MOST_USES = 500, 50_000


def read_tex(text: str, deadline: Deadline) -> DocumentContents:
    """Return the text of a document, or of a part of one without a preamble."""
    plain = _with_letters(_with_own_commands(_VERBATIM.sub(r"\2", _COMMENT.sub(r"\1", text))))
    found = _TITLE.search(plain)
    title = " ".join(_text(_argument(plain, found.end())[0], 0).split()) if found else ""
    begin = plain.find(r"\begin{document}")
    end = plain.find(r"\end{document}", begin)
    body = plain[begin + len(r"\begin{document}") if begin >= 0 else 0 : end if end >= 0 else len(plain)]
    flowing = FlowingText()
    flowing.add_heading(title, 0)
    flowing.add("\n".join(filter(None, _below_title(plain))))
    for part in re.split(r"\n\s*\n|(?=\x01)|(?<=\x02)", _with_tables(body)):
        if part.startswith(_HEADING):
            flowing.add_heading(part[2:].rstrip(_END), int(part[1]))
        else:
            flowing.add(_tidy(part))
        if flowing.is_full or deadline.is_over:
            break
    return flowing.contents(title)


def _below_title(source: str) -> Iterator[str]:
    """Yield who wrote the document and when, which stand below its title."""
    for found in (pattern.search(source) for pattern in (_AUTHOR, _DATE) if r"\maketitle" in source):
        if found is not None:
            written = re.sub(r"\s*\\and\b\s*", ", ", _argument(source, found.end())[0])
            yield " ".join(_text(written, 0).split())


def _with_own_commands(text: str) -> str:
    """Put the words that a document's own commands without arguments stand for in their place."""
    words = {match[1]: match[2] for match in islice(_OWN_COMMAND.finditer(text), MOST_COMMANDS) if "#" not in match[2]}
    if not words:
        return text
    used = re.compile(r"\\(" + "|".join(sorted(words, key=len, reverse=True)) + r")(?![A-Za-z])(?:\{\})?")
    return used.sub(lambda match: words[match[1]], _OWN_COMMAND.sub("", text), count=MOST_USES)


def _with_letters(text: str) -> str:
    """Put letters in the place of accents and the letters they stand on."""

    def letter(match: re.Match[str]) -> str:
        return unicodedata.normalize("NFC", (match[2] or match[3]) + _ACCENTS[match[1]])

    return _LETTER_ACCENT.sub(letter, _SIGN_ACCENT.sub(letter, text))


def _with_tables(body: str) -> str:
    """Return the text of the body, its tables as rows with their columns' names."""
    parts: list[str] = []
    at = 0
    while (begin := _BEGIN.search(body, at)) is not None:
        end = body.find(rf"\end{{{begin[1]}}}", begin.end())
        if end < 0:
            break
        parts += [_text(body[at : begin.start()], 0), "\n\n", _table(body[begin.end() : end], begin[1]), "\n\n"]
        at = end + len(rf"\end{{{begin[1]}}}")
    return "".join([*parts, _text(body[at:], 0)])


def _table(content: str, kind: str) -> str:
    at = 0
    for _ in range(3 if kind in ("tabularx", "tabulary", "tabular*") else 2):  # [place], {width}, {columns}
        argument = _ARGUMENT.match(content, at)
        if argument is None:
            break
        is_last = argument[1] == "{" and kind in ("tabular", "longtable")
        at = _argument(content, at)[1]
        if is_last:
            break
    rows = re.split(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline", content[at:])
    cells = [[cell for part in re.split(r"(?<!\\)&", row) for cell in _cells(part)] for row in rows]
    return grid_text([row for row in cells if any(row)])


def _cells(part: str) -> list[str]:
    """Return the text of a cell, and an empty one for each further column that it covers."""
    wide = re.match(r"\s*\\multicolumn\s*\{(\d{1,2})\}", part)
    if wide is None:
        return [_tidy(_text(re.sub(r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead)\b", "", part), 0))]
    _, at = _argument(part, wide.end())
    return [_tidy(_text(_argument(part, at)[0], 0)), *[""] * (int(wide[1]) - 1)]


def _text(source: str, depth: int) -> str:
    """Return the text without commands. Headings are marked, for they end where their argument does."""
    parts: list[str] = []
    at = 0
    while (token := _TOKEN.search(source, at)) is not None:
        parts.append(source[at : token.start()])
        at = token.end()
        if token[1] is not None:
            text, at = _command(source, token[1], at, depth)
            parts.append(text)
        elif token[2] is not None:
            parts.append(_sign(token[2]))
            if token[2] == "\\":
                at = _after_option(source, at)
        else:
            parts.append({"~": " ", "--": "–", "---": "—", "``": "“", "''": "”"}.get(token[0], ""))
    return "".join([*parts, source[at:]])


def _sign(sign: str) -> str:
    if sign == "\\":
        return "\n"
    return " " if sign in " ,;:/\n" else "" if sign in "()[]!-@" else sign


def _command(source: str, name: str, at: int, depth: int) -> tuple[str, int]:
    """Return (text of a command, the place after it)."""
    if name == "item" and (after := _after_option(source, at)) > at:
        return f"\n\n{_text(_argument(source, at)[0], depth + 1)} ", after
    if name in _SILENT:
        return _after_arguments(source, name, at)
    if name in _LETTERS:
        return _LETTERS[name], at
    if name in ("frac", "dfrac", "tfrac"):
        above, at = _argument(source, at)
        below, at = _argument(source, at)
        return f"{_text(above, depth + 1)}/{_text(below, depth + 1)}", at
    if name == "href":
        at = _argument(source, at)[1]
    if name not in _LEVELS and name not in ("footnote", "caption", "thanks"):
        return "", _after_option(source, at)  # the argument follows as text
    content, after = _argument(source, _after_option(source, at))
    text = " ".join(_text(content, depth + 1).split()) if depth < DEEPEST else ""
    if name in _LEVELS:
        return f"{_HEADING}{_LEVELS[name]}{text}{_END}", after
    return (f"\n\n{text}\n\n" if name == "caption" else f" ({text.rstrip('.')})"), after


def _after_arguments(source: str, name: str, at: int) -> tuple[str, int]:
    for _ in range(4):
        argument = _ARGUMENT.match(source, at)
        if argument is None or (name in ("begin", "end") and argument[1] == "{" and source[at - 1 : at] == "}"):
            break
        at = _argument(source, at)[1]
    return ("\n\n" if name in ("begin", "end") else ""), at


def _after_option(source: str, at: int) -> int:
    argument = _ARGUMENT.match(source, at)
    return _argument(source, at)[1] if argument is not None and argument[1] == "[" else at


def _argument(source: str, at: int) -> tuple[str, int]:
    """Return (the next argument without its braces, the place after it); without braces it is one character."""
    opened = _ARGUMENT.match(source, at)
    if opened is None:
        return source[at : at + 1], min(at + 1, len(source))
    start, close = opened.end(), "}" if opened[1] == "{" else "]"
    level = 0
    for match in re.compile(r"\\.|[{}\]]", re.DOTALL).finditer(source, start, start + LONGEST_ARGUMENT):
        sign = match[0]
        if sign == close and level == 0:
            return source[start : match.start()], match.end()
        level += (sign == "{") - (sign == "}")
        if level < 0:
            break
    return "", start


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r" +([.,;:])", r"\1", " ".join(filter(None, lines)))
