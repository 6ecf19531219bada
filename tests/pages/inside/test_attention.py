"""Where each head looks: maps as squares, small ones as one picture, one large, one token's view as a strip."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from pages.components.inside.attention import map_figure, overview_figure, show_attention, square_maps
from pages.components.inside.wording import LOCALES
from pages.components.language import catalogue
from pages.components.palette import DARK, LIGHT
from tests.pages.drawing import draw
from tests.pages.inside.findings import READING


def test_maps_are_square_lower_triangles_in_shares():
    maps = square_maps(READING["attention"])
    assert maps.shape == (1, 2, 2, 2)
    assert maps[0, 0].tolist() == [[1.0, 0.0], [0.25, 0.75]]
    assert maps.sum(axis=-1).tolist() == [[[1.0, 1.0], [1.0, 1.0]]], "each token spreads all of its attention"


def test_a_layer_with_fewer_heads_leaves_the_others_empty():
    maps = square_maps({"shown": 1, "layers": [[[[1000]], [[1000]]], [[[1000]]]]})
    assert maps.shape == (2, 2, 1, 1) and maps[1, 1, 0, 0] == 0


def pixels(figure):
    content = figure.data[0].source.partition(",")[2]
    return np.array(Image.open(io.BytesIO(base64.b64decode(content))))


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_overview_shades_attention_and_leaves_what_cannot_be_seen_clear(colours):
    picture = pixels(overview_figure(square_maps(READING["attention"]), colours))
    assert picture.shape == (2, 6, 4)  # two heads of two tokens with a gap of two
    accent = [int(colours.accent[at : at + 2], 16) for at in (1, 3, 5)]
    assert picture[0, 0].tolist() == [*accent, 255]
    assert picture[0, 1, 3] == 0 and picture[0, 2, 3] == 0, "above the diagonal and between the maps"


def test_the_overview_stays_small_for_a_large_model_and_names_every_other_head():
    maps = np.tril(np.random.default_rng(0).random((32, 32, 24, 24)))
    figure = overview_figure(maps, LIGHT)
    assert len(figure.to_json()) < 1_500_000
    assert figure.layout.xaxis.ticktext == tuple(str(head) for head in range(1, 33, 2))
    assert figure.layout.height == 520


def test_the_map_hides_what_cannot_be_seen_and_shows_tokens_letter_by_letter():
    one = np.tril(np.full((6, 6), 0.123456))
    figure = map_figure(one, [f"{place} <b>" for place in range(6)], LIGHT)
    assert figure.data[0].z[0][1] is None and figure.data[0].z[5][5] == 0.123
    assert figure.layout.xaxis.ticktext[0] == "0 &lt;b&gt;"
    assert figure.layout.yaxis.autorange == "reversed", "the first token is on top"


@pytest.mark.parametrize(("size", "labels"), [(1, 1), (40, 40), (41, 21), (128, 32)])
def test_at_most_forty_tokens_are_named_along_an_axis(size, labels):
    figure = map_figure(np.eye(size), ["x"] * size, LIGHT)
    assert len(figure.layout.xaxis.ticktext) == labels


def strip(found):
    return next(view["tokens"] for view in found.views if "tokens" in view)


def test_the_newest_token_s_view_is_the_mean_of_the_last_layer_s_heads():
    found = draw(show_attention, READING)
    assert [(token["text"], token["notes"], token["shade"]) for token in strip(found)] == [
        ("1 The", ["38%"], 0.375), ("2 ␣founder↵", ["62%"], 0.625),
    ]  # fmt: skip
    assert found.figures["attention_map"].data[0].z[1][0] == 0.375
    assert "All 1 × 2 maps" in found.said


def test_a_reading_cut_short_says_how_much_is_shown():
    longer = READING | {"tokens": [*READING["tokens"], {"text": "x", "id": 3}]}
    assert "Only the first 2 of 3 tokens are shown" in draw(show_attention, longer).said
    assert "Only the first" not in draw(show_attention, READING).said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_architecture_without_attention_says_so(language):
    found = draw(show_attention, READING | {"attention": None}, language=language)
    assert catalogue(language, LOCALES)["attention.none"] in found.said
    assert found.figures == {} and found.views == []


def test_a_long_token_is_cut():
    tokens = [READING["tokens"][0], READING["tokens"][1] | {"text": "internationalisation"}]
    assert strip(draw(show_attention, READING | {"tokens": tokens}))[1]["text"] == "2 internation…"
