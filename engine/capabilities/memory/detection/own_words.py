"""The part of a question that is in the person's own words: no quotation, no pasted text, no code, nothing to be worked on.

In doubt a part is left out: a memory that is not proposed can be told again, one that somebody else wrote must not be kept.
"""

from __future__ import annotations

import re

from engine.capabilities.memory.detection.folding import fold_aligned
from engine.text.matching.lazy_pattern import LazyPattern

LONG = 800
"""Characters. Of a longer question only the first paragraph counts: what follows is probably pasted."""
MOST_READ = 4000
"""Characters that are looked at."""
LONGEST_QUOTED_NAME = 3
"""Words. A shorter quotation is a name: my cat is called "Luna"."""

_BLOCKS = LazyPattern(
    r"(?:```|~~~).*?(?:```|~~~|\Z)|<(\w+)[^<>]*>.*?(?:</\1>|\Z)|\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)", re.DOTALL
)
_INLINE_CODE = LazyPattern(r"`[^`\n]*`?")
_QUOTED_LINE = LazyPattern(r"^[ \t]*[>|].*$", re.MULTILINE)
_QUOTATION = LazyPattern(
    r"“([^”]*)(?:”|\Z)|«([^»]*)(?:»|\Z)|„([^“”]*)(?:[“”]|\Z)|\"([^\"]*)(?:\"|\Z)|"
    r"(?<!\w)['‘]([^'’\n]*(?:['’]\w[^'’\n]*)*)['’](?!\w)"
)
_PASTED_FROM = LazyPattern(
    r"^[ \t]*(?:(?:user|assistant|system|human|ai|bot|tool|usuario|asistente|sistema|humano|herramienta"
    r"|from|to|subject|sent|cc|de|para|asunto|enviado|fecha|date)[ \t]*:"
    r"|\[\w+\]|#{1,6}[ \t]|[-=_*]{3,}[ \t]*$|begin\b.*|-{2,}.*"
    r"|(?:dear|estimad[oa]s?|querid[oa]s?|hi|hello|hola|buenos dias|buenas tardes)\b[^.!?\n]{0,40},[ \t]*$)",
    re.MULTILINE,
)
"""A line from which on the text is a letter, a transcript or a document."""
_LETTER_END = LazyPattern(
    r"^[ \t]*(?:kind regards|best regards|regards|best wishes|sincerely|yours|cheers|saludos|un saludo|"
    r"atentamente|un abrazo"
    r"|cordialmente)\b[^\n]{0,30}$",
    re.MULTILINE,
)
_ABOUT_SELF = LazyPattern(
    r"(?:about me|about myself|fyi|for your information|for the record|by the way|note|fact|one thing|"
    r"sobre mi|para que lo sepas"
    r"|que sepas|por cierto|dato|una cosa|nota|(?:my|mi|our|nuestr[oa]) [\w ]{1,40})\s*$"
)
"""Words before a colon after which the person's own words go on."""
_REMEMBER = LazyPattern(
    r"\b(?:remember|forget|memori[sz]e|keep in mind|bear in mind|note|save|store|recuerd\w*|recordar|olvid\w+|"
    r"memoric\w+|memoriza"
    r"|acuerd\w+|apunt\w+|anot\w+|guard\w+|ten(?:gas)? en cuenta|ten(?:gas)? presente)\b[^.!?\n]*$"
)
_WORK_ON_TEXT = LazyPattern(
    r"\b(?:translat\w+|summari[sz]\w+|summary|proofread|rewrite|rephrase|paraphrase|correct (?:this|the|my)|"
    r"edit (?:this|the)"
    r"|analy[sz]e|classify|extract|what does .{0,60} mean|meaning of|how do you say|how would you say|in other words"
    r"|the following|this (?:text|sentence|paragraph|email|letter|message|document)|spell ?check|"
    r"improve (?:this|my|the)"
    r"|traduc\w+|traduz\w+|resum\w+|corrige\w*|corrij\w+|reescrib\w+|reformul\w+|parafrase\w+|analiz\w+|"
    r"clasific\w+|extrae\w*"
    r"|que significa|que quiere decir|como se dice|como dirias|el siguiente|la siguiente|lo siguiente|los siguientes"
    r"|este (?:texto|correo|parrafo|mensaje|documento)|esta (?:frase|carta|oracion)|mejora (?:este|esta|mi|el|la))\b"
)
"""A request about a text that stands in the question."""


def own_words(question: str) -> str:
    """Return the question without what others may have written."""
    text = _without_quotations(question[:MOST_READ])
    if len(text) > LONG:
        text = text.split("\n\n", 1)[0]
        if len(text) > LONG:
            return ""
    folded = fold_aligned(text)
    if _LETTER_END.search(folded):
        return ""
    if pasted := _PASTED_FROM.search(folded):
        text = text[: pasted.start()]
    return _before_given_text(text)


def is_about_a_text(question: str) -> bool:
    """Tell whether the question asks to work on a text, so that statements in it may be that text."""
    return bool(_WORK_ON_TEXT.search(fold_aligned(question)))


def _without_quotations(text: str) -> str:
    for pattern in (_BLOCKS, _INLINE_CODE, _QUOTED_LINE):
        text = pattern.sub("\n", text)
    return _QUOTATION.sub(_name_or_nothing, text)


def _name_or_nothing(match: re.Match[str]) -> str:
    """Keep a quotation of a few words that is closed: it is a name."""
    inner = next((group for group in match.groups() if group is not None), "")
    is_closed = match.group()[-1:] in "”»\"“'’" and len(match.group()) > 1
    return match.group() if is_closed and len(inner.split()) <= LONGEST_QUOTED_NAME else " … "


def _before_given_text(text: str) -> str:
    """Cut the question at a colon that announces a text: "Translate this: …"."""
    at = 0
    while (colon := text.find(":", at)) != -1:
        start = max(
            text.rfind("\n", 0, colon), text.rfind(".", 0, colon), text.rfind("?", 0, colon), text.rfind("!", 0, colon)
        )
        before = fold_aligned(text[start + 1 : colon]).strip()
        is_time = text[colon - 1 : colon].isdigit() and text[colon + 1 : colon + 2].isdigit()
        announces = not is_time and not _ABOUT_SELF.search(before) and not _REMEMBER.search(before)
        if announces or (_WORK_ON_TEXT.search(before) and not is_time and not _REMEMBER.match(before)):
            return text[: start + 1]
        at = colon + 1
    return text
