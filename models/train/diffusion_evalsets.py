"""Writes what the diffusion model is evaluated on: eval/diffusion_{json,cpp}.jsonl.

JSON tasks come from the evaluation sets of espalier-tiny (held-out wordings and names, random labels, hand-written
sentences); C++ functions are those whose comment is held out from training.
"""

from __future__ import annotations

import json
import pathlib

from tokenizers import Tokenizer

from diffusion_cpp import CppGenerator
from diffusion_data import MAX_TOKENS
from diffusion_tokenizer import FOLDER
from notation import describe, from_json_schema

HERE = pathlib.Path(__file__).parent
COUNTS = {"templates": 60, "generic": 40, "handwritten": 24}
CPP_COUNT = 60


def main() -> None:
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))

    def size(text: str, sizes: tuple[int, ...]) -> int:
        """The smallest canvas that holds the text and an end."""
        n = len(tokenizer.encode(text).ids)
        return next((s for s in sizes if n < s), sizes[-1] + n)

    with (HERE / "eval" / "diffusion_json.jsonl").open("w") as file:
        for name, count in COUNTS.items():
            written = 0
            for line in (HERE / "eval" / f"{name}.jsonl").open():
                case = json.loads(line)
                prompt = f"{describe(from_json_schema(case['schema']))}\n{case['text']}\n"
                answer = json.dumps(case["expected"], ensure_ascii=False, separators=(",", ":"))
                canvas = size(answer, (48, 80, 112))
                if len(tokenizer.encode(prompt).ids) + canvas < MAX_TOKENS and written < count:
                    written += 1
                    row = {"set": name, "prompt": prompt, "size": canvas}
                    row |= {key: case[key] for key in ("schema", "expected")}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
    functions = CppGenerator(20_000, test=True)
    with (HERE / "eval" / "diffusion_cpp.jsonl").open("w") as file:
        seen: set[str] = set()
        while len(seen) < CPP_COUNT:
            function = functions.example()
            prompt = f"{function.before}{function.comment}\n{function.head}\n"
            canvas = size(function.body + "\n", (48, 80, 112))
            if function.comment in seen or len(tokenizer.encode(prompt).ids) + canvas >= MAX_TOKENS:
                continue
            seen.add(function.comment)
            file.write(json.dumps({"prompt": prompt, "size": canvas, "expected": function.body + "\n"}) + "\n")


if __name__ == "__main__":
    main()
