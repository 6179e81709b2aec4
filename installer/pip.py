"""pip of the virtual environment; its failures become sentences with a remedy."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from installer.messages import SetUpFailed
from installer.step import Step, StepResult

if TYPE_CHECKING:
    from installer.step import Reader

PIP_VARIABLES = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_COLOR": "1",
    "PIP_NO_INPUT": "1",
    "PIP_PROGRESS_BAR": "off",
    "PIP_RETRIES": "2",
}
"""As variables, since not every pip command accepts them as options."""
MISLEADING = frozenset(
    {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV"}
)
"""Variables of a person's shell that would make pip install somewhere else."""
COMMON_REGISTRY = "https://pypi.org/simple"

NO_ROOM = ("No space left on device", "Disk quota exceeded", "File too large")
NO_REGISTRY = re.compile(
    "NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Max retries exceeded|NameResolutionError|"
    "Connection refused|Connection reset|Connection broken|Remote end closed|HTTP error 5"
)
REASON = re.compile(
    r"certificate verify failed[^'()\n]*|Name or service not known|Temporary failure in name resolution|"
    r"Connection refused|Connection reset|Network is unreachable|[Tt]imed out|Cannot connect to proxy"
)
NO_PACKAGE = re.compile(r"No matching distribution found for ([^\s;]+)")
WRONG_HASH = re.compile(r"DO NOT MATCH THE HASHES.*?\n\s+(\S+)", re.DOTALL)


@dataclass(frozen=True)
class Pip:
    python: Path
    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def run(
        self, step: Step, *arguments: str, more: Mapping[str, str] | None = None, read: Reader | None = None
    ) -> StepResult:
        """Run pip; `read` replaces what of its output is shown as progress."""
        command = [str(self.python), "-m", "pip", *arguments]
        return step.run(command, {**self._own_variables(), **PIP_VARIABLES, **(more or {})}, read or progress_of)

    def run_or_fail(
        self, step: Step, *arguments: str, more: Mapping[str, str] | None = None, read: Reader | None = None
    ) -> None:
        """Run pip as `run` does. Raises SetUpFailed."""
        done = self.run(step, *arguments, more=more, read=read)
        if done.code:
            raise explain_failure(step, done, self.registry(step))

    def registry(self, step: Step) -> str:
        """Return the address of the registry that pip asks first."""
        command = [str(self.python), "-m", "pip", "config", "get", "global.index-url"]
        configured = step.run(command, self._own_variables())
        return self.variables.get("PIP_INDEX_URL") or (COMMON_REGISTRY if configured.code else configured.output)

    def _own_variables(self) -> dict[str, str]:
        return {name: value for name, value in self.variables.items() if name not in MISLEADING}


def progress_of(line: str) -> str | None:
    """Return the part of a line of pip's or ninja's output that is worth showing, or None."""
    if line.startswith(("Collecting ", "Installing collected")):
        return line.split(":")[0]
    if line.strip().startswith("Downloading "):
        return line.strip().rsplit("/", 1)[-1]
    if built := re.search(r"\[(\d+)/(\d+)\]", line):
        return f"{built[1]}/{built[2]}"
    return None


def explain_failure(step: Step, done: StepResult, registry: str) -> SetUpFailed:
    """Return pip's failure as a sentence with a remedy."""
    text, detail = done.output, done.last_line
    if any(sign in text for sign in NO_ROOM):
        return no_room(step.name, detail)
    if changed := WRONG_HASH.search(text):
        return wrong_file(changed[1])
    if NO_REGISTRY.search(text) or _is_missing_folder(registry):
        return SetUpFailed(
            "The package registry ({registry}) could not be reached. Check the connection, then try again. ({detail})",
            registry=registry,
            detail=reason[0].strip() if (reason := REASON.search(text)) else detail,
        )
    if lacking := NO_PACKAGE.search(text):
        return SetUpFailed(
            "The package registry ({registry}) has no {package} for this Python and system. Use another one. ({detail})",
            registry=registry,
            package=lacking[1],
            detail=detail,
        )
    return SetUpFailed("{step} failed; {log} tells more. ({detail})", step=step.name, log=step.log, detail=detail)


def no_room(step: str, detail: str) -> SetUpFailed:
    return SetUpFailed(
        "The disk became full, or a limit on file sizes was met, in {step}. Free some space, then try again. ({detail})",
        step=step,
        detail=detail,
    )


def wrong_file(package: str) -> SetUpFailed:
    return SetUpFailed(
        "{package} is not the file we know: its SHA-256 differs. Nothing of it was used. Try again, or use another registry.",
        package=package,
    )


def _is_missing_folder(registry: str) -> bool:
    """Return whether the registry is a local folder that does not exist: pip only warns about it."""
    if "://" in registry and not registry.startswith("file://"):
        return False
    return not Path(registry.removeprefix("file://")).exists()
