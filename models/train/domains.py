"""All domains, and the templates they share.

A template holds `{slot}`s and `[this|or that]` choices. `{S}` is the subject: its
value the first time, a pronoun or a noun later; `{S's}` is its possessive, `{he}`,
`{his}` and `{himself}` are its pronouns. `{job:a}` adds an indefinite article, `{job:cap}` a capital. `{paid=true}` writes
nothing: it says that the template expresses that value. Phrases follow a subject,
sentences stand alone. One template in seven (by hash) is held out for evaluation;
those of `phrasings_*.py` are for training only, and no training text is worded like
a held-out template (`skeleton`).
"""

from __future__ import annotations

import functools
import itertools
import json
import pathlib
import re
from collections.abc import Iterator

import domains_more
import domains_people
import domains_things
import domains_trade
import phrasings_people
import phrasings_things
import phrasings_trade
from lexicon import held_out
from schema_types import Domain

DOMAINS: list[Domain] = domains_people.DOMAINS + domains_trade.DOMAINS + domains_things.DOMAINS
PHRASINGS = phrasings_people.PHRASINGS | phrasings_trade.PHRASINGS | phrasings_things.PHRASINGS
HELD_OUT_DOMAINS = ("pet", "tool rental", "concert", "weather report")
MORE_DOMAINS = domains_more.DOMAINS
TRAIN_DOMAINS = [d for d in DOMAINS if d.name not in HELD_OUT_DOMAINS]
TEST_DOMAINS = [d for d in DOMAINS if d.name in HELD_OUT_DOMAINS]

# For any field of any domain: %l is the label of the field, {v} its value.
GENERIC = [
    "The %l is {v}.", "%L: {v}.", "The %l: {v}.", "Its %l is {v}.", "{v} is the %l.", "As %l we have {v}.", "%L is {v}.",
    "We noted {v} as the %l.", "The %l was {v}.", "The %l has been set to {v}.", "With {v} as %l.", "For %l, use {v}.",
    "Use {v} as the %l.", "The %l should be {v}.", "Please set the %l to {v}.", "%L = {v}.", "The form says {v} under %l.",
    "It has the %l {v}.", "The %l changed to {v}.", "They gave {v} as the %l.", "Note the %l, {v}.", "The %l here is {v}.",
]  # fmt: skip
# The same for training only.
GENERIC_MORE = GENERIC + [
    "{v} is our %l.", "{v} was noted as the %l.", "{v} serves as the %l.", "%L? {v}.", "%L - {v}.", "%L ... {v}.", "{v} (%l).",
    "{v}, that is the %l.", "What is the %l? {v}.", "The %l: it is {v}.", "Under %l it says {v}.", "We chose {v} as %l.",
    "In the field for the %l we read {v}.", "They call {v} the %l.", "The %l stays {v}.", "The %l will be {v}.", "Our %l is {v}.",
    "The %l, which is {v}, was checked.", "Make {v} the %l.", "Let the %l be {v}.", "The new %l is {v}.", "My %l is {v}.",
    "By %l we mean {v}.", "Regarding the %l: {v}.", "As for the %l, it is {v}.", "Enter {v} for the %l.", "%L now {v}.",
    "The %l became {v}.", "It was {v} that was named as the %l.", "{v} is listed as %l.", "Someone gave the %l as {v}.",
    "For the %l we got {v}.", "The %l remains {v}.", "There is {v} for %l.", "Please note {v} as the %l.", "The %l equals {v}.",
    "The %l is now {v}, as before.", "The value of the %l is {v}.", "You asked for the %l: it is {v}.", "{v} for the %l.",
    "The %l reads {v}.", "Change the %l to {v}.", "The %l in question is {v}.", "Its %l was {v}.", "Their %l is {v}.",
    "The %l (so far) is {v}.", "I think the %l is {v}.", "Then comes the %l, {v}.", "Do not forget the %l, {v}.", "%l {v}.",
    "The %l must be {v}.", "Keep {v} as the %l.", "Among other things, the %l is {v}.", "The right %l is {v}.", "%L was {v}.",
    "We were given {v} as the %l.", "{v} has been chosen as the %l.", "The %l? That would be {v}.", "The %l looks like {v}.",
]  # fmt: skip

PRONOUNS = {"his": ("her", "his", "its"), "he": ("she", "he", "it"), "himself": ("herself", "himself", "itself")}

_SLOT = re.compile(r"\{([^}]*)\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


class Template:
    """A parsed template, choices still unresolved in `source`. An `extra` one is for training only."""

    def __init__(self, source: str, phrase: bool, extra: bool = False):
        self.source, self.phrase, self.extra = source, phrase, extra
        self.held_out = not extra and held_out(source)
        slots = _SLOT.findall(source)
        self.subject = any(s.split(":")[0] in ("S", "S's") for s in slots)
        self.conditions = dict(s.split("=") for s in slots if "=" in s)
        names = {s.split(":")[0] for s in slots if "=" not in s} - {"S", "S's", *PRONOUNS}
        self.slots = frozenset(names | self.conditions.keys())


@functools.cache
def templates(domain_name: str) -> list[Template]:
    domain = next(d for d in DOMAINS + MORE_DOMAINS if d.name == domain_name)
    found, more = [], domain in MORE_DOMAINS
    for block, phrase in ((domain.phrases, True), (domain.sentences, False)):
        found += [Template(line.strip(), phrase, extra=more) for line in block.strip().splitlines()]
    for block, phrase in zip(PHRASINGS.get(domain_name, ()), (True, False)):
        found += [Template(line.strip(), phrase, extra=True) for line in block.strip().splitlines()]
    for template in found:
        unknown = template.slots - domain.specs.keys()
        if unknown:
            raise ValueError(f"{domain_name}: {unknown} in {template.source!r}")
    return found


def expansions(source: str) -> Iterator[str]:
    """All ways to resolve the choices of a template."""
    match = _CHOICE.search(source)
    if not match:
        yield source
        return
    for option in match[1].split("|"):
        yield from expansions(source[: match.start()] + option + source[match.end() :])


def skeleton(source: str) -> str:
    """The words and slots of a template without choices: equal for equal wordings."""
    source = re.sub(r"\{[^}]*=[^}]*\}", "", source)
    source = re.sub(r"\{([^}:']*)[^}]*\}", r" \1_ ", source)
    return " ".join(re.findall(r"[\w']+", source.lower()))


@functools.cache
def held_out_skeletons(domain_name: str) -> frozenset[str]:
    """The wordings that no training text of this domain may have."""
    sources = (expansions(t.source) for t in templates(domain_name) if t.held_out)
    return frozenset(map(skeleton, itertools.chain.from_iterable(sources)))


def blanks(skeleton: str) -> str:
    """A skeleton whose slots have lost their names."""
    return re.sub(r"\b\w+_(?= |$)", "_", skeleton)


@functools.cache
def handwritten_skeletons() -> frozenset[str]:
    """The wordings of the hand-written sentences, every value a blank."""
    found = []
    for case in json.loads(pathlib.Path(__file__).with_name("handwritten.json").read_text()):
        text = case["text"]
        values = re.findall(r'"([^"]+)"|(\d[\d.]*)', json.dumps(list(case["expected"].values()), ensure_ascii=False))
        for value in sorted((a or b for a, b in values), key=len, reverse=True):
            text = text.replace(value, " _ ")
        found.append(" ".join(re.findall(r"[\w']+", text.lower())))
    return frozenset(found)


def reserved(domain_name: str, source: str) -> bool:
    """True if a template without choices is worded like one that is for evaluation."""
    words = skeleton(source)
    return words in held_out_skeletons(domain_name) or blanks(words) in handwritten_skeletons()
