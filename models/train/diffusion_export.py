"""Writes a checkpoint of the diffusion model as an ONNX graph and the other files of the model folder.

As `export_onnx.py`: standard operators only (opset 18), float32 arithmetic, weights
int8 with one scale per output channel. No cache: inputs `input_ids` and `attention_mask`
[batch, sequence], output `logits` [batch, sequence, vocab] for every position.
"""

from __future__ import annotations

import argparse
import json
import math
import pathlib
import shutil

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from backbone import frequencies
from diffusion_model import KEY_TAPS, QUERY_TAPS, Config, Model
from diffusion_tokenizer import BOS, EOS, FOLDER, MASK, PAD
from export_onnx import CHAT_TEMPLATE, Graph, rotate
from tokenizer import twins

MAX_POSITIONS = 1024


def build(model: Model, int8: bool) -> onnx.ModelProto:
    """The whole graph; see `Model` and `Attention` for the same in torch."""
    c, g = model.c, Graph(int8)
    w = {k: v.detach().float().numpy() for k, v in model.state_dict().items()}
    table = g.weight("table", model.table().detach().numpy(), 0)

    length = g.op("Squeeze", g.op("Shape", "input_ids", start=1, end=2))
    zero, one = g.constant(np.array(0, np.int64)), g.constant(np.array(1, np.int64))
    positions = g.op("Cast", g.op("Range", zero, length, one), to=TensorProto.FLOAT)
    angles = g.op("Mul", g.op("Unsqueeze", positions, g.ints([1])), g.constant(frequencies(c).numpy().reshape(1, -1)))
    cos, sin = g.op("Cos", angles), g.op("Sin", angles)
    real = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    # Hidden are padding and, from each position, the one behind it: [batch, 1, sequence, sequence].
    padding = g.op("Unsqueeze", g.op("Sub", g.float(1.0), real), g.ints([1, 2]))
    ahead = g.op("Sub", g.op("Sub", positions, g.op("Unsqueeze", positions, g.ints([1]))), g.float(1.0))
    next_one = g.op("Sub", g.float(1.0), g.op("Clip", g.op("Abs", ahead), g.float(0.0), g.float(1.0)))
    bias = g.op("Mul", g.op("Add", padding, next_one), g.float(-1e9))
    real = g.op("Unsqueeze", real, g.ints([1, 3]))

    def heads(x: str) -> str:
        return g.op("Transpose", g.op("Reshape", x, g.ints([0, -1, c.heads, c.head_dim])), perm=[0, 2, 1, 3])

    def mixed(x: str, taps: tuple[int, ...], mix: np.ndarray) -> str:
        """Each row with its neighbours at the offsets `taps`; padding and what is outside count as none."""
        weights = np.tile(mix, (1, 1, 2)).reshape(len(taps), 1, c.heads, 1, c.head_dim)
        most = max(abs(t) for t in taps)
        clean = g.op("Mul", rotate(g, x, cos, sin, c), real)
        padded = g.op("Pad", clean, g.ints([0, 0, most, 0, 0, 0, most, 0]))
        total = None
        for i, tap in enumerate(taps):
            end = tap - most if tap < most else np.iinfo(np.int64).max
            part = g.op("Slice", padded, g.ints([most + tap]), g.ints([end]), g.ints([2]))
            part = g.op("Mul", part, g.constant(weights[i]))
            total = part if total is None else g.op("Add", total, part)
        return total

    x = g.op("Gather", table, "input_ids", axis=0)
    for i in range(c.layers):
        p = f"blocks.{i}.attention."

        def linear(h: str, name: str) -> str:
            return g.op("MatMul", h, g.weight(f"layer{i}_{name}", w[p + name + ".weight"].T, 1))

        h = g.norm(x, w[p + "norm.weight"], c.eps)
        q = mixed(heads(g.op("Add", linear(h, "q"), g.constant(w[p + "q.bias"]))), QUERY_TAPS, w[p + "mix_q"])
        k = mixed(heads(g.op("Add", linear(h, "k"), g.constant(w[p + "k.bias"]))), KEY_TAPS, w[p + "mix_k"])
        v = heads(linear(h, "v"))
        scores = g.op("MatMul", q, g.op("Transpose", k, perm=[0, 1, 3, 2]))
        scores = g.op("Add", g.op("Mul", scores, g.float(1 / math.sqrt(c.head_dim))), bias)
        out = g.op("MatMul", g.op("Softmax", scores, axis=-1), v)
        out = g.op("Reshape", g.op("Transpose", out, perm=[0, 2, 1, 3]), g.ints([0, -1, c.dim]))
        x = g.op("Add", x, linear(out, "o"))
        h = g.norm(x, w[f"blocks.{i}.norm.weight"], c.eps)
        up = g.op("Relu", g.op("MatMul", h, g.weight(f"layer{i}_up", w[f"blocks.{i}.up.weight"].T, 1)))
        down = g.op("MatMul", g.op("Mul", up, up), g.weight(f"layer{i}_down", w[f"blocks.{i}.down.weight"].T, 1))
        x = g.op("Add", x, down)
    # From the position before to the one it is for.
    first = g.op("Slice", x, g.ints([0]), g.ints([1]), g.ints([1]))
    x = g.op("Concat", first, g.op("Slice", x, g.ints([0]), g.ints([-1]), g.ints([1])), axis=1)
    x = g.norm(x, w["norm.weight"] * model.scale.item() / math.sqrt(c.dim), c.eps)
    g.op("MatMul", x, g.op("Transpose", table, perm=[1, 0]), out="logits")

    def info(name: str, kind: int, shape: list[str | int]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, shape)

    graph = helper.make_graph(
        g.nodes,
        "espalier-tiny-diffusion",
        [info(name, TensorProto.INT64, ["batch", "sequence"]) for name in ("input_ids", "attention_mask")],
        [info("logits", TensorProto.FLOAT, ["batch", "sequence", c.vocab])],
        g.initializers,
    )
    proto = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8, producer_name="espalier"
    )
    onnx.checker.check_model(proto, full_check=True)
    return proto


def load(checkpoint: pathlib.Path, tokenizer: Tokenizer) -> Model:
    state = torch.load(checkpoint)
    model = Model(Config(**state["config"]), twins(tokenizer))
    model.load_state_dict(state["model"])
    return model.eval()


def write_configs(folder: pathlib.Path, c: Config) -> None:
    """config.json, generation_config.json and tokenizer_config.json."""
    notation = json.loads((FOLDER.parent / "espalier-tiny" / "config.json").read_text())["espalier"]
    config = {
        "architectures": ["EspalierForMaskedDiffusion"],
        "model_type": "espalier-diffusion",
        "vocab_size": c.vocab,
        "hidden_size": c.dim,
        "intermediate_size": c.mlp,
        "num_hidden_layers": c.layers,
        "num_attention_heads": c.heads,
        "num_key_value_heads": c.heads,
        "head_dim": c.head_dim,
        "hidden_act": "relu2",
        "rms_norm_eps": c.eps,
        "rope_theta": c.base,
        "partial_rotary_factor": c.rotary / c.head_dim,
        "max_position_embeddings": MAX_POSITIONS,
        "tie_word_embeddings": True,
        "use_cache": False,
        "is_decoder": False,
        "mask_token_id": MASK,
        "bos_token_id": BOS,
        "eos_token_id": EOS,
        "pad_token_id": PAD,
        "torch_dtype": "float32",
        "espalier": notation,
    }
    generation = {"mask_token_id": MASK, "bos_token_id": BOS, "eos_token_id": EOS, "pad_token_id": PAD}
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
        "add_bos_token": False,
        "add_eos_token": False,
        "clean_up_tokenization_spaces": False,
        "model_max_length": MAX_POSITIONS,
        "model_input_names": ["input_ids", "attention_mask"],
        "chat_template": CHAT_TEMPLATE,
    }
    for name, content in (("config", config), ("generation_config", generation), ("tokenizer_config", tokenizer)):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("--tokenizer", type=pathlib.Path, default=FOLDER / "tokenizer.json")
    parser.add_argument("--out", type=pathlib.Path, default=FOLDER)
    parser.add_argument("--float", action="store_true", help="float32 weights instead of int8")
    options = parser.parse_args()
    model = load(options.checkpoint, Tokenizer.from_file(str(options.tokenizer)))
    (options.out / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(build(model, int8=not options.float), options.out / "onnx" / "model.onnx")
    write_configs(options.out, model.c)
    if options.tokenizer.parent != options.out:
        shutil.copy(options.tokenizer, options.out / "tokenizer.json")
    print((options.out / "onnx" / "model.onnx").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
