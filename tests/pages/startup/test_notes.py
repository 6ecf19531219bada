"""Notes on the startup's page: written, edited, withdrawn and brought back, a page at a time."""

import pytest

from data import repository
from pages.components.startup.notes import PAGE, show_notes
from tests.pages.drawing import draw
from tests.pages.startups import open_app, press, said

SLUG = "northfold"


def write(database, *texts, actor="dashboard"):
    with database.session() as session:
        return [repository.add_note(session, SLUG, text, actor=actor) for text in texts]


def notes_of(database):
    with database.session() as session:
        return repository.notes_of(session, SLUG)


def field(app, label):
    return next(area for area in app.text_area if area.label == label)


def labels(drawn):
    return [node.proto.label for node in drawn.nodes if node.type == "button"]


def shown(drawn):
    return [view["items"][0][0][0]["block"] for view in drawn.views]


def test_a_note_is_written_and_shown_as_it_was_written(one, routed):
    app = open_app("startup", id=SLUG)
    field(app, "New note").set_value("# Call\n- **burn** is up")
    press(app, "Add the note")
    assert not app.exception
    (note,) = notes_of(one)
    assert (note.text, note.written_by) == ("# Call\n- **burn** is up", "dashboard")
    assert shown(draw(show_notes, SLUG)) == ["# Call\n- **burn** is up"]


def test_an_empty_note_is_refused_in_the_session_s_language(one, routed):
    app = open_app("startup", id=SLUG, language="zh")
    press(app, "添加备注")
    assert "未写入任何内容：备注至少需要一个字符。" in said(app) and notes_of(one) == []


def test_one_s_own_is_edited_in_place_or_left_as_it_was(one, routed):
    write(one, "Burn is up")
    app = open_app("startup", id=SLUG)
    press(app, "Edit")
    field(app, "Edit").set_value("Burn is down")
    press(app, "Leave it as it is")
    assert notes_of(one)[0].text == "Burn is up"
    press(app, "Edit")
    field(app, "Edit").set_value("Burn is down")
    press(app, "Save the change")
    assert not app.exception
    assert notes_of(one)[0].text == "Burn is down" and "edited" in said(app)
    assert "Save the change" not in {button.label for button in app.button}


def test_one_that_changed_meanwhile_is_not_written_over(one, routed):
    (note,) = write(one, "Burn is up")
    app = open_app("startup", id=SLUG)
    press(app, "Edit")
    with one.session() as session:
        repository.edit_note(session, note, "Burn is flat", actor="dashboard")
    field(app, "Edit").set_value("Burn is down")
    press(app, "Save the change")
    assert "Nothing was written: dashboard changed it at" in said(app)
    assert notes_of(one)[0].text == "Burn is flat"


def test_another_s_can_be_withdrawn_but_not_edited(one):
    write(one, "Mine")
    assert "Edit" in labels(draw(show_notes, SLUG))
    write(one, "Theirs", actor="bo")
    assert labels(draw(show_notes, SLUG)).count("Edit") == 1
    assert labels(draw(show_notes, SLUG)).count("Withdraw") == 2


def test_a_withdrawn_note_is_said_to_be_and_comes_back(one, routed):
    write(one, "Burn is up")
    app = open_app("startup", id=SLUG)
    press(app, "Withdraw")
    assert notes_of(one)[0].withdrawn_at is not None and "withdrawn" in said(app)
    assert shown(draw(show_notes, SLUG)) == []
    press(app, "Bring back")
    assert not app.exception and notes_of(one)[0].withdrawn_at is None
    assert shown(draw(show_notes, SLUG)) == ["Burn is up"]


@pytest.mark.parametrize(("count", "older"), [(PAGE, []), (PAGE + 1, ["Older notes"])])
def test_more_notes_than_a_page_are_on_the_next(one, count, older):
    write(one, *map(str, range(count)))
    first = draw(show_notes, SLUG)
    assert shown(first) == [str(number) for number in range(count - 1, count - 1 - PAGE, -1)]
    assert [label for label in labels(first) if "notes" in label] == older
    last = notes_of(one)[PAGE - 1].id
    second = draw(show_notes, SLUG, state={f"notes_page_{SLUG}": last})
    assert shown(second) == ["0"][: len(older)]
    assert [label for label in labels(second) if "notes" in label] == ["Newest notes"]
