"""All domains, and the templates they share.

A template holds `{slot}`s and `[this|or that]` choices. `{S}` is the subject: its
value the first time, a pronoun or a noun later; `{S's}` is its possessive, `{he}`,
`{his}` and `{himself}` are its pronouns. `{job:a}` adds an indefinite article, `{job:cap}` a capital. `{paid=true}` writes
nothing: it says that the template expresses that value. Phrases follow a subject,
sentences stand alone. One template in seven (by hash) is held out for evaluation.
"""

from __future__ import annotations

import functools
import re

import domains_people
import domains_things
import domains_trade
from lexicon import held_out
from schema_types import Domain

DOMAINS: list[Domain] = domains_people.DOMAINS + domains_trade.DOMAINS + domains_things.DOMAINS
HELD_OUT_DOMAINS = ("pet", "tool rental", "concert", "weather report")
TRAIN_DOMAINS = [d for d in DOMAINS if d.name not in HELD_OUT_DOMAINS]
TEST_DOMAINS = [d for d in DOMAINS if d.name in HELD_OUT_DOMAINS]

# For any field of any domain: %l is the label of the field, {v} its value.
GENERIC = [
    "The %l is {v}.", "%L: {v}.", "The %l: {v}.", "Its %l is {v}.", "{v} is the %l.", "As %l we have {v}.", "%L is {v}.",
    "We noted {v} as the %l.", "The %l was {v}.", "The %l has been set to {v}.", "With {v} as %l.", "For %l, use {v}.",
    "Use {v} as the %l.", "The %l should be {v}.", "Please set the %l to {v}.", "%L = {v}.", "The form says {v} under %l.",
    "It has the %l {v}.", "The %l changed to {v}.", "They gave {v} as the %l.", "Note the %l, {v}.", "The %l here is {v}.",
]  # fmt: skip

PRONOUNS = {"his": ("her", "his", "its"), "he": ("she", "he", "it"), "himself": ("herself", "himself", "itself")}

_SLOT = re.compile(r"\{([^}]*)\}")


class Template:
    """A parsed template: `parts` are strings and slots, choices still unresolved in `source`."""

    def __init__(self, source: str, phrase: bool):
        self.source, self.phrase = source, phrase
        self.held_out = held_out(source)
        slots = _SLOT.findall(source)
        self.subject = any(s.split(":")[0] in ("S", "S's") for s in slots)
        self.conditions = dict(s.split("=") for s in slots if "=" in s)
        names = {s.split(":")[0] for s in slots if "=" not in s} - {"S", "S's", *PRONOUNS}
        self.slots = frozenset(names | self.conditions.keys())


@functools.cache
def templates(domain_name: str) -> list[Template]:
    domain = next(d for d in DOMAINS if d.name == domain_name)
    found = []
    for block, phrase in ((domain.phrases, True), (domain.sentences, False)):
        found += [Template(line.strip(), phrase) for line in block.strip().splitlines()]
    for template in found:
        unknown = template.slots - domain.specs.keys()
        if unknown:
            raise ValueError(f"{domain_name}: {unknown} in {template.source!r}")
    return found
