"""Comparisons with the fake model: saved before they begin, written one after the other, reopened, used and exported."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import OpenConversation, Send
from engine.capabilities.chat.api import comparisons as compare
from engine.capabilities.chat.api.comparisons import ComparisonAxis
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import BadRequest, NotFound
from tests.support.fake_text_model import FakeTextModel
from tests.support.harness import EngineHarness

GRID = (ComparisonAxis("temperature", ("0.2", "1")), ComparisonAxis("top_p", ("0.5", "0.95")))


def begin(engine: EngineHarness, **fields: object) -> compare.Comparison:
    request = compare.BeginComparison(**{"prompt": "Dime algo", "axes": GRID, **fields})  # type: ignore[arg-type]
    return engine.call(compare.BEGIN_COMPARISON, request)


def run(engine: EngineHarness, comparison: compare.Comparison, **fields: object) -> compare.Comparison:
    return engine.call(compare.RUN_COMPARISON, compare.RunComparison(comparison.id, **fields))  # type: ignore[arg-type]


def test_all_combinations_are_answered_one_after_the_other(engine: EngineHarness, model: FakeTextModel) -> None:
    model.answers = ["Uno.", "Dos.", "Tres.", "Cuatro."]
    comparison = begin(engine)
    assert [answer.state for answer in comparison.answers] == ["waiting"] * 4
    done = run(engine, comparison)
    assert [answer.text.strip() for answer in done.answers] == ["Uno.", "Dos.", "Tres.", "Cuatro."]
    assert {answer.state for answer in done.answers} == {"complete"}
    pairs = [(answer.settings.sampling.temperature, answer.settings.sampling.top_p) for answer in done.answers]
    assert pairs == [(0.2, 0.5), (0.2, 0.95), (1.0, 0.5), (1.0, 0.95)]
    started = [event.position for event in engine.events if isinstance(event, compare.CellStarted)]
    finished = [event.answer for event in engine.events if isinstance(event, compare.CellFinished)]
    assert started == [0, 1, 2, 3] and tuple(finished) == done.answers
    assert engine.call(compare.OPEN_COMPARISON, compare.OpenComparison(comparison.id)) == done


def test_presets_and_numbers_together_and_a_decimal_comma(engine: EngineHarness) -> None:
    axes = (ComparisonAxis("temperature", ("0,7",)), ComparisonAxis("preset", ("precise", "creative")))
    settings = [answer.settings.sampling for answer in begin(engine, axes=axes).answers]
    assert [s.temperature for s in settings] == [0.7, 0.7] and [s.top_k for s in settings] == [40, 100]


@pytest.mark.parametrize(
    ("axes", "error"),
    [
        ((ComparisonAxis("colour", ("red",)),), compare.AxisUnknown),
        ((ComparisonAxis("temperature", ("warm",)),), compare.AxisValueWrong),
        ((ComparisonAxis("temperature", ("nan",)),), compare.AxisValueWrong),
        ((ComparisonAxis("temperature", ("9",)),), compare.AxisValueWrong),
        ((ComparisonAxis("top_k", ("1.5",)),), compare.AxisValueWrong),
        ((ComparisonAxis("temperature", ()),), compare.AxisValueWrong),
        ((ComparisonAxis("preset", ("wild",)),), compare.AxisValueWrong),
        ((ComparisonAxis("seed", tuple(map(str, range(99)))),), compare.TooManyAnswers),
    ],
)
def test_axes_that_mean_nothing_are_refused_with_a_sentence(
    engine: EngineHarness, axes: tuple[ComparisonAxis, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        begin(engine, axes=axes)
    assert engine.rows("SELECT count(*) FROM comparisons") == [(0,)]


def test_an_empty_prompt_is_refused(engine: EngineHarness) -> None:
    with pytest.raises(BadRequest):
        begin(engine, prompt="  \n")


def test_a_stopped_run_keeps_what_was_written_and_goes_on_later(engine: EngineHarness, model: FakeTextModel) -> None:
    comparison = begin(engine)
    asked = itertools.count()
    stopped = engine.call(
        compare.RUN_COMPARISON, compare.RunComparison(comparison.id), is_cancelled=lambda: next(asked) > 9
    )
    states = [answer.state for answer in stopped.answers]
    assert states[0] == "complete" and "waiting" in states
    done = run(engine, comparison)
    assert {answer.state for answer in done.answers} == {"complete"}
    assert done.answers[0] == stopped.answers[0]


def test_a_restart_in_the_middle_keeps_the_words(engine: EngineHarness, model: FakeTextModel) -> None:
    comparison = begin(engine)
    running = engine.start(compare.RUN_COMPARISON, compare.RunComparison(comparison.id))
    for event in running:
        if isinstance(event, compare.CellStarted) and event.position == 2:
            break
    engine.rows("SELECT 1")
    with engine.store.write() as connection:  # as a killed engine leaves it
        connection.execute("UPDATE comparison_answers SET state = 'writing', text = 'Half' WHERE position = 2")
    engine.rebuild()
    opened = engine.call(compare.OPEN_COMPARISON, compare.OpenComparison(comparison.id))
    assert [answer.state for answer in opened.answers] == ["complete", "complete", "interrupted", "waiting"]
    assert opened.answers[2].text == "Half"
    running.close()
    assert {answer.state for answer in run(engine, comparison).answers} == {"complete"}


def test_a_model_that_is_missing_fails_its_answers_and_no_other(engine: EngineHarness, model: FakeTextModel) -> None:
    comparison = begin(engine, axes=(ComparisonAxis("temperature", ("0", "1")),))

    def fail(number: int) -> None:
        if model.received and len(model.received) == 1:
            raise NotFound("model")

    model.on_token = fail
    done = run(engine, comparison)
    assert [answer.state for answer in done.answers] == ["failed", "complete"]
    assert done.answers[0].error is not None and done.answers[0].error.kind == "not_found"
    again = run(engine, comparison)
    assert [(a.state, a.error) for a in again.answers] == [("complete", None)] * 2


def test_one_answer_or_all_can_be_written_again(engine: EngineHarness, model: FakeTextModel) -> None:
    comparison = begin(engine)
    first = run(engine, comparison)
    model.answers = ["Otra."]
    once = run(engine, comparison, positions=(1,))
    assert [a.text.strip() for a in once.answers] == [
        first.answers[0].text.strip(),
        "Otra.",
        *[a.text.strip() for a in first.answers[2:]],
    ]
    model.answer = "Nueva."
    assert {a.text.strip() for a in run(engine, comparison, again=True).answers} == {"Nueva."}


def test_an_answer_begins_a_conversation(engine: EngineHarness) -> None:
    done = run(engine, begin(engine))
    used = engine.call(compare.USE_COMPARED_ANSWER, compare.UseComparedAnswer(done.id, 3))
    opened = engine.call(api.OPEN, OpenConversation(used.conversation))
    assert [message.text for message in opened.messages] == ["Dime algo", done.answers[3].text]
    assert opened.settings == done.answers[3].settings
    assert opened.messages[1].model == "fake" and opened.messages[1].tokens == done.answers[3].tokens
    assert engine.call(api.LIST, api.ListConversations("corta")).total == 1


def test_a_question_of_a_conversation_gets_the_answer_as_a_version(engine: EngineHarness, model: FakeTextModel) -> None:
    before = engine.call(api.SEND, Send("Hola"))
    asked = engine.call(api.SEND, Send("¿Y tú?", conversation=before.conversation))
    comparison = begin(engine, prompt="", question=asked.message.id)
    assert comparison.prompt == "¿Y tú?" and comparison.question == asked.question.id
    run(engine, comparison)
    assert [turn.text for turn in model.received[-1][-3:]] == ["Hola", before.message.text, "¿Y tú?"]
    used = engine.call(compare.USE_COMPARED_ANSWER, compare.UseComparedAnswer(comparison.id, 0))
    opened = engine.call(api.OPEN, OpenConversation(before.conversation))
    assert opened.messages[-1].id == used.message
    assert opened.messages[-1].siblings == (asked.message.id, used.message)


def test_a_comparison_is_purged_with_the_conversation_of_its_question(engine: EngineHarness) -> None:
    asked = engine.call(api.SEND, Send("Hola"))
    own, other = begin(engine), begin(engine, question=asked.message.id)
    run(engine, other)
    engine.call(api.PURGE, api.PurgeConversation(asked.conversation))
    assert engine.rows("SELECT comparison FROM comparison_answers GROUP BY comparison") == [(own.id,)]
    assert engine.rows("SELECT id FROM comparisons") == [(own.id,)]
    assert engine.rows("SELECT count(*) FROM answer_settings") == [(0,)]


def test_an_answer_without_words_cannot_be_used(engine: EngineHarness) -> None:
    comparison = begin(engine)
    for position, error in ((0, BadRequest), (9, NotFound)):
        with pytest.raises(error):
            engine.call(compare.USE_COMPARED_ANSWER, compare.UseComparedAnswer(comparison.id, position))


def test_deleting_can_be_undone_and_purging_leaves_no_word(engine: EngineHarness, home: Path) -> None:
    done = run(engine, begin(engine, prompt="Un secreto inconfundible"))
    engine.call(compare.DELETE_COMPARISON, compare.DeleteComparison(done.id))
    with pytest.raises(NotFound):
        engine.call(compare.OPEN_COMPARISON, compare.OpenComparison(done.id))
    assert engine.call(compare.LIST_COMPARISONS, compare.ListComparisons()).comparisons == ()
    engine.call(compare.RESTORE_COMPARISON, compare.RestoreComparison(done.id))
    (entry,) = engine.call(compare.LIST_COMPARISONS, compare.ListComparisons()).comparisons
    assert (entry.prompt, entry.finished, entry.total) == ("Un secreto inconfundible", 4, 4)
    engine.call(compare.PURGE_COMPARISON, compare.PurgeComparison(done.id))
    files = [file for file in home.glob("library.db*") if file.is_file()] or [*home.glob("*.db*")]
    assert files and all(b"inconfundible" not in file.read_bytes() for file in files)


def test_a_comparison_is_exported_as_markdown_page_and_table(
    engine: EngineHarness, model: FakeTextModel, tmp_path: Path
) -> None:
    model.answer = "=1+1 <b>"
    done = run(engine, begin(engine))
    texts = {}
    for format in ("md", "html", "csv"):
        path = tmp_path / f"out.{format}"
        engine.call(compare.EXPORT_COMPARISON, compare.ExportComparison(done.id, str(path), format))
        texts[format] = path.read_text("utf-8-sig")
    assert texts["md"].startswith("> Dime algo\n") and "## temperature 0.2, top_p 0.95" in texts["md"]
    assert "&lt;b&gt;" in texts["html"] and "<b>" not in texts["html"]
    rows = list(csv.DictReader(texts["csv"].splitlines()))
    assert [row["temperature"] for row in rows] == ["0.2", "0.2", "1", "1"]
    assert {row["answer"].strip() for row in rows} == {"'=1+1 <b>"}
    with pytest.raises(NotFound):
        engine.call(compare.EXPORT_COMPARISON, compare.ExportComparison(99, str(tmp_path / "x.md"), "md"))


def test_damaged_cells_cost_what_they_say(engine: EngineHarness) -> None:
    done = run(engine, begin(engine))
    with engine.store.write() as connection:
        connection.execute(
            "UPDATE comparison_answers SET settings = '{\"sampling\": 7}', error = '{}' WHERE position = 1"
        )
        connection.execute("UPDATE comparisons SET axes = '[1, {\"name\": 2}]'")
    opened = engine.call(compare.OPEN_COMPARISON, compare.OpenComparison(done.id))
    assert opened.axes == () and opened.answers[1].settings == api.ConversationSettings()
    assert [answer.text for answer in opened.answers] == [answer.text for answer in done.answers]


def test_lone_surrogates_and_settings_are_kept(engine: EngineHarness) -> None:
    base = api.ConversationSettings(Sampling(seed=5, max_tokens=3), system="Sé breve")
    comparison = begin(engine, prompt="a\udcff b", settings=base)
    assert comparison.prompt == "a? b" and comparison.settings == base
    assert {answer.settings.system for answer in comparison.answers} == {"Sé breve"}
