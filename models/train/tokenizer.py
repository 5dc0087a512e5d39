"""Trains the byte-level BPE tokenizer with its "space twins".

Words are learned without the space before them; then each token `x` gets a twin
`space + x` by one merge appended at the end. So "Mary" and " Mary" split alike,
and the model copies from mid-sentence to behind a quote without a learned map.
"""

from __future__ import annotations

import argparse
import json
import pathlib
from collections.abc import Iterable, Iterator

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from generator import Generator

SPECIAL = ["<pad>", "<s>", "</s>"]
# Words (a capital may begin one), runs of capitals, single digits, runs of punctuation.
PARTS = (
    r"[\p{Lu}\p{Lt}]?[\p{Ll}\p{Lm}\p{Lo}\p{M}]+",
    r"[\p{Lu}\p{Lt}]+(?![\p{Ll}])",
    r"[\p{Lu}\p{Lt}]",
    r"\p{N}",
    r"[^\s\p{L}\p{N}\p{M}]+",
)
# What is split off behind words: single blanks.
BLANKS = r"|\s"
SPACE = "Ġ"


def split(pattern: str) -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def train(texts: Iterable[str], vocab_size: int, special: list[str], blanks: str) -> Tokenizer:
    """Base tokens from the texts, then the twins; `blanks` ends the pattern that texts are split by."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = split("|".join(PARTS) + blanks)
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    spec = json.loads(tokenizer.to_str())
    vocab, merges = spec["model"]["vocab"], spec["model"]["merges"]
    for token in list(vocab):
        if token in special or token.startswith((SPACE, "Ċ")):
            continue
        vocab[SPACE + token] = len(vocab)
        merges.append([SPACE, token])
    final = Tokenizer.from_str(json.dumps(spec))
    final.pre_tokenizer = split("|".join(" ?" + part for part in PARTS) + blanks)
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


def token_bytes(tokenizer: Tokenizer) -> list[bytes]:
    """The bytes of every token; special tokens have none."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {chr(b): b for b in printable}
    table |= {chr(256 + n): b for n, b in enumerate(b for b in range(256) if b not in printable)}
    names = (tokenizer.id_to_token(i) for i in range(tokenizer.get_vocab_size()))
    return [b"" if name in SPECIAL else bytes(table[c] for c in name) for name in names]


def texts(count: int, seed: int) -> Iterator[str]:
    generator = Generator(seed)
    for _ in range(count):
        example = generator.example()
        yield example.prompt + example.answer


def options_from(description: str | None, folder: pathlib.Path, base: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--out", type=pathlib.Path, default=folder / "tokenizer.json")
    parser.add_argument("--base", type=int, default=base, help="tokens before the twins")
    parser.add_argument("--examples", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=11)
    return parser.parse_args()


def save(tokenizer: Tokenizer, path: pathlib.Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(path))


def main() -> None:
    options = options_from(__doc__, pathlib.Path(__file__).parent.parent / "espalier-tiny", 2048)
    tokenizer = train(texts(options.examples, options.seed), options.base, SPECIAL, BLANKS)
    save(tokenizer, options.out)
    sample = tokenizer.encode('Invoice A-17 for Mary.\n{"id":"A-17","paid":true}')
    print(tokenizer.get_vocab_size(), "tokens;", sample.tokens)


if __name__ == "__main__":
    main()
