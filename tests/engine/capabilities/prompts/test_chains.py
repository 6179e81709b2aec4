"""Chains: each step reads the outputs before it, each output is saved before the next step, a stopped run goes on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from engine.capabilities.prompts import api, prompt_library
from engine.protocol.errors import NotFound, PromptTooLong
from tests.support.fake_text_model import FakeTextModel
from tests.support.harness import EngineHarness

STEPS = (
    api.ChainStep("first", "Shorten: {{input}}"),
    api.ChainStep("second", "Translate: {{previous}}"),
    api.ChainStep("third", "Join {{step 1}} and {{step 2}} about {{input}}"),
)


@pytest.fixture
def chain(engine: EngineHarness) -> api.Chain:
    return engine.call(api.SAVE_CHAIN, api.SaveChain(api.Chain("Three", STEPS)))


def prompts_of(model: FakeTextModel) -> list[str]:
    return [messages[-1].text for messages in model.received]


def test_each_step_reads_what_the_steps_before_it_wrote(
    engine: EngineHarness, model: FakeTextModel, chain: api.Chain
) -> None:
    model.answers = ["short", "corto", "both"]
    run = engine.call(api.RUN_CHAIN, api.RunChain(chain.id, "long {{previous}} text"))
    assert prompts_of(model) == [
        "Shorten: long {{previous}} text",
        "Translate: short",
        "Join short and corto about long {{previous}} text",
    ]
    assert (run.outputs, run.state) == (("short", "corto", "both"), "complete")
    assert [event.name for event in engine.events if isinstance(event, api.StepStarted)] == ["first", "second", "third"]
    assert engine.call(api.LIST_RUNS, api.ListRuns(chain.id)).runs == (run,)


def test_a_run_that_is_stopped_keeps_its_words_and_goes_on_with_that_step(
    engine: EngineHarness, model: FakeTextModel, chain: api.Chain
) -> None:
    model.answers = ["short", "one two three four"]
    stopped = False

    def stop_in_the_second_step(number: int) -> None:
        nonlocal stopped
        stopped = len(model.prompts) == 2 and number == 2

    model.on_token = stop_in_the_second_step
    run = engine.call(api.RUN_CHAIN, api.RunChain(chain.id, "text"), is_cancelled=lambda: stopped)
    assert run.state == "stopped" and run.outputs[0] == "short" and run.outputs[1].startswith("one two")
    model.on_token, stopped = lambda number: None, False
    model.answers = ["whole", "end"]
    resumed = engine.call(api.RUN_CHAIN, api.RunChain(chain.id, resume=run.id))
    assert (resumed.id, resumed.outputs, resumed.state) == (run.id, ("short", "whole", "end"), "complete")


def test_a_run_that_a_kill_ended_goes_on_after_its_last_output(
    engine: EngineHarness, model: FakeTextModel, chain: api.Chain
) -> None:
    model.answers = ["short", "corto"]
    running = engine.start(api.RUN_CHAIN, api.RunChain(chain.id, "text"))
    id = 0
    for event in running:
        if isinstance(event, api.StepStarted):
            id = event.run
            if event.number == 2:
                break
    with engine.store.read() as connection:  # as a kill leaves it
        state, outputs = next(iter(connection.execute("SELECT state, outputs FROM chain_runs WHERE id = ?", (id,))))
    assert (state, outputs) == ("running", '["short","corto"]')
    running.close()
    with engine.store.write() as connection:
        connection.execute("UPDATE chain_runs SET state = 'running', outputs = ? WHERE id = ?", (outputs, id))
    engine.rebuild()
    (left,) = engine.call(api.LIST_RUNS, api.ListRuns(chain.id)).runs
    assert left.state == "stopped"
    model.answers = ["end"]
    assert engine.call(api.RUN_CHAIN, api.RunChain(chain.id, resume=id)).outputs == ("short", "corto", "end")


def test_a_chain_that_comes_with_ateneo_becomes_the_persons_own_when_it_runs(engine: EngineHarness) -> None:
    built_in = prompt_library.library_chains("es")[0]
    first = engine.call(api.RUN_CHAIN, api.RunChain(built_in.id, "un texto"))
    second = engine.call(api.RUN_CHAIN, api.RunChain(built_in.id, "otro texto"))
    assert first.chain == second.chain > 0 and first.id != second.id


def test_a_chain_runs_over_a_table_and_resumes(
    engine: EngineHarness, model: FakeTextModel, chain: api.Chain, tmp_path: Path
) -> None:
    table, target = tmp_path / "texts.csv", tmp_path / "out.csv"
    table.write_text("id,text\n1,uno\n2,\n3,tres\n", "utf-8")
    stopped = False

    def stop_in_the_last_row(number: int) -> None:
        nonlocal stopped
        stopped = len(model.prompts) > 3

    model.on_token = stop_in_the_last_row
    request = api.RunChainOverTable(chain.id, str(table), "text", str(target))
    first = engine.call(api.RUN_OVER_TABLE, request, is_cancelled=lambda: stopped)
    assert first.cancelled and first.rows == 2 and not target.exists()
    model.on_token, stopped = lambda number: None, False
    result = engine.call(api.RUN_OVER_TABLE, request)
    assert (result.rows, result.resumed, result.failed, result.columns) == (3, 2, 1, ("first", "second", "third"))
    rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["id", "text", "first", "second", "third"]
    assert rows[1][2:] == ["Una respuesta corta."] * 3 and rows[2][2:] == ["", "", ""] and rows[3][1] == "tres"


def test_bad_chains_are_refused_with_a_sentence(engine: EngineHarness, model: FakeTextModel, chain: api.Chain) -> None:
    def save(*prompts: str) -> None:
        engine.call(api.SAVE_CHAIN, api.SaveChain(api.Chain("x", tuple(api.ChainStep("s", p) for p in prompts))))

    with pytest.raises(api.PromptEmpty):
        save()
    with pytest.raises(api.PromptEmpty):
        save("{{input}}", " ")
    for prompts in (("{{previous}}",), ("{{step 1}}",), ("{{input}}", "{{step 2}}"), ("{{input}} {{name}}",)):
        with pytest.raises(api.VariableMissing):
            save(*prompts)
    with pytest.raises(api.PromptTextTooLong):
        save(*["{{input}}"] * (api.MOST_STEPS + 1))
    with pytest.raises(api.PromptEmpty):
        engine.call(api.RUN_CHAIN, api.RunChain(chain.id, " "))
    for request in (api.RunChain(99, "x"), api.RunChain(-1, "x"), api.RunChain(chain.id, resume=99)):
        with pytest.raises(NotFound):
            engine.call(api.RUN_CHAIN, request)
    with pytest.raises(PromptTooLong):
        engine.call(api.RUN_CHAIN, api.RunChain(chain.id, "word " * model.context))
    (failed,) = engine.call(api.LIST_RUNS, api.ListRuns(chain.id)).runs
    assert (failed.state, failed.outputs) == ("failed", ())
