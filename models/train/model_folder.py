"""Model folders: a checkpoint as an ONNX file with the configuration files beside it."""

from __future__ import annotations

import argparse
import json
import pathlib
import shutil
from collections.abc import Callable
from typing import TypeVar

import onnx
import torch
from tokenizers import Tokenizer

import backbone
from tokenizer import twins

MAX_POSITIONS = 1024
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'assistant' %}{{ message['content'] + eos_token }}"
    "{% else %}{{ message['content'] + '\\n' }}{% endif %}{% endfor %}"
)

C = TypeVar("C", bound=backbone.Config)
M = TypeVar("M", bound=backbone.Model)


def load(checkpoint: pathlib.Path, tokenizer: Tokenizer, config: type[C], model: Callable[[C, list[int]], M]) -> M:
    state = torch.load(checkpoint)
    loaded = model(config(**state["config"]), twins(tokenizer))
    loaded.load_state_dict(state["model"])
    return loaded.eval()


def write_configs(
    folder: pathlib.Path,
    c: backbone.Config,
    *,
    kind: dict,
    decoding: dict,
    ids: dict[str, int],
    tokens: dict[str, str],
    generation: dict,
    espalier: dict,
) -> None:
    """config.json, generation_config.json and tokenizer_config.json.

    `kind` and `decoding` begin and end what config.json says of the network, `ids` and `tokens` are the
    special tokens, `generation` goes behind the ids in generation_config.json.
    """
    config = {
        **kind,
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
        **decoding,
        **ids,
        "torch_dtype": "float32",
        "espalier": espalier,
    }
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        **tokens,
        "add_bos_token": False,
        "add_eos_token": False,
        "clean_up_tokenization_spaces": False,
        "model_max_length": MAX_POSITIONS,
        "model_input_names": ["input_ids", "attention_mask"],
        "chat_template": CHAT_TEMPLATE,
    }
    contents = {"config": config, "generation_config": {**ids, **generation}, "tokenizer_config": tokenizer}
    for name, content in contents.items():
        (folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n")


def export(
    description: str | None,
    folder: pathlib.Path,
    load: Callable[[pathlib.Path, Tokenizer], M],
    build: Callable[[M, bool], onnx.ModelProto],
    write_configs: Callable[[pathlib.Path, backbone.Config], None],
) -> None:
    """The command line of an exporter to `folder`; `build` makes the graph, in int8 or not."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("--tokenizer", type=pathlib.Path, default=folder / "tokenizer.json")
    parser.add_argument("--out", type=pathlib.Path, default=folder)
    parser.add_argument("--float", action="store_true", help="float32 weights instead of int8")
    options = parser.parse_args()
    model = load(options.checkpoint, Tokenizer.from_file(str(options.tokenizer)))
    (options.out / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(build(model, not options.float), options.out / "onnx" / "model.onnx")
    write_configs(options.out, model.c)
    if options.tokenizer.parent != options.out:
        shutil.copy(options.tokenizer, options.out / "tokenizer.json")
    print((options.out / "onnx" / "model.onnx").stat().st_size, "bytes")
