"""Finds text that gives orders to an assistant: "ignore your instructions", "call the tool", a chat template's markers.

Rules, in Spanish and English; no model, which such a text could talk to. One sure sign is enough, or two others near each other.
The text stays what it is: what is read here is only told to the person.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import msgspec

from engine.text.matching.lazy_pattern import LazyPattern

NEAR = 320
"""Characters between two signs that count together."""
PIECE, OVERLAP = 100_000, 1000
"""Characters looked at together, and those that two pieces share."""
AROUND = 300
"""Characters before an anchor that are looked at; after it twice as many."""
_ANCHORS = tuple(
    anchor.replace("~", " ")
    for anchor in (
        "instruc prompt ignor disregard forget overrid bypass obey olvid desobed caso~omiso hagas~caso ningun~caso "
        "no~sigas deja~de~s <| [inst [/inst <<sys <</sys tool_call _of_turn </system <system <assistant [system "
        "assistant asistente ~ai~ ~ai, ~ai: ~ai. ~ia~ ~ia, ~ia: ~ia. llm chatbot chat~bot gpt claude copilot gemini "
        'ateneo language~model modelo~de modelos~de artificial system: system~ sistema developer: admin: "name" '
        '"tool" "function" memory memoria the~user user\'s user\'s usuari human this~document this~text this~file '
        "this~e this~page this~message este~documento este~texto este~archivo este~fichero este~correo esta~pagina "
        "este~mensaje el~documento el~texto the~document the~text future~c futuras~c proximas~c siguientes~c model, "
        "model: modelo, modelo: ai, ia, ai: ia: "
    ).split()
)
_SHARED_PARTS = (
    "system",
    "model",
    "this ",
    "este ",
    "memor",
    "user",
    " ai",
    " ia",
    "the ",
    "chat",
    "gpt",
    "prompt",
    '"',
    "<",
    "[",
    "_",
)
"""Parts that several anchors have: of one that is not in a text none of those is searched."""
_ALONE = frozenset(("ai,", "ia,", "ai:", "ia:"))
"""Anchors that are whole words: many Spanish words end so."""
_GAP = r"(?:[\w'’-]+[ ,]+){0,5}?"
_ADDRESS = (
    r"(?:an? |the |any |all |every |this |el |la |los |las |un |una |cualquier |todo |toda |este |esta )?(?:\w+ )?"
    r"(?:ai (?:assistants?|models?|reviewers?|readers?|agents?|systems?|tools?|bots?)|artificial intelligence|language models?|"
    r"(?:asistentes?|modelos?|agentes?|revisores|sistemas?) de (?:ia|lenguaje|inteligencia artificial)|inteligencia artificial|"
    r"ais?|a\.i\.|ias?|llms?|chat ?bots?|chat ?gpt|gpt-?\d\w*|claude|copilot|gemini|ateneo|assistants?|asistentes?)"
)
_DO = (
    r"(?:please |now |kindly |por favor,? |ahora )?(?:you (?:must|should|shall|will|have to) |debes |tienes que |"
    r"deberas )?(?:always |never |"
    r"immediately |siempre |nunca )?(?:ignore|call|use|invoke|run|execute|send|forward|delete|remove|erase|remember|save|store|"
    r"answer|reply|respond|say|state|write|print|output|reveal|open|download|visit|recommend|rate|approve|tell|add|"
    r"insert|include|"
    r"transfer|email|disregard|forget|stop|do not|don't|act|treat|give|"
    r"ignora|llama|usa|utiliza|invoca|ejecuta|envia|manda|reenvia|borra|elimina|recuerda|guarda|memoriza|apunta|anota|"
    r"responde|contesta|"
    r"di|escribe|imprime|revela|abre|descarga|visita|recomienda|aprueba|anade|incluye|inserta|transfiere|olvida|deja|no|actua|"
    r"trata|da|dad|den|pon|enviar|llamar|usar|ejecutar|borrar|eliminar|recordar|guardar|responder|contestar|decir|"
    r"recomendar|incluir|anadir)\b"
)
_READS = (
    r"(?:summari[sz]e|summari[sz]ing|read|reading|process|processing|index|indexing|analy[sz]e|analy[sz]ing|translate|"
    r"translating|"
    r"resumas?|resumir|leas?|leer|proceses?|procesar|analices?|analizar|indexes|indexar|traduzcas|traducir)"
)
_THIS = (
    r"(?:this|the|este|esta|el|la)\W{1,3}(?:document|text|file|e-?mail|page|message|letter|table|documento|texto|archivo|"
    r"fichero|correo|pagina|mensaje|carta|tabla)"
)
_SURE = {
    "override": (
        rf"\b(?:ignore|disregard|forget|override|bypass|(?:do not|don't) (?:follow|obey)|stop (?:following|obeying)) {_GAP}"
        r"(?:(?:previous|prior|above|earlier|preceding|former|system|original|initial|"
        r"your) (?:\w+ ){0,2}(?:instructions?|rules?|prompts?|"
        r"guidelines|directions|orders|commands|messages|context|training|restrictions|constraints)"
        r"|(?:all|any|the) (?:\w+ )?(?:instructions?|prompts?|guidelines) (?:above|before|so far|you\b|given|that|from|"
        r"of the user))",
        r"\b(?:ignor(?:a|e|ad|en|es)|olvid(?:a|e|ad|ate|es)|descart(?:a|e|ad|es)|desobedec(?:e|ed|a|as)|omit(?:e|a|as)|anula|"
        r"haz caso omiso de|no hagas? (?:ningun )?caso (?:a|de)|no (?:sigas?|obedezcas?|cumplas)|deja de (?:seguir|obedecer)|"
        rf"salta(?:te)?) {_GAP}(?:tus (?:\w+ )?(?:instrucciones|reglas|ordenes|normas|directrices|indicaciones|restricciones)|"
        r"(?:instrucciones|reglas|ordenes|normas|directrices|indicaciones|restricciones|mensajes|indicacion|"
        r"prompt) (?:\w+ ){0,2}"
        r"(?:anterior(?:es)?|previ[ao]s?|precedentes|iniciales|originales|de arriba|del sistema|del usuario|"
        r"recibid[ao]s|dad[ao]s|"
        r"que (?:te|tengas|tienes|has)))",
    ),
    "secret": (
        r"\b(?:do not|don't|never|without) (?:ever )?(?:tell|inform|mention|show|alert|warn|notify|reveal|telling|"
        r"informing|mentioning|"
        rf"showing|alerting|warning|notifying|revealing)(?: {_GAP}|.{{0,40}}? to )(?:the |your )?(?:user|human)\b",
        r"\b(?:no|sin|nunca|jamas) (?:se lo |le |lo |les )?(?:digas|decir(?:le|lo|selo)?|informes|informar(?:le)?|"
        r"menciones|mencionar(?:lo)?|avises|"
        rf"avisar(?:le)?|cuentes|contar(?:le|selo)?|muestres|mostrar(?:le|selo)?|reveles|revelar(?:lo)?) {_GAP}(?:al |"
        rf"a la |el |la )"
        r"(?:usuari[oa]|persona usuaria)\b",
    ),
    "reveal": (
        rf"\b(?:reveal|print|output|show|repeat|leak|display|write out|tell \w+) {_GAP}(?:system (?:prompt|message)|"
        rf"hidden (?:prompt|instructions)|"
        r"initial (?:prompt|instructions)|your (?:own )?(?:instructions|prompt))",
        rf"\b(?:revela|muestra|imprime|repite|escribe|ensena|di|copia|filtra) {_GAP}(?:prompt (?:del|de) sistema|"
        rf"mensaje (?:del|de) sistema|"
        r"instrucciones (?:del|de) sistema|prompt inicial|tus (?:propias )?instrucciones|tu prompt)",
    ),
    "addressed": (
        rf"\b(?:if you are|if you're|attention|notice to|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|"
        rf"orders? (?:to|for)|dear|hey|"
        rf"hello|to|si eres|atencion|aviso (?:a|para)|nota (?:a|para)|mensaje (?:a|para)|instruccion(?:es)? (?:a|para)|"
        rf"orden(?:es)? (?:a|para)|"
        rf"querid[oa]|oye|hola|para|al),? {_ADDRESS}(?: (?:that |which |who |reading |"
        rf"que )[^.:!?\n]{{0,60}})?\s*[,:;!.—-]+\s*(?:[^.!?\n]{{0,60}}[,:] )?{_DO}",
        rf"(?:^|[.!?:;\n\"«»(\[>*#]\s*){_ADDRESS}(?: (?:that|which|who|reading|que) [^.:!?\n]{{0,60}})?\s*[,:!]+\s*{_DO}",
        rf"\b{_ADDRESS}(?: (?:that|which|who|reading|que) [^.:!?\n]{{0,60}}?)? (?:must|shall|has to|debe|tiene que|"
        rf"debera|deben) (?:always |siempre |immediately |nunca |never )?(?:ignore|call|use the|invoke|run|execute|"
        r"send|forward|delete|remember|save|answer|reply|respond|say|print|reveal|recommend|give|reenviar|ignorar|"
        r"llamar|usar la|invocar|ejecutar|enviar|"
        r"borrar|eliminar|recordar|guardar|responder|contestar|decir|revelar|recomendar)\b",
    ),
    "reading": (
        rf"\b(?:when|while|if|before|after|whenever|cuando|si|al|antes de|despues de|siempre que) (?:you |you are |"
        rf"asked to |te pidan |"
        rf"alguien )?{_READS} {_THIS}[^.!?\n]{{0,60}}[,:] ?(?:you must |debes )?{_DO}",
    ),
    "markup": (
        r"<\|(?:im_start|im_end|system|user|assistant|start_header_id|eot_id|endoftext)\|>|\[/?inst\]|<</?sys>>|</?tool_call>|"
        r"<(?:start|end)_of_turn>|</?(?:system|assistant)(?:[ _-](?:prompt|message|override))?>|\[system\]\s*\(?#|"
        r"\bsystem (?:override|prompt injection)\b|\bbegin (?:system|admin) (?:prompt|message|override)",
        r"(?:^|[\n:.\[(])\W{0,4}(?:system|sistema|developer|admin)(?: (?:message|prompt|note|override|"
        r"mensaje))?\s*:\s*(?:you (?:are|must|will|should)|eres|debes|"
        rf"a partir de ahora|from now on|{_DO})",
        r"\{\s*\"(?:name|tool|function)\"\s*:\s*\"[\w.-]+\"\s*,\s*\"(?:arguments|parameters|args|input)\"\s*:",
    ),
    "memory": (
        rf"\b(?:remember|save|store|memori[sz]e|record|keep|add|write) {_GAP}(?:(?:in|to|"
        rf"into) (?:your (?:long[- ]term )?|the assistant's )memory|"
        r"for all future (?:conversations|chats|sessions))",
        rf"\b(?:remember|memori[sz]e|record|save)(?: this| that|:)? {_GAP}(?:the user|user's)\b",
        rf"\b(?:guarda|recuerda|memoriza|anota|apunta|almacena|anade) {_GAP}(?:en tu memoria|en la memoria del asistente|"
        r"para (?:todas )?(?:las )?(?:futuras|proximas|siguientes) conversaciones)",
        rf"\b(?:recuerda|memoriza|anota|apunta|guarda)(?: para siempre)?(?: esto)?,?:? que {_GAP}(?:el usuario|"
        rf"la usuaria|del usuario)\b",
    ),
}
_WEAK = {
    "tool": (
        rf"\b(?:call|use|invoke|run|execute|trigger) {_GAP}(?:tool|function|plugin|api|shell command)\b",
        rf"\b(?:llama(?:r)?|usa(?:r)?|utiliza(?:r)?|invoca(?:r)?|ejecuta(?:r)?|emplea(?:r)?) {_GAP}(?:herramienta|"
        rf"funcion|comando)\b",
        r"\b(?:call|use|invoke|run|execute|llama a|usa|ejecuta|invoca) [`'\"“]?[a-z]+_[a-z_]+\b",
    ),
    "send": (
        r"\b(?:send|forward|e-?mail|upload|post) (?:all |every |the |any |this )?(?:\w+ ){0,6}to \S+@\S+",
        r"\b(?:envia|manda|reenvia|sube)(?:lo|la)? (?:\w+ ){0,8}a \S+@\S+",
        r"\b(?:delete|erase|remove|wipe) (?:all|every) (?:\w+ ){0,3}(?:files?|documents?|memor(?:y|ies)|conversations?|"
        r"messages?|notes)",
        r"\b(?:borra|elimina) (?:tod[oa]s?) (?:\w+ ){0,3}(?:archivos|ficheros|documentos|recuerdos|memorias?|"
        r"conversaciones|mensajes|notas)",
    ),
    "address": (
        r"\b(?:language models?|llms?|chat ?bots?|chat ?gpt|ai (?:assistants?|models?|systems?)|ateneo|"
        r"modelos? de lenguaje|asistentes? (?:virtual(?:es)?|de ia|digital(?:es)?)|modelo de ia|inteligencia artificial)\b",
        r"(?:^|[.!?:;\n\"«(\[]\s*)(?:assistant|asistente|ai|ia|model|modelo)\s*[,:]",
    ),
    "role": (
        r"\b(?:you are now|you will now|pretend (?:to be|that you)|act as (?:if|an?)|from now on,? (?:you|answer|"
        r"respond|reply|say|act|always)|"
        r"a partir de (?:ahora|este momento),? (?:eres|responde|contesta|actua|di|seras|debes|recomienda)|ahora eres|"
        r"finge (?:ser|que)|actua como)\b",
    ),
    "answer": (
        r"\b(?:your|tu) (?:answers?|repl(?:y|ies)|responses?|respuestas?) (?:must|should|will|debe(?:ra)?n?|tiene que)\b",
        r"\b(?:answer|reply|respond|responde|contesta)(?: to everything| to every question| a todo| siempre|"
        r" always)? (?:only |solo |unicamente |siempre )?(?:with|con|that|que)(?: the words?| la palabra|:)? ?[\"'«“:]",
        r"\b(?:whatever|no matter what) (?:the user|you are asked|they ask|is asked)|\b(?:a cualquier pregunta|"
        r"te pregunten lo que te pregunten|"
        r"pregunte lo que pregunte|sea cual sea la pregunta)\b",
        r"\b(?:when|if) (?:you are asked|someone asks|the user asks|asked about)\b|\b(?:cuando|si) (?:te pregunten|"
        r"alguien (?:te )?pregunte|el usuario (?:te )?pregunte)\b",
    ),
    "new": (
        r"\b(?:new|updated|real|secret|hidden|important) (?:instructions?|orders|task|rules|directive)(?: for you)?\s*[:!]",
        r"\b(?:nuevas?|verdaderas?|secretas?) (?:instruccion(?:es)?|ordenes|tarea|reglas|directiva)(?: para ti)?\s*[:!]|"
        r"\binstruccion(?:es)? (?:importantes?|ocultas?|secretas?|nuevas?)\s*[:!]",
    ),
    "trust": (
        r"\b(?:this (?:document|text|message|file) (?:has|takes) (?:priority|precedence)|"
        r"the user (?:has )?(?:already )?(?:approved|authori[sz]ed|agreed|consented)|"
        r"you (?:are|have been) authori[sz]ed|no confirmation is (?:needed|required))\b",
        r"\b(?:el usuario (?:ya )?(?:ha )?(?:autoriza|autorizado|aprobado|aceptado|consentido)|estas autorizado|"
        r"no (?:hace falta|se necesita) confirmacion|"
        r"sin pedir (?:permiso|confirmacion))\b",
    ),
}


class OrderSign(msgspec.Struct, frozen=True):
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
        for begin, end in _windows(folded):
            signs = list(_signs(folded, begin, end, _SURE_FORMS))
            yield signs or list(_signs(folded, begin, end, _WEAK_FORMS))


def _windows(text: str) -> list[tuple[int, int]]:
    """Return the parts of a folded text around the words without which no form matches: those are found ten times as fast."""
    places: list[int] = []
    absent = [part for part in _SHARED_PARTS if part not in text]
    for anchor in _ANCHORS:
        at = -1 if any(part in anchor for part in absent) else text.find(anchor)
        while at >= 0:
            is_word = anchor not in _ALONE or not text[at - 1 : at].isalpha()
            places += [at] if is_word else []
            at = text.find(anchor, at + (AROUND if is_word else len(anchor)))
    windows: list[tuple[int, int]] = []
    for place in sorted(places):
        if windows and place - AROUND <= windows[-1][1]:
            windows[-1] = windows[-1][0], place + 2 * AROUND
        else:
            windows.append((max(place - AROUND, 0), place + 2 * AROUND))
    return windows


def _signs(text: str, begin: int, end: int, forms: dict[str, LazyPattern]) -> Iterator[OrderSign]:
    for kind, form in forms.items():
        for found in form.finditer(text, begin, end):
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
    for sign, plain in _USUAL_SIGNS:
        text = text.replace(sign, plain)
    try:
        folded = text.encode("latin-1").translate(_OF_LATIN, _NO_LETTERS).decode("ascii")
    except UnicodeEncodeError:
        folded = _without_marks(text).encode("ascii").translate(_OF_LATIN).decode("ascii")
    folded = _LINE_GOES_ON.sub(" ", folded)
    while "  " in folded:
        folded = folded.replace("  ", " ")
    return folded


def _without_marks(text: str) -> str:
    return unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode("ascii")


def _small_letter(code: int) -> str:
    """Return what is left of a character of Latin-1, one sign at most; empty where nothing is."""
    character = chr(code)
    if character.isspace() and character != "\n":
        return " "
    return _without_marks(character).lower().strip(" ") if code > 127 else character.lower()


_LINE_GOES_ON = LazyPattern(r"\n(?!\s*\n)(?=\s*[a-z])")
_USUAL_SIGNS = tuple({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "€": "", "…": "...", "•": ""}.items())
"""The signs of usual documents outside Latin-1, whose letters are folded thirty times as fast as all others."""
_PLAIN = {
    **{0xE0000 + code: chr(code) for code in range(0x20, 0x7F)},
    **dict.fromkeys(map(ord, "’‘´"), "'"),
    **dict.fromkeys(map(ord, "«»“”„"), '"'),
    **dict.fromkeys(map(ord, "–—"), "-"),
}
"""Quotation marks and dashes; and letters of the block of tags, which no font draws and models read."""
_LATIN = [_small_letter(code) for code in range(256)]
_OF_LATIN = bytes(ord(letter) if len(letter) == 1 else 0x20 for letter in _LATIN)
_NO_LETTERS = bytes(code for code, letter in enumerate(_LATIN) if not letter)
_SURE_FORMS = {kind: LazyPattern("|".join(f"(?:{form})" for form in forms)) for kind, forms in _SURE.items()}
_WEAK_FORMS = {kind: LazyPattern("|".join(f"(?:{form})" for form in forms)) for kind, forms in _WEAK.items()}
