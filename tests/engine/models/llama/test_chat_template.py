"""docs/faults.md 24 and 25: a model's own template is a stranger's program. It is rendered in limits, or replaced."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from engine.models.interfaces import ChatMessage
from engine.models.llama.chat_template import RENDER_SECONDS, ChatTemplate
from engine.models.llama.gguf import read_header
from engine.models.llama.template_sandbox import RenderOptions

ROOT = Path(__file__).parents[4]
CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
STRANGE = "{# not one of those we know #}" + CHATML
ROLES = "{% if messages[0].role == 'system' %}{{ raise_exception('no system here') }}{% endif %}"
ALTERNATE = (
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('x') }}"
    "{% endif %}{% endfor %}"
)
MOVING = (
    "{% set system = '' %}{% if messages[0].role == 'system' %}{% set system = messages[0].content %}"
    "{% set messages = messages[1:] %}{% endif %}"
    "{% for m in messages %}[{{ m.role }}]{% if loop.last %}{{ system }}{% endif %} {{ m.content }}{% endfor %}"
)
TALK = [
    ChatMessage("system", "Be brief."),
    ChatMessage("user", "Hola"),
    ChatMessage("assistant", "Buenas"),
    ChatMessage("user", "¿Qué tal?"),
]
AS_CHATML = (
    "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHola<|im_end|>\n"
    "<|im_start|>assistant\nBuenas<|im_end|>\n<|im_start|>user\n¿Qué tal?<|im_end|>\n<|im_start|>assistant\n"
)


@contextmanager
def template(source: str) -> Iterator[ChatTemplate]:
    with closing(ChatTemplate(source, "<s>", "</s>")) as chat_template:
        yield chat_template


def test_the_starter_models_own_template_is_used(gguf: Path) -> None:
    with template(read_header(gguf).chat_template) as own:
        assert own.note == ""
        assert own.render(TALK) == AS_CHATML


def test_a_template_we_do_not_know_is_rendered_in_a_child_with_the_same_result() -> None:
    with template(STRANGE) as own:
        assert own.note == ""
        assert own.render(TALK) == AS_CHATML
        assert own.render(TALK[:2]) == AS_CHATML[: AS_CHATML.index("assistant")] + "assistant\n"


def test_a_prompt_begins_with_the_text_rendered_a_message_before() -> None:
    with template(STRANGE) as own:
        earlier, later = own.render(TALK[:2]), own.render(TALK)
    assert later.startswith(earlier)


@pytest.mark.parametrize("source", [ROLES + STRANGE, MOVING])
def test_a_template_without_a_steady_system_message_gets_it_in_the_first_users(source: str) -> None:
    with template(source) as own:
        assert own.note == ""
        earlier, later = own.render(TALK[:2]), own.render(TALK)
    assert "Be brief.\n\nHola" in earlier
    assert later.count("Be brief.") == 1
    assert later.startswith(earlier[: earlier.index("Hola") + 4])


def test_two_messages_of_one_role_reach_the_template_as_one() -> None:
    with template(ALTERNATE + STRANGE) as own:
        text = own.render(
            [ChatMessage("user", "One."), ChatMessage("user", "Two."), ChatMessage("assistant", "Three.")]
        )
    assert "One.\n\nTwo." in text


@pytest.mark.parametrize(
    "attack",
    [
        "{{ lipsum.__globals__['os'].popen('touch TARGET').read() }}",
        "{{ cycler.__init__.__globals__.os.popen('touch TARGET').read() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__'] }}",
        "{{ ''|attr('__class__') }}",
        "{{ '{0.__class__.__mro__}'.format(1) }}",
        "{{ '%s'|format(self) }}",
        "{{ self.__init__ }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
    ],
)
def test_a_template_after_the_interpreter_is_never_executed_and_gives_way_to_its_family(
    tmp_path: Path, attack: str
) -> None:
    with template(attack.replace("TARGET", str(tmp_path / "created")) + CHATML) as own:
        assert own.render(TALK) == AS_CHATML
        assert own.note.endswith("; written as chatml")
    assert not (tmp_path / "created").exists()


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 'a' * 2000000000 }}",
        "{% set n = namespace(t='ab') %}{% for a in range(60) %}{% set n.t = n.t + n.t %}{% endfor %}",
        "{% for a in range(90000) %}{{ 'two bytes' }}{% endfor %}",
        "{% for a in range(10**12) %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_a_template_without_end_is_cut_and_gives_way_to_its_family(bomb: str) -> None:
    with template(bomb + CHATML) as own:
        assert own.render(TALK) == AS_CHATML
        assert own.note


def test_a_bomb_that_waits_for_the_third_question_is_cut_then() -> None:
    late = "{% if messages|length > 4 %}{{ 'a' * 2000000000 }}{% endif %}"
    with template(late + CHATML) as own:
        assert own.note == ""
        assert own.render(TALK) == AS_CHATML
        longer = own.render([*TALK, ChatMessage("assistant", "Bien"), ChatMessage("user", "Me alegro")])
        assert longer.startswith(AS_CHATML)
        assert own.note


@pytest.mark.parametrize(
    ("source", "beginning"),
    [
        ("{{ <|start_header_id|>", "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"),
        ("{{ <start_of_turn>", "<s><start_of_turn>user\nBe brief.\n\nHola<end_of_turn>\n<start_of_turn>model\nBuenas"),
        ("{{ [INST]", "<s>[INST] Be brief.\n\nHola [/INST] Buenas</s>[INST] ¿Qué tal? [/INST]"),
        ("{{ <|end|>", "<|system|>\nBe brief.<|end|>\n<|user|>\nHola<|end|>\n<|assistant|>\nBuenas<|end|>"),
        ("{{ nothing we know", "Be brief.\n\nUser: Hola\nAssistant: Buenas\nUser: ¿Qué tal?\nAssistant:"),
        ("", "Be brief.\n\nUser: Hola"),
    ],
)
def test_a_broken_template_gives_way_to_the_family_its_marks_name(source: str, beginning: str) -> None:
    with template(source) as own:
        assert own.render(TALK).startswith(beginning)
        assert own.note


def test_without_a_template_the_vocabulary_names_the_family() -> None:
    with closing(ChatTemplate("", "<s>", "</s>", is_special_token=lambda text: text == "<|im_start|>")) as own:
        assert own.render(TALK) == AS_CHATML


def test_a_template_that_loses_the_conversation_is_not_used() -> None:
    with template("{{ '<|im_start|>' }} I say what I like.") as own:
        assert own.render(TALK) == AS_CHATML
        assert "loses text" in own.note


def test_long_conversations_are_not_taken_for_bombs() -> None:
    text = "palabra " * 40_000
    with template(STRANGE) as own:
        assert text in own.render([ChatMessage("user", text)])
        assert own.note == ""


SWITCHED = (
    STRANGE + "{% if enable_thinking %}{{ '<think>\\n' }}{% else %}{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}"
)
OPENED = STRANGE + "{% if add_generation_prompt %}{{ '<think>\\n' }}{% endif %}"
LAST_ONLY = (
    "{% if messages[-1].role != 'user' %}{{ raise_exception('the last message is no question') }}{% endif %}" + OPENED
)


def test_a_template_with_a_switch_opens_the_thinking_or_leaves_it_empty() -> None:
    with template(SWITCHED) as own:
        assert own.render(TALK).endswith("assistant\n<think>\n\n</think>\n\n")
        assert own.render(TALK, RenderOptions(thinking=True)).endswith("assistant\n<think>\n")


@pytest.mark.parametrize("source", [CHATML, STRANGE, OPENED, "", "{{ [INST]"])
def test_an_answer_to_be_continued_stands_where_the_template_puts_an_answer(source: str) -> None:
    with template(source) as own:
        begun = own.render_begun(TALK)
        whole = own.render([*TALK, ChatMessage("assistant", "Bien, ¿y tú?")], RenderOptions(opens_answer=False))
    assert whole.startswith(begun + "Bien, ¿y tú?")
    assert "<think>" not in begun


def test_a_template_that_wants_a_question_last_has_its_thinking_closed_before_the_answer() -> None:
    with template(LAST_ONLY) as own:
        assert own.render_begun(TALK).endswith("<|im_start|>assistant\n")


RENDER_OFTEN = """
from engine.models.interfaces import ChatMessage
from engine.models.llama.chat_template import ChatTemplate
template = ChatTemplate(SOURCE, "", "")
print("renders", flush=True)
for _ in range(2000):
    template.render([ChatMessage("user", "Hello")])
print("note:", template.note)
template.close()
"""


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_time_in_which_the_computer_slept_is_not_the_templates() -> None:
    """docs/faults.md 57: engine and template's child stand still for longer than a rendering may take."""
    command = [sys.executable, "-c", RENDER_OFTEN.replace("SOURCE", repr(STRANGE))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None and parent.stdout.readline() == b"renders\n"
        processes = [psutil.Process(parent.pid), *psutil.Process(parent.pid).children()]
        for process in processes:
            process.suspend()
        with pytest.raises(subprocess.TimeoutExpired):
            parent.wait(timeout=1.5 * RENDER_SECONDS)
        for process in reversed(processes):
            process.resume()
        assert parent.stdout.read() == b"note: \n"
