"""Moving from the screen: the day, the note, the way back, and somebody who was quicker."""

from dataclasses import replace
from datetime import timedelta

import pytest
import streamlit as st

from data import repository
from data.records import PIPELINE_STATUSES, Overtaken, Refused
from pages.components.pipeline import moving
from pages.components.pipeline.moving import attempt, open_moving, show_last_move, show_moving, show_problem
from pages.components.viewpoint import today
from tests.pages.drawing import draw
from tests.pages.records import HOSTILE, MOMENT


def entry_of(database, slug="northfold"):
    with database.session() as session:
        return repository.pipeline_of(session, slug)


def pressed(entry, to, *, on=None, note="", outcome=None):
    """What the session holds after the press on a status, with the fields filled in."""
    key = "move"

    def press():
        st.session_state[f"{key}_day"], st.session_state[f"{key}_note"] = on or today(), note
        st.session_state[f"{key}_outcome"] = outcome
        moving._move("Northfold", entry, to, key)

    return draw(press).state


def test_one_press_moves_it_today_in_the_name_of_the_person_and_one_more_takes_it_back(one):
    state = pressed(entry_of(one), "meeting", note="Warm intro")
    after = entry_of(one)
    assert (after.status, after.since, after.changed_by) == ("meeting", today(), "dashboard")
    told = draw(show_last_move, state=state)
    assert "Northfold moved from Sourced to Meeting." in told.said
    assert told.widget("button", "Undo")
    draw(moving._undo, "Northfold", after, state=state)
    assert entry_of(one).status == "sourced"
    with one.session() as session:
        assert repository.moves_of(session, "northfold") == []


def test_an_outcome_goes_with_the_move_to_the_last_status_alone(one):
    assert pressed(entry_of(one), "meeting", outcome="passed") and entry_of(one).outcome is None
    pressed(entry_of(one), "closed", outcome="passed")
    assert (entry_of(one).status, entry_of(one).outcome) == ("closed", "passed")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Nothing was written: ann changed it at"), ("zh", "未写入任何内容：您打开之后，ann 于")],
)
def test_who_was_quicker_is_named_with_the_time_and_nothing_is_changed(one, language, sentence):
    seen = entry_of(one)
    with one.session() as session:
        written = repository.move_startup(session, seen, "diligence", on=today(), actor="ann")

    def press_and_show():
        st.session_state["m_day"], st.session_state["m_note"] = today(), ""
        moving._move("Northfold", seen, "meeting", "m")
        show_last_move()
        show_problem()

    drawn = draw(press_and_show, language=language, state={"pipeline_last_move": ("N", "sourced", seen)})
    assert sentence in drawn.said and "UTC" in drawn.said
    assert "button" not in {node.type for node in drawn.nodes}, "there is nothing of one's own to take back"
    assert entry_of(one) == written


def test_a_problem_is_said_once(calculator):
    def twice():
        show_problem()
        show_problem()

    assert draw(twice, state={"pipeline_problem": "Nothing was written."}).said == "Nothing was written."


def test_taking_back_what_somebody_moved_on_meanwhile_is_refused(one):
    state = pressed(entry_of(one), "meeting")
    after = state["pipeline_last_move"][2]
    with one.session() as session:
        repository.change_entry(session, replace(after, owner="Bo"), actor="bo")

    def undo_and_show():
        moving._undo("Northfold", after)
        show_problem()

    assert "bo changed it at" in draw(undo_and_show, state=state).said
    assert entry_of(one).status == "meeting"


def test_what_is_refused_is_told_letter_by_letter(one):
    def refuse(error):
        def write(_):
            raise error

        attempt(write)
        show_problem()

    assert "<b>" not in draw(refuse, Refused(HOSTILE)).said
    assert "<b>" not in draw(refuse, Overtaken("It", HOSTILE, MOMENT)).said


def test_there_is_a_button_for_every_other_status_and_no_day_to_come_can_be_chosen(one):
    drawn = draw(show_moving, "Northfold", entry_of(one))
    buttons = [node.proto.label for node in drawn.nodes if node.type == "button"]
    assert buttons == [f"To {status.label_en}" for code, status in PIPELINE_STATUSES.items() if code != "sourced"]
    field = drawn.widget("date_input", "On which day")
    assert (list(field.default), field.max) == ([f"{today()}"], f"{today()}")


def test_one_moved_before_cannot_leave_before_it_came_and_a_closed_one_asks_for_no_outcome(one):
    day = today() - timedelta(days=5)
    pressed(entry_of(one), "closed", on=day)
    drawn = draw(show_moving, "Northfold", entry_of(one))
    assert drawn.widget("date_input", "On which day").min == f"{day}"
    assert "selectbox" not in {node.type for node in drawn.nodes}
    assert "In Closed since" in drawn.said and "for 5 days." in drawn.said


def test_the_dialog_holds_the_same_and_leaves_once_something_was_pressed(one, monkeypatch):
    drawn = draw(open_moving, "Northfold", entry_of(one))
    assert "To Meeting" in [button.label for button in drawn.tree.get("button")]
    left = []
    monkeypatch.setattr(st, "rerun", lambda: left.append(True))
    draw(moving._dialog, "Northfold", entry_of(one), state={"pipeline_leave_dialog": True})
    assert left == [True]


def test_a_move_of_another_startup_is_not_offered_back_on_this_one_s_page(one):
    state = pressed(entry_of(one), "meeting")
    assert draw(show_last_move, "halden", state=state).said == ""
    assert "Northfold moved" in draw(show_last_move, "northfold", state=state).said
