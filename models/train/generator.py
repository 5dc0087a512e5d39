"""Composes examples: a schema line, a text and the JSON to extract from it."""

from __future__ import annotations

import itertools
import json
import random
import re
from dataclasses import dataclass

from domains import (
    GENERIC,
    GENERIC_MORE,
    MORE_DOMAINS,
    PRONOUNS,
    TEST_DOMAINS,
    TRAIN_DOMAINS,
    Template,
    reserved,
    templates,
)
from lexicon import WORDS
from notation import Field, describe
from rewording import frame, reword
from schema_types import Domain
from values import ROWS, Sampler, Value

ADVERBIALS = (
    "right now|at the moment|as usual|this week|next week|on Tuesday|on Thursday|at once|for now|last night|"
    "this evening|in the morning|after lunch|these days|at last|once more|by the way|in spring|last autumn|as planned|"
    "without delay|for the first time|of course"
).split("|")
# Share of the kinds of things that only training knows.
MORE_SHARE = 0.12
COMMON_OPENINGS = set(
    "The It This He She We A An My Our You There Its His Her Please Entry Tickets In On At For With To From".split()
)

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([^}]*)\}")


@dataclass
class Example:
    """`answer` is compact JSON; `classes` marks each of its characters (see `Writer`)."""

    fields: list[Field]
    text: str
    value: dict
    answer: str
    classes: str

    @property
    def prompt(self) -> str:
        """Schema line and text, without the beginning-of-sequence token."""
        return f"{describe(self.fields)}\n{self.text}\n"


class Writer:
    """Writes compact JSON with one class per character.

    `s` forced by the schema, `n` may be null, `f` first of a value, `v` rest of a
    value, `m` month of a date, `t` ends a value, `a` ends or continues an array.
    """

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.classes: list[str] = []

    def add(self, text: str, cls: str) -> None:
        self.chars.append(text)
        self.classes.append(cls * len(text))

    def scalar(self, value: object, raw: str | None, cls: str = "t", month: bool = False) -> str:
        """Writes a value; returns the class that its terminator outside of it has."""
        if isinstance(value, str):
            body = json.dumps(value, ensure_ascii=False)[1:-1]
            self.add('"', "s")
            self.add(body[:1], "f")
            if month:
                self.add(body[1:5], "v")
                self.add(body[5:7], "m")
                self.add(body[7:], "v")
            else:
                self.add(body[1:], "v")
            self.add('"', cls)
            return "s"
        body = raw or json.dumps(value)
        self.add(body[:1], "f")
        self.add(body[1:], "v")
        return cls

    def object(self, fields: list[Field], values: dict[str, Value], end: str = "s") -> None:
        """Writes an object; `end` is the class of the end of its last value."""
        self.add("{", "s")
        after = "s"
        for i, f in enumerate(fields):
            if i:
                self.add(",", after)
            self.add(f'"{f.key}', "s")
            self.add('":', "n" if f.nullable or f.kind == "array" else "s")
            after = self.value(f, values[f.key], "a" if end == "a" and i == len(fields) - 1 else "t")
        self.add("}", after if after != "s" else end)

    def value(self, f: Field, v: Value, cls: str) -> str:
        if v.json is None:
            return self.scalar(None, None, cls)
        if f.kind == "object":
            self.object(f.fields, v.json)
            return "s"
        if f.kind != "array":
            return self.scalar(v.json, v.raw, cls, month=f.kind == "date")
        self.add("[", "s")
        after = "a"
        for i, item in enumerate(v.json):
            if i:
                self.add(",", after)
            if f.item == "object":
                self.object(f.fields, item, "a")
                after = "a"
            else:
                after = self.scalar(item, None, "a")
                after = "a" if after == "a" else "s"
        self.add("]", "a" if after == "s" else after)
        return "s"


def plain(value: object) -> object:
    """Strips `Value` wrappers: the JSON that is meant."""
    if isinstance(value, Value):
        return plain(value.json)
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def uncapital(sentence: str) -> str:
    """Lowers a first word that is no name."""
    head = sentence.partition(" ")[0]
    return sentence[:1].lower() + sentence[1:] if head in COMMON_OPENINGS else sentence


def article(word: str) -> str:
    return ("an " if word[:1].lower() in "aeiou" else "a ") + word


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def label_of(key: str) -> str:
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", key).replace("_", " ").lower()


class Generator:
    """Draws examples. `test` uses held-out words and, where there are any, held-out templates."""

    def __init__(self, seed: int, test: bool = False, generic_share: float = 0.25, short: bool = False):
        self.rng = random.Random(seed)
        self.test, self.generic_share, self.short = test, generic_share, short
        self.sampler = Sampler(self.rng, test)

    def example(self) -> Example:
        if self.rng.random() < self.generic_share:
            return self.generic()
        if self.sampler.rarely(MORE_SHARE):
            return self.from_domain(self.rng.choice(MORE_DOMAINS))
        return self.from_domain(self.rng.choice(TRAIN_DOMAINS))

    def unseen(self) -> Example:
        return self.from_domain(self.rng.choice(TEST_DOMAINS))

    # Texts of a domain.

    def from_domain(self, domain: Domain) -> Example:
        r = self.rng
        count = r.choice((2, 2, 3) if self.short else (1, 2, 3, 3, 4, 4, 5, 5, 6, 7))
        values = {slot: self.sampler.draw(spec) for slot, spec in domain.specs.items()}
        style = r.random()
        if style < 0.78:
            text, mentioned = self.prose(domain, values, count)
        else:
            others = [s for s in domain.specs if s != domain.subject]
            mentioned = [domain.subject, *r.sample(others, min(count, len(others)))]
            if r.random() < 0.3:
                r.shuffle(mentioned)
            text = self.record(domain, values, mentioned) if style < 0.94 else self.bare(values, mentioned)
        asked = [s for s in mentioned if r.random() < 0.87] or [r.choice(mentioned)]
        named = {slot: self.key(domain.keys[slot]) for slot in domain.specs}
        pairs = [(named[s], values[s]) for s in asked]
        absent = [s for s in domain.specs if s not in mentioned]
        if absent and r.random() < (0.22 if self.test else 0.3):
            for s in r.sample(absent, min(len(absent), r.choice((1, 1, 2)))):
                pairs.append((named[s], Value(None, "", values[s].kind, options=values[s].options)))
        return self.finish(pairs, text)

    def usable(self, domain: Domain, values: dict[str, Value]) -> list[Template]:
        fits = [
            t
            for t in templates(domain.name)
            if all(str(values[slot].json).lower() == want for slot, want in t.conditions.items())
        ]
        return [t for t in fits if not (t.extra if self.test else t.held_out)]

    def prose(self, domain: Domain, values: dict[str, Value], count: int) -> tuple[str, list[str]]:
        """A few sentences; returns the text and the slots that it mentions, in order."""
        r = self.rng
        pool = self.usable(domain, values)
        subject = Subject(domain, values[domain.subject], r)
        mentioned: list[str] = []
        sentences: list[str] = []
        if r.random() < 0.12:
            sentences.append(self.filler() + r.choice(".,!:"))
        while len(mentioned) < count + 1:
            fresh = [t for t in pool if not t.slots & set(mentioned) and domain.subject not in t.slots]
            if not mentioned:
                fresh = [t for t in fresh if t.subject] or fresh
            elif self.short and len(mentioned) > 1:
                break
            if not fresh:
                break
            weights = [(1 + len(t.slots)) * (12 if t.held_out else 1) for t in fresh]
            if r.random() < (0.07 if self.test else 0.1) and mentioned:
                slot = r.choice([s for s in domain.specs if s not in mentioned] or mentioned)
                if slot not in mentioned:
                    sentences.append(self.cue(label_of(self.key(domain.keys[slot])), values[slot]))
                    mentioned.append(slot)
                continue
            template = r.choices(fresh, weights)[0]
            if template.phrase:
                sentence, slots = self.phrases(template, fresh, weights, subject, values)
            else:
                sentence, slots = self.render(template.source, subject, values)
            if subject.used and domain.subject not in mentioned:
                slots.insert(0, domain.subject)
            mentioned += [s for s in slots if s not in mentioned]
            self.append(sentences, self.timed(capital(sentence)))
            if self.sampler.rarely(0.02):
                sentences.append(self.aside(domain))
        if r.random() < 0.15:
            sentences.append(self.filler() + r.choice("..!"))
        if self.sampler.rarely(0.1):
            sentences[-1] = sentences[-1].rstrip(".!;")
        return r.choice((" ", " ", " ", " ", "\n")).join(sentences).replace("\n", " "), mentioned

    def filler(self) -> str:
        """A sentence that tells nothing, without its end."""
        return self.rng.choice(WORDS["note" if self.sampler.rarely(0.5) else "filler"].train)

    def aside(self, domain: Domain) -> str:
        """A sentence about something that no key of the domain asks for."""
        keys = " ".join(itertools.chain.from_iterable(domain.keys.values()))
        label = self.sampler.word("noun")
        return "" if label in keys else self.cue(label, self.random_value())

    def timed(self, sentence: str) -> str:
        """Sometimes adds an adverbial that no field asks for."""
        r = self.rng
        if not self.test:
            sentence = frame(r, sentence, uncapital(sentence))
        if r.random() < 0.1 and sentence.endswith(".") and sentence[-2:-1].isalnum():
            return f"{sentence[:-1]} {r.choice(ADVERBIALS)}."
        if r.random() < 0.06:
            return f"{capital(r.choice(ADVERBIALS))}, {uncapital(sentence)}"
        return sentence

    def append(self, sentences: list[str], sentence: str) -> None:
        """Adds a sentence, sometimes joined to the one before it."""
        if sentences and sentences[-1].endswith(".") and self.rng.random() < 0.15:
            joint = self.rng.choice(("; ", "; ", ", and ", " - ", ", but "))
            sentences[-1] = sentences[-1][:-1] + joint + uncapital(sentence)
        else:
            sentences.append(sentence)

    def phrases(
        self, first: Template, fresh: list[Template], weights: list[float], subject: Subject, values: dict[str, Value]
    ) -> tuple[str, list[str]]:
        """One to three phrases after the subject."""
        r = self.rng
        chosen, taken = [first], set(first.slots)
        for _ in range(r.choice((0, 0, 1, 1, 2))):
            more = [(t, w) for t, w in zip(fresh, weights) if t.phrase and not t.slots & taken]
            if more:
                chosen.append(r.choices([t for t, _ in more], [w for _, w in more])[0])
                taken |= chosen[-1].slots
        parts, slots = [], []
        opening = (
            r.choice(("Yesterday ", "Note that ", "As you know, ", "It seems that ", "By the way, ", "This year "))
            if r.random() < 0.06
            else ""
        )
        head = subject.text(values, inside=bool(opening))
        if r.random() < 0.08 and len(chosen) > 1 and " " in chosen[0].source:
            head += ","
            chosen[0] = (
                Template("who " + chosen[0].source + ",", True)
                if subject.domain.person
                else Template("which " + chosen[0].source + ",", True)
            )
        for t in chosen:
            part, found = self.render(t.source, subject, values)
            parts.append(part)
            slots += found
        if parts[0].endswith(","):
            head, parts = f"{head} {parts[0]}", parts[1:]
        body = (
            parts[0]
            if len(parts) == 1
            else ", ".join(parts[:-1]) + r.choice((" and ", " and ", ", and ", " and also ")) + parts[-1]
        )
        return f"{opening}{head} {body}" + r.choice("......!;"), slots

    def render(self, source: str, subject: Subject, values: dict[str, Value]) -> tuple[str, list[str]]:
        """Resolves choices and slots; returns the slots that were filled, in order."""
        source = self.worded(source, subject.domain)
        slots: list[str] = []

        def fill(match: re.Match) -> str:
            name, _, form = match[1].partition(":")
            if name in ("S", "S's"):
                shown = subject.text(values, name == "S's", inside=match.start() > 0)
                return article(shown) if form == "a" and not subject.repeated else shown
            if name in PRONOUNS:
                return subject.pronoun(name)
            if "=" in name:
                slots.append(name.split("=")[0])
                return ""
            slots.append(name)
            shown = values[name].text
            for change in form.split(":"):
                shown = article(shown) if change == "a" else capital(shown) if change == "cap" else shown
            return shown

        return _SLOT.sub(fill, source), slots

    def worded(self, template: str, domain: Domain) -> str:
        """Resolves choices. In training, words vary further, but never into a held-out wording."""
        for attempt in range(20):
            source = template
            while "[" in source:
                source = _CHOICE.sub(lambda m: self.rng.choice(m[1].split("|")), source)
            if self.test:
                return source
            if attempt < 10:
                source = reword(self.rng, source)
            if not reserved(domain.name, source):
                return source
        raise ValueError(f"{domain.name}: {template!r} is a held-out wording")

    def cue(self, label: str, value: Value) -> str:
        source = self.rng.choice(GENERIC if self.test else GENERIC_MORE)
        source = source.replace("%l", label).replace("%L", label[:1].upper() + label[1:])
        return source.replace("{v}", value.text)

    def record(self, domain: Domain, values: dict[str, Value], slots: list[str]) -> str:
        """`Label: value` lines."""
        r = self.rng
        case = r.choice((str.capitalize, str.capitalize, str.lower, str.title, str.upper))
        joint = r.choice((": ", ": ", ": ", " = ", " - ", ":"))
        separator = r.choice(("; ", ", ", " | ", ". ", " / "))
        return separator.join(case(label_of(r.choice(domain.keys[s]))) + joint + values[s].text for s in slots)

    def bare(self, values: dict[str, Value], slots: list[str]) -> str:
        return self.rng.choice((", ", " | ", "; ", " - ")).join(values[s].text for s in slots)

    # Random field names.

    def generic(self) -> Example:
        """Random labels with random values, so that labels are read and not guessed."""
        r = self.rng
        count = r.choice((2, 2, 3)) if self.short else r.choice((2, 3, 4, 5, 6))
        labels = list(dict.fromkeys(self.random_label() for _ in range(count)))
        pairs = [(label, self.random_value()) for label in labels]
        if r.random() < (0.25 if self.test else 0.35):  # Values of one kind can only be told apart by their labels.
            spec = r.choice(("person", "city", "code", "word:color", "date", "company", "time"))
            pairs = [(label, self.sampler.draw(spec)) for label in labels]
        told = pairs[:]
        r.shuffle(told)
        if r.random() < 0.45:
            joint, separator = r.choice((": ", " = ", " - ", ":")), r.choice(("; ", ", ", " | ", ". "))
            text = separator.join(f"{label}{joint}{v.text}" for label, v in told)
        elif r.random() < 0.3:
            text = "The " + ", the ".join(f"{label} is {v.text}" for label, v in told) + "."
        else:
            text = " ".join(self.cue(label, v) for label, v in told)
        asked = [p for p in pairs if r.random() < 0.9] or pairs[:1]
        named = [(self.spell_key(label.split()), v) for label, v in asked]
        if r.random() < 0.15:
            extra = self.random_label()
            if extra not in labels:
                v = self.random_value()
                named.append((self.spell_key(extra.split()), Value(None, "", v.kind, options=v.options)))
        return self.finish(named, text)

    def random_label(self) -> str:
        roll, s = self.rng.random(), self.sampler
        if roll < 0.5:
            return s.word("noun")
        return f"{s.word('adjective' if roll < 0.75 else 'noun')} {s.word('noun')}"

    def random_value(self) -> Value:
        if self.sampler.rarely(0.06):
            return self.sampler.draw("rows:" + self.rng.choice(list(ROWS)))
        return self.sampler.draw(
            self.rng.choice(
                (
                    "person",
                    "person",
                    "person:first",
                    "city",
                    "company",
                    "job",
                    "code",
                    "code",
                    "date",
                    "date",
                    "hex",
                    "int:0:99",
                    "int:0:9999",
                    "decimal:0:500",
                    "money:1:5000",
                    "date",
                    "date",
                    "time",
                    "title",
                    "event",
                    "venue",
                    "word:color",
                    "word:product",
                    "word:food",
                    "word:material",
                    "email",
                    "phone",
                    "bool",
                    "enum:low|high;red|green|blue;on|off;new|used;small|medium|large",
                    "list:word:color",
                    "list:word:food",
                    "list:person:first",
                    "list:city",
                    "list:word:noun",
                    "task",
                    "round:100:90000",
                    "nonsense",
                    "ints",
                    "items",
                )  # fmt: skip
            )
        )

    # Schemas.

    def key(self, synonyms: list[str]) -> str:
        """The first name of a field more often than its synonyms."""
        name = synonyms[0] if self.rng.random() < 0.35 else self.rng.choice(synonyms)
        return self.spell_key(name.split("_"))

    def spell_key(self, words: list[str]) -> str:
        if self.rng.random() < 0.22:
            return words[0] + "".join(w.capitalize() for w in words[1:])
        return "_".join(words)

    def finish(self, pairs: list[tuple[str, Value]], text: str) -> Example:
        r = self.rng
        if r.random() < 0.75:
            r.shuffle(pairs)
        fields: list[Field] = []
        values: dict[str, Value] = {}
        for key, v in pairs:
            if key in values:
                continue
            f, v = self.field(key, v)
            fields.append(f)
            values[key] = v
        if len(fields) > 2 and r.random() < (0.08 if self.test else 0.12):
            fields = self.nest(fields, values)
        writer = Writer()
        writer.object(fields, values)
        return Example(fields, text, plain(values), "".join(writer.chars), "".join(writer.classes))

    def field(self, key: str, v: Value) -> tuple[Field, Value]:
        """The declaration of a field, with some freedom in its type."""
        r = self.rng
        nullable = v.json is None or r.random() < 0.12
        kind = v.kind
        if kind == "objects":
            return self.object_array(key, v, nullable)
        if kind == "array":
            item = "int" if v.json and isinstance(v.json[0], int) else "str"
            return Field(key, "array", nullable, item=item), v
        if v.json is not None:
            roll = r.random()
            if kind == "date" and roll < 0.07:
                return Field(key, "str", nullable), Value(v.text, v.text)
            if kind == "num" and "." not in v.raw and roll < 0.35:
                return Field(key, "int", nullable), Value(int(v.raw), v.text, "int")
            if kind == "int" and roll < 0.05:
                return Field(key, "num", nullable), v
            if kind == "enum" and roll < 0.12 and v.json == v.text:
                return Field(key, "str", nullable), v
        return Field(key, kind, nullable, v.options), v

    def object_array(self, key: str, v: Value, nullable: bool) -> tuple[Field, Value]:
        r = self.rng
        if v.columns:
            names = {column: r.choice(synonyms.split()) for column, synonyms in v.columns.items()}
            rows = v.json or [{column: Value(None, "") for column in names}]
            kinds = {names[k]: cell.kind for k, cell in rows[0].items()}
            if v.json is not None:
                v = Value([{names[k]: cell for k, cell in row.items()} for row in rows], v.text, "objects")
            fields = [Field(name, kind) for name, kind in kinds.items()]
            return Field(key, "array", nullable, item="object", fields=fields), v
        names = {
            "name": r.choice(("name", "product", "item", "title", "article", "product_name")),
            "quantity": r.choice(("quantity", "qty", "count", "amount", "number", "units")),
            "price": r.choice(("price", "cost", "unit_price")),
        }
        if v.json is None:
            v, keep = Value(None, ""), ["name", "quantity"]
        else:
            keep = list(v.json[0])
            v = Value([{names[k]: row[k] for k in keep} for row in v.json], v.text, "objects")
        kinds = {"name": "str", "quantity": "int", "price": "num"}
        return Field(key, "array", nullable, item="object", fields=[Field(names[k], kinds[k]) for k in keep]), v

    def nest(self, fields: list[Field], values: dict[str, Value]) -> list[Field]:
        """Moves two or three neighbouring fields into an object."""
        r = self.rng
        start = r.randrange(len(fields) - 1)
        inner = fields[start : start + r.choice((2, 2, 3))]
        key = r.choice(("details", "info", "data", "address", "location", "contact", "meta", "summary", "place"))
        if key in values:
            return fields
        values[key] = Value({f.key: values.pop(f.key) for f in inner}, "")
        return fields[:start] + [Field(key, "object", fields=inner)] + fields[start + len(inner) :]


class Subject:
    """How a text refers to its subject: by its value first, then by a pronoun, a noun or again by value."""

    def __init__(self, domain: Domain, value: Value, rng: random.Random):
        self.domain, self.value, self.rng = domain, value, rng
        self.used = self.repeated = False

    def text(self, values: dict[str, Value], possessive: bool = False, inside: bool = False) -> str:
        name = values[self.domain.subject].text
        self.repeated = self.used
        if not self.used:
            self.used = True
            return name + "'s" * possessive
        if self.domain.person:
            if inside and not possessive:
                return name
            pronoun = "She" if self.value.female else "He"
            if possessive:
                pronoun = "Her" if self.value.female else "His"
            pronoun = pronoun.lower() if inside else pronoun
            return pronoun if self.rng.random() < 0.85 else name + "'s" * possessive
        noun = self.rng.choice(self.domain.nouns.split())
        shown = self.rng.choice(("It", f"The {noun}", f"This {noun}"))
        if possessive:
            shown = "Its" if shown == "It" else shown + "'s"
        return shown.lower() if inside else shown

    def pronoun(self, name: str) -> str:
        return PRONOUNS[name][0 if self.value.female else 1] if self.domain.person else PRONOUNS[name][2]
