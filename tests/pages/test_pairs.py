"""Two models item by item on the benchmarks screen."""

from tests.pages.startups import a_claim, add_startup, finish_run, open_app, said, views


def test_the_screen_tells_differences_and_ties(database):
    add_startup(database, "northfold", name="Northfold", claims=[a_claim()], with_run=True)
    model = add_startup(database, "halden", name="Halden Bio")
    with database.session() as session:
        finish_run(session, model, correct=3)
    app = open_app("benchmarks")
    assert not app.exception, app.exception
    assert "is better on 3" in said(app)
    shown = str(views(app))
    assert "exact (McNemar)" in shown and "9 : 0 of 20" in shown
