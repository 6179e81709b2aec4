"""Check of a prompt by the rules of prompt writing: what is vague in it, where, and what could be written there."""

from __future__ import annotations

import itertools
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from engine.text.language import Language

FOLDER = Path(__file__).parents[3] / "resources" / "prompts" / "checker"
LONGEST_CHECKED = 20_000
"""Characters; what follows is text that is worked on, not the prompt."""
PASTED_CHARACTERS, PASTED_WORDS = 160, 25
"""A block of text after an order is pasted, from so many characters and words on."""
MOST_TASKS = 2
FEWEST_WORDS = 3
"""Of shorter prompts, such as "hello", nothing is asked."""
QUOTES = '"""'

WeaknessKind = Literal[
    "no_text",
    "no_delimiters",
    "several_tasks",
    "vague_words",
    "only_negative",
    "no_format",
    "no_length",
    "no_audience",
]
"""no_text: it speaks of a text that is not there. no_delimiters: a pasted text does not stand apart from the order.
several_tasks: more than two orders at once. vague_words: words that leave open which or how many. only_negative: it says what
not to do, and not what to do. no_format, no_length, no_audience: it does not say what the answer should look like, how long it
should be, or for whom it is."""


class Weakness(msgspec.Struct, frozen=True):
    """Something vague in a prompt, at characters `start` to `end`.

    The mend replaces the characters `mend_start` to `mend_end` by `mend`.
    """

    kind: WeaknessKind
    start: int
    end: int
    mend_start: int
    mend_end: int
    mend: str


def check_prompt(prompt: str, language: Language) -> tuple[Weakness, ...]:
    """Return what is vague in a prompt, in the order of the text; nothing for a greeting or a question about facts."""
    return tuple(sorted(_Check(prompt[:LONGEST_CHECKED], language).weaknesses(), key=lambda weakness: weakness.start))


def apply_mend(prompt: str, weakness: Weakness) -> str:
    """Return the prompt with the mend of one weakness."""
    return prompt[: weakness.mend_start] + weakness.mend + prompt[weakness.mend_end :]


class _Words(msgspec.Struct, frozen=True):
    """The patterns of one language."""

    tasks: re.Pattern[str]
    long_tasks: re.Pattern[str]
    text_tasks: re.Pattern[str]
    readers_matter: re.Pattern[str]
    format: re.Pattern[str]
    length: re.Pattern[str]
    audience: re.Pattern[str]
    vague: re.Pattern[str]
    negative_order: re.Pattern[str]
    pointing_noun: re.Pattern[str]
    joints: re.Pattern[str]
    mends: dict[str, str]


@cache
def _words(language: Language) -> _Words:
    file = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    mends = file.pop("mends")
    joints = "|".join(file.pop("joints"))
    patterns = {name: re.compile(rf"\b(?:{'|'.join(parts)})(?!\w)") for name, parts in file.items()}
    return _Words(**patterns, joints=re.compile(joints), mends=mends)


class _Check:
    """One prompt. Its order is the text outside of quotations and pasted blocks."""

    def __init__(self, prompt: str, language: Language) -> None:
        self._prompt, self._words = prompt, _words(language)
        self._pasted = _pasted_block(prompt)
        order = _without_quotations(_folded(prompt))
        if self._pasted:
            start, end = self._pasted
            order = order[:start] + " " * (end - start) + order[end:]
        self._order = order
        self._tasks = tuple(self._find_tasks())
        self._end = len(order.rstrip())

    def weaknesses(self) -> Iterator[Weakness]:
        is_prompt = self._pasted or len(self._order.split()) >= FEWEST_WORDS
        if not is_prompt or not (self._tasks or self._is_negative()):
            return
        yield from self._text()
        yield from self._several_tasks()
        yield from self._vague()
        yield from self._negative()
        yield from self._missing()

    def _find_tasks(self) -> Iterator[re.Match[str]]:
        return (match for match in self._words.tasks.finditer(self._order) if self._is_order(match))

    def _is_order(self, verb: re.Match[str]) -> bool:
        """Whether a verb stands at the beginning of a sentence, of a line, or of a part of a sentence."""
        before = self._order[: verb.start()]
        return bool(_OPENING.search(before) or re.search(rf"(?:{self._words.joints.pattern})$", before))

    def _text(self) -> Iterator[Weakness]:
        if self._pasted:
            start, end = self._pasted
            text = self._prompt[start:end].replace(QUOTES, "'''")
            yield Weakness("no_delimiters", start, end, start, end, f"{QUOTES}\n{text}\n{QUOTES}")
            return
        works_on_text = self._words.text_tasks.search(self._order)
        pointed = self._words.pointing_noun.search(self._order, works_on_text.end() if works_on_text else 0)
        has_text = len(self._order.split()) < len(self._prompt.split()) or "{{" in self._prompt
        if works_on_text and pointed and not has_text and _NOT_A_TEXT.match(self._order, pointed.end()):
            yield Weakness("no_text", *pointed.span(), self._end, self._end, f"\n\n{QUOTES}\n{{{{text}}}}\n{QUOTES}")

    def _several_tasks(self) -> Iterator[Weakness]:
        tasks = [task for task in self._tasks if not self._is_numbered(task)]
        if len(tasks) <= MOST_TASKS:
            return
        first, last = tasks[0], tasks[-1]
        end = _sentence_end(self._order, last.end())
        bounds = [task.start() for task in tasks] + [end]
        parts = [self._prompt[start:stop].strip(" ,;.\n") for start, stop in itertools.pairwise(bounds)]
        joint = re.compile(rf"(?:{self._words.joints.pattern}|\s+(?:y|e|and|then|luego))$")
        steps = [joint.sub("", part + " ").strip(" ,;.") for part in parts]
        listed = "\n".join(f"{number}. {step[:1].upper()}{step[1:]}." for number, step in enumerate(steps, 1))
        gap = "" if first.start() == 0 or self._prompt[first.start() - 1] == "\n" else "\n"
        yield Weakness("several_tasks", first.start(), end, first.start(), end, gap + listed)

    def _is_numbered(self, task: re.Match[str]) -> bool:
        line = self._order[self._order.rfind("\n", 0, task.start()) + 1 : task.start()]
        return bool(re.fullmatch(r"\s*(?:\d+[.)]|[-*•])\s*", line))

    def _vague(self) -> Iterator[Weakness]:
        if not self._tasks:
            return
        vague = rf"{self._words.vague.pattern}(?:\s+{self._words.vague.pattern})*"
        for match in re.compile(vague).finditer(self._order, self._tasks[0].start()):
            yield Weakness(
                "vague_words", *match.span(), match.end(), match.end(), f" {self._words.mends['vague_words']}"
            )

    def _is_negative(self) -> bool:
        return any(self._is_order(order) for order in self._words.negative_order.finditer(self._order))

    def _negative(self) -> Iterator[Weakness]:
        orders = [order for order in self._words.negative_order.finditer(self._order) if self._is_order(order)]
        positive = [task for task in self._tasks if not any(o.end() <= task.start() <= o.end() + 2 for o in orders)]
        if orders and not positive:
            yield self._added("only_negative", orders[0].start(), _sentence_end(self._order, orders[0].end()))

    def _missing(self) -> Iterator[Weakness]:
        words, order = self._words, self._order
        if (task := self._task_of(words.readers_matter)) and not words.audience.search(order):
            yield self._added("no_audience", *task.span())
        task = self._task_of(words.long_tasks)
        if task is None:
            return
        rest = order[: task.start()] + " " * len(task.group()) + order[task.end() :]
        if not words.format.search(rest):
            yield self._added("no_format", *task.span())
        if not words.length.search(rest):
            yield self._added("no_length", *task.span())

    def _task_of(self, kind: re.Pattern[str]) -> re.Match[str] | None:
        return next((task for task in self._tasks if kind.match(task.group())), None)

    def _added(self, kind: WeaknessKind, start: int, end: int) -> Weakness:
        """A weakness that one more sentence mends: before the order where a pasted text follows it, else behind it."""
        mend = self._words.mends[kind]
        if self._pasted:
            return Weakness(kind, start, end, 0, 0, f"{mend} ")
        stop = "" if self._prompt[: self._end].endswith((".", "!", "?", ":", '"', ";")) else "."
        return Weakness(kind, start, end, self._end, self._end, f"{stop} {mend}")


def _folded(text: str) -> str:
    """Lower case without accents, as many characters as the text."""
    return "".join(unicodedata.normalize("NFD", character.lower())[0] for character in text)


_OPENING = re.compile(
    r"(?:^|[.!?:;\n•*-]\s*|\d[.)]\s*)(?:(?:please|por favor|now|ahora|you should|could you|can you)[,\s]+)?\s*$"
)
_MARKED = re.compile(r"""\s*(?:\"{1,3}|```|<\w+>|«|“|---|===|#|\d+[.)]|[-*•]\s)""")
"""Beginning of a block that is set apart, or is a list of the prompt's own."""
_DEFAULT = re.compile(r"(\{\{[\w ]+[=:])([^{}|]*)(?:\|[^{}]*)?\}\}")
_NOT_A_TEXT = re.compile(
    r"\s*(?:[.!?:]*\s*$|[.!?,]"
    r"|\b(?:in|into|as|for|to|with|using|and|please|en|como|para|al|a|con|usando|y|por favor)\b(?![^.!?]*:\s*\S))"
)
"""After "this text": the end, or what is to be done with it, and not the text itself."""
_QUOTATION = re.compile(
    r'"""(?:.|\n)*?"""|```(?:.|\n)*?```|<(\w+)>(?:.|\n)*?</\1>|«[^»]*»|“[^”]*”|"[^"\n]*"|\{\{[^}]*\}\}'
)


def _without_quotations(text: str) -> str:
    """Blanks in the place of everything that stands between delimiters; of a variable its default stays."""
    text = _DEFAULT.sub(lambda match: (" " * len(match.group(1)) + match.group(2)).ljust(len(match.group())), text)
    return _QUOTATION.sub(lambda quotation: " " * len(quotation.group()), text)


def _pasted_block(prompt: str) -> tuple[int, int] | None:
    """Characters of a long text after an order that no delimiter sets apart."""
    match = re.search(r"(?:\n\s*\n|:\s*\n|:\s+)(?=\S)", prompt)
    if match is None:
        return None
    start, end = match.end(), len(prompt.rstrip())
    block = prompt[start:end]
    is_long = len(block) >= PASTED_CHARACTERS and len(block.split()) >= PASTED_WORDS
    is_marked = _MARKED.match(block) is not None
    return (start, end) if is_long and not is_marked else None


def _sentence_end(text: str, start: int) -> int:
    match = re.compile(r"[.!?](?=\s|$)|\n\s*\n").search(text, start)
    if match is None:
        return len(text.rstrip())
    return match.end() if match.group().strip() else match.start()
