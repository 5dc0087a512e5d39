"""The description of a domain: what can be said and asked about one kind of thing."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Domain:
    """`fields` maps a slot to `sampler|keys`; see `domains.py` for the templates."""

    name: str
    subject: str
    fields: dict[str, str]
    phrases: str = ""
    sentences: str = ""
    nouns: str = ""
    person: bool = False
    keys: dict[str, list[str]] = field(default_factory=dict)
    specs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for slot, line in self.fields.items():
            spec, _, keys = line.rpartition("|")
            self.specs[slot], self.keys[slot] = spec, keys.split()
