"""Files that a person named are opened by one function, which refuses pipes, devices and the kernel's own files."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source_tree import modules

OWN_FILES = {
    "engine/capabilities/chat/answering/prompt_templates.py": "resources",
    "engine/capabilities/prompts/prompt_library.py": "resources",
    "engine/text/prompting/persona.py": "resources",
    "engine/text/prompting/prompt_check.py": "resources",
    "engine/capabilities/chat/acting/tool_prompt.py": "resources",
    "engine/capabilities/chat/organising/title_writer.py": "resources",
    "engine/store/answers/question_shift.py": "resources",
    "engine/capabilities/classification/predictors/prompting.py": "resources",
    "engine/capabilities/documents/whole/prompt_texts.py": "resources",
    "engine/capabilities/memory/detection/lasting.py": "resources",
    "engine/capabilities/memory/detection/patterns.py": "resources",
    "engine/capabilities/memory/recall/features.py": "resources",
    "engine/capabilities/memory/recall/need.py": "resources",
    "engine/capabilities/memory/recall/recaller.py": "resources",
    "engine/capabilities/models/grading/probe.py": "resources",
    "engine/capabilities/text_tools/generation.py": "resources",
    "engine/models/importing/known_models.py": "resources",
    "engine/protocol/i18n/translations.py": "resources",
    "engine/models/importing/starter.py": "set-up's packages",
    "engine/models/importing/starter_chat.py": "resources",
    "engine/models/importing/starter_images.py": "resources",
    "engine/models/llama/trial/tokenizer_check.py": "resources",
    "engine/capabilities/classification/training/fine_tune_folder.py": "work folder of the profile",
    "engine/models/training/fine_tuning_child.py": "work folder of the profile",
    "engine/tables/table_writer.py": "the journal beside its target",
    "engine/models/encoders/class_names.py": "an installed model's file",
    "engine/models/tasks/text_classifier.py": "an installed model's file",
    "engine/models/vision/dual_encoder.py": "an installed model's file",
    "engine/store/connection.py": "the library",
    "engine/store/int8_index.py": "the profile",
    "engine/store/searching/inverted_index.py": "the profile",
    "engine/store/recovery/damaged_file.py": "the library",
    "engine/models/hardware.py": "the kernel's figures",
    "engine/files/limits.py": "the kernel's figures",
    "engine/indexer/reader_process.py": "the kernel's figures",
    "engine/background.py": "the kernel's figures",
    "engine/models/llama/threads.py": "the kernel's figures",
}
READERS = ("read_bytes", "read_text")
COPIERS = ("copyfile", "copy", "copy2", "copytree")


def reads(tree: ast.Module) -> Iterator[str]:
    """Yield the calls that open a file to read it without the function of engine.files.opening."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        is_read = node.func.attr in READERS and not ast.unparse(node.func.value).startswith(("self", "zip", "archive"))
        is_copy = node.func.attr in COPIERS and ast.unparse(node.func.value) == "shutil"
        if is_read or is_copy or (node.func.attr == "open" and opens_to_read(node)):
            yield ast.unparse(node)


def opens_to_read(call: ast.Call) -> bool:
    """Return whether `path.open(…)` reads: another `open` takes other arguments."""
    modes = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    is_text = not call.args and any(keyword.arg == "encoding" for keyword in call.keywords)
    return is_text or any(isinstance(mode, str) and mode.strip("bt") == "r" for mode in modes)


def test_no_file_of_a_person_is_opened_in_another_way() -> None:
    others = {
        path: calls
        for path, tree in modules().items()
        if path.startswith("engine/") and path not in OWN_FILES and (calls := list(reads(tree)))
    }
    assert others == {}


def test_every_exception_is_needed() -> None:
    there = {path: modules()[path] for path in OWN_FILES if path in modules()}
    assert [path for path, tree in there.items() if not list(reads(tree))] == []
