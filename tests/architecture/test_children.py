"""Every child process of the engine ends with it: it says so first of all, and is told its parent's id."""

from __future__ import annotations

import ast

from tests.architecture.source_tree import modules

NOT_CHILDREN = {
    "engine/__main__.py": "ends when its input ends, and may go on for others",
    "engine/cli/__main__.py": "the person's own command",
    "engine/networked/launcher.py": "ends when nobody has the engine's end of its pair of sockets any more",
}
NOT_OURS = {
    "engine/cli/engine_process.py": "the engine, which goes on for others",
    "engine/cli/pdf.py": "the window's converter, which a command waits for",
    "engine/models/hardware.py": "nvidia-smi, which ends by itself",
}
FIRST = "if __name__ == '__main__':\n    die_with_parent()"


def starts(tree: ast.Module) -> list[str]:
    """Return the first statements of a program after its docstring and the import of annotations."""
    return [ast.unparse(statement) for statement in tree.body[2:4]]


def programs() -> dict[str, ast.Module]:
    found = {path: tree for path, tree in modules().items() if path.startswith("engine/")}
    return {path: tree for path, tree in found.items() if "if __name__ == '__main__'" in ast.unparse(tree)}


def test_every_child_is_bound_to_the_engine_before_it_imports_anything_else() -> None:
    late = [
        path
        for path, tree in programs().items()
        if path not in NOT_CHILDREN
        and not (starts(tree)[0].startswith("from engine.offline import die_with_parent") and starts(tree)[1] == FIRST)
    ]
    assert late == []


def test_every_child_is_told_the_engines_id() -> None:
    untold = [
        path
        for path, tree in modules().items()
        if path.startswith("engine/") and path not in NOT_OURS
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("subprocess.Popen", "subprocess.run")
        and "env=child_environment()" not in ast.unparse(node)
    ]
    assert untold == []
