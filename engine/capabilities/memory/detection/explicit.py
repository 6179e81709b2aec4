"""Requests to remember: "Remember that …", "Recuerda que …" and their variants, with what is to be remembered."""

from __future__ import annotations

import re

import msgspec

from engine.capabilities.memory.detection.folding import fold_aligned
from engine.text.matching.lazy_pattern import LazyPattern

_LEAD = (
    r"[¿¡]*(?:(?:ok(?:ay)?|hey|hi|hello|please|also|and|so|btw|by the way|ateneo|well|now|one more thing|just|"
    r"always|hola|oye|vale"
    r"|por favor|porfa|porfavor|ademas|tambien|y|bueno|mira|por cierto|una cosa|ah|pues|eh)[ ,:!.]+)*"
)
_ASKING = (
    r"(?:(?:can|could|would|will) you (?:please |also )?|i(?:'d| would) like you to |i (?:want|need) you to |"
    r"you (?:should|must) "
    r"|puedes |podrias |puede |podria |quiero que |me gustaria que |necesito que |te pido que |tienes que |"
    r"debes |haz el favor de )?"
)
_STRONG = (
    r"remember|do(?:n'?t| not) (?:ever )?forget|never forget|memori[sz]e"
    r"|recuerda(?:lo|te)?|recordar(?:lo)?|recuerdes|recuerde|acuerdate|acordarte|te acuerdes|"
    r"no (?:te )?olvides|no olvide"
    r"|que no se te olvide|memoriza|memorices|memorizar|apunta(?:lo|te|me)?|apuntes|anota(?:lo|te|me)?|anotes|grabate"
)
"""Verbs that ask for nothing else but to remember."""
_WITH_OBJECT = (
    r"(?:save|store|keep|note|write|jot) (?:down )?(?:this|that|the following)(?: (?:down|fact|"
    r"in (?:your )?memory))?|guarda (?:esto|lo siguiente|este dato)|guardes (?:esto|que)|guarda(?= que)|toma nota|"
    r"tomes nota|note down|take note|make a (?:mental )?note"
)
_WEAK = (
    r"keep (?:this )?in mind|bear (?:this )?in mind|note(?= that)|ten(?:lo|gas)? (?:siempre )?(?:en cuenta|"
    r"presente)|que sepas(?= que)|para que lo sepas"
)
"""Phrases that are also said about the task at hand."""
_ADDED = (
    r"(?:[ ,]+(?:this|these|the following|these things|this fact|that fact|about me|for me|please|always|"
    r"forever|for (?:later|the future|next time)|in future"
    r"|esto|lo siguiente|estas cosas|este dato|siempre|para siempre|para la proxima|para el futuro|bien|"
    r"por favor|sobre mi|de mi))*"
)
_JOINT = r"(?:[ ]*[:,–—-][ ]*|[ ]+(?:of |de )?(?:that|que)[ :,]+|[ ]+)"
_REQUEST = LazyPattern(
    rf"{_LEAD}{_ASKING}{_LEAD}(?:(?P<strong>{_STRONG}|{_WITH_OBJECT})|"
    rf"(?P<weak>{_WEAK}))(?P<added>{_ADDED})(?:(?P<joint>{_JOINT})(?P<content>.+))?$",
    re.DOTALL,
)
_NO_FACT = LazyPattern(
    r"(?:to|when|the (?:time|day|way|moment)|how|what|where|who|whom|whose|why|which|if|whether|me\b|us\b|him|"
    r"her|them|you\b|your|it\b|anything|something|everything"
    r"|cuando|como\b|donde|quien|por que|cual|si\b|lo que|aquel|la vez|el dia que|algo|todo|nada|a\b|de\b)\b"
)
"""Beginnings of what is no fact: "remember when we …", "remember to …"."""
_ACTION = LazyPattern(r"\w+(?:[aei]r(?:l[oae]s?|me|te|se|nos)?|ing)\b")
"""A verb that says what to do now: "recuerda guardar el archivo"."""
_STANDING = LazyPattern(r"(?:to )?(?:always|never)\b|(?:siempre|nunca)\b")
_REFERS_BACK = LazyPattern(r"(?:this|that|it|esto|eso|lo)?[ .!]*(?:please|por favor)?[ .!]*$")
_PLEASE = LazyPattern(r"[ ,]*(?:please|por favor|porfa|ok|vale|gracias|thanks|thank you)[ .!]*$")


class RememberRequest(msgspec.Struct, frozen=True):
    """Place of the fact to remember: offsets of `start` and `end` in the sentence; both 0 where it is what was said before.

    `is_weak` says that it may be about the task at hand only.
    """

    start: int
    end: int
    is_weak: bool

    @property
    def refers_back(self) -> bool:
        """Whether it names nothing itself: "Remember this."."""
        return self.end == 0


def remember_request(sentence: str) -> RememberRequest | None:
    """Return the request in a sentence, None where there is none."""
    folded = fold_aligned(sentence).rstrip()
    asks = folded.endswith("?")
    match = _REQUEST.match(folded.rstrip("?.! "))
    if match is None or (asks and not _is_request_as_question(match.group())):
        return None
    content, is_weak = match.group("content"), match.group("weak") is not None
    if content is None or _REFERS_BACK.fullmatch(content):
        return None if is_weak else RememberRequest(0, 0, is_weak)
    if _ACTION.match(content) and "que" not in match.group("joint") and "that" not in match.group("joint"):
        return None
    if _NO_FACT.match(content):
        if not _STANDING.match(content):
            return None
        is_weak = True
    start = match.start("content")
    end = start + len(_PLEASE.sub("", content))
    return RememberRequest(start, end, is_weak) if end > start else None


def _is_request_as_question(text: str) -> bool:
    """Tell "Can you remember that …?" from "Do you remember that …?"."""
    return bool(re.match(rf"{_LEAD}(?:(?:can|could|would|will) you|puedes|podrias|puede|podria)\b", text))
