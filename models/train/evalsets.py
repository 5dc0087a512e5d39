"""Writes the held-out evaluation sets: eval/templates, generic, unseen and handwritten .jsonl.

Each line has `schema` (JSON Schema), `text`, `expected` and `prompt`.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable

from generator import Example, Generator
from notation import describe, from_json_schema, json_schema

HERE = pathlib.Path(__file__).parent
SIZES = {"templates": 180, "generic": 100, "unseen": 60}


def row(schema: dict, text: str, expected: dict) -> dict:
    prompt = f"<s>{describe(from_json_schema(schema))}\n{text}\n"
    return {"schema": schema, "text": text, "expected": expected, "prompt": prompt}


def draw(source: Callable[[], Example], count: int) -> list[dict]:
    """Examples of two to six fields and a moderate length."""
    rows = []
    while len(rows) < count:
        e = source()
        if 2 <= len(e.fields) <= 6 and len(e.text) < 320:
            rows.append(row(json_schema(e.fields), e.text, e.value))
    return rows


def main() -> None:
    generator = Generator(990_001, test=True, generic_share=0.0)
    sources = {"templates": generator.example, "generic": generator.generic, "unseen": generator.unseen}
    sets = {name: draw(sources[name], size) for name, size in SIZES.items()}
    cases = json.loads((HERE / "handwritten.json").read_text())
    sets["handwritten"] = [row(c["schema"], c["text"], c["expected"]) for c in cases]
    (HERE / "eval").mkdir(exist_ok=True)
    for name, rows in sets.items():
        lines = (json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
        (HERE / "eval" / f"{name}.jsonl").write_text("".join(lines))
        print(name, len(rows), sum(len(r["expected"]) for r in rows), "fields")


if __name__ == "__main__":
    main()
