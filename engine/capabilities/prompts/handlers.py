"""Routes of prompts. Lists and changes are answered at once; chains run in the model's lane."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import msgspec

from engine.capabilities.prompts import api, prompt_library
from engine.capabilities.prompts.chain_runner import ChainRunner, answer, check_steps
from engine.capabilities.prompts.prompt_file import PromptFile
from engine.capabilities.prompts.prompt_store import PromptStore
from engine.context import Capability, EngineContext
from engine.models.interfaces import ChatMessage, ModelPool, TextModel
from engine.models.selection import preferred_text_model
from engine.protocol.answering.personas import PersonaSettings
from engine.protocol.answering.presets import check_ranges, with_preset
from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.done import Done, Purged
from engine.protocol.errors import NotFound
from engine.protocol.progress import Progress
from engine.rpc.routes import route
from engine.tables.sources import TableOpener
from engine.text.language import detect_language
from engine.text.prompting.persona import compose_system_prompt
from engine.text.prompting.prompt_check import check_prompt
from engine.text.prompting.variables import fill_variables
from engine.text.tokens import fold


def build(context: EngineContext) -> Capability:
    """Return the routes of prompts. Runs that an ended engine left are marked, and old deleted prompts are purged."""
    store = PromptStore(context.store)
    store.stop_interrupted()
    store.purge_old()
    handlers, unsaved = PromptHandlers(store), UnsavedAnswers(context.pool)
    chains = ChainHandlers(store, ChainRunner(store, context.pool, TableOpener(context)))
    file, changed = PromptFile(store), (api.PROMPTS,)
    return Capability(
        routes=(
            route(api.LIST_PERSONAS, "quick", handlers.list_personas),
            route(api.COMPOSE_PERSONA, "quick", lambda request, _: _composed(request.persona)),
            route(api.SAVE_PERSONA, "quick", handlers.save_persona, changed),
            route(api.TRY_PERSONA, "model", unsaved.try_persona),
            route(api.LIST, "quick", handlers.list),
            route(api.SAVE, "quick", handlers.save, changed),
            route(api.FILL, "quick", handlers.fill),
            route(api.RUN, "model", unsaved.run_prompt),
            route(api.CHECK, "quick", handlers.check),
            route(api.LIST_CHAINS, "quick", chains.list),
            route(api.SAVE_CHAIN, "quick", chains.save, changed),
            route(api.RUN_CHAIN, "model", chains.run, changed),
            route(api.LIST_RUNS, "quick", chains.list_runs),
            route(api.RUN_OVER_TABLE, "model", chains.run_over_table),
            route(api.DELETE, "quick", handlers.delete, changed),
            route(api.RESTORE, "quick", handlers.restore, changed),
            route(api.PURGE_DELETED, "quick", handlers.purge_deleted, changed),
            route(api.EXPORT, "quick", lambda request, _: file.write(request)),
            route(api.IMPORT, "quick", lambda request, _: file.read(request), changed),
        ),
        exports={"find_persona": handlers.find_persona},
    )


class PromptHandlers:
    """Personas and prompts."""

    def __init__(self, store: PromptStore) -> None:
        self._store = store

    def list_personas(self, request: api.ListPersonas, _: IsCancelled) -> api.Personas:
        """The person's own, then those that come with Ateneo."""
        personas = [*self._store.personas(), *prompt_library.library_personas(request.language)]
        return api.Personas(tuple(_composed(persona) for persona in personas))

    def find_persona(self, name: str) -> PersonaSettings | None:
        """Return the settings of a persona by its name; the person's own come first."""
        built_in = (*prompt_library.library_personas("en"), *prompt_library.library_personas("es"))
        wanted = name.strip().casefold()
        persona = next((p for p in (*self._store.personas(), *built_in) if p.name.casefold() == wanted), None)
        if persona is None:
            return None
        return PersonaSettings(
            persona.name,
            _composed(persona).system,
            persona.examples,
            persona.tools,
            persona.preset,
            persona.model,
            persona.hands_to,
            ". ".join(filter(None, (persona.fields.role, persona.fields.instruction))),
        )

    def save_persona(self, request: api.SavePersona, _: IsCancelled) -> api.ComposedPersona:
        """Raises NameTaken, NotFound, PromptTextTooLong."""
        id = self._store.save_persona(request.persona)
        return _composed(msgspec.structs.replace(request.persona, id=id))

    def list(self, request: api.ListPrompts, _: IsCancelled) -> api.SavedPrompts:
        """The prompts that hold all words of the query."""
        prompts = [*self._store.prompts(), *prompt_library.library_prompts(request.language)]
        words = fold(request.query).split()
        return api.SavedPrompts(tuple(prompt for prompt in prompts if _holds(prompt, words)))

    def save(self, request: api.SavePrompt, _: IsCancelled) -> api.SavedPrompt:
        """Raises NameTaken, NotFound, PromptEmpty, PromptTextTooLong."""
        id = self._store.save_prompt(request.prompt)
        return next(prompt for prompt in self._store.prompts() if prompt.id == id)

    def fill(self, request: api.FillPrompt, _: IsCancelled) -> api.FilledPrompt:
        """Raises VariableMissing."""
        return api.FilledPrompt(fill(request.text, request.values))

    def check(self, request: api.CheckPrompt, _: IsCancelled) -> api.CheckedPrompt:
        """Return what is vague in a prompt, in its own language."""
        language = detect_language(request.text)
        weaknesses = (
            api.PromptWeakness(w.kind, w.start, w.end, w.mend_start, w.mend_end, w.mend)
            for w in check_prompt(request.text, language)
        )
        return api.CheckedPrompt(tuple(weaknesses), language)

    def delete(self, request: api.DeleteSaved, _: IsCancelled) -> Done:
        """Raises NotFound."""
        self._store.delete(request.kind, request.id)
        return Done()

    def restore(self, request: api.RestoreSaved, _: IsCancelled) -> Done:
        """Raises NotFound, NameTaken."""
        self._store.restore(request.kind, request.id)
        return Done()

    def purge_deleted(self, request: api.PurgeDeletedPrompts, _: IsCancelled) -> Purged:
        """Return how many were removed for good."""
        return Purged(self._store.purge_deleted())


class UnsavedAnswers:
    """Answers that are not kept, of a persona that is tried out and of a prompt that is run."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def try_persona(
        self, request: api.TryPersona, is_cancelled: IsCancelled
    ) -> Generator[api.StepDelta, None, api.TriedAnswer]:
        """Raises PromptEmpty, PromptTooLong, and the errors of a model."""
        persona = request.persona
        sampling = with_preset(Sampling(), persona.preset) if persona.preset else Sampling()
        messages = _messages(request.question, _composed(persona).system, persona.examples)
        with self._pool.text_model(preferred_text_model(self._pool, persona.model), is_cancelled) as model:
            return api.TriedAnswer((yield from _write(model, messages, sampling, is_cancelled)))

    def run_prompt(
        self, request: api.RunPrompt, is_cancelled: IsCancelled
    ) -> Generator[api.StepDelta, None, api.PromptAnswer]:
        """Raises what RunPrompt names."""
        check_ranges(request.sampling)
        prompt = fill(request.text, request.values)
        messages = _messages(prompt, "", request.examples)
        with self._pool.text_model(request.model, is_cancelled) as model:
            text = yield from _write(model, messages, request.sampling, is_cancelled)
            return api.PromptAnswer(text, prompt, model.name)


class ChainHandlers:
    """Chains and their runs. A chain that comes with Ateneo is saved as the person's own when it first runs."""

    def __init__(self, store: PromptStore, runner: ChainRunner) -> None:
        self._store, self._runner = store, runner

    def list(self, request: api.ListChains, _: IsCancelled) -> api.Chains:
        """The person's own, then those that come with Ateneo."""
        return api.Chains((*self._store.chains(), *prompt_library.library_chains(request.language)))

    def save(self, request: api.SaveChain, _: IsCancelled) -> api.Chain:
        """Raises NameTaken, NotFound, PromptEmpty, PromptTextTooLong, VariableMissing."""
        check_steps(request.chain.steps)
        return self._store.chain(self._store.save_chain(request.chain))

    def run(self, request: api.RunChain, is_cancelled: IsCancelled) -> Generator[api.ChainEvent, None, api.ChainRun]:
        """Raises what RunChain names."""
        return (yield from self._runner.run(self._find(request.chain), request, is_cancelled))

    def list_runs(self, request: api.ListRuns, _: IsCancelled) -> api.ChainRuns:
        """The last run comes first."""
        return api.ChainRuns(self._store.runs(request.chain))

    def run_over_table(
        self, request: api.RunChainOverTable, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.ChainTable]:
        """Raises what RunChainOverTable names."""
        return (yield from self._runner.run_over_table(self._find(request.chain), request, is_cancelled))

    def _find(self, id: int) -> api.Chain:
        """Return a chain that has rows in the library. Raises NotFound."""
        if id > 0:
            return self._store.chain(id)
        chain = next((chain for chain in prompt_library.all_chains() if chain.id == id), None)
        if chain is None:
            raise NotFound("chain")
        own = next((own for own in self._store.chains() if own.name == chain.name), None)
        return own or self._store.chain(self._store.save_chain(msgspec.structs.replace(chain, id=0)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a prompt with its variables filled in. Raises VariableMissing."""
    try:
        return fill_variables(text, values)
    except KeyError as missing:
        raise api.VariableMissing(name=str(missing.args[0])) from None


def _messages(question: str, system: str, examples: Sequence[PromptExample]) -> Sequence[ChatMessage]:
    """Raises PromptEmpty."""
    if not question.strip():
        raise api.PromptEmpty
    messages = [ChatMessage("system", system)] if system else []
    for example in examples:
        messages += [ChatMessage("user", example.question), ChatMessage("assistant", example.answer)]
    return [*messages, ChatMessage("user", question)]


def _write(
    model: TextModel, messages: Sequence[ChatMessage], sampling: Sampling, is_cancelled: IsCancelled
) -> Generator[api.StepDelta, None, str]:
    """Write an answer and return it whole. Raises PromptTooLong."""
    text = ""
    for delta in answer(model, messages, sampling, is_cancelled):
        text += delta.text
        yield delta
    return text.strip()


def _composed(persona: api.Persona) -> api.ComposedPersona:
    fields = {name: getattr(persona.fields, name) for name in persona.fields.__struct_fields__}
    return api.ComposedPersona(persona, compose_system_prompt(fields, persona.language))


def _holds(prompt: api.SavedPrompt, words: list[str]) -> bool:
    folded = fold(f"{prompt.name} {prompt.command} {prompt.text}")
    return all(word in folded for word in words)
