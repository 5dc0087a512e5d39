"""Trains the tokenizer of the diffusion model: byte-level BPE with space twins over JSON tasks and C++.

As `tokenizer.py`, with a mask token and with line breaks and their indentation as one token.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

from diffusion_cpp import CppGenerator
from generator import Generator
from tokenizer import options_from, save, train

FOLDER = pathlib.Path(__file__).parent.parent / "espalier-tiny-diffusion"
SPECIAL = ["<pad>", "<s>", "</s>", "<mask>"]
PAD, BOS, EOS, MASK = range(4)
# The last space before a word goes with the word, so an indentation ends before it.
BLANKS = r"|\n *(?= )|\n| +(?= )|\s"


def texts(count: int, seed: int) -> Iterator[str]:
    """One C++ function for two JSON tasks, about equal in length."""
    json_tasks, functions = Generator(seed), CppGenerator(seed)
    for i in range(count):
        if i % 3 == 2:
            yield functions.example().text
        else:
            example = json_tasks.example()
            yield example.prompt + example.answer


def main() -> None:
    options = options_from(__doc__, FOLDER, 1664)
    tokenizer = train(texts(options.examples, options.seed), options.base, SPECIAL, BLANKS)
    save(tokenizer, options.out)
    print(tokenizer.get_vocab_size(), "tokens")
    for text in ('name age:int\nMary is 34.\n{"name":"Mary","age":34}', CppGenerator(3).example().text):
        print(tokenizer.encode(text).tokens)


if __name__ == "__main__":
    main()
