"""How a chat template writes the call of a tool: Qwen 2.5 and Hermes, Llama 3.x, Mistral, and templates without tools."""
# ruff: noqa: E501 - the templates stand as their makers wrote them

from __future__ import annotations

import pytest

from engine.models.interfaces import CallFormat, ChatMessage
from engine.models.llama.call_format import find_call_format
from engine.models.llama.template_sandbox import RenderOptions, TemplateProgram, compile_template
from engine.protocol.answering.tools import ToolCall, ToolSpec

QWEN = """{%- if tools %}{{- '<|im_start|>system\\n' }}{%- if messages[0].role == 'system' %}{{- messages[0].content }}{%- endif %}
{{- "\\n\\n# Tools\\n\\n<tools>" }}{%- for tool in tools %}{{- "\\n" }}{{- tool | tojson }}{%- endfor %}{{- "\\n</tools><|im_end|>\\n" }}
{%- elif messages[0].role == 'system' %}{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}{%- endif %}
{%- for message in messages %}
{%- if message.role == "user" or (message.role == "assistant" and not message.tool_calls) %}
{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- elif message.role == "assistant" %}{{- '<|im_start|>assistant' }}{%- for tool_call in message.tool_calls %}
{%- if tool_call.function is defined %}{%- set tool_call = tool_call.function %}{%- endif %}
{{- '\\n<tool_call>\\n{"name": "' }}{{- tool_call.name }}{{- '", "arguments": ' }}{{- tool_call.arguments | tojson }}{{- '}\\n</tool_call>' }}
{%- endfor %}{{- '<|im_end|>\\n' }}
{%- elif message.role == "tool" %}{{- '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}
{%- endif %}{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"""
LLAMA = """{{- bos_token }}{%- for message in messages %}
{%- if message.role == 'tool' %}{{- "<|start_header_id|>ipython<|end_header_id|>\\n\\n" + message.content + "<|eot_id|>" }}
{%- elif 'tool_calls' in message %}{%- set call = message.tool_calls[0].function %}
{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n{"name": "' + call.name + '", "parameters": ' }}{{- call.arguments | tojson }}{{- "}<|eot_id|>" }}
{%- else %}{{- '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' }}
{%- if message.role == 'user' and loop.last and tools %}{%- for tool in tools %}{{- tool | tojson }}{%- endfor %}{%- elif tools and message.role == 'user' %}
{%- for tool in tools %}{{- tool | tojson }}{%- endfor %}{%- endif %}{{- message.content + '<|eot_id|>' }}{%- endif %}{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}"""
MISTRAL = """{{- bos_token }}{%- for message in messages %}
{%- if message.role == 'user' %}{%- if tools %}{{- '[AVAILABLE_TOOLS]' + (tools | tojson) + '[/AVAILABLE_TOOLS]' }}{%- endif %}{{- '[INST]' + message.content + '[/INST]' }}
{%- elif message.tool_calls %}{{- '[TOOL_CALLS][' }}{%- for call in message.tool_calls %}{{- '{"name": "' + call.function.name + '", "arguments": ' + (call.function.arguments | tojson) + ', "id": "' + call.id + '"}' }}{%- endfor %}{{- ']' + eos_token }}
{%- elif message.role == 'tool' %}{%- if message.tool_call_id | length != 9 %}{{- raise_exception('nine characters') }}{%- endif %}{{- '[TOOL_RESULTS]' + message.content + '[/TOOL_RESULTS]' }}
{%- else %}{{- message.content + eos_token }}{%- endif %}{%- endfor %}"""
CHATML = """{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""


def format_of(source: str) -> CallFormat | None:
    return find_call_format(compile_template(TemplateProgram(source, "<s>", "</s>")))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (QWEN, CallFormat('<tool_call>\n{"name": "', '", "arguments": ', "}\n</tool_call>")),
        (LLAMA, CallFormat('{"name": "', '", "parameters": ', "}")),
        (MISTRAL, CallFormat('[TOOL_CALLS][{"name": "', '", "arguments": ', ', "id": "call00001"}]')),
    ],
)
def test_the_format_of_templates_that_know_tools(source: str, expected: CallFormat) -> None:
    assert format_of(source) == expected


def test_a_template_without_tools_has_none() -> None:
    assert format_of(CHATML) is None


def test_a_conversation_with_a_call_and_its_result_is_rendered_as_the_template_does() -> None:
    tool = ToolSpec("add", "Add.", '{"type": "object", "properties": {"a": {"type": "integer"}}}')
    messages = (
        ChatMessage("system", "Be brief."),
        ChatMessage("user", "2 + 2?"),
        ChatMessage("assistant", "", call=ToolCall("add", '{"a": 2}')),
        ChatMessage("tool", "4"),
    )
    text = compile_template(TemplateProgram(QWEN, "", "</s>"))(messages, RenderOptions(tools=(tool,)))
    assert '{"type": "function", "function": {"name": "add", "description": "Add."' in text
    assert '<tool_call>\n{"name": "add", "arguments": {"a": 2}}\n</tool_call><|im_end|>' in text
    assert text.endswith("<tool_response>\n4\n</tool_response><|im_end|>\n<|im_start|>assistant\n")
