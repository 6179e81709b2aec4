"""The running summary: written in blocks, kept by branch, changed by the person, and never in the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import ConversationSettings, Send
from engine.capabilities.chat.api import context as context_api
from engine.protocol.errors import NotFound
from tests.support.fake_text_model import FakeTextModel
from tests.support.harness import EngineHarness

SUMMARY = ConversationSettings(history="summary", exchanges=3)
NOTES = "They talked about number {}."


def talk(engine: EngineHarness, model: FakeTextModel, turns: int, conversation: int | None = None) -> api.Reply:
    """Tell a numbered fact in each turn."""
    for number in range(turns):
        model.answers = ["Noted."]
        reply = engine.call(api.SEND, Send(f"My number is {number + 100}.", conversation, settings=SUMMARY))
        conversation = reply.conversation
    return reply


def summarise(
    engine: EngineHarness, model: FakeTextModel, blocks: int = 1, cancelled: Iterator[bool] | None = None
) -> context_api.ConversationSummary:
    model.answers = [NOTES.format(block) for block in range(blocks)]
    request = context_api.UpdateSummary(1, SUMMARY)
    summary = engine.call(
        context_api.SUMMARISE, request, is_cancelled=lambda: next(cancelled) if cancelled is not None else False
    )
    model.answers = []
    return summary


def read(engine: EngineHarness) -> context_api.ConversationSummary:
    return engine.call(context_api.READ_SUMMARY, context_api.ReadSummary(1, SUMMARY))


def test_older_exchanges_are_summarised_and_the_last_stay_word_for_word(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    talk(engine, model, 8)
    assert read(engine).waiting == 10
    summary = summarise(engine, model)
    assert (summary.summarised, summary.waiting, summary.is_edited) == (10, 0, False)
    assert all(str(number) in summary.text for number in range(100, 105))
    reply = talk(engine, model, 1, 1)
    prompt = model.received[-1]
    assert "My number is 103" in prompt[0].text and reply.truncated == 0
    assert [m.text for m in prompt[1:] if m.role == "user"] == [f"My number is {n}." for n in (105, 106, 107, 100)]


def test_the_beginning_of_the_prompt_stays_until_the_next_block(engine: EngineHarness, model: FakeTextModel) -> None:
    talk(engine, model, 8)
    summarise(engine, model)
    talk(engine, model, 4, 1)
    systems = {prompt[0].text for prompt in model.received[-4:]}
    firsts = {prompt[1].text for prompt in model.received[-4:]}
    assert len(systems) == len(firsts) == 1


def test_a_long_conversation_is_summarised_block_by_block_and_goes_on_where_it_was_stopped(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    talk(engine, model, 18)
    stops = iter([False] * 16 + [True] * 1000)
    stopped = summarise(engine, model, 3, stops)
    assert 0 < stopped.summarised < 30 and stopped.waiting
    finished = summarise(engine, model, 3)
    assert (finished.summarised, finished.waiting) == (30, 0)


def test_of_a_long_conversation_only_the_last_blocks_are_given_to_the_model(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    talk(engine, model, 103)
    before = len(model.prompts)
    summary = summarise(engine, model, 20)
    assert (summary.summarised, summary.waiting) == (200, 0)
    assert len(model.prompts) - before == 12
    assert "My number is 199." in summary.text


def test_a_person_changes_the_summary_and_the_next_one_is_based_on_it(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    talk(engine, model, 8)
    upto = summarise(engine, model).upto
    saved = engine.call(context_api.SAVE_SUMMARY, context_api.SaveSummary(1, upto, "- Her name is Ana \ud800."))
    assert saved.is_edited and saved.text == "- Her name is Ana ?."
    talk(engine, model, 5, 1)
    assert "Her name is Ana" in model.received[-1][0].text
    assert "- Her name is Ana" in summarise(engine, model).text


def test_an_empty_text_has_the_summary_written_anew(engine: EngineHarness, model: FakeTextModel) -> None:
    talk(engine, model, 8)
    upto = summarise(engine, model).upto
    assert engine.call(context_api.SAVE_SUMMARY, context_api.SaveSummary(1, upto, "  ")).text == ""
    assert summarise(engine, model).summarised == 10


def test_a_branch_has_its_own_summary(engine: EngineHarness, model: FakeTextModel) -> None:
    talk(engine, model, 8)
    summarise(engine, model)
    first = engine.call(api.OPEN, api.OpenConversation(1)).messages[0]
    model.answers = ["Other."]
    engine.call(api.SEND, Send("Another beginning.", 1, edits=first.id, settings=SUMMARY))
    assert read(engine).text == "" and "103" not in model.received[-1][0].text
    with pytest.raises(NotFound):
        engine.call(context_api.SAVE_SUMMARY, context_api.SaveSummary(1, 10, "x"))


def test_only_the_mode_that_reads_a_summary_has_one_written(engine: EngineHarness, model: FakeTextModel) -> None:
    talk(engine, model, 8)
    whole = context_api.UpdateSummary(1, ConversationSettings())
    assert engine.call(context_api.SUMMARISE, whole).text == ""


def test_a_summary_longer_than_its_part_of_the_window_does_not_refuse_the_question(
    engine: EngineHarness, model: FakeTextModel
) -> None:
    talk(engine, model, 8)
    upto = summarise(engine, model).upto
    long = "\n".join(f"- line {number} of a very long summary" for number in range(500))
    engine.call(context_api.SAVE_SUMMARY, context_api.SaveSummary(1, upto, long))
    talk(engine, model, 1, 1)
    assert "line 0 of" in model.received[-1][0].text and "line 499" not in model.received[-1][0].text


def test_purging_a_conversation_removes_the_words_of_its_summary(engine: EngineHarness, model: FakeTextModel) -> None:
    talk(engine, model, 8)
    upto = summarise(engine, model).upto
    engine.call(context_api.SAVE_SUMMARY, context_api.SaveSummary(1, upto, "- her secret is xylographic"))
    engine.call(api.PURGE, api.PurgeConversation(1))
    assert engine.rows("SELECT * FROM summaries") == []
    assert not any(b"xylographic" in file.read_bytes() for file in engine.home.rglob("*") if file.is_file())


def test_what_does_not_exist_is_not_found(engine: EngineHarness) -> None:
    with pytest.raises(NotFound):
        engine.call(context_api.READ_SUMMARY, context_api.ReadSummary(7))
    with pytest.raises(NotFound):
        engine.call(context_api.SUMMARISE, context_api.UpdateSummary(7, SUMMARY))
    with pytest.raises(NotFound):
        engine.call(context_api.PIN, context_api.PinMessage(7))
