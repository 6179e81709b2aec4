"""Lets the chat model quote what rules did not find. A value that does not stand in the text is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

import msgspec

from engine.capabilities.documents.api.extraction import FactCell, FactField
from engine.capabilities.documents.extraction.field_kinds import FieldRule, normalized
from engine.capabilities.documents.whole.prompt_texts import prompt_text
from engine.models.interfaces import ChatMessage, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, PromptTooLong
from engine.text.language import Language
from engine.text.tokens import content_stems
from engine.text.values.folding import fold_aligned

CONTEXT_SHARE, MOST_TOKENS = 0.5, 1200
"""Of the text in a prompt: part of the context window, and at most so many tokens."""
MOST_PARTS = 4
"""Parts of a long document that are read for one row."""
LONGEST_VALUE, TOKENS_A_FIELD = 160, 60
AROUND = 160
"""Characters before and after a value in which the field has to be spoken of."""
_NOTHING = frozenset(
    "none null n/a na no not stated not specified unknown no consta no indica no se indica ninguno ninguna desconocido -".split()
) | {"not stated", "not specified", "no consta", "no se indica", "no especificado"}


def read_by_model(
    model: TextModel,
    fields: Mapping[int, tuple[FactField, FieldRule]],
    pages: Mapping[int, str],
    language: Language,
    is_cancelled: IsCancelled,
) -> Iterator[FactCell]:
    """Yield a cell for each field that the model finds in the text, by the fields' numbers. Raises Cancelled."""
    left = dict(fields)
    room = min(MOST_TOKENS, int(model.context * CONTEXT_SHARE))
    for page, start, text in list(_parts(model, pages, room))[:MOST_PARTS]:
        if not left:
            return
        try:
            said = _ask(model, [field for field, _ in left.values()], text, language, is_cancelled)
        except PromptTooLong:
            return
        for (at, (field, rule)), value in zip(list(left.items()), said, strict=False):
            cell = _verified(at, rule, value, page, start, pages[page])
            if cell is not None and _is_about(cell, field, rule, pages[page]):
                del left[at]
                yield cell


def _parts(model: TextModel, pages: Mapping[int, str], room: int) -> Iterator[tuple[int, int, str]]:
    """Yield (page, offset, text) of pieces of the pages that fit."""
    for page in sorted(pages):
        text, start = pages[page], 0
        while start < len(text):
            length = len(text) - start
            while length > 200 and model.count(text[start : start + length]) > room:
                length = int(length * 0.7)
            end = start + length
            if end < len(text) and (cut := text.rfind("\n", start + length // 2, end)) > start:
                end = cut
            if text[start:end].strip():
                yield page, start, text[start:end]
            start = end


def _ask(
    model: TextModel, fields: Sequence[FactField], text: str, language: Language, is_cancelled: IsCancelled
) -> list[str]:
    """Return what the model quotes for each field; empty where it says that the text does not state it."""
    listed = "\n".join(
        f"{at}. {field.name}{f': {field.description}' if field.description else ''}"
        for at, field in enumerate(fields, 1)
    )
    asked = prompt_text(language, "extract").format(fields=listed, text=text.replace("»»»", "»"))
    properties = {str(at): {"type": "string", "maxLength": LONGEST_VALUE} for at in range(1, len(fields) + 1)}
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    sampling = Sampling(
        temperature=0.0,
        repeat_penalty=1.0,
        max_tokens=TOKENS_A_FIELD * len(fields) + 40,
        schema=msgspec.json.encode(schema).decode(),
    )
    prompt = model.prompt([ChatMessage("user", asked)])
    with closing(model.generate(prompt, sampling, is_cancelled)) as events:
        written = "".join(event.text for event in events if isinstance(event, TextDelta))
    if is_cancelled():
        raise Cancelled
    try:
        answer = msgspec.json.decode(written.encode("utf-8", "replace"), type=dict[str, str])
    except msgspec.DecodeError:
        return []  # cut off: nothing of it is sure
    return [answer.get(str(at), "") for at in range(1, len(fields) + 1)]


def _verified(at: int, rule: FieldRule, value: str, page: int, start: int, text: str) -> FactCell | None:
    """Return the cell of a value that stands in the text and is of the field's kind, else None."""
    value = value.strip().strip("\"'“”«».").strip()
    folded = " ".join(fold_aligned(value).split())
    if len(folded) < 2 or folded in _NOTHING or folded == rule.name:
        return None
    match = _place(value, text, start)
    if match is None:
        return None
    found = match.group()
    if rule.kind not in ("text", "amount", "number") and rule.value_in(found) is None:
        return None
    return FactCell(
        at, " ".join(found.split()), "model", page, match.start(), match.end(), found, normalized(rule.kind, found)
    )


def _is_about(cell: FactCell, field: FactField, rule: FieldRule, text: str) -> bool:
    """Return whether the words around a value say what it is: a word of the field's name or description, or a label of it.

    A model of a few billion parameters quotes something for every field, stated or not: of 4 letters and contracts asked for
    4 facts, Qwen2.5-Coder-1.5B quoted 3 dates and people for facts that were not there.
    """
    around = text[max(0, cell.start - AROUND) : cell.end + AROUND]
    before = around[: min(AROUND, cell.start)]
    cut = max(before.rfind("\n\n"), before.rfind(". ")) + 1
    sentence = around[cut:]
    asked = set(content_stems(f"{field.name} {field.description}"))
    if asked & set(content_stems(sentence)):
        return True
    return rule.labels is not None and rule.labels.search(fold_aligned(sentence)) is not None


def _place(value: str, text: str, start: int) -> re.Match[str] | None:
    """Return where the words of a value stand in the text, white space, capitals and accents aside."""
    words = r"\s+".join(re.escape(word) for word in fold_aligned(value).split())
    form = re.compile(rf"(?<![^\W_]){words}(?![^\W_])")
    folded = form.search(fold_aligned(text), start) or form.search(fold_aligned(text))
    return re.compile(re.escape(text[slice(*folded.span())])).search(text, folded.start()) if folded else None
