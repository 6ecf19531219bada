"""Where startups stand, as rows: what is no longer up to date and why, and pages that do not shift."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from data.database import open_database
from data.records import (
    AnsweredClaim,
    Claim,
    CompanyTable,
    EvidenceLevel,
    Fact,
    Filter,
    HeldBack,
    Judgement,
    KeptStanding,
    MeasuredChange,
    Points,
    RunProgress,
    RunRequest,
    RunState,
    Scale,
    Source,
    StandingDetail,
)
from data.repository import (
    Basis,
    add_facts,
    add_model,
    add_startup,
    archive,
    assessments_of,
    begin_attempt,
    change_startup,
    database_state,
    end_run,
    keep_judged,
    keep_standings,
    keep_table,
    ranked_startups,
    record_progress,
    replace_claims,
    request_run,
    restore,
    restore_finding,
    set_aside,
    stale_counts,
    stale_standings,
    standing_conditions,
    standing_of,
    standings_since,
)
from data.tables import StartupRow

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
BASIS = Basis("growth", "rubric", TODAY)
JUDGEMENT = Judgement(Points(60.0, 50.0, 70.0), Points(40.0, 30.0, 50.0), "hold", "soft_arr", ("soft_arr",))
DETAIL = StandingDetail(
    chances=(0.1, 0.2, 0.3),
    evidence=(0.25, 0.25, 0.1),
    coverage={"company": (0.0, 0.5, 0.25)},
    change=MeasuredChange(55.5, 41.0, "claim", "mmlu", 0.04, "Claimed 4 points more.", "高出 4 个百分点。"),
    held_back=(HeldBack("soft_arr", "ARR is soft.", "年经常性收入不实。"),),
    claims=(AnsweredClaim("mmlu", 0.7, Scale.FRACTION, 0.66, Scale.FRACTION, 200, 0.012, "Above.", "偏高。"),),
    spread={"funding_stage": ("seed",), "sector": ("legal",), "hq_country": (), "sales_regions": ("eu", "us")},
    headcount=34.0,
)
STANDING = KeptStanding(
    "acme",
    1,
    "growth",
    TODAY,
    "rubric",
    "evidence",
    NOW,
    JUDGEMENT,
    open_gates=("soft_arr",),
    measured_share=0.25,
    ceiling="pass",
    moments=b"\x01\x02\x03\x04",
    detail=DETAIL,
)


CLAIM = Claim("mmlu", "acc", 0.5, scale=Scale.FRACTION)


def fact(value=1.0):
    return Fact("arr_usd", value, EvidenceLevel.CLAIMED, date(2026, 9, 30), Source("pitch_deck", "Deck"))


def version(session, slug="acme"):
    return session.scalar(select(StartupRow.version).where(StartupRow.slug == slug))


def named(session, slug):
    add_startup(session, slug=slug, name=slug.title(), summary_en="x", summary_zh="x", fictional=True, actor="test")


def every_write(session):
    """Each kind of evidence once, by name; a generator, so that the version can be looked at in between."""
    add_facts(session, "acme", [fact()], actor="test")
    yield "facts"
    model = add_model(session, "acme", name="M", location="m", actor="test")
    yield "model"
    run = request_run(session, RunRequest(model.id, suite="demo"))
    yield "run"
    end_run(session, run.id, state=RunState.FAILED, error="no")
    yield "end of run"
    set_aside(session, "acme", "soft_arr", reason="r", source="s", actor="test")
    yield "decision"
    restore_finding(session, "acme", "soft_arr", actor="test")
    yield "decision taken back"
    keep_table(session, "acme", CompanyTable("accounts", ({"month": "2026-01"},), "a.csv", "digest"), actor="test")
    yield "table"
    replace_claims(session, "acme", [CLAIM], actor="test")
    yield "claims"
    replace_claims(session, "acme", [], actor="test")
    yield "no claims"


def assert_every_write_raises_the_version_of_its_startup_alone(database):
    with database.session() as session:
        named(session, "acme")
        named(session, "other")
        before = version(session)
        assert before == 0
        for name in every_write(session):
            session.flush()
            assert version(session) > before, name
            before = version(session)
        assert version(session, "other") == 0


def test_every_write_of_evidence_raises_the_version_of_its_startup_alone(database):
    assert_every_write_raises_the_version_of_its_startup_alone(database)


@pytest.mark.slow
def test_on_postgresql_too_every_write_of_evidence_raises_the_version(postgres_url):
    url = make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE standings"))
    engine.dispose()
    opened = open_database(url.set(database="standings").render_as_string(hide_password=False))
    assert_every_write_raises_the_version_of_its_startup_alone(opened)
    with opened.session() as session:
        keep_standings(session, [replace(STANDING, version=version(session))])
    with opened.session() as session:
        assert stale_standings(session, BASIS) == []
        assert [row.startup.name for row in ranked_startups(session, "growth")] == ["Acme"]
        assert standing_of(session, "acme", "growth") == replace(STANDING, version=version(session))
        assert [each.moments for each in standings_since(session, "growth", None)] == [STANDING.moments]
        archive(session, "acme", actor="test")
    with opened.session() as session:
        assert ranked_startups(session, "growth") == [] and stale_counts(session, BASIS) == {}
        restore(session, "acme", actor="test")
    with opened.session() as session:
        assert stale_counts(session, BASIS) == {"new": 1}
    opened.engine.dispose()


def test_progress_of_a_run_a_new_name_and_reading_leave_the_version_as_it_is(session, acme):
    model = add_model(session, "acme", name="M", location="m", actor="test")
    run = request_run(session, RunRequest(model.id, suite="demo"))
    attempt = begin_attempt(session, run.id)
    session.flush()
    before = version(session)
    record_progress(session, run.id, attempt, RunProgress(1, 2))
    change_startup(session, "acme", name="Acme Two", summary_en="x", summary_zh="x", actor="test")
    session.flush()
    assert version(session) == before


def test_a_standing_comes_back_as_it_was_kept_and_the_newer_takes_its_place(session, acme):
    assert standing_of(session, "acme", "growth") is None
    keep_standings(session, [STANDING])
    assert standing_of(session, "acme", "growth") == STANDING
    newer = replace(STANDING, version=2, judgement=replace(JUDGEMENT, verdict="pass", capped_by=None))
    keep_standings(session, [newer])
    assert standing_of(session, "acme", "growth") == newer
    assert standing_of(session, "acme", "pre_seed") is None


def test_a_startup_of_which_nothing_can_be_judged_is_kept_without_a_judgement_and_not_ranked(session, acme):
    bare = replace(
        STANDING, judgement=None, open_gates=(), measured_share=None, ceiling=None, moments=None, detail=None
    )
    keep_standings(session, [bare])
    assert standing_of(session, "acme", "growth") == bare
    assert ranked_startups(session, "growth") == []


def test_why_a_standing_is_not_up_to_date_the_most_urgent_first(session, acme):
    assert stale_standings(session, BASIS) == [], "nothing was ever entered"
    for slug in ("changed", "rubric", "aged", "current"):
        named(session, slug)
    for slug in ("acme", "changed", "rubric", "aged", "current"):
        add_facts(session, slug, [fact()], actor="test")
    session.flush()
    add_facts(session, "changed", [fact(2.0)], actor="test")
    session.flush()
    kept = {
        "changed": {"version": version(session, "changed") - 1},
        "rubric": {"version": version(session, "rubric"), "rubric_hash": "former"},
        "aged": {"version": version(session, "aged"), "as_of": TODAY - timedelta(days=1)},
        "current": {"version": version(session, "current")},
    }
    keep_standings(session, [replace(STANDING, slug=slug, **made) for slug, made in kept.items()])
    found = {each.slug: each.why for each in stale_standings(session, BASIS)}
    assert found == {"acme": "new", "changed": "evidence", "rubric": "rubric", "aged": "day"}
    assert list(found) == ["changed", "acme", "rubric", "aged"]
    assert stale_counts(session, BASIS) == {"new": 1, "evidence": 1, "rubric": 1, "day": 1}
    assert [each.slug for each in stale_standings(session, BASIS, limit=1)] == ["changed"]
    assert [each.slug for each in stale_standings(session, BASIS, slugs=("aged", "current"))] == ["aged"]
    assert len(stale_standings(session, BASIS, every=True)) == 5
    other = stale_standings(session, BASIS._replace(profile="pre_seed", rubric_hash="another"))
    assert len(other) == 5, "another profile comes with another rubric"
    assert stale_counts(session, BASIS._replace(rubric_hash="another"), most=2) == {
        "new": 1,
        "evidence": 1,
        "rubric": 2,
    }


def test_an_archived_startup_is_neither_judged_anew_nor_ranked_until_it_is_restored(session, acme):
    add_facts(session, "acme", [fact()], actor="test")
    session.flush()
    keep_standings(session, [replace(STANDING, version=version(session))])
    archive(session, "acme", actor="test")
    session.flush()
    assert (stale_standings(session, BASIS), stale_counts(session, BASIS), pages(session, 5)) == ([], {}, [])
    restore(session, "acme", actor="test")
    session.flush()
    assert [each.why for each in stale_standings(session, BASIS)] == ["new"] and pages(session, 5) == []
    assert [(each.moments, each.held_back) for each in standings_since(session, "growth", NOW)] == [(None, False)]
    keep_standings(session, [replace(STANDING, version=version(session))])
    assert stale_standings(session, BASIS) == [] and pages(session, 5) == [["acme"]]


def test_only_more_than_another_day_joins_the_history(session, acme):
    keep_judged(session, STANDING, joins_history=True)
    tomorrow = replace(STANDING, as_of=TODAY + timedelta(days=1))
    keep_judged(session, tomorrow, joins_history=False)
    assert [each.as_of for each in assessments_of(session, "acme")] == [TODAY]
    assert standing_of(session, "acme", "growth").as_of == TODAY + timedelta(days=1)


def test_the_state_of_the_database_moves_with_every_event_and_every_run_that_ends(session, acme):
    seen = [database_state(session), database_state(session)]
    assert seen[0] == seen[1]
    add_facts(session, "acme", [fact()], actor="test")
    session.flush()
    seen.append(database_state(session))
    run = request_run(session, RunRequest(add_model(session, "acme", name="M", location="m", actor="test").id))
    end_run(session, run.id, state=RunState.FAILED, error="no")
    session.flush()
    seen.append(database_state(session))
    assert len(set(seen)) == 3


def filled(session, scores):
    for place, score in enumerate(scores):
        named(session, f"s{place}")
        judged = replace(JUDGEMENT, expectation=Points(score, 0.0, 100.0), verdict=("hold", "pass")[place % 2])
        keep_standings(session, [replace(STANDING, slug=f"s{place}", judgement=judged)])
    session.flush()


def pages(session, limit, **filters):
    found, after = [], None
    while page := ranked_startups(session, "growth", after=after, limit=limit, **filters):
        found.append([each.standing.slug for each in page])
        after = page[-1].place
    return found


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scores=st.lists(st.sampled_from([10.0, 20.5, 20.5, 33.3, 90.0]), max_size=9), limit=st.integers(1, 4))
def test_pages_together_are_the_whole_order_each_startup_once(scores, limit, tmp_path_factory):
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('pages')}/a.sqlite")
    with opened.session() as session:
        filled(session, scores)
        found = [slug for page in pages(session, limit) for slug in page]
    opened.engine.dispose()
    assert found == [f"s{place}" for place in sorted(range(len(scores)), key=lambda each: (-scores[each], -each))]


def test_a_startup_that_overtakes_meanwhile_moves_no_page(session):
    filled(session, [90.0, 80.0, 70.0, 60.0])
    first = ranked_startups(session, "growth", limit=2)
    risen = replace(JUDGEMENT, expectation=Points(95.0, 0.0, 100.0))
    keep_standings(session, [replace(STANDING, slug="s3", judgement=risen)])
    second = ranked_startups(session, "growth", after=first[-1].place, limit=2)
    assert [each.standing.slug for each in [*first, *second]] == ["s0", "s1", "s2"]


def test_a_page_may_hold_some_verdicts_only(session):
    filled(session, [90.0, 80.0, 70.0, 60.0])
    passed, best, every = (standing_conditions(session, Filter(verdicts=each)) for each in (("pass",), ("invest",), ()))
    assert pages(session, 1, where=passed) == [["s1"], ["s3"]]
    assert pages(session, 5, where=best) == []
    assert pages(session, 5, where=every) == [["s0", "s1", "s2", "s3"]]


def test_a_former_default_profile_leaves_no_standing_behind(session, acme):
    keep_standings(session, [replace(STANDING, profile="pre_seed")])
    keep_standings(session, [STANDING])
    session.flush()
    assert standing_of(session, "acme", "pre_seed") is None and standing_of(session, "acme", "growth") == STANDING


def test_open_findings_are_kept_to_be_looked_up_by(session, acme):
    def rules():
        return set(session.execute(text("SELECT rule FROM open_finding")).scalars())

    keep_standings(session, [replace(STANDING, judgement=replace(JUDGEMENT, findings=("a", "b")))])
    session.flush()
    assert rules() == {"a", "b"}
    keep_standings(session, [replace(STANDING, judgement=replace(JUDGEMENT, findings=("b", "c")))])
    session.flush()
    assert rules() == {"b", "c"}
    archive(session, "acme", actor="test")
    session.flush()
    assert rules() == set()


@pytest.mark.parametrize(("before", "moved"), [((55.5, 41.0), 4.5), ((60.0, 47.0), 7.0), ((None, None), None)])
def test_how_far_measuring_moved_it_is_that_of_the_axis_that_moved_most(before, moved):
    change = replace(DETAIL.change, expectation=before[0], risk=before[1])
    assert replace(STANDING, detail=replace(DETAIL, change=change)).moved == moved
    assert replace(STANDING, detail=None).moved is None


def test_standings_of_another_rubric_or_day_are_counted_by_their_indexes_and_not_startup_by_startup(plans):
    found = [each for each in plans(lambda opened: stale_counts(opened, BASIS)) if "standing" in each]
    assert len(found) == 4
    assert [index for index in ("standing_by_rubric_hash", "standing_by_as_of") if index not in str(found)] == []
    assert [each for each in found if "startup_by_archived_at" in each] == []


def test_who_waits_to_be_judged_is_found_by_the_index_of_those_who_wait(plans):
    found = [each for each in plans(lambda opened: stale_counts(opened, BASIS)) if "standing" not in each]
    assert len(found) == 2 and all("startup_waiting" in each for each in found)
