"""Compares the ONNX graph with torch: whole prompt, split prompt, step by step, padded batch."""

from __future__ import annotations

import argparse
import pathlib
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch
from tokenizers import Tokenizer

from data import BOS
from export_onnx import FOLDER, build, load
from generator import Generator


def empty_past(session: onnxruntime.InferenceSession, batch: int) -> dict[str, np.ndarray]:
    inputs = [i for i in session.get_inputs() if i.name.startswith("past_key_values")]
    return {i.name: np.zeros((batch, i.shape[1], 0, i.shape[3]), np.float32) for i in inputs}


def run(
    session: onnxruntime.InferenceSession, ids: np.ndarray, mask: np.ndarray, past: dict
) -> tuple[np.ndarray, dict]:
    """Feeds `ids` after `past`; positions count the mask's ones."""
    positions = np.maximum(mask.cumsum(1) - 1, 0)[:, -ids.shape[1] :]
    outputs = session.run(None, {"input_ids": ids, "attention_mask": mask, "position_ids": positions, **past})
    names = [o.name.replace("present", "past_key_values") for o in session.get_outputs()[1:]]
    return outputs[0], dict(zip(names, outputs[1:]))


def in_pieces(session: onnxruntime.InferenceSession, ids: np.ndarray, sizes: list[int]) -> np.ndarray:
    past, done, logits = empty_past(session, 1), 0, []
    for size in sizes:
        piece = ids[:, done : done + size]
        done += piece.shape[1]
        out, past = run(session, piece, np.ones((1, done), np.int64), past)
        logits.append(out)
    return np.concatenate(logits, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=pathlib.Path)
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    model = load(options.checkpoint, tokenizer)
    example, other = (Generator(seed).example() for seed in (3, 4))
    ids = np.array([[BOS, *tokenizer.encode(example.prompt + example.answer).ids]])
    with torch.no_grad():
        expected = model(torch.tensor(ids)).numpy()
    for int8 in (False, True):
        with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
            onnx.save(build(model, int8), file.name)
            session = onnxruntime.InferenceSession(file.name, providers=["CPUExecutionProvider"])
        n = ids.shape[1]
        for label, sizes in (("whole", [n]), ("split", [n // 2, n]), ("steps", [n - 10, *[1] * 10])):
            got = in_pieces(session, ids, sizes)
            same = (got.argmax(-1) == expected.argmax(-1)).mean()
            print(
                f"{'int8' if int8 else 'fp32'} {label}: max difference {np.abs(got - expected).max():.5f}, "
                f"same argmax {same:.4f}"
            )
        # The same text padded on the left in a batch of two must give the same logits.
        second = [BOS, *tokenizer.encode(other.prompt + other.answer).ids]
        width = max(n, len(second))
        batch, mask = np.zeros((2, width), np.int64), np.zeros((2, width), np.int64)
        for row, items in enumerate((ids[0], second)):
            batch[row, width - len(items) :] = items
            mask[row, width - len(items) :] = 1
        got, _ = run(session, batch, mask, empty_past(session, 2))
        difference = np.abs(got[0, width - n :] - in_pieces(session, ids, [n])[0]).max()
        print(f"     padded batch: max difference {difference:.5f}")


if __name__ == "__main__":
    main()
