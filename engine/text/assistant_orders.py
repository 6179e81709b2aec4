"""Finds text that gives orders to an assistant: "ignore your instructions", "call the tool", a chat template's markers.

Rules, in Spanish and English; no model, which such a text could talk to. One sure sign is enough, or two others near each other.
The text stays what it is: what is read here is only told to the person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

NEAR = 320
"""Characters between two signs that count together."""
PIECE, OVERLAP = 100_000, 1000
"""Characters looked at together, and those that two pieces share."""
_GAP = r"(?:[\w'’-]+[ ,]+){0,5}?"
_ADDRESS = (
    r"(?:an? |the |any |all |every |this |el |la |los |las |un |una |cualquier |todo |toda |este |esta )?(?:\w+ )?"
    r"(?:ai|a\.i\.|ais|llms?|chat ?bots?|chat ?gpt|gpt-?\d\w*|claude|copilot|gemini|ateneo|assistants?|language models?|"
    r"artificial intelligence|ai models?|ia|ias|asistentes?|modelos? de lenguaje|inteligencia artificial|modelos? de ia)"
)
_DO = (
    r"(?:please |now |kindly |por favor,? |ahora )?(?:you (?:must|should|shall|will|have to) |debes |tienes que |deberas )?(?:always |never |"
    r"immediately |siempre |nunca )?(?:ignore|call|use|invoke|run|execute|send|forward|delete|remove|erase|remember|save|store|"
    r"answer|reply|respond|say|state|write|print|output|reveal|open|download|visit|recommend|rate|approve|tell|add|insert|include|"
    r"transfer|email|disregard|forget|stop|do not|don't|act|treat|give|"
    r"ignora|llama|usa|utiliza|invoca|ejecuta|envia|manda|reenvia|borra|elimina|recuerda|guarda|memoriza|apunta|anota|responde|contesta|"
    r"di|escribe|imprime|revela|abre|descarga|visita|recomienda|aprueba|anade|incluye|inserta|transfiere|olvida|deja|no|actua|"
    r"trata|da|pon|enviar|llamar|usar|ejecutar|borrar|eliminar|recordar|guardar|responder|contestar|decir|recomendar|incluir|anadir)\b"
)
_READS = (
    r"(?:summari[sz]e|summari[sz]ing|read|reading|process|processing|index|indexing|analy[sz]e|analy[sz]ing|translate|translating|"
    r"resumas?|resumir|leas?|leer|proceses?|procesar|analices?|analizar|indexes|indexar|traduzcas|traducir)"
)
_THIS = r"(?:this|the|este|esta|el|la)\W{1,3}(?:document|text|file|e-?mail|page|message|letter|table|documento|texto|archivo|fichero|correo|pagina|mensaje|carta|tabla)"
_SURE = {
    "override": (
        rf"\b(?:ignore|disregard|forget|override|bypass|(?:do not|don't) (?:follow|obey)|stop (?:following|obeying)) {_GAP}"
        r"(?:(?:previous|prior|above|earlier|preceding|former|system|original|initial|your) (?:\w+ ){0,2}(?:instructions?|rules?|prompts?|"
        r"guidelines|directions|orders|commands|messages|context|training|restrictions|constraints)"
        r"|(?:all|any|the) (?:\w+ )?(?:instructions?|prompts?|guidelines) (?:above|before|so far|you\b|given|that|from|of the user))",
        r"\b(?:ignor(?:a|e|ad|en|es)|olvid(?:a|e|ad|ate|es)|descart(?:a|e|ad|es)|desobedec(?:e|ed|a|as)|omit(?:e|a|as)|anula|"
        r"haz caso omiso de|no hagas? (?:ningun )?caso (?:a|de)|no (?:sigas?|obedezcas?|cumplas)|deja de (?:seguir|obedecer)|"
        rf"salta(?:te)?) {_GAP}(?:tus (?:\w+ )?(?:instrucciones|reglas|ordenes|normas|directrices|indicaciones|restricciones)|"
        r"(?:instrucciones|reglas|ordenes|normas|directrices|indicaciones|restricciones|mensajes|indicacion|prompt) (?:\w+ ){0,2}"
        r"(?:anterior(?:es)?|previ[ao]s?|precedentes|iniciales|originales|de arriba|del sistema|del usuario|recibid[ao]s|dad[ao]s|"
        r"que (?:te|tengas|tienes|has)))",
    ),
    "secret": (
        r"\b(?:do not|don't|never|without) (?:ever )?(?:tell|inform|mention|show|alert|warn|notify|reveal|telling|informing|mentioning|"
        rf"showing|alerting|warning|notifying|revealing)(?: {_GAP}|.{{0,40}}? to )(?:the |your )?(?:user|human)\b",
        r"\b(?:no|sin|nunca|jamas) (?:se lo |le |lo |les )?(?:digas|decir(?:le|lo|selo)?|informes|informar(?:le)?|menciones|mencionar(?:lo)?|avises|"
        rf"avisar(?:le)?|cuentes|contar(?:le|selo)?|muestres|mostrar(?:le|selo)?|reveles|revelar(?:lo)?) {_GAP}(?:al |a la |el |la )"
        r"(?:usuari[oa]|persona usuaria)\b",
    ),
    "reveal": (
        rf"\b(?:reveal|print|output|show|repeat|leak|display|write out|tell \w+) {_GAP}(?:system (?:prompt|message)|hidden (?:prompt|instructions)|"
        r"initial (?:prompt|instructions)|your (?:own )?(?:instructions|prompt))",
        rf"\b(?:revela|muestra|imprime|repite|escribe|ensena|di|copia|filtra) {_GAP}(?:prompt (?:del|de) sistema|mensaje (?:del|de) sistema|"
        r"instrucciones (?:del|de) sistema|prompt inicial|tus (?:propias )?instrucciones|tu prompt)",
    ),
    "addressed": (
        rf"\b(?:if you are|if you're|attention|notice to|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|orders? (?:to|for)|dear|hey|"
        rf"hello|to|si eres|atencion|aviso (?:a|para)|nota (?:a|para)|mensaje (?:a|para)|instruccion(?:es)? (?:a|para)|orden(?:es)? (?:a|para)|"
        rf"querid[oa]|oye|hola|para|al),? {_ADDRESS}(?: (?:that |which |who |reading |que )[^.:!?\n]{{0,60}})?\s*[,:;!.—-]+\s*(?:[^.!?\n]{{0,60}}[,:] )?{_DO}",
        rf"(?:^|[.!?:;\n\"«»(\[>*#]\s*){_ADDRESS}(?: (?:that|which|who|reading|que) [^.:!?\n]{{0,60}})?\s*[,:!]+\s*{_DO}",
        rf"\b{_ADDRESS} (?:must|shall|has to|debe|tiene que|debera|deben) (?:always |siempre |immediately |nunca |never )?(?:ignore|call|use the|invoke|run|execute|"
        r"send|forward|delete|remember|save|answer|reply|respond|say|print|reveal|recommend|ignorar|llamar|usar la|invocar|ejecutar|enviar|"
        r"borrar|eliminar|recordar|guardar|responder|contestar|decir|revelar|recomendar)\b",
    ),
    "reading": (
        rf"\b(?:when|while|if|before|after|whenever|cuando|si|al|antes de|despues de|siempre que) (?:you |you are |asked to |te pidan |"
        rf"alguien )?{_READS} {_THIS}[^.!?\n]{{0,60}}[,:] ?(?:you must |debes )?{_DO}",
    ),
    "markup": (
        r"<\|(?:im_start|im_end|system|user|assistant|start_header_id|eot_id|endoftext)\|>|\[/?inst\]|<</?sys>>|</?tool_call>|"
        r"<(?:start|end)_of_turn>|</?(?:system|assistant)(?:[ _-](?:prompt|message|override))?>|\[system\]\s*\(?#|"
        r"\bsystem (?:override|prompt injection)\b|\bbegin (?:system|admin) (?:prompt|message|override)",
        r"(?:^|\n)\W{0,4}(?:system|sistema|developer|admin)(?: (?:message|prompt|note|override|mensaje))?\s*:\s*(?:you (?:are|must|will|should)|eres|debes|"
        rf"a partir de ahora|from now on|{_DO})",
        r"\{\s*\"(?:name|tool|function)\"\s*:\s*\"[\w.-]+\"\s*,\s*\"(?:arguments|parameters|args|input)\"\s*:",
    ),
    "memory": (
        rf"\b(?:remember|save|store|memori[sz]e|record|keep|add|write) {_GAP}(?:(?:in|to|into) (?:your (?:long[- ]term )?|the assistant's )memory|"
        r"for all future (?:conversations|chats|sessions))",
        rf"\b(?:remember|memori[sz]e|record|save)(?: this| that|:)? {_GAP}(?:the user|user's)\b",
        rf"\b(?:guarda|recuerda|memoriza|anota|apunta|almacena|anade) {_GAP}(?:en tu memoria|en la memoria del asistente|"
        r"para (?:todas )?(?:las )?(?:futuras|proximas|siguientes) conversaciones)",
        rf"\b(?:recuerda|memoriza|anota|apunta|guarda)(?: para siempre)?(?: esto)?,?:? que {_GAP}(?:el usuario|la usuaria|del usuario)\b",
    ),
}
_WEAK = {
    "tool": (
        rf"\b(?:call|use|invoke|run|execute|trigger) {_GAP}(?:tool|function|plugin|api|shell command)\b",
        rf"\b(?:llama(?:r)?|usa(?:r)?|utiliza(?:r)?|invoca(?:r)?|ejecuta(?:r)?|emplea(?:r)?) {_GAP}(?:herramienta|funcion|comando)\b",
        r"\b(?:call|use|invoke|run|execute|llama a|usa|ejecuta|invoca) [`'\"“]?[a-z]+_[a-z_]+\b",
    ),
    "send": (
        r"\b(?:send|forward|e-?mail|upload|post) (?:all |every |the |any |this )?(?:\w+ ){0,6}to \S+@\S+",
        r"\b(?:envia|manda|reenvia|sube)(?:lo|la)? (?:\w+ ){0,8}a \S+@\S+",
        r"\b(?:delete|erase|remove|wipe) (?:all|every) (?:\w+ ){0,3}(?:files?|documents?|memor(?:y|ies)|conversations?|messages?|notes)",
        r"\b(?:borra|elimina) (?:tod[oa]s?) (?:\w+ ){0,3}(?:archivos|ficheros|documentos|recuerdos|memorias?|conversaciones|mensajes|notas)",
    ),
    "address": (
        r"\b(?:language models?|llms?|chat ?bots?|chat ?gpt|ai (?:assistants?|models?|systems?)|ateneo|"
        r"modelos? de lenguaje|asistentes? (?:virtual(?:es)?|de ia|digital(?:es)?)|modelo de ia|inteligencia artificial)\b",
        r"(?:^|[.!?:;\n\"«(\[]\s*)(?:assistant|asistente|ai|ia|model|modelo)\s*[,:]",
    ),
    "role": (
        r"\b(?:you are now|you will now|pretend (?:to be|that you)|act as (?:if|an?)|from now on,? (?:you|answer|respond|reply|say|act|always)|"
        r"a partir de (?:ahora|este momento),? (?:eres|responde|contesta|actua|di|seras|debes|recomienda)|ahora eres|finge (?:ser|que)|actua como)\b",
    ),
    "answer": (
        rf"\b(?:your|tu) (?:answers?|repl(?:y|ies)|responses?|respuestas?) (?:must|should|will|debe(?:ra)?n?|tiene que)\b",
        r"\b(?:answer|reply|respond|responde|contesta)(?: to everything| to every question| a todo| siempre| always)? (?:only |solo |unicamente |siempre )?(?:with|con|that|que)(?: the words?| la palabra|:)? ?[\"'«“:]",
        r"\b(?:whatever|no matter what) (?:the user|you are asked|they ask|is asked)|\b(?:a cualquier pregunta|te pregunten lo que te pregunten|"
        r"pregunte lo que pregunte|sea cual sea la pregunta)\b",
        r"\b(?:when|if) (?:you are asked|someone asks|the user asks|asked about)\b|\b(?:cuando|si) (?:te pregunten|alguien (?:te )?pregunte|el usuario (?:te )?pregunte)\b",
    ),
    "new": (
        r"\b(?:new|updated|real|secret|hidden|important) (?:instructions?|orders|task|rules|directive)(?: for you)?\s*[:!]",
        r"\b(?:nuevas?|verdaderas?|secretas?) (?:instruccion(?:es)?|ordenes|tarea|reglas|directiva)(?: para ti)?\s*[:!]|"
        r"\binstruccion(?:es)? (?:importantes?|ocultas?|secretas?|nuevas?)\s*[:!]",
    ),
    "trust": (
        r"\b(?:this (?:document|text|message|file) (?:has|takes) (?:priority|precedence)|the user (?:has )?(?:already )?(?:approved|authori[sz]ed|agreed|consented)|"
        r"you (?:are|have been) authori[sz]ed|no confirmation is (?:needed|required))\b",
        r"\b(?:el usuario (?:ya )?(?:ha )?(?:autoriza|autorizado|aprobado|aceptado|consentido)|estas autorizado|no (?:hace falta|se necesita) confirmacion|"
        r"sin pedir (?:permiso|confirmacion))\b",
    ),
}


@dataclass(frozen=True)
class OrderSign:
    """A sign of an order: its kind, and its place in the folded text."""

    kind: str
    start: int
    end: int


def has_orders(text: str) -> bool:
    """Tell whether a text holds orders to an assistant."""
    return any(_is_convincing(signs) for signs in _signs_of_pieces(text))


def find_order_signs(text: str) -> tuple[OrderSign, ...]:
    """Return the signs of the first piece of a text that holds orders; nothing where none does."""
    return next((tuple(signs) for signs in _signs_of_pieces(text) if _is_convincing(signs)), ())


def _signs_of_pieces(text: str) -> Iterator[list[OrderSign]]:
    for start in range(0, max(len(text), 1), PIECE - OVERLAP):
        folded = _folded(text[start : start + PIECE])
        signs = list(_signs(folded, _SURE_FORMS))
        yield signs or list(_signs(folded, _WEAK_FORMS))


def _signs(text: str, forms: dict[str, re.Pattern[str]]) -> Iterator[OrderSign]:
    for kind, form in forms.items():
        for found in form.finditer(text):
            yield OrderSign(kind, found.start(), found.end())


def _is_convincing(signs: list[OrderSign]) -> bool:
    if any(sign.kind in _SURE for sign in signs):
        return True
    ordered = sorted(signs, key=lambda sign: sign.start)
    return any(
        other.kind != sign.kind and other.start - sign.end <= NEAR
        for at, sign in enumerate(ordered)
        for other in ordered[at + 1 : at + 8]
    )


def _folded(text: str) -> str:
    """Return the text in small letters without accents, marks nobody sees, or more than one space in a row."""
    plain = text if text.isascii() else _without_marks(text)
    return _SPACES.sub(" ", plain.lower())


def _without_marks(text: str) -> str:
    tagged = text.translate(_TAG_LETTERS)
    parts = unicodedata.normalize("NFKD", tagged)
    return "".join(
        letter for letter in parts if letter < "\x80" or unicodedata.category(letter) not in ("Mn", "Cf")
    ).replace("’", "'")


_SPACES = re.compile(r"[^\S\n]+|\n(?!\s*\n)(?=\s*[a-z])")
_TAG_LETTERS = {0xE0000 + code: chr(code) for code in range(0x20, 0x7F)}
"""Letters of the block of tags, which no font draws and models read."""
_SURE_FORMS = {kind: re.compile("|".join(f"(?:{form})" for form in forms)) for kind, forms in _SURE.items()}
_WEAK_FORMS = {kind: re.compile("|".join(f"(?:{form})" for form in forms)) for kind, forms in _WEAK.items()}
