"""The shorthand schema line and its JSON Schema counterpart.

`name age:int plan:free|pro tags[] items[sku qty:int] home{street city} x:int?`
describes an object; fields stand in property order.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as data_field

SCALARS = {"int": "integer", "num": "number", "bool": "boolean"}


@dataclass
class Field:
    """One property: `kind` is str, int, num, bool, date, enum, array or object."""

    key: str
    kind: str = "str"
    nullable: bool = False
    options: list[str] = data_field(default_factory=list)
    item: str = "str"
    fields: list[Field] = data_field(default_factory=list)


def parse(line: str) -> list[Field]:
    """Parses a schema line into fields."""
    fields, end = _parse_fields(line, 0)
    if end != len(line):
        raise ValueError(f"unexpected {line[end]!r} at {end} in {line!r}")
    return fields


def _parse_fields(line: str, i: int) -> tuple[list[Field], int]:
    fields = []
    while i < len(line) and line[i] not in "]}":
        if line[i] == " ":
            i += 1
            continue
        start = i
        while i < len(line) and line[i] not in " :[{]}?":
            i += 1
        entry = Field(line[start:i])
        if line[i : i + 1] == "[":
            inner, i = _parse_fields(line, i + 1)
            entry.kind, entry.fields, i = "array", inner, i + 1
            entry.item = "object" if inner else "str"
        elif line[i : i + 1] == "{":
            inner, i = _parse_fields(line, i + 1)
            entry.kind, entry.fields, i = "object", inner, i + 1
        if line[i : i + 1] == ":":
            start = i = i + 1
            while i < len(line) and line[i] not in " ]}?":
                i += 1
            mark = line[start:i]
            if entry.kind == "array":
                entry.item = mark
            elif "|" in mark or mark not in (*SCALARS, "date"):
                entry.kind, entry.options = "enum", mark.split("|")
            else:
                entry.kind = mark
        if line[i : i + 1] == "?":
            entry.nullable, i = True, i + 1
        fields.append(entry)
    return fields, i


def describe(fields: list[Field]) -> str:
    """Writes fields as a schema line: the inverse of `parse`."""
    return " ".join(map(_describe_field, fields))


def _describe_field(f: Field) -> str:
    mark = "?" if f.nullable else ""
    if f.kind == "str":
        return f.key + mark
    if f.kind == "enum":
        return f"{f.key}:{'|'.join(f.options)}{mark}"
    if f.kind == "object":
        return f"{f.key}{{{describe(f.fields)}}}{mark}"
    if f.kind == "array":
        if f.item == "object":
            return f"{f.key}[{describe(f.fields)}]{mark}"
        return f.key + "[]" + ("" if f.item == "str" else ":" + f.item) + mark
    return f"{f.key}:{f.kind}{mark}"


def json_schema(fields: list[Field]) -> dict:
    """The JSON Schema (2020-12) object with these fields, all of them required."""
    return {
        "type": "object",
        "properties": {f.key: _field_schema(f) for f in fields},
        "required": [f.key for f in fields],
        "additionalProperties": False,
    }


def _scalar_schema(kind: str) -> dict:
    if kind == "date":
        return {"type": "string", "format": "date"}
    return {"type": SCALARS.get(kind, "string")}


def _field_schema(f: Field) -> dict:
    if f.kind == "enum":
        return {"enum": f.options + ([None] if f.nullable else [])}
    if f.kind == "object":
        schema = json_schema(f.fields)
    elif f.kind == "array":
        item = json_schema(f.fields) if f.item == "object" else _scalar_schema(f.item)
        schema = {"type": "array", "items": item}
    else:
        schema = _scalar_schema(f.kind)
    if f.nullable:
        schema["type"] = [schema["type"], "null"]
    return schema


def from_json_schema(schema: dict) -> list[Field]:
    """Reads the JSON Schemas that `json_schema` writes."""
    required = schema.get("required", [])
    return [_from_property(k, v, k not in required) for k, v in schema["properties"].items()]


def _from_property(key: str, schema: dict, optional: bool) -> Field:
    if "enum" in schema:
        options = [o for o in schema["enum"] if o is not None]
        return Field(key, "enum", optional or len(options) < len(schema["enum"]), options)
    kind = schema["type"]
    nullable = optional or (isinstance(kind, list) and "null" in kind)
    if isinstance(kind, list):
        kind = next(k for k in kind if k != "null")
    if kind == "object":
        return Field(key, "object", nullable, fields=from_json_schema(schema))
    if kind == "array":
        items = schema["items"]
        if items["type"] == "object":
            return Field(key, "array", nullable, item="object", fields=from_json_schema(items))
        return Field(key, "array", nullable, item=_scalar_kind(items))
    return Field(key, _scalar_kind(schema | {"type": kind}), nullable)


def _scalar_kind(schema: dict) -> str:
    if schema.get("format") == "date":
        return "date"
    return {v: k for k, v in SCALARS.items()}.get(schema["type"], "str")
