"""From where one looks: profile and day come from the address once, then from the session, and stand in the address."""

from datetime import date, timedelta

import pytest

from pages.components.viewpoint import chosen_day, chosen_profile, look_from, today
from pages.components.viewpoint_control import show_past_notice, show_viewpoint
from tests.pages.drawing import draw

PAST = date(2026, 3, 1)


def test_without_a_word_in_the_address_it_is_the_default_profile_and_today():
    drawn = draw(lambda: (chosen_profile(), chosen_day()))
    assert drawn.result == (None, today())
    assert drawn.address == {}


def test_the_address_names_profile_and_day():
    drawn = draw(lambda: (chosen_profile(), chosen_day()), address={"profile": "strategic", "as_of": "2026-03-01"})
    assert drawn.result == ("strategic", PAST)


@pytest.mark.parametrize("named", ["", "yesterday", "2026-13-01", "2026-02-30", "9999-01-01", "20260101 or 1=1"])
def test_a_day_that_cannot_be_read_or_is_not_past_is_today(named):
    assert draw(chosen_day, address={"as_of": named}).result == today()


@pytest.mark.parametrize(("ago", "is_kept"), [(1, True), (0, False), (-1, False)])
def test_only_a_day_before_today_is_a_past_one(ago, is_kept):
    day = today() - timedelta(days=ago)
    assert (draw(chosen_day, address={"as_of": day.isoformat()}).result == day) is (is_kept or ago == 0)


def test_what_was_chosen_outlasts_the_address():
    def change():
        chosen_profile()
        look_from("growth", PAST)
        return chosen_profile(), chosen_day()

    drawn = draw(change, address={"profile": "strategic"})
    assert drawn.result == ("growth", PAST)
    assert drawn.address == {"profile": "growth", "as_of": "2026-03-01"}


@pytest.mark.parametrize("day", [None, date(2999, 1, 1)])
def test_the_way_back_to_today_leaves_nothing_in_the_address(day):
    address = {"profile": "strategic", "as_of": "2026-03-01", "id": "northfold"}
    drawn = draw(lambda: look_from(None, day), address=address)
    assert drawn.address == {"id": "northfold"}


@pytest.mark.parametrize(
    ("language", "label", "past"),
    [
        ("en", "Growth investor · today", "As it was known on 1 Mar 2026"),
        ("zh", "成长期投资人 · 今天", "以下为 2026年3月1日 当时所知"),
    ],
)
def test_the_menu_says_what_is_chosen_and_the_notice_only_that_the_past_is_shown(calculator, language, label, past):
    present = draw(show_viewpoint, language=language)
    assert popovers(present) == [label]
    assert draw(show_past_notice, language=language).said == ""
    assert past in draw(show_past_notice, language=language, address={"as_of": "2026-03-01"}).said


def test_the_menu_offers_every_profile_by_name_and_no_day_after_today(calculator):
    drawn = draw(show_viewpoint, address={"as_of": "2026-03-01"})
    assert popovers(drawn) == ["Growth investor · 1 Mar 2026"]
    box = drawn.widget("selectbox", "Weights of")
    assert "Growth investor" in box.options and len(set(box.options)) == len(box.options) >= 3
    day = drawn.widget("date_input", "As of")
    assert list(day.default) == ["2026-03-01"]
    assert day.max == today().isoformat()


def popovers(drawn):
    """The labels of the menus drawn."""
    return [block.proto.popover.label for block in _blocks(drawn.tree.main) if block.proto.HasField("popover")]


def _blocks(node):
    for child in getattr(node, "children", {}).values():
        if hasattr(child, "children"):
            if getattr(child, "proto", None) is not None:
                yield child
            yield from _blocks(child)
