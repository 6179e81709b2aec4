"""Running a chain: each step's prompt is filled with the outputs before it, written by the chat model, and saved."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Sequence
from contextlib import closing

import msgspec

from engine.capabilities.prompts.api import (
    Chain,
    ChainEvent,
    ChainRun,
    ChainStep,
    ChainTable,
    PromptEmpty,
    RunChain,
    RunChainOverTable,
    StepDelta,
    StepStarted,
    VariableMissing,
)
from engine.capabilities.prompts.prompt_store import PromptStore
from engine.models.interfaces import ChatMessage, ModelPool, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import AteneoError, Cancelled, PromptTooLong
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.tables.sources import TableOpener
from engine.tables.table_writer import ResumableTable, RowProgress
from engine.tables.tables import NO_COLUMN
from engine.text.prompting.variables import fill_variables, find_variables

INPUT, PREVIOUS, STEP = "input", "previous", "step {number}"
FEWEST_ANSWER_TOKENS = 64
FLUSH_CHARACTERS = 40
"""Characters of an output that are sent at once."""
UNFINISHED = " […]"
"""End of an output in which a run was stopped."""

RowOutputs = list[str] | None


class ChainRunner:
    """Runs the chains of a store. The texts are not the person's questions: nothing of them is remembered."""

    def __init__(self, store: PromptStore, pool: ModelPool, tables: TableOpener) -> None:
        self._store, self._pool, self._tables = store, pool, tables

    def run(self, chain: Chain, request: RunChain, is_cancelled: IsCancelled) -> Generator[ChainEvent, None, ChainRun]:
        """Run a chain. Raises what RunChain names."""
        begun = self._store.run(request.resume) if request.resume else None
        steps = begun.steps if begun else chain.steps
        text = begun.input if begun else request.input
        outputs = list(begun.outputs[: _finished(begun)]) if begun else []
        if not text.strip() and any(INPUT in _names(step) for step in steps):
            raise PromptEmpty
        id = begun.id if begun else self._store.begin_run(chain, text)
        self._store.save_run(id, outputs, "running")
        try:
            with self._pool.text_model(request.model, is_cancelled) as model:
                for number in range(len(outputs), len(steps)):
                    yield StepStarted(id, number, steps[number].name)
                    yield from _write(model, steps[number], text, outputs, is_cancelled)
                    if is_cancelled():
                        raise Cancelled
                    self._store.save_run(id, outputs, "running")
        except GeneratorExit:
            self._store.save_run(id, outputs, "stopped")
            raise
        except Cancelled:
            self._store.save_run(id, outputs, "stopped")
            return self._store.run(id)
        except AteneoError:
            self._store.save_run(id, outputs[: _finished(self._store.run(id))], "failed")
            raise
        self._store.save_run(id, outputs, "complete")
        return self._store.run(id)

    def run_over_table(
        self, chain: Chain, request: RunChainOverTable, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, ChainTable]:
        """Run a chain on every row. Raises what RunChainOverTable names."""
        source = Source(request.path, "", request.column, NO_COLUMN, request.delimiter, request.encoding)
        job = f"{request.column} {msgspec.json.encode(chain.steps).decode()} {request.model or ''}"
        with (
            (yield from self._tables.open(source, is_cancelled)) as table,
            ResumableTable[RowOutputs](table, request.target, job, RowOutputs) as output,
        ):
            resumed, failed = output.resumed, sum(result is None for result in output.results())
            column, progress = table.column_index(request.column), RowProgress(output.total, resumed)
            names = _column_names(chain.steps, table.columns)
            for number, row in enumerate(output.remaining_rows(), resumed):
                try:
                    result = self._run_row(chain, row[column], request.model, is_cancelled)
                except Cancelled:
                    return ChainTable(str(output.target), names, number, resumed, failed, cancelled=True)
                failed += result is None
                output.add([result])
                if event := progress.after(number + 1):
                    yield event
            output.finish(names, lambda result: result or [""] * len(names))
        return ChainTable(str(output.target), names, output.total, resumed, failed)

    def _run_row(self, chain: Chain, text: str, model_id: str | None, is_cancelled: IsCancelled) -> RowOutputs:
        """Return the outputs; None for a text that is empty or too long. Raises Cancelled, ModelMissing."""
        if is_cancelled():
            raise Cancelled
        if not text.strip():
            return None
        outputs: list[str] = []
        try:
            with self._pool.text_model(model_id, is_cancelled) as model:
                for step in chain.steps:
                    for _ in _write(model, step, text, outputs, is_cancelled):
                        pass
        except PromptTooLong:
            return None
        if is_cancelled():
            raise Cancelled
        return outputs


def check_steps(steps: Sequence[ChainStep]) -> None:
    """Raise VariableMissing for a step with a variable that is neither the input nor an output before it."""
    for number, step in enumerate(steps):
        known = {INPUT, *(STEP.format(number=earlier) for earlier in range(1, number + 1))}
        known |= {PREVIOUS} if number else set()
        for variable in find_variables(step.prompt):
            if variable.name not in known and not variable.default:
                raise VariableMissing(name=variable.name)


def _names(step: ChainStep) -> set[str]:
    return {variable.name for variable in find_variables(step.prompt)}


def _finished(run: ChainRun) -> int:
    """How many outputs of a run are whole: the one in which it was stopped ends with UNFINISHED."""
    return sum(1 for _ in itertools.takewhile(lambda output: not output.endswith(UNFINISHED), run.outputs))


def _write(
    model: TextModel, step: ChainStep, text: str, outputs: list[str], is_cancelled: IsCancelled
) -> Generator[StepDelta, None, None]:
    """Write the output of one step and append it to `outputs`, also where it is stopped. Raises PromptTooLong."""
    values = {INPUT: text, **{STEP.format(number=number): output for number, output in enumerate(outputs, 1)}}
    if outputs:
        values[PREVIOUS] = outputs[-1]
    filled = fill_variables(step.prompt, {name: value or " " for name, value in values.items()})
    written, is_whole = "", False
    try:
        for delta in answer(model, [ChatMessage("user", filled)], Sampling(), is_cancelled):
            written += delta.text
            yield delta
        is_whole = not is_cancelled()
    finally:
        outputs.append(written.strip() + ("" if is_whole else UNFINISHED))


def answer(
    model: TextModel, messages: Sequence[ChatMessage], sampling: Sampling, is_cancelled: IsCancelled
) -> Generator[StepDelta, None, None]:
    """Write the model's answer to messages. Raises PromptTooLong."""
    prompt = model.prompt(messages)
    room = model.context - len(prompt)
    if room < FEWEST_ANSWER_TOKENS:
        raise PromptTooLong(tokens=len(prompt), context=model.context)
    sampling = msgspec.structs.replace(sampling, max_tokens=min(room, sampling.max_tokens))
    waiting = ""
    with closing(model.generate(prompt, sampling, is_cancelled)) as events:
        for event in events:
            if isinstance(event, TextDelta):
                waiting += event.text
                if len(waiting) >= FLUSH_CHARACTERS:
                    yield StepDelta(waiting)
                    waiting = ""
    yield StepDelta(waiting)


def _column_names(steps: Sequence[ChainStep], taken: Sequence[str]) -> tuple[str, ...]:
    """The names of the steps, with a number where a column has that name."""
    names: list[str] = []
    for step in steps:
        name, number = step.name.strip() or "step", 2
        while name in (*taken, *names):
            name, number = f"{step.name} {number}", number + 1
        names.append(name)
    return tuple(names)
