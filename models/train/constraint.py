"""A plain reference constraint: which byte strings can still become JSON of a schema.

A schema turns into one regular expression over compact JSON with properties in order;
partial matching of the `regex` package tells whether a prefix can still be completed.
"""

from __future__ import annotations

import regex

from notation import Field, from_json_schema

STRING = rb'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"'
SCALARS = {
    "str": STRING,
    "int": rb"-?(?:0|[1-9]\d*)",
    "num": rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?",
    "bool": rb"(?:true|false)",
    "date": rb'"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"',
}


def object_pattern(fields: list[Field]) -> bytes:
    pairs = (b'"' + regex.escape(f.key.encode()) + b'":' + field_pattern(f) for f in fields)
    return rb"\{" + b",".join(pairs) + rb"\}"


def field_pattern(f: Field) -> bytes:
    if f.kind == "enum":
        pattern = b"(?:" + b"|".join(b'"' + regex.escape(o.encode()) + b'"' for o in f.options) + b")"
    elif f.kind == "object":
        pattern = object_pattern(f.fields)
    elif f.kind == "array":
        item = object_pattern(f.fields) if f.item == "object" else SCALARS[f.item]
        pattern = rb"\[(?:" + item + b"(?:," + item + rb")*)?\]"
    else:
        pattern = SCALARS[f.kind]
    return b"(?:null|" + pattern + b")" if f.nullable else pattern


class Constraint:
    """Tracks one answer."""

    def __init__(self, schema: dict):
        self.pattern = regex.compile(object_pattern(from_json_schema(schema)))
        self.written = b""

    def allows(self, piece: bytes) -> bool:
        return self.pattern.fullmatch(self.written + piece, partial=True) is not None

    def complete(self) -> bool:
        return self.pattern.fullmatch(self.written) is not None
