"""Trains the tokenizer of the diffusion model: byte-level BPE with space twins over JSON tasks and C++.

As `tokenizer.py`, with a mask token and with line breaks and their indentation as one token.
"""

from __future__ import annotations

import argparse
import json
import pathlib
from collections.abc import Iterator

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from diffusion_cpp import CppGenerator
from generator import Generator
from tokenizer import PARTS, SPACE, split

FOLDER = pathlib.Path(__file__).parent.parent / "espalier-tiny-diffusion"
SPECIAL = ["<pad>", "<s>", "</s>", "<mask>"]
PAD, BOS, EOS, MASK = range(4)
# The last space before a word goes with the word, so an indentation ends before it.
BLANKS = r"|\n *(?= )|\n| +(?= )|\s"
WORD_PATTERN = "|".join(PARTS) + BLANKS
PATTERN = "|".join(" ?" + part for part in PARTS) + BLANKS


def texts(count: int, seed: int) -> Iterator[str]:
    """One C++ function for two JSON tasks, about equal in length."""
    json_tasks, functions = Generator(seed), CppGenerator(seed)
    for i in range(count):
        if i % 3 == 2:
            yield functions.example().text
        else:
            example = json_tasks.example()
            yield example.prompt + example.answer


def train(vocab_size: int, count: int, seed: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = split(WORD_PATTERN)
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(count, seed), trainer)
    spec = json.loads(tokenizer.to_str())
    vocab, merges = spec["model"]["vocab"], spec["model"]["merges"]
    for token in list(vocab):
        if token in SPECIAL or token.startswith((SPACE, "Ċ")):
            continue
        vocab[SPACE + token] = len(vocab)
        merges.append([SPACE, token])
    final = Tokenizer.from_str(json.dumps(spec))
    final.pre_tokenizer = split(PATTERN)
    final.decoder = decoders.ByteLevel()
    return final


def twins(tokenizer: Tokenizer) -> list[int]:
    """For each token the token that it is the space twin of, or itself; runs of spaces are no twins."""
    vocab = tokenizer.get_vocab()
    base = list(range(len(vocab)))
    for token, i in vocab.items():
        if token.startswith(SPACE) and not token.startswith(SPACE * 2) and len(token) > 1:
            base[i] = vocab[token[1:]]
    return base


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=FOLDER / "tokenizer.json")
    parser.add_argument("--base", type=int, default=1664, help="tokens before the twins")
    parser.add_argument("--examples", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    tokenizer = train(options.base, options.examples, options.seed)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(options.out))
    print(tokenizer.get_vocab_size(), "tokens")
    for text in ('name age:int\nMary is 34.\n{"name":"Mary","age":34}', CppGenerator(3).example().text):
        print(tokenizer.encode(text).tokens)


if __name__ == "__main__":
    main()
