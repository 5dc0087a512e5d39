"""Compares the ONNX graph of the diffusion model with torch: one text, masks in it, a padded batch."""

from __future__ import annotations

import argparse
import pathlib
import random
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch
from tokenizers import Tokenizer

from diffusion_cpp import CppGenerator
from diffusion_data import collate, cpp_task, json_task, with_ends
from diffusion_export import build, load
from diffusion_tokenizer import FOLDER
from generator import Generator


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=pathlib.Path)
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    model = load(options.checkpoint, tokenizer)
    rng = random.Random(3)
    tasks = [json_task(tokenizer, Generator(3).example(), rng), cpp_task(tokenizer, CppGenerator(4).example(), rng)]
    for task in tasks:
        with_ends(task, rng)
    batch = collate(tasks, rng)
    with torch.no_grad():
        expected = model(batch.ids, batch.real).numpy()
    mask = batch.real.numpy().astype(np.int64)
    real = mask.astype(bool)
    for int8 in (False, True):
        with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
            onnx.save(build(model, int8), file.name)
            session = onnxruntime.InferenceSession(file.name, providers=["CPUExecutionProvider"])

        def run(ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
            return session.run(["logits"], {"input_ids": ids, "attention_mask": mask})[0]

        got = run(batch.ids.numpy(), mask)
        same = (got.argmax(-1) == expected.argmax(-1))[real].mean()
        alone = max(
            np.abs(run(batch.ids.numpy()[i : i + 1, :n], mask[i : i + 1, :n])[0] - got[i, :n]).max()
            for i, n in enumerate(mask.sum(1))
        )
        print(
            f"{'int8' if int8 else 'fp32'}: max difference to torch {np.abs(got - expected)[real].max():.5f}, "
            f"same argmax {same:.4f}, alone to padded batch {alone:.5f}"
        )


if __name__ == "__main__":
    main()
