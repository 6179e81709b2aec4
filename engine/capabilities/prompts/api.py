"""Types and methods of prompts: personas, a library of prompts, a check of prompts, and chains of them."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.answering.presets import Preset
from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.saved_prompts import (
    FILL,
    LIST,
    FilledPrompt,
    FillPrompt,
    ListPrompts,
    PromptLanguage,
    PromptVariable,
    SavedPrompt,
    SavedPrompts,
)
from engine.protocol.done import Done, Purged
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method
from engine.protocol.progress import Progress

__all__ = [
    "FILL",
    "LIST",
    "FillPrompt",
    "FilledPrompt",
    "ListPrompts",
    "PromptLanguage",
    "PromptVariable",
    "SavedPrompt",
    "SavedPrompts",
]
"""From the protocol."""

PROMPTS = "prompts"
"""The noun of change: pages that show personas, prompts or chains read them again."""
LONGEST_TEXT, LONGEST_NAME, MOST_STEPS = 50_000, 80, 20
"""Characters of a prompt or a field, characters of a name, steps of a chain."""

PromptKind = Literal["persona", "prompt", "chain"]
WeaknessKind = Literal[
    "no_text",
    "no_delimiters",
    "several_tasks",
    "vague_words",
    "only_negative",
    "no_format",
    "no_length",
    "no_audience",
]
"""As in engine.text.prompting.prompt_check."""
RunState = Literal["running", "complete", "stopped", "failed"]


class PersonaFields(msgspec.Struct, frozen=True, omit_defaults=True):
    """The six fields that make a system prompt; each may be empty."""

    role: str = ""
    instruction: str = ""
    context: str = ""
    format: str = ""
    audience: str = ""
    tone: str = ""


class Persona(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way of answering under a name. `id` 0 is a new one; a negative id is one that comes with Ateneo.

    `tools` are the names of those the model may call; without any those of the conversation. `preset` None and `model` "" leave
    both to the conversation. `hands_to` are the names of the personas that it may pass a question on to.
    """

    name: str
    language: PromptLanguage
    fields: PersonaFields
    id: int = 0
    tools: tuple[str, ...] = ()
    examples: tuple[PromptExample, ...] = ()
    preset: Preset | None = None
    model: str = ""
    hands_to: tuple[str, ...] = ()


class ComposedPersona(msgspec.Struct, frozen=True):
    """A persona with the system prompt that its fields make."""

    persona: Persona
    system: str


class ChainStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """A step of a chain. `prompt` may hold {{input}}, {{previous}} and {{step 1}}, {{step 2}} and so on."""

    name: str
    prompt: str


class Chain(msgspec.Struct, frozen=True, omit_defaults=True):
    """Prompts in order, each of which reads the outputs of those before it. `id` as in SavedPrompt."""

    name: str
    steps: tuple[ChainStep, ...]
    id: int = 0


class ListPersonas(msgspec.Struct, frozen=True):
    """Ask for all personas: first the person's own by name, then those that come with Ateneo in that language."""

    language: PromptLanguage


class Personas(msgspec.Struct, frozen=True):
    """All personas with their system prompts."""

    personas: tuple[ComposedPersona, ...]


class ComposePersona(msgspec.Struct, frozen=True):
    """Ask for the system prompt that these fields make; nothing is saved."""

    persona: Persona


class SavePersona(msgspec.Struct, frozen=True):
    """Save a persona. One that comes with Ateneo is saved as a new one. Raises NameTaken, NotFound, PromptTextTooLong."""

    persona: Persona


class TryPersona(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask a question of a persona that need not be saved; nothing is kept. Raises PromptTooLong and the errors of a model."""

    persona: Persona
    question: str


class TriedAnswer(msgspec.Struct, frozen=True):
    """The answer; what was written until then where it was stopped."""

    text: str


class SavePrompt(msgspec.Struct, frozen=True):
    """Save a prompt, as SavePersona does; a name or a command of another prompt is taken."""

    prompt: SavedPrompt


class RunPrompt(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask the model a prompt with values in the place of its variables; nothing is kept. `examples` are read before it.

    Raises PromptEmpty, VariableMissing, SettingOutOfRange, PromptTooLong, and the errors of a model.
    """

    text: str
    values: dict[str, str] = {}
    examples: tuple[PromptExample, ...] = ()
    model: str | None = None
    sampling: Sampling = Sampling()


class PromptAnswer(msgspec.Struct, frozen=True):
    """The answer, what was written until then where it was stopped; and the prompt as it was sent."""

    text: str
    prompt: str
    model: str


class CheckPrompt(msgspec.Struct, frozen=True):
    """Ask what is vague in a prompt."""

    text: str


class PromptWeakness(msgspec.Struct, frozen=True):
    """Something vague at characters `start` to `end`; the mend replaces characters `mend_start` to `mend_end`."""

    kind: WeaknessKind
    start: int
    end: int
    mend_start: int
    mend_end: int
    mend: str


class CheckedPrompt(msgspec.Struct, frozen=True):
    """The weaknesses in the order of the text, and the language that the prompt was taken to be in."""

    weaknesses: tuple[PromptWeakness, ...]
    language: PromptLanguage


class ListChains(msgspec.Struct, frozen=True):
    """Ask for all chains, as ListPersonas does."""

    language: PromptLanguage


class Chains(msgspec.Struct, frozen=True):
    """All chains."""

    chains: tuple[Chain, ...]


class SaveChain(msgspec.Struct, frozen=True):
    """Save a chain, as SavePersona does. Raises VariableMissing for a step that names an output it cannot have."""

    chain: Chain


class DeleteSaved(msgspec.Struct, frozen=True):
    """Hide a persona, prompt or chain; RestoreSaved undoes it. Raises NotFound."""

    kind: PromptKind
    id: int


class RestoreSaved(msgspec.Struct, frozen=True):
    """Undo DeleteSaved. Raises NotFound once it was purged, NameTaken where its name is in use again."""

    kind: PromptKind
    id: int


class PurgeDeletedPrompts(msgspec.Struct, frozen=True):
    """Remove all deleted personas, prompts and chains, with the runs of these chains, for good."""


class RunChain(msgspec.Struct, frozen=True, omit_defaults=True):
    """Run a chain on a text. `resume` is a run that was stopped: it goes on after its last finished step.

    Raises NotFound, ModelMissing, PromptTooLong, and the errors of a model.
    """

    chain: int
    input: str = ""
    resume: int = 0
    model: str | None = None


class StepStarted(msgspec.Struct, frozen=True, tag="step"):
    """Step `number`, from 0, begins; the run `run` is on the disk with the outputs of the steps before."""

    run: int
    number: int
    name: str


class StepDelta(msgspec.Struct, frozen=True, tag="delta"):
    """The next piece of the present step's output."""

    text: str


ChainEvent = StepStarted | StepDelta


class ChainRun(msgspec.Struct, frozen=True):
    """A run with the outputs of its finished steps, and of the one in which it was stopped."""

    id: int
    chain: int
    input: str
    steps: tuple[ChainStep, ...]
    outputs: tuple[str, ...]
    state: RunState
    created_at: int


class ListRuns(msgspec.Struct, frozen=True):
    """Ask for the runs of a chain, the last one first."""

    chain: int


class ChainRuns(msgspec.Struct, frozen=True):
    """Runs of a chain."""

    runs: tuple[ChainRun, ...]


class RunChainOverTable(msgspec.Struct, frozen=True, omit_defaults=True):
    """Run a chain on each text of a column, and write the table with one more column for each step to `target` (CSV).

    An interrupted run is resumed by the same request. Raises NotFound, ColumnMissing, ModelMissing and the errors of tables.
    """

    chain: int
    path: str
    column: str
    target: str
    model: str | None = None
    delimiter: str = ""
    encoding: str = ""


class ChainTable(msgspec.Struct, frozen=True):
    """`failed` of `rows` have no output; a cancelled run goes on with the same request."""

    path: str
    columns: tuple[str, ...]
    rows: int
    resumed: int
    failed: int
    cancelled: bool = False


class ExportPrompts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Write the person's own personas, prompts and chains to a file: Markdown where its name ends in .md, else JSON.

    `language` is that of the headings of Markdown. Raises FileUnwritable, DiskFull.
    """

    path: str
    language: PromptLanguage = "en"


class ImportPrompts(msgspec.Struct, frozen=True):
    """Read such a file. A name that is taken gets a number. Raises PromptFileUnreadable, FileVanished, FileNotOrdinary."""

    path: str


class PromptCounts(msgspec.Struct, frozen=True):
    """How many of each were written or read."""

    personas: int
    prompts: int
    chains: int


class VariableMissing(AteneoError):
    """A prompt cannot be sent while a variable has no value."""

    kind = "variable_missing"
    sentence = "“{name}” has no value yet. Fill it in, or give it a default in the prompt."


class PromptTextTooLong(AteneoError):
    """A prompt, a field or a name is longer than can be saved."""

    kind = "prompt_text_too_long"
    sentence = (
        "At most {limit} characters are possible here, and this has {length}. Shorten it, or attach the text as a file."
    )


class PromptEmpty(AteneoError):
    """A prompt or a chain without any text."""

    kind = "prompt_empty"
    sentence = "There is nothing to save or to run yet. Write the prompt first."


class PromptFileUnreadable(AteneoError):
    """A file that holds no exported prompts."""

    kind = "prompt_file_unreadable"
    sentence = "“{name}” holds no prompts of Ateneo. Choose a file that was exported on the Prompts page."


LIST_PERSONAS: Method[ListPersonas, None, Personas] = Method("prompts.list_personas", ListPersonas, None, Personas)
COMPOSE_PERSONA: Method[ComposePersona, None, ComposedPersona] = Method(
    "prompts.compose_persona", ComposePersona, None, ComposedPersona
)
SAVE_PERSONA: Method[SavePersona, None, ComposedPersona] = Method(
    "prompts.save_persona", SavePersona, None, ComposedPersona
)
TRY_PERSONA: Method[TryPersona, StepDelta, TriedAnswer] = Method(
    "prompts.try_persona", TryPersona, StepDelta, TriedAnswer
)
SAVE: Method[SavePrompt, None, SavedPrompt] = Method("prompts.save", SavePrompt, None, SavedPrompt)
RUN: Method[RunPrompt, StepDelta, PromptAnswer] = Method("prompts.run", RunPrompt, StepDelta, PromptAnswer)
CHECK: Method[CheckPrompt, None, CheckedPrompt] = Method("prompts.check", CheckPrompt, None, CheckedPrompt)
LIST_CHAINS: Method[ListChains, None, Chains] = Method("prompts.list_chains", ListChains, None, Chains)
SAVE_CHAIN: Method[SaveChain, None, Chain] = Method("prompts.save_chain", SaveChain, None, Chain)
RUN_CHAIN: Method[RunChain, ChainEvent, ChainRun] = Method("prompts.run_chain", RunChain, ChainEvent, ChainRun)
LIST_RUNS: Method[ListRuns, None, ChainRuns] = Method("prompts.list_runs", ListRuns, None, ChainRuns)
RUN_OVER_TABLE: Method[RunChainOverTable, Progress, ChainTable] = Method(
    "prompts.run_over_table", RunChainOverTable, Progress, ChainTable
)
DELETE: Method[DeleteSaved, None, Done] = Method("prompts.delete", DeleteSaved, None, Done)
RESTORE: Method[RestoreSaved, None, Done] = Method("prompts.restore", RestoreSaved, None, Done)
PURGE_DELETED: Method[PurgeDeletedPrompts, None, Purged] = Method(
    "prompts.purge_deleted", PurgeDeletedPrompts, None, Purged
)
EXPORT: Method[ExportPrompts, None, PromptCounts] = Method("prompts.export", ExportPrompts, None, PromptCounts)
IMPORT: Method[ImportPrompts, None, PromptCounts] = Method("prompts.import", ImportPrompts, None, PromptCounts)
