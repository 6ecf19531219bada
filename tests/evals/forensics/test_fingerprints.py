import numpy as np
import pytest

from data.records import InvalidInput, NotFound
from evals.forensics.fingerprints import (
    ScreenResult,
    fingerprint,
    fingerprint_score,
    read_fingerprint,
    read_library,
    screen,
    structure_facts,
    write_fingerprint,
)
from evals.forensics.lineage import attention_score
from evals.forensics.model_parts import open_parts
from tests.evals.checkpoints.conftest import write_checkpoint, write_tokenizer


@pytest.fixture
def parts(tmp_path):
    return [open_parts(write_checkpoint(tmp_path / name, seed=seed)) for name, seed in (("a", 0), ("b", 9))]


def test_of_a_small_model_the_fingerprint_scores_as_the_weights_do(parts):
    prints = [fingerprint(part) for part in parts]
    assert fingerprint_score(*prints) == pytest.approx(attention_score(*parts).score, abs=0.01)
    assert fingerprint_score(prints[0], prints[0]) == pytest.approx(1, abs=1e-6)


def test_a_fingerprint_is_read_as_it_was_written(parts, tmp_path):
    made = fingerprint(parts[0])
    write_fingerprint(made, tmp_path / "a.fingerprint.safetensors")
    (read,) = read_library(tmp_path)
    assert (read.name, read.tokens, read.depth, read.shape) == (made.name, made.tokens, made.depth, made.shape)
    assert np.array_equal(read.embedding, made.embedding)
    assert all(np.array_equal(read.features[layer][0], made.features[layer][0]) for layer in made.features)


def test_other_files_are_no_fingerprints(parts, tmp_path):
    with pytest.raises(InvalidInput, match=r"'model\.safetensors' is no fingerprint"):
        read_fingerprint(tmp_path / "a" / "model.safetensors")
    with pytest.raises(NotFound, match="holds no fingerprint"):
        read_library(tmp_path / "a")


def test_models_without_shared_tokens_have_no_score(parts, tmp_path):
    write_tokenizer(tmp_path / "b", 300, prefix="other")
    other = fingerprint(open_parts(tmp_path / "b"))
    (result,) = screen(fingerprint(parts[0]), [other])
    assert (result.score, result.judgement, result.same_vocabulary, result.is_candidate) == (None, None, False, False)


def test_a_matching_structure_counts_only_where_the_model_was_not_declared():
    twin = ScreenResult("Base-7B", 0.1, None, same_shape=True, same_vocabulary=False)
    other = ScreenResult("other", 0.1, None, same_shape=False, same_vocabulary=False)
    assert structure_facts([twin, other], None) == {"structure_match_undeclared": True}
    assert structure_facts([twin, other], "somebody/base-7b") == {"structure_match_undeclared": False}
    assert structure_facts([other], None) == {"structure_match_undeclared": False}
    assert structure_facts([], None) == {}
