"""`python -m tests.benchmarks.tools --models DIR --model ID --state FILE`: tasks that need tools, with them and without.

Each answer is written to the state file at once, so that a run that was stopped goes on where it was. `--only N` takes N
tasks of each language, `--from M` those from M on. Without `--quiet` each answer is printed. The last lines are the row for
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.bootstrap import Engine, bootstrap
from engine.capabilities.chat import api
from engine.capabilities.tools.tool import NO_ARGUMENTS, translations
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import ToolStep

TASKS = Path(__file__).with_name("tool_tasks.toml")
TOOLS = ("calculator", "dates", "units")
SAMPLING = Sampling(temperature=0.0, max_tokens=200)
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


class Task(msgspec.Struct, frozen=True):
    """A question and its answer: a number, `within` so much of it, or words of which one must stand in the answer."""

    ask: str
    answer: float | tuple[str, ...]
    within: float = 0.0


class Record(msgspec.Struct, frozen=True):
    """The answer to a task."""

    task: str
    has_tools: bool
    text: str
    is_right: bool
    steps: tuple[ToolStep, ...]
    valid: int
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tools", description=__doc__)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--model")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--only", type=int, default=30)
    parser.add_argument("--language", choices=("en", "es"), default="")
    parser.add_argument("--bare", action="store_true", help="only without tools")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    known = {(record.task, record.has_tools): record for record in read_records(options.state)}
    tasks = {name: task for name, task in read_tasks(options.first, options.only) if name.startswith(options.language)}
    passes = (False,) if options.bare else (True, False)
    missing = [(name, has) for has in passes for name in tasks if (name, has) not in known]
    if missing:
        with tempfile.TemporaryDirectory() as home, bootstrap(Path(home), options.models) as engine:
            for name, has_tools in missing:
                record = ask(engine, options.model, name, tasks[name], has_tools=has_tools)
                with options.state.open("ab") as file:
                    file.write(msgspec.json.encode(record) + b"\n")
                known[name, has_tools] = record
                if not options.quiet:
                    calls = "; ".join(f"{step.tool} {step.arguments} = {step.result}" for step in record.steps)
                    mark = "right" if record.is_right else "wrong"
                    print(f"{name} {has_tools} {mark} {record.seconds:.0f} s: {record.text!r} [{calls}]", flush=True)
    print(row([record for record in known.values() if record.task in tasks]))
    return 0


def read_tasks(first: int, most: int) -> Iterator[tuple[str, Task]]:
    """Yield the tasks by name, one language after the other: the beginning of their prompts is read once."""
    by_language = msgspec.convert(tomllib.loads(TASKS.read_text("utf-8")), dict[str, list[Task]])
    for language, tasks in by_language.items():
        named = [(f"{language}{number}", task) for number, task in enumerate(tasks)]
        yield from named[first : first + most]


def read_records(file: Path) -> Iterator[Record]:
    for line in file.read_bytes().splitlines() if file.exists() else ():
        yield msgspec.json.decode(line, type=Record)


def ask(engine: Engine, model: str | None, name: str, task: Task, *, has_tools: bool) -> Record:
    """Ask a task in a conversation of its own."""
    settings = api.ConversationSettings(SAMPLING, model=model, tools=TOOLS if has_tools else (), recall=False)
    started = time.monotonic()
    message = engine.call(api.SEND, api.Send(task.ask, settings=settings)).message
    steps = message.remarks.steps
    seconds = round(time.monotonic() - started, 1)
    return Record(
        name, has_tools, message.text, is_right(message.text, task), steps, sum(map(is_valid, steps)), seconds
    )


def is_right(text: str, task: Task) -> bool:
    """Return whether the answer holds the number, in the writing of either language, or one of the words."""
    if isinstance(task.answer, tuple):
        return any(word in text.lower() for word in task.answer)
    tolerance = max(task.within, abs(task.answer) * 2e-5)
    return any(abs(value - task.answer) <= tolerance for number in _NUMBER.findall(text) for value in readings(number))


def readings(number: str) -> Iterator[float]:
    """Yield the numbers that a text may mean: "1.234" is 1.234 in English and 1234 in Spanish."""
    for thousands, decimal in ((",", "."), (".", ",")):
        whole, _, decimals = number.replace(thousands, "").partition(decimal)
        if decimal not in decimals and (whole or decimals):
            yield float(f"{whole or 0}.{decimals or 0}")


def is_valid(step: ToolStep) -> bool:
    """Return whether the arguments of a call fit its tool."""
    refusals = (translations(code).form("tools", NO_ARGUMENTS).partition("{")[0] for code in ("en", "es"))
    return not step.result.startswith(tuple(refusals))


def row(records: list[Record]) -> str:
    """Return the figures by language and together."""
    lines = []
    for language in ("en", "es", ""):
        own = [record for record in records if record.task.startswith(language)]
        used, bare = ([record for record in own if record.has_tools == has] for has in (True, False))
        calls, valid = sum(len(record.steps) for record in used), sum(record.valid for record in used)
        right = sum(record.is_right for record in used)
        lines.append(
            f"{language or 'both'}: calls {calls}, valid {valid}; right with tools {right} of {len(used)}, "
            f"without {sum(record.is_right for record in bare)} of {len(bare)}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
