"""How the judgement came to be what it is: where it stood before, and every fact, run and rubric that moved it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from analysis.portfolio.standing import Standing
from analysis.track_record.history import ExplainedChange, ScoreChange, explained_change, history_days
from data.records import Dossier, KeptJudgement
from data.repository import StartupMark
from pages.components import loaders
from pages.components.fact_text import value_text
from pages.components.finding_words import severity_word
from pages.components.format import day, moment, score, signed
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.navigation import open_run
from pages.components.rows import LINE, Cell, Part, Row, View, items, severity, show, table, words
from pages.components.startup.drivers import effect_style
from pages.components.viewpoint import chosen_day

_MOST = 15
_MOST_SNAPSHOTS = 12


@st.fragment
def show_change(standing: Standing) -> None:
    """The judgements kept, and the change since a day that can be chosen, explained once asked for."""
    section(text("startup.change.title"), text("startup.change.note"))
    dossier, until = standing.dossier, chosen_day()
    days = [each for each in history_days(dossier) if each <= until]
    if not days:
        empty_state(text("startup.change.none"))
        return
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        first = days[-1] - timedelta(days=1) if len(days) == 1 else days[-2]
        since = st.date_input(
            text("startup.change.since"),
            value=first,
            min_value=days[0] - timedelta(days=1),
            max_value=until,
            key=f"change_since_{standing.startup.slug}_{until}",
            help=text("startup.change.since_help"),
        )
        asked = f"change_asked_{standing.startup.slug}"
        if st.button(text("startup.change.explain"), key=f"{asked}_button"):
            st.session_state[asked] = True
        pressed = None
        if st.session_state.get(asked, False):
            found = _explained(
                loaders.mark_of(standing.startup.slug), loaders.profile_in_use(), since, until, _dossier=dossier
            )
            pressed = show(_change_views(found), key="change")
    with right:
        snapshots = loaders.snapshots(standing.startup.slug)
        if snapshots:
            show([_snapshots_view(snapshots)], key="snapshots")
    if pressed:
        open_run(int(pressed))


@st.cache_resource(ttl=3600, max_entries=16, show_spinner=False)
def _explained(
    mark: StartupMark | None,  # noqa: ARG001 - part of the cache key
    profile: str,
    since: date,
    until: date,
    *,
    _dossier: Dossier,
) -> ExplainedChange:
    return explained_change(_dossier, loaders.yardsticks(), since=since, until=until, profile=profile)


def _change_views(found: ExplainedChange) -> list[View]:
    before, after = found.before.assessment, found.after.assessment
    names = loaders.rubric().scoring.verdict_names(language())
    columns = [
        Cell([words(text("startup.change.what"))]),
        Cell([words(text("startup.change.when"))], "wide"),
        Cell([words(text("axis.expectation"))], "number"),
        Cell([words(text("axis.risk"))], "number"),
    ]
    start = [_end_row("startup.change.before", before.as_of, before.expectation.mean, before.risk.mean)]
    end = [_end_row("startup.change.after", after.as_of, after.expectation.mean, after.risk.mean)]
    ordered = sorted(found.changes, key=lambda change: -change.size)
    shown = [change for change in ordered[:_MOST] if change.size >= 0.005]
    rows = [*start, *(_change_row(change) for change in shown), *_rest(ordered[len(shown) :]), *end]
    verdict = text("startup.change.verdict", before=names[before.verdict], after=names[after.verdict])
    return [
        table(columns, rows, label=text("startup.change.title")),
        items("plain", [[[words(verdict, "strong"), *_findings(found)]]]),
    ]


def _end_row(key: str, when: date, expectation: float, risk: float) -> Row:
    cells = [
        Cell([words(text(key, day=day(when, language())), "strong")]),
        Cell(style="wide"),
        Cell([words(score(expectation), "strong")], "number"),
        Cell([words(score(risk), "strong")], "number"),
    ]
    return Row(cells, rule=True)


def _change_row(change: ScoreChange) -> Row:
    label = change.label_zh if language() == "zh" else change.label_en
    go = change.what if change.kind == "run" else None
    said: list[Part] = [words(label, "" if go else "strong", go=go)]
    if change.kind == "fact":
        said += [LINE, words(_from_to(change), "mute small")]
    when = "" if change.at is None else moment(change.at, language())
    cells = [
        Cell(said),
        Cell([words(when, "mute small")], "wide tight"),
        Cell([words(signed(change.expectation), effect_style(change.expectation, "expectation"))], "number"),
        Cell([words(signed(change.risk), effect_style(change.risk, "risk"))], "number"),
    ]
    return Row(cells)


def _from_to(change: ScoreChange) -> str:
    field = loaders.registry().by_key.get(change.what) or loaders.rubric().result(change.what)
    shown = [value_text(value, field) for value in (change.before, change.after)]  # type: ignore[arg-type]
    return text("startup.change.from_to", before=shown[0], after=shown[1])


def _rest(left: Sequence[ScoreChange]) -> list[Row]:
    if not left:
        return []
    sums = [sum(getattr(change, axis) for change in left) for axis in ("expectation", "risk")]
    cells = [
        Cell([words(text("startup.change.smaller", count=len(left)), "mute")]),
        Cell(style="wide"),
        *(Cell([words(signed(total), "mute")], "number") for total in sums),
    ]
    return [Row(cells)]


def _findings(found: ExplainedChange) -> list[Part]:
    rules = {rule.key: rule for rule in loaders.rubric().rules}
    parts: list[Part] = []
    for name, keys in (("opened", found.findings_opened), ("closed", found.findings_closed)):
        for key in keys:
            rule = rules.get(key)
            if rule is not None:
                said = words(text(f"startup.change.{name}", rule=rule.label(language())), "small")
                parts += [LINE, severity(rule.severity, severity_word(rule.severity)), said]
    return parts


def _snapshots_view(snapshots: Sequence[KeptJudgement]) -> View:
    """The judgements as they were kept, newest first."""
    names = loaders.rubric().scoring.verdict_names(language())
    columns = [
        Cell([words(text("startup.change.kept"))]),
        Cell([words(text("axis.expectation"))], "number"),
        Cell([words(text("axis.risk"))], "number"),
        Cell([words(text("overview.ranking.verdict"))]),
    ]
    rows = [
        Row(
            [
                Cell([_kept(each)], "tight"),
                Cell([words(score(each.judgement.expectation.mean))], "number"),
                Cell([words(score(each.judgement.risk.mean))], "number"),
                Cell([words(names.get(each.judgement.verdict, each.judgement.verdict))]),
            ],
            rule=True,
        )
        for each in list(reversed(snapshots))[:_MOST_SNAPSHOTS]
    ]
    return table(columns, rows, label=text("startup.change.kept"))


def _kept(each: KeptJudgement) -> Part:
    how = text("startup.change.hashes", rubric=each.rubric_hash[:8], evidence=each.evidence_hash[:8])
    return words(moment(each.created_at, language()), "mute small", source=how)
