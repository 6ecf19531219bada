import json

import pytest
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, models

from evals.checkpoints.architecture import expected_tensors

CONFIG = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "vocab_size": 320,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "tie_word_embeddings": True,
    "torch_dtype": "float32",
    "bos_token_id": 0,
    "eos_token_id": 0,
}
PLAIN_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def trained_like(shapes, seed=0):
    """Matrices as training leaves them: random entries with a few directions that stand out; norms near one."""
    generator = torch.Generator().manual_seed(seed)
    weights = {}
    for name, shape in shapes.items():
        if len(shape) == 1:
            weights[name] = 1 + 0.1 * torch.randn(shape, generator=generator)
            continue
        rows, columns = shape
        directions = torch.randn(rows, 4, generator=generator) @ torch.randn(4, columns, generator=generator)
        weights[name] = 0.02 * torch.randn(shape, generator=generator) + 0.02 * directions
    return weights


def write_checkpoint(folder, config=None, *, shards=1, seed=0, dtype=torch.float32):
    """A model folder of trained-like weights: configuration, weights, index where sharded, tokenizer, template."""
    config = CONFIG | (config or {})
    weights = {name: value.to(dtype) for name, value in trained_like(expected_tensors(config).shapes, seed).items()}
    folder.mkdir(parents=True, exist_ok=True)
    write_weights(folder, weights, shards)
    (folder / "config.json").write_text(json.dumps(config))
    write_tokenizer(folder, 300)
    return folder


def write_weights(folder, weights, shards=1):
    if shards == 1:
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
        return
    files = [f"model-{number:05d}-of-{shards:05d}.safetensors" for number in range(1, shards + 1)]
    placed = {name: files[number % shards] for number, name in enumerate(sorted(weights))}
    for file in files:
        save_file({name: weights[name] for name in weights if placed[name] == file}, folder / file)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": placed}))


def write_tokenizer(folder, size, prefix="t"):
    vocabulary = {f"{prefix}{number}": number for number in range(size)}
    Tokenizer(models.WordLevel(vocabulary, unk_token=f"{prefix}0")).save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": PLAIN_TEMPLATE}))


@pytest.fixture
def checkpoint(tmp_path):
    return write_checkpoint(tmp_path / "model")


@pytest.fixture
def sharded(tmp_path):
    return write_checkpoint(tmp_path / "model", shards=3)
