"""Sentences in plain words that say what the present settings do."""

from __future__ import annotations

from desktop.i18n import tr
from desktop.widgets.text import formatting
from engine.capabilities.chat.api import ConversationSettings
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.token_choice import ChoiceOutcome

WORDS_A_TOKEN = 0.75
NEARLY_ONE = 0.999


def explain(settings: ConversationSettings, outcome: ChoiceOutcome | None = None) -> str:
    """Return a few sentences; `outcome` is what the settings make of the words in the picture."""
    sampling = settings.sampling
    sentences = [_choice(sampling)]
    if outcome is not None and sampling.temperature > 0:
        sentences.append(_example(outcome))
    sentences += [*_repetition(sampling), *_form(sampling)]
    return " ".join(filter(None, sentences))


def _choice(sampling: Sampling) -> str:
    if sampling.temperature <= 0:
        return tr("chat", "The model always takes the likeliest word: the same question gets the same answer.")
    return " ".join(filter(None, (_candidates(sampling), _temperature(sampling), _seed(sampling))))


def _candidates(sampling: Sampling) -> str:
    share, count = formatting.percent(sampling.top_p), formatting.number(sampling.top_k)
    if sampling.top_k > 0 and sampling.top_p < 1:
        text = tr(
            "chat",
            "The model chooses among the words that together reach {share}, {count} at most.",
            share=share,
            count=count,
        )
    elif sampling.top_p < 1:
        text = tr("chat", "The model chooses among the words that together reach {share}.", share=share)
    elif sampling.top_k > 0:
        text = tr("chat", "The model chooses among the {count} likeliest words.", count=count)
    else:
        text = tr("chat", "The model chooses among all words it knows.")
    if sampling.min_p > 0:
        least = formatting.percent(sampling.min_p)
        text += " " + tr("chat", "Words less than {least} as likely as the first are left out.", least=least)
    if sampling.typical_p < 1:
        text += " " + tr("chat", "Words more or less surprising than expected are left out.")
    return text


def _temperature(sampling: Sampling) -> str:
    value = formatting.number(sampling.temperature, 2)
    if sampling.temperature < 0.6:
        return tr("chat", "It nearly always takes the likely ones (temperature {value}).", value=value)
    if sampling.temperature < 0.95:
        return tr("chat", "It prefers the likely ones (temperature {value}).", value=value)
    if sampling.temperature <= 1.05:
        return tr("chat", "It takes each as often as it holds it likely.")
    return tr("chat", "It gives unlikely ones more of a chance (temperature {value}).", value=value)


def _seed(sampling: Sampling) -> str:
    if sampling.seed is None:
        return ""
    return tr("chat", "The number {seed} fixes chance: asked again, it answers the same.", seed=sampling.seed)


def _example(outcome: ChoiceOutcome) -> str:
    chance = outcome.chances[0].chance if outcome.chances else 0.0
    first = formatting.percent(chance) if chance < NEARLY_ONE else formatting.percent(1.0)
    return tr(
        "chat", "In the picture %n word(s) can come next, the first in {share} of all cases.", outcome.kept, share=first
    )


def _repetition(sampling: Sampling) -> list[str]:
    makes_rare = sampling.repeat_penalty > 1 or sampling.frequency_penalty > 0 or sampling.presence_penalty > 0
    if sampling.frequency_penalty < 0 or sampling.presence_penalty < 0:
        return [tr("chat", "Words already written become likelier.")]
    return [tr("chat", "Words just written become a little less likely.")] if makes_rare else []


def _form(sampling: Sampling) -> list[str]:
    words = formatting.number(round(sampling.max_tokens * WORDS_A_TOKEN))
    lines = [tr("chat", "An answer has at most about {words} words.", words=words)]
    if sampling.schema:
        lines.append(tr("chat", "It is JSON that fits your schema."))
    if sampling.stop:
        lines.append(tr("chat", "It ends at %n text(s) of yours.", len(sampling.stop)))
    return lines
