"""Texts that the chat model writes from a text: a summary, a rewrite, a translation. A long text is processed in parts."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from engine.capabilities.text_tools.api import GeneratedText, Rewrite, Summarise, TextEvent, TextResult, Translate
from engine.capabilities.text_tools.summary import ExtractiveSummariser
from engine.capabilities.text_tools.validation import validated_text
from engine.models.interfaces import ChatMessage, ModelPool, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing, PromptTooLong
from engine.protocol.progress import Progress
from engine.text import sentences
from engine.text.language import Language, detect_language
from engine.text.language_identification import LanguageIdentifier

FOLDER = Path(__file__).parents[3] / "resources" / "prompts"
GREEDY = Sampling(temperature=0.0, repeat_penalty=1.0)
SMALL_MODEL_BYTES = 600_000_000
"""About a billion parameters in 4 bits. A smaller model's summary is worse than sentences of the text itself."""
PART_SHARE = 0.4
"""Share of the context window for a part of the text; as much is left for its result."""
MIN_ANSWER_TOKENS = 32
MAX_ROUNDS = 4


class _Generation(msgspec.Struct):
    """A prompt applied to one part after the other. `text` grows."""

    prompt: str
    is_cancelled: IsCancelled
    text: str = ""
    parts: int = 0
    truncated: bool = False


class TextGeneration:
    """Handlers of SUMMARISE, REWRITE and TRANSLATE. After a cancel the result is what was written until then."""

    def __init__(self, pool: ModelPool, summariser: ExtractiveSummariser) -> None:
        self._pool, self._summariser, self._languages = pool, summariser, LanguageIdentifier()

    def summarise(self, request: Summarise, is_cancelled: IsCancelled) -> Generator[TextEvent, None, TextResult]:
        """Return a summary. Raises TextEmpty, TextTooLong, and ModelMissing when the chat model is needed."""
        text = validated_text(request.text)
        if request.method == "extract" or (request.method == "auto" and not self._is_capable(text, request.model)):
            result = yield from self._extract(text, request.sentences, is_cancelled)
            yield GeneratedText(result.text)
            return result
        prompt = _prompt(detect_language(text), "summarise").replace("{sentences}", str(request.sentences))
        unlisted = self._unlisted_languages(request.model, self._language(text))
        with self._pool.text_model(request.model, is_cancelled) as model:
            shorter, parts = yield from _shorten(model, prompt, text, is_cancelled)
            generation = _Generation(prompt, is_cancelled)
            yield from _generate_parts(model, generation, shorter)
            return msgspec.structs.replace(self._result(generation, model, request.model, unlisted), parts=parts)

    def rewrite(self, request: Rewrite, is_cancelled: IsCancelled) -> Generator[TextEvent, None, TextResult]:
        """Return the text in other words. Raises TextEmpty, TextTooLong, PromptTooLong, ModelMissing."""
        text = validated_text(request.text)
        prompt = _prompt(detect_language(text), request.style)
        return (yield from self._generate(text, prompt, request.model, {self._language(text)}, is_cancelled))

    def translate(self, request: Translate, is_cancelled: IsCancelled) -> Generator[TextEvent, None, TextResult]:
        """Return the translation. Raises TextEmpty, TextTooLong, PromptTooLong, ModelMissing."""
        text = validated_text(request.text)
        prompt, languages = _prompt(request.to, "translate"), {self._language(text), request.to}
        return (yield from self._generate(text, prompt, request.model, languages, is_cancelled))

    def _generate(
        self, text: str, prompt: str, model_id: str | None, languages: set[str], is_cancelled: IsCancelled
    ) -> Generator[TextEvent, None, TextResult]:
        unlisted = self._unlisted_languages(model_id, *languages)
        with self._pool.text_model(model_id, is_cancelled) as model:
            generation = _Generation(prompt, is_cancelled)
            yield from _generate_parts(model, generation, text)
            return self._result(generation, model, model_id, unlisted)

    def _extract(self, text: str, limit: int, is_cancelled: IsCancelled) -> Generator[Progress, None, TextResult]:
        spans = yield from self._summariser.summarise(text, limit, is_cancelled)
        return TextResult(" ".join(" ".join(text[slice(*span)].split()) for span in spans), "extract", spans)

    def _result(
        self, generation: _Generation, model: TextModel, model_id: str | None, unlisted: tuple[str, ...]
    ) -> TextResult:
        return TextResult(
            generation.text.strip(),
            "write",
            unlisted_languages=unlisted,
            model=model.name,
            parts=generation.parts,
            truncated=generation.truncated,
            cancelled=generation.is_cancelled(),
            weak=self._pool.size(model_id) <= SMALL_MODEL_BYTES,
        )

    def _is_capable(self, text: str, model: str | None) -> bool:
        """Return whether the chat model is large enough and knows the language of the text."""
        try:
            is_large = self._pool.size(model) > SMALL_MODEL_BYTES
            return is_large and not self._unlisted_languages(model, self._language(text))
        except ModelMissing:
            if model is not None:
                raise  # it was asked for by name
            return False

    def _unlisted_languages(self, model: str | None, *languages: str) -> tuple[str, ...]:
        """Return those that the model's manifest does not list, none where it lists no language. Raises ModelMissing."""
        listed = self._pool.languages(model)
        return tuple(sorted(set(languages) - set(listed) - {""})) if listed else ()

    def _language(self, text: str) -> str:
        guesses = self._languages.probabilities(text, 1)
        return guesses[0][0] if guesses else ""


def _shorten(
    model: TextModel, prompt: str, text: str, is_cancelled: IsCancelled
) -> Generator[Progress, None, tuple[str, int]]:
    """Summarise the parts of the text until it fits into one; return it and the number of parts at first."""
    first = 0
    for _ in range(MAX_ROUNDS):
        generation = _Generation(prompt, is_cancelled)
        count = sum(1 for _ in _parts(model, text, _part_tokens(model)))
        first = first or count
        if count <= 1 or is_cancelled():
            break
        for event in _generate_parts(model, generation, text):
            if isinstance(event, Progress):
                yield event
        text = generation.text if generation.text.strip() else text
    return text, first


def _part_tokens(model: TextModel) -> int:
    return int(model.context * PART_SHARE)


def _generate_parts(model: TextModel, generation: _Generation, text: str) -> Generator[TextEvent, None, None]:
    """Generate the result of each part, with the paragraph breaks between parts kept."""
    parts = [*_parts(model, text, _part_tokens(model))]
    for number, (start, end) in enumerate(parts):
        if generation.is_cancelled():
            return
        if len(parts) > 1:
            yield Progress(number, len(parts), "part")
        if number:
            gap = "\n\n" if "\n" in text[parts[number - 1][1] : start] else " "
            generation.text += gap
            yield GeneratedText(gap)
        yield from _generate_part(model, generation, text[start:end])
        generation.parts += 1


def _generate_part(model: TextModel, generation: _Generation, part: str) -> Generator[TextEvent, None, None]:
    """Raises PromptTooLong where the window leaves no room for an answer."""
    prompt = model.prompt([ChatMessage("user", generation.prompt.replace("{text}", part))])
    room = model.context - len(prompt)
    if room < MIN_ANSWER_TOKENS:
        raise PromptTooLong(tokens=len(prompt), context=model.context)
    limit = min(room, max(MIN_ANSWER_TOKENS, 2 * model.count(part)))
    sampling = msgspec.structs.replace(GREEDY, max_tokens=limit)
    has_begun = False
    with closing(model.generate(prompt, sampling, generation.is_cancelled)) as events:
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                generation.truncated = generation.truncated or end.value.finish == "length"
                return
            if not isinstance(event, TextDelta):
                continue
            text = event.text if has_begun else event.text.lstrip()
            has_begun = has_begun or bool(text)
            generation.text += text
            if text:
                yield GeneratedText(text)


def _parts(model: TextModel, text: str, tokens: int) -> Iterator[tuple[int, int]]:
    """Yield spans of whole sentences of at most about `tokens` each; a longer sentence is cut."""
    start: int | None = None
    end = used = 0
    for sentence_start, sentence_end in _short_sentences(model, text, tokens):
        count = model.count(text[sentence_start:sentence_end]) + 1
        if start is not None and used + count > tokens:
            yield start, end
            start, used = None, 0
        start = sentence_start if start is None else start
        end, used = sentence_end, used + count
    if start is not None:
        yield start, end


def _short_sentences(model: TextModel, text: str, tokens: int) -> Iterator[tuple[int, int]]:
    for start, end in sentences.spans(text):
        count = model.count(text[start:end])
        pieces = -(-count // max(tokens // 2, 1)) if count > tokens else 1
        size = -(-(end - start) // pieces)
        yield from ((at, min(at + size, end)) for at in range(start, end, size))


def _prompt(language: Language, name: str) -> str:
    return (FOLDER / language / f"{name}.txt").read_text("utf-8").strip()
