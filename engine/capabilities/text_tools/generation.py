"""Texts the chat model writes from a text: shorter, in other words, in another language. A long one goes in parts."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.capabilities.text_tools.api import GeneratedText, Rewrite, Summarise, TextEvent, TextResult, Translate
from engine.capabilities.text_tools.summary import Extractor
from engine.capabilities.text_tools.validation import sound
from engine.models.interfaces import ChatMessage, ModelPool, PromptRead, TextModel
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing, PromptTooLong
from engine.protocol.progress import Progress
from engine.protocol.sampling import Sampling
from engine.text import sentences
from engine.text.language import Language, detect_language
from engine.text.language_identification import LanguageIdentifier

FOLDER = Path(__file__).parents[3] / "resources" / "prompts"
SOBER = Sampling(temperature=0.0, repeat_penalty=1.0)
SMALL_MODEL = 600_000_000
"""Bytes: about a billion parameters in 4 bits. What a smaller one writes of a text is worse than the text's own sentences."""
PART_OF_CONTEXT = 0.4
"""Share of the window for a part of the text; as much is left for what is written of it."""
SHORTEST_ANSWER = 32
ROUNDS = 4


@dataclass
class _Job:
    """What is to be done with every part; `written` grows."""

    prompt: str
    cancelled: IsCancelled
    written: str = ""
    parts: int = 0
    cut: bool = False


class Writer:
    """Handlers. Cancelled, what was written so far is the result."""

    def __init__(self, pool: ModelPool, extractor: Extractor) -> None:
        self._pool, self._extractor, self._languages = pool, extractor, LanguageIdentifier()

    def summarise(self, request: Summarise, is_cancelled: IsCancelled) -> Generator[TextEvent, None, TextResult]:
        """Raises TextEmpty, TextTooLong, ModelMissing when the chat model is asked for and there is none."""
        text = sound(request.text)
        if request.method == "extract" or (request.method == "auto" and not self._is_up_to(text, request.model)):
            done = yield from self._extracted(text, request.sentences, is_cancelled)
            yield GeneratedText(done.text)
            return done
        prompt = _prompt(detect_language(text), "summarise").replace("{sentences}", str(request.sentences))
        unlisted = self._unlisted(request.model, self._language(text))
        with self._pool.text_model(request.model, is_cancelled) as model:
            shorter, parts = yield from _shortened(model, prompt, text, is_cancelled)
            job = _Job(prompt, is_cancelled)
            yield from _each_part(model, job, shorter)
            return msgspec.structs.replace(self._done(job, model, request.model, unlisted), parts=parts)

    def rewrite(self, request: Rewrite, is_cancelled: IsCancelled) -> Generator[TextEvent, None, TextResult]:
        """Raises TextEmpty, TextTooLong, PromptTooLong, ModelMissing."""
        text = sound(request.text)
        prompt = _prompt(detect_language(text), request.style)
        return (yield from self._write(text, prompt, request.model, {self._language(text)}, is_cancelled))

    def translate(self, request: Translate, is_cancelled: IsCancelled) -> Generator[TextEvent, None, TextResult]:
        """Raises TextEmpty, TextTooLong, PromptTooLong, ModelMissing."""
        text = sound(request.text)
        languages = {self._language(text), request.to}
        return (yield from self._write(text, _prompt(request.to, "translate"), request.model, languages, is_cancelled))

    def _write(
        self, text: str, prompt: str, wanted: str | None, languages: set[str], is_cancelled: IsCancelled
    ) -> Generator[TextEvent, None, TextResult]:
        unlisted = self._unlisted(wanted, *languages)
        with self._pool.text_model(wanted, is_cancelled) as model:
            job = _Job(prompt, is_cancelled)
            yield from _each_part(model, job, text)
            return self._done(job, model, wanted, unlisted)

    def _extracted(self, text: str, most: int, is_cancelled: IsCancelled) -> Generator[Progress, None, TextResult]:
        spans = yield from self._extractor.best(text, most, is_cancelled)
        return TextResult(" ".join(" ".join(text[slice(*span)].split()) for span in spans), "extract", spans)

    def _done(self, job: _Job, model: TextModel, wanted: str | None, unlisted: tuple[str, ...]) -> TextResult:
        weak = self._pool.size(wanted) <= SMALL_MODEL
        text, stopped = job.written.strip(), job.cancelled()
        return TextResult(text, "write", (), unlisted, model.name, job.parts, job.cut, stopped, weak)

    def _is_up_to(self, text: str, model: str | None) -> bool:
        try:
            return self._pool.size(model) > SMALL_MODEL and not self._unlisted(model, self._language(text))
        except ModelMissing:
            return False

    def _unlisted(self, model: str | None, *languages: str) -> tuple[str, ...]:
        """Those the model's card leaves out. No list, no doubt. Raises ModelMissing."""
        known = self._pool.languages(model)
        return tuple(sorted(set(languages) - set(known) - {""})) if known else ()

    def _language(self, text: str) -> str:
        found = self._languages.probabilities(text, 1)
        return found[0][0] if found else ""


def _shortened(
    model: TextModel, prompt: str, text: str, is_cancelled: IsCancelled
) -> Generator[Progress, None, tuple[str, int]]:
    """The text itself when it fits, else the summaries of its parts, and theirs; and how many parts it had at first."""
    first = 0
    for _ in range(ROUNDS):
        job = _Job(prompt, is_cancelled)
        count = sum(1 for _ in _parts(model, text, _part_tokens(model)))
        first = first or count
        if count <= 1 or is_cancelled():
            break
        for event in _each_part(model, job, text):
            if isinstance(event, Progress):
                yield event
        text = job.written if job.written.strip() else text
    return text, first


def _part_tokens(model: TextModel) -> int:
    return int(model.context * PART_OF_CONTEXT)


def _each_part(model: TextModel, job: _Job, text: str) -> Generator[TextEvent, None, None]:
    """The job done for each part, one after the other, their gaps as in the text."""
    parts = list(_parts(model, text, _part_tokens(model)))
    for number, (start, end) in enumerate(parts):
        if job.cancelled():
            return
        if len(parts) > 1:
            yield Progress(number, len(parts), "part")
        if number:
            gap = "\n\n" if "\n" in text[parts[number - 1][1] : start] else " "
            job.written += gap
            yield GeneratedText(gap)
        yield from _one_part(model, job, text[start:end])
        job.parts += 1


def _one_part(model: TextModel, job: _Job, part: str) -> Generator[TextEvent, None, None]:
    prompt = model.prompt([ChatMessage("user", job.prompt.replace("{text}", part))])
    room = model.context - len(prompt)
    if room < SHORTEST_ANSWER:
        raise PromptTooLong(tokens=len(prompt), context=model.context)
    most = min(room, max(SHORTEST_ANSWER, 2 * model.count(part)))
    sampling = msgspec.structs.replace(SOBER, max_tokens=most)
    begun = False
    with closing(model.generate(prompt, sampling, job.cancelled)) as generation:
        while True:
            try:
                event = next(generation)
            except StopIteration as stop:
                job.cut = job.cut or stop.value.finish == "length"
                return
            if isinstance(event, PromptRead):
                continue
            text = event.text if begun else event.text.lstrip()
            begun = begun or bool(text)
            job.written += text
            if text:
                yield GeneratedText(text)


def _parts(model: TextModel, text: str, tokens: int) -> Iterator[tuple[int, int]]:
    """Runs of whole sentences of at most about that many tokens; a sentence alone that is longer is cut."""
    begin: int | None = None
    end = used = 0
    for start, stop in _short_sentences(model, text, tokens):
        count = model.count(text[start:stop]) + 1
        if begin is not None and used + count > tokens:
            yield begin, end
            begin, used = None, 0
        begin = start if begin is None else begin
        end, used = stop, used + count
    if begin is not None:
        yield begin, end


def _short_sentences(model: TextModel, text: str, tokens: int) -> Iterator[tuple[int, int]]:
    for start, end in sentences.spans(text):
        count = model.count(text[start:end])
        pieces = -(-count // max(tokens // 2, 1)) if count > tokens else 1
        size = -(-(end - start) // pieces)
        yield from ((at, min(at + size, end)) for at in range(start, end, size))


def _prompt(language: Language, name: str, folder: Path = FOLDER) -> str:
    return (folder / language / f"{name}.txt").read_text("utf-8").strip()
