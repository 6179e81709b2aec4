"""Text models alone and beside other programs that compute: generation, prompts and Stop, against llama.cpp's own loop.

The other programs are in a session of their own, as a person's are: Linux shares the cores fairly among sessions first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path

from engine.capabilities.chat import api as chat
from engine.models.hardware import physical_cores
from engine.models.llama.gguf import read_header
from engine.models.llama.native import LoadPlan
from engine.models.llama.text_model import LlamaTextModel
from engine.models.llama.threads import limit_openmp_spinning
from engine.models.registry import InstalledModel, ModelRegistry
from engine.protocol.answering.sampling import Sampling
from tests.benchmarks.table import Row, alternately, ratio, spread
from tests.benchmarks.text import GREEDY, SEA, finish
from tests.support.engine_process import CallFailed, EngineProcess
from tests.support.other_program import LOOPS, OtherProgram

SECONDS, ROUNDS, ROUNDS_BESIDE, STOPS = 0.8, 9, 2, 5
"""Seconds of a measurement of a model that is alone."""
SETTLE_SECONDS = 0.3
INDEXER = """
import sys
from pathlib import Path
from engine.files.limits import lower_priority
from engine.indexer.documents.embedding import open_embedder
from engine.offline import die_with_parent
die_with_parent()
lower_priority()
embedder = open_embedder(Path(sys.argv[1]), sys.argv[2])
while True:
    embedder.embed_passages([sys.argv[3]] * 8)
"""

Work = Callable[[], float]


def run(models: Path) -> Iterator[Row]:
    limit_openmp_spinning()  # as in the engine
    installed = ModelRegistry([models]).list()
    embedder = next(model for model in installed if model.manifest.kind == "embedding")
    with ExitStack() as stack:
        one, all_cores = (
            stack.enter_context(closing(OtherProgram(LOOPS, str(count)))) for count in (1, physical_cores())
        )
        indexer = stack.enter_context(closing(OtherProgram(INDEXER, str(models), embedder.manifest.id, SEA * 10)))
        others = {
            "one busy loop": one,
            f"{physical_cores()} busy loops": all_cores,
            "a busy indexer of another session": indexer,
        }
        for model in installed:
            if model.manifest.kind == "text":
                yield from speeds(model, others)
        yield from stops(models, all_cores)


def speeds(installed: InstalledModel, others: dict[str, OtherProgram]) -> Iterator[Row]:
    path = installed.path(".gguf")
    model = LlamaTextModel("", path, read_header(path).chat_template, LoadPlan(4096, physical_cores()))
    tokens = model.weights.tokenize(SEA * 60, True, False)
    backwards = [tokens[0], *reversed(tokens[1:512])]
    with OwnLoop(path) as own:
        written, read = own.count("write", 48), own.count("read", 512)

        def write() -> float:
            finish(model, tokens[:16], written // 2)  # in it our threads notice who else computes
            done = finish(model, tokens[:16], written)
            return done.tokens / done.seconds

        def read_prompt() -> float:
            finish(model, backwards[:1] * 2, written // 2)
            done = finish(model, backwards[:read], 1)
            return (done.prompt_tokens - done.cached_tokens) / done.prompt_seconds

        name = installed.manifest.name
        yield from speed(f"{name}: generation", write, partial(own.measure, "write", written), others)
        yield from speed(f"{name}: prompt", read_prompt, partial(own.measure, "read", read), others)
    model.close()


def speed(what: str, ours: Work, theirs: Work, others: dict[str, OtherProgram]) -> Iterator[Row]:
    """Rows of our speed alone, in turns with the own loop, and beside each of the others, in turns with alone."""
    alone, own = alternately(ROUNDS, ours, theirs)
    yield Row(
        f"{what} ÷ llama.cpp's own loop, alone",
        f"{ratio(alone, own):.2f}",
        "≥ 0.97",
        f"{spread(alone, 'tokens/s')} against {spread(own, 'tokens/s')}",
    )
    alone, *disturbed = alternately(ROUNDS_BESIDE, ours, *(beside(program, ours) for program in others.values()))
    for name, figures in zip(others, disturbed, strict=True):
        yield Row(f"{what} beside {name} ÷ alone", f"{ratio(figures, alone):.2f}", "≥ 0.4", spread(figures, "tokens/s"))


def stops(models: Path, all_cores: OtherProgram) -> Iterator[Row]:
    """From the request to stop until the call has ended, in the engine beside a busy loop a core."""
    with tempfile.TemporaryDirectory() as home, EngineProcess(Path(home), models) as engine:
        for what, text, event in (
            ("a prompt is read", SEA * 200, chat.PromptProgress),
            ("an answer is written", "Tell me a long story about the sea.", chat.AnswerDelta),
        ):
            figures = [beside(all_cores, lambda: stop(engine, text, event))() * 1000 for _ in range(STOPS)]  # noqa: B023
            yield Row(
                f"Stop while {what}, beside {physical_cores()} busy loops", f"{max(figures):.0f} ms", "≤ 300 ms",
                spread(figures, "ms", 0),
            )  # fmt: skip


def stop(engine: EngineProcess, text: str, event: type[object]) -> float:
    sampling = Sampling(max_tokens=400, **GREEDY)
    call = engine.start_call(chat.SEND, chat.Send(text, settings=chat.ConversationSettings(sampling)))
    for _ in range(2):
        call.wait_for(event)
    begun = time.perf_counter()
    call.cancel()
    with suppress(CallFailed):
        call.result()
    return time.perf_counter() - begun


def beside(program: OtherProgram, work: Work) -> Work:
    def measured() -> float:
        with program.running():
            time.sleep(SETTLE_SECONDS)
            return work()

    return measured


class OwnLoop:
    """llama.cpp's own loop in a process whose OpenMP threads wait as they come."""

    def __init__(self, model: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "GOMP_SPINCOUNT"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.own_loop", str(model)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
        )  # fmt: skip

    def __enter__(self) -> OwnLoop:
        self._line()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def measure(self, what: str, tokens: int) -> float:
        """Tokens a second."""
        assert self._process.stdin
        self._process.stdin.write(f"{what} {tokens}\n".encode())
        self._process.stdin.flush()
        return float(self._line())

    def count(self, what: str, most: int) -> int:
        """As many tokens as take SECONDS."""
        self.measure(what, 8)
        return max(8, min(round(self.measure(what, 8) * SECONDS), most))

    def _line(self) -> bytes:
        assert self._process.stdout
        return self._process.stdout.readline()
