"""Trains the byte-level BPE tokenizer with its "space twins".

Words are learned without the space before them; then each token `x` gets a twin
`space + x` by one merge appended at the end. So "Mary" and " Mary" split alike,
and the model copies from mid-sentence to behind a quote without a learned map.
"""

from __future__ import annotations

import argparse
import json
import pathlib

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
WORD_PATTERN = "|".join(PARTS) + r"|\s"
PATTERN = "|".join(" ?" + part for part in PARTS) + r"|\s"
SPACE = "Ġ"


def split(pattern: str) -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def train(vocab_size: int, examples: int, seed: int) -> Tokenizer:
    """Base tokens from generated text, then the twins."""
    generator = Generator(seed)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = split(WORD_PATTERN)
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = (e.prompt + e.answer for e in (generator.example() for _ in range(examples)))
    tokenizer.train_from_iterator(texts, trainer)
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
    """For each token the token that it is the space twin of, or itself."""
    vocab = tokenizer.get_vocab()
    base = list(range(len(vocab)))
    for token, i in vocab.items():
        if token.startswith(SPACE) and len(token) > 1 and token not in SPECIAL:
            base[i] = vocab[token[1:]]
    return base


def token_bytes(tokenizer: Tokenizer) -> list[bytes]:
    """The bytes of every token; special tokens have none."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {chr(b): b for b in printable}
    table |= {chr(256 + n): b for n, b in enumerate(b for b in range(256) if b not in printable)}
    names = (tokenizer.id_to_token(i) for i in range(tokenizer.get_vocab_size()))
    return [b"" if name in SPECIAL else bytes(table[c] for c in name) for name in names]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "espalier-tiny" / "tokenizer.json"
    )
    parser.add_argument("--base", type=int, default=2048, help="tokens before the twins")
    parser.add_argument("--examples", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    tokenizer = train(options.base, options.examples, options.seed)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(options.out))
    sample = tokenizer.encode('Invoice A-17 for Mary.\n{"id":"A-17","paid":true}')
    print(tokenizer.get_vocab_size(), "tokens;", sample.tokens)


if __name__ == "__main__":
    main()
