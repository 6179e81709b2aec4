"""Two sentences of the chat model on a comparison: it reads the differences, never the documents."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from engine.capabilities.documents.api.comparison import Difference, DifferencesSummary, SummariseDifferences
from engine.capabilities.documents.whole.model_strength import is_weak_in
from engine.capabilities.documents.whole.prompt_texts import prompt_text
from engine.models.interfaces import ChatMessage, ModelPool, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled, raise_if_cancelled
from engine.protocol.progress import Progress

MOST_READ, CHARACTERS_A_PASSAGE = 24, 260
READ_SHARE = 0.5
"""Of the context window, for the differences."""
LONGEST_SUMMARY = 160
"""Tokens."""
_MARKS = {"changed": "±", "added": "+", "dropped": "-", "moved": "↕"}


class DifferenceSummariser:
    """Handler of SUMMARISE_DIFFERENCES."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def summarise(
        self, request: SummariseDifferences, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, DifferencesSummary]:
        """Return the sentences. Raises ModelError, Cancelled."""
        yield Progress(0, 1, "part")
        is_weak = is_weak_in(self._pool, request.model, request.language)
        with self._pool.text_model(request.model, is_cancelled) as model:
            lines = _lines(model, request.comparison.differences)
            prompt = prompt_text(request.language, "differences").format(differences="\n".join(lines))
            sampling = Sampling(temperature=0.0, max_tokens=LONGEST_SUMMARY)
            tokens = model.prompt([ChatMessage("user", prompt)])
            parts: list[str] = []
            with closing(model.generate(tokens, sampling, is_cancelled)) as events:
                parts += [event.text for event in events if isinstance(event, TextDelta)]
            raise_if_cancelled(is_cancelled)
            return DifferencesSummary("".join(parts).strip(), model.name, is_weak)


def _lines(model: TextModel, differences: tuple[Difference, ...]) -> list[str]:
    """Return the first differences as far as they fit: "- old" and "+ new" lines as in a patch."""
    room = int(model.context * READ_SHARE)
    lines: list[str] = []
    for difference in differences[:MOST_READ]:
        sides = (("-", difference.first), ("+", difference.second))
        texts = [f"{mark} {_short(side.text)}" for mark, side in sides if side is not None]
        line = f"{_MARKS[difference.kind]} {texts[-1][2:]}" if difference.kind == "moved" else "\n".join(texts)
        room -= model.count(line) + 1
        if room < 0 and lines:
            break
        lines.append(line)
    return lines


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= CHARACTERS_A_PASSAGE else f"{joined[:CHARACTERS_A_PASSAGE]}…"
