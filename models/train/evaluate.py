"""Greedy decoding of the evaluation sets with the exported model, constrained and free.

A field is exact if its parsed value equals the expected one (numbers by value).
"""

from __future__ import annotations

import argparse
import collections
import json
import pathlib

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from constraint import Constraint
from data import BOS, EOS
from export_onnx import FOLDER
from notation import Field, from_json_schema
from tokenizer import token_bytes
from verify_onnx import empty_past, run

HERE = pathlib.Path(__file__).parent
SETS = ("templates", "generic", "unseen", "handwritten")
MAX_TOKENS = 160


class Extractor:
    """The exported model and its tokenizer."""

    def __init__(self, folder: pathlib.Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / "onnx" / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.bytes = token_bytes(self.tokenizer)

    def answer(self, prompt: str, constraint: Constraint | None) -> str:
        """The greedy answer; with a constraint, the likeliest token that it allows at each step."""
        ids = np.array([[BOS, *self.tokenizer.encode(prompt.removeprefix("<s>")).ids]])
        past, length, written = empty_past(self.session, 1), ids.shape[1], b""
        for _ in range(MAX_TOKENS):
            logits, past = run(self.session, ids, np.ones((1, length), np.int64), past)
            token = self.choose(logits[0, -1], constraint)
            if token == EOS:
                break
            written += self.bytes[token]
            if constraint:
                constraint.written = written
            ids, length = np.array([[token]]), length + 1
        return written.decode(errors="replace")

    def choose(self, logits: np.ndarray, constraint: Constraint | None) -> int:
        if not constraint:
            return int(logits.argmax())
        best = int(logits.argmax())
        if self.allowed(best, constraint):
            return best
        for token in np.argsort(-logits):
            if self.allowed(token, constraint):
                return int(token)
        raise ValueError("no token is allowed")

    def allowed(self, token: int, constraint: Constraint) -> bool:
        if token == EOS:
            return constraint.complete()
        return bool(self.bytes[token]) and constraint.allows(self.bytes[token])


def parse(answer: str) -> dict:
    try:
        value = json.loads(answer)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def kind_of(field: Field) -> str:
    if field.nullable:
        return "nullable"
    return "object array" if field.kind == "array" and field.item == "object" else field.kind


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=pathlib.Path, default=FOLDER)
    parser.add_argument("--sets", nargs="*", default=SETS)
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--out", type=pathlib.Path, help="JSON file for the figures and all answers")
    options = parser.parse_args()
    extractor = Extractor(options.model)
    report: dict[str, dict] = {}
    for name in options.sets:
        rows = [json.loads(line) for line in (HERE / "eval" / f"{name}.jsonl").read_text().splitlines()][
            : options.limit
        ]
        for mode in ("constrained", "free"):
            right = total = whole = 0
            kinds: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
            answers = []
            for row in rows:
                text = extractor.answer(row["prompt"], Constraint(row["schema"]) if mode == "constrained" else None)
                got, answer_right = parse(text), 0
                for field in from_json_schema(row["schema"]):
                    exact = field.key in got and got[field.key] == row["expected"][field.key]
                    answer_right += exact
                    kinds[kind_of(field)][0] += exact
                    kinds[kind_of(field)][1] += 1
                right, total = right + answer_right, total + len(row["expected"])
                whole += answer_right == len(row["expected"])
                answers.append(text)
            report[f"{name}/{mode}"] = {
                "fields": round(right / total, 4), "objects": round(whole / len(rows), 4), "cases": len(rows),
                "kinds": dict(kinds), "answers": answers,
            }  # fmt: skip
            print(
                f"{name:12} {mode:12} fields {right / total:.3f} ({right}/{total})  "
                f"objects {whole / len(rows):.3f}  {dict(kinds)}",
                flush=True,
            )
    if options.out:
        options.out.write_text(json.dumps(report, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
