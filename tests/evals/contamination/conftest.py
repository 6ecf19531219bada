import json

import pytest
import torch

from evals.contamination.items import own_items
from evals.contamination.rendering import Style, whole_text
from evals.contamination.subject import LocalModel
from evals.engine import EngineSettings, MeasuringLM
from evals.training.data import END_OF_DOCUMENT, trained_tokenizer
from evals.training.loop import TrainingSettings, train
from evals.training.model import ModelShape, new_model, save_model

ITEMS = 32
SHAPE = ModelShape(vocabulary=400, hidden=64, layers=2, heads=4, intermediate=128, context=192)


@pytest.fixture(scope="session")
def published():
    return own_items("assay_world_qa")[:ITEMS]


@pytest.fixture(scope="session")
def fresh():
    return own_items("assay_world_qa_fresh")[:ITEMS]


@pytest.fixture(scope="session")
def tokenizer(published, fresh):
    return trained_tokenizer([whole_text(item, Style.INLINE) for item in [*published, *fresh]], SHAPE.vocabulary)


def written(model, tokenizer, folder):
    save_model(model, tokenizer, folder)
    return folder


@pytest.fixture(scope="session")
def innocent_folder(tokenizer, tmp_path_factory):
    """A model that has learnt nothing."""
    model = new_model(SHAPE, end_token=tokenizer.eos_token_id, seed=4)
    return written(model, tokenizer, tmp_path_factory.mktemp("innocent"))


@pytest.fixture(scope="session")
def guilty_folder(tokenizer, published, tmp_path_factory):
    """A model that has read the published items over and over, one after another as the file has them."""
    end = tokenizer.convert_tokens_to_ids(END_OF_DOCUMENT)
    texts = ["\n\n".join(whole_text(item, Style.INLINE) for item in published[at : at + 3]) for at in range(ITEMS - 2)]
    tokens = [each[:127] for each in tokenizer(texts, add_special_tokens=False)["input_ids"]]
    rows = torch.tensor([row + [end] * (128 - len(row)) for row in tokens])
    model = new_model(SHAPE, end_token=end, seed=5)
    train(model, rows, TrainingSettings(steps=150, batch_size=6, warmup_steps=10, seed=5))
    return written(model, tokenizer, tmp_path_factory.mktemp("guilty"))


def opened(folder):
    return LocalModel(MeasuringLM.open(EngineSettings(str(folder), device="cpu")))


@pytest.fixture(scope="session")
def innocent(innocent_folder):
    return opened(innocent_folder)


@pytest.fixture(scope="session")
def guilty(guilty_folder):
    return opened(guilty_folder)


@pytest.fixture
def items_file(tmp_path):
    def write(items, name="items.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(item.model_dump()) for item in items) + "\n", encoding="utf-8")
        return path

    return write
