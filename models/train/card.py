"""Writes the model card from the answers and figures that `evaluate.py --out` saved."""

from __future__ import annotations

import argparse
import json
import pathlib

from domains import MORE_DOMAINS, TRAIN_DOMAINS
from evaluate import SETS, parse
from export_onnx import FOLDER
from notation import describe, from_json_schema

HERE = pathlib.Path(__file__).parent
TITLES = {
    "templates": "held-out sentence templates, names and words",
    "generic": "random field names and values, held-out words",
    "unseen": "four kinds of things never trained on",
    "handwritten": "24 sentences written by hand before training",
}

CARD = """---
license: apache-2.0
language: en
pipeline_tag: text-generation
tags: [structured-generation, information-extraction, json, onnx]
---

# espalier-tiny

A {parameters} decoder that turns a schema and a sentence or two of English into JSON. It was trained from
scratch for this repository, on two CPU cores, so that espalier can be tried, tested and measured with a real
model that ships with the code: {size} MB of ONNX, a few milliseconds a token on one CPU core.

It is an example model. It extracts what a short text states, for the kinds of things it was trained on. It
does not chat, reason, translate or know facts.

## Prompt

The schema as one line of shorthand, a line feed, the text, a line feed. The answer is compact JSON with the
properties in schema order. The chat template makes this from a system message (the schema line) and a user
message (the text):

```
<s>name age:int city
Marta is 34 and lives in Gdansk.
{{"name":"Marta","age":34,"city":"Gdansk"}}</s>
```

The text should be a single paragraph; line feeds in it do not occur in the training data.

### Shorthand

| JSON Schema of a property | Shorthand | Remarks |
|---|---|---|
| `"type": "string"` | `key` | copied from the text |
| `"type": "integer"` | `key:int` | also number words up to twelve, `64,000`, `64k` |
| `"type": "number"` | `key:num` | decimals as in the text: `12.50` stays `12.50` |
| `"type": "boolean"` | `key:bool` | |
| `"type": "string", "format": "date"` | `key:date` | ISO 8601 in the answer, any common spelling with a year in the text |
| `"enum": ["a", "b", "c"]` | `key:a\\|b\\|c` | strings of one or two words |
| array of strings | `key[]` | |
| array of integers | `key[]:int` | |
| array of objects | `key[name qty:int]` | the properties of the object, between brackets |
| object | `key{{street city}}` | one level deep in training |
| nullable, or not required | `?` at the end: `key?`, `key:int?`, `key[]?` | `null` if the text does not say |

Properties are separated by one space. `config.json` holds the same under `espalier.notation`, and
`espalier.describe` is `"shorthand"`.

## Figures

Exact fields: the parsed value equals the expected one. Exact objects: all fields do. Greedy decoding, int8
weights. Constrained decoding masks every token that cannot lead to valid JSON of the schema.

{figures}

By type of field, constrained (right / asked):

{kinds}

The evaluation sets are in `models/train/eval/` and have not changed since the first weights. The sentences written by
hand were fixed before the generator was written, by the same hand. No training text is worded exactly like one of them and their
names are excluded from the training words, but they share everyday phrases with the templates (four of these differ from one
of the sentences by a word or two), and they are of the *kinds* of things the generator covers (people, invoices, bookings,
parcels ...), because that is what the model is for. The row "never trained on" shows how it fares elsewhere.

The sets have guided the work, so they are not blind. Of the first weights, weak dates led to a higher weight on months, and
copied names that ran on led to names that repeat syllables and a higher weight on the ends of strings. Of these weights,
the share of right fields by kind of thing and by field, on fresh texts from the held-out templates, told which fields
needed more training templates. Code keeps the exact wordings of held-out templates and of the sentences out of the training
texts; new templates that came close to a held-out one were dropped (`models/train/check_split.py`).

### The 24 sentences

Wrong fields are named in the last column.

{sentences}

## Limits

- Schemas of unfamiliar kinds, and keys that say little about what is meant, are often filled with the wrong span of the text.
- Mixing up two values of the same type (sender and recipient, old and new) is the most common error.
- No world knowledge: nothing is inferred that the text does not state. Dates need a year.
- A copied string can fall into a loop and run to the token limit: {looped} of the {cases} constrained answers on held-out templates did. `maxLength` in the schema bounds it.
- English only, single paragraphs of up to about 150 tokens; trained on sequences of at most 256 tokens.
- Strings with quotes, backslashes or line feeds hardly occur in the training data.
- The constraint makes the JSON valid, not the values true.

## Architecture

{layers} layers of width {dim}, {heads} heads of {head_dim} channels (half of them rotary), squared-ReLU MLP of {mlp}, RMSNorm, tied
embeddings, {vocab} tokens. Attention sees each cached key mixed with its two predecessors, so the graph is not a
stock Llama; it uses standard ONNX operators only (opset 18), computes in float32 and keeps int8 weights.
Inputs `input_ids`, `attention_mask`, `position_ids`, `past_key_values.*`; outputs `logits`, `present.*`.

The tokenizer is byte-level BPE with single digits. Each token also exists with a space before it (a
"space twin"), so that a word splits alike in mid-sentence and behind a quote.

## Training

{training} Every example was generated when needed and none was used twice. See `models/train/README.md` for the code
and how to reproduce the run.

Data: sentences from our own templates over {domains} kinds of things, and {more} further ones that no set asks about, filled with names and places of
[Faker](https://github.com/joke2k/faker) (MIT licence) and lists of our own. No text of third parties and no
output of another model was used. Weights: Apache-2.0.
"""


def rounded(share: float) -> str:
    return f"{100 * share:.1f} %"


def figures(report: dict) -> str:
    lines = [
        "| Set | Cases | Constrained: fields | objects | Unconstrained: fields | objects |",
        "|---|---|---|---|---|---|",
    ]
    for name in SETS:
        mask, free = report[f"{name}/constrained"], report[f"{name}/free"]
        cells = [rounded(r[k]) for r in (mask, free) for k in ("fields", "objects")]
        lines.append(f"| {TITLES[name]} | {mask['cases']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def kinds(report: dict) -> str:
    names = ["str", "int", "num", "bool", "date", "enum", "array", "object array", "object", "nullable"]
    lines = ["| Set | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for name in SETS:
        found = report[f"{name}/constrained"]["kinds"]
        lines.append(
            f"| {name} | " + " | ".join("{} / {}".format(*found[k]) if k in found else "" for k in names) + " |"
        )
    return "\n".join(lines)


def sentences(report: dict) -> str:
    rows = [json.loads(line) for line in (HERE / "eval" / "handwritten.jsonl").read_text().splitlines()]
    lines = ["| Schema and sentence | Constrained answer | Wrong |", "|---|---|---|"]
    for row, answer in zip(rows, report["handwritten/constrained"]["answers"]):
        wrong = [k for k, v in row["expected"].items() if parse(answer).get(k, "?") != v]
        schema = describe(from_json_schema(row["schema"])).replace("|", "\\|")
        lines.append(f"| `{schema}`<br>{row['text']} | `{answer.replace('|', chr(92) + '|')}` | {', '.join(wrong)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--training", required=True, help="one or two sentences about the run")
    options = parser.parse_args()
    report = json.loads(options.report.read_text())
    config = json.loads((FOLDER / "config.json").read_text())
    text = CARD.format(
        parameters="1.8 million parameter",
        size=f"{(FOLDER / 'onnx' / 'model.onnx').stat().st_size / 1e6:.1f}",
        figures=figures(report),
        kinds=kinds(report),
        sentences=sentences(report),
        looped=sum(not parse(a) for a in report["templates/constrained"]["answers"]),
        cases=report["templates/constrained"]["cases"],
        layers=config["num_hidden_layers"],
        dim=config["hidden_size"],
        heads=config["num_attention_heads"],
        head_dim=config["head_dim"],
        mlp=config["intermediate_size"],
        vocab=config["vocab_size"],
        domains=len(TRAIN_DOMAINS),
        more=len(MORE_DOMAINS),
        training=options.training,
    )
    (FOLDER / "README.md").write_text(text)


if __name__ == "__main__":
    main()
