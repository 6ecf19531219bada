"""The tables of the comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.portfolio.places import SURE
from analysis.ranking.ranks import RankedBy, probability_better
from analysis.ranking.second_opinions import METHODS, SecondOpinions, agreement
from analysis.scoring.axes import weights_of
from analysis.scoring.rubric import Rubric
from analysis.scoring.rules import GateState
from analysis.scoring.settings import Category
from data.records import EvidenceLevel
from pages.components.decide.choosing import Judged, names_of
from pages.components.finding_words import severity_word
from pages.components.format import interval, score, share, signed
from pages.components.language import language, text
from pages.components.names import shown_name
from pages.components.plots import short_name
from pages.components.rows import LINE, Cell, Part, Range, Row, Scale, View, axis, strip, table, tag, words

_NARROW = Scale(width=96)


def scores_view(chosen: Sequence[Judged], rubric: Rubric) -> View:
    """Both axes with intervals, the verdict with what caps it, and how much is measured."""
    columns = [
        Cell([words(text("overview.ranking.startup"))]),
        Cell([words(text("axis.expectation"))], "number"),
        Cell([axis()]),
        Cell([words(text("axis.risk"))], "number"),
        Cell([axis()]),
        Cell([words(text("overview.ranking.verdict"))]),
    ]
    return table(
        columns, [_scores_row(place, rubric) for place in chosen], label=text("decide.compare.scores"), cards=True
    )


def _scores_row(place: Judged, rubric: Rubric) -> Row:
    found, startup = place.assessment, place.startup
    names = rubric.scoring.verdict_names(language())
    verdict: list[Part] = [words(names[found.verdict], "strong")]
    if found.cap is not None:
        rules = {rule.key: rule.label(language()) for rule in rubric.rules}
        verdict += [LINE, words(text("decide.compare.capped", rule=rules[found.cap.rule]), "mute small")]
    measured = share(found.evidence_shares.overall[EvidenceLevel.MEASURED])
    cells = [
        Cell(
            [
                words(shown_name(startup), go=startup.slug),
                LINE,
                words(text("overview.measured", share=measured), "mute small"),
            ]
        )
    ]
    for code, values in (("expectation", found.expectation), ("risk", found.risk)):
        drawn = Range(values.mean, values.low, values.high)
        shown: list[Part] = [
            words(score(values.mean), "strong"),
            LINE,
            words(interval(values.low, values.high), "mute small"),
            strip(drawn, code, inset=True),
        ]
        cells += [Cell(shown, "number axis", text(f"axis.{code}")), Cell([strip(drawn, code, height=54)], "chart")]
    return Row([*cells, Cell(verdict)], rule=True)


def wins_view(chosen: Sequence[Judged], by: RankedBy) -> View:
    """Probability that the row stands before the column."""
    short = {slug: short_name(name, 10) for slug, name in names_of(chosen).items()}
    columns = [
        Cell([words(text("decide.compare.row_beats"))]),
        *(Cell([words(name)], "number") for name in short.values()),
    ]
    rows = []
    for place in chosen:
        cells = [Cell([words(short[place.slug], "strong")])]
        for other in chosen:
            if other is place:
                cells.append(Cell([words("·", "mute")], "number"))
                continue
            ahead = probability_better(place.assessment, other.assessment, by=by)
            cells.append(
                Cell(
                    [words(share(ahead), "strong" if ahead >= SURE else "mute" if ahead <= 1 - SURE else "")], "number"
                )
            )
        rows.append(Row(cells, rule=True))
    return table(columns, rows, label=text("decide.compare.wins"))


def opinions_view(opinions: SecondOpinions, names: Mapping[str, str]) -> View:
    """The order by each method, and how far it agrees with the weighted sum."""
    columns = [Cell([words(text(f"decide.compare.{name}"))]) for name in ("method", "order", "agreement")]
    ours = opinions.orders["weighted_sum"]
    rows = []
    for method in METHODS:
        order = opinions.orders[method]
        said = " › ".join(short_name(names[slug], 12) for slug in order)
        label = words(text(f"decide.method.{method}"), "strong", source=text(f"decide.method.{method}_why"))
        said_agreement = signed(agreement(ours, order), 2) if method != "weighted_sum" else ""
        rows.append(
            Row([Cell([label]), Cell([words(said, "small")]), Cell([words(said_agreement)], "number")], rule=True)
        )
    return table(columns, rows, label=text("decide.compare.opinions"))


def categories_view(chosen: Sequence[Judged], rubric: Rubric) -> View:
    """Every category of both axes per startup, those first that tell them apart most."""
    short = {slug: short_name(name, 12) for slug, name in names_of(chosen).items()}
    columns = [
        Cell([words(text("method.weights.category"))]),
        Cell([words(text("startup.makeup.weight"))], "number wide"),
        Cell([words(text("decide.compare.apart"))], "number"),
        *(Cell([words(short[place.slug]), axis(_NARROW)]) for place in chosen),
    ]
    profile = rubric.profile(chosen[0].assessment.profile)
    weights = {each.code: weights_of(profile, each.axis)[each.code] for each in rubric.categories}
    apart = {each.code: weights[each.code] * _range(chosen, each.code) for each in rubric.categories}
    ordered = sorted(rubric.categories, key=lambda each: (each.axis, -apart[each.code]))
    rows = [_category_row(each, chosen, weights[each.code], apart[each.code]) for each in ordered]
    return table(columns, rows, label=text("decide.compare.categories"))


def _range(chosen: Sequence[Judged], code: str) -> float:
    means = [place.assessment.by_category[code].mean for place in chosen]
    return max(means) - min(means)


def _category_row(category: Category, chosen: Sequence[Judged], weight: float, apart: float) -> Row:
    name = category.label_zh if language() == "zh" else category.label_en
    cells = [
        Cell([words(name, "strong"), LINE, words(text(f"axis.{category.axis}"), "mute small")]),
        Cell([words(share(weight), "mute")], "number wide"),
        Cell([words(f"{apart:.1f}")], "number"),
    ]
    for place in chosen:
        values = place.assessment.by_category[category.code]
        said = f"{score(values.mean)} ({interval(values.low, values.high)})"
        drawn = strip(Range(values.mean, values.low, values.high), category.axis, _NARROW, height=22)
        cells.append(Cell([words(said, "small"), drawn]))
    return Row(cells, rule=True)


def rules_view(chosen: Sequence[Judged], rubric: Rubric) -> View:
    """Gates and open findings, a column per startup; rules that are clear for all of them are left out."""
    short = {slug: short_name(name, 12) for slug, name in names_of(chosen).items()}
    columns = [
        Cell([words(text("decide.compare.rule"))]),
        *(Cell([words(short[place.slug])]) for place in chosen),
    ]
    rows = []
    for rule in sorted(rubric.rules, key=lambda each: (("gate", "high", "medium").index(each.severity), each.number)):
        states = [_state(place, rule.key) for place in chosen]
        if rule.severity != "gate" and not any(state == "open" for state in states):
            continue
        cells = [
            Cell([words(rule.label(language()), "strong"), LINE, words(severity_word(rule.severity), "mute small")])
        ]
        rows.append(Row([*cells, *(Cell([_state_part(state)]) for state in states)], rule=True))
    return table(columns, rows, label=text("decide.compare.rules"))


def _state(place: Judged, rule: str) -> str:
    """open, set_aside, unknown or clear."""
    gates: dict[str, GateState] = {gate.rule: gate for gate in place.assessment.gates}
    finding = next((each for each in place.assessment.findings if each.rule == rule), None)
    if finding is not None:
        return "open" if finding.set_aside is None else "set_aside"
    if rule in gates:
        return "unknown" if gates[rule].outcome == "unknown" else "clear"
    return "unknown" if any(question.rule == rule for question in place.assessment.questions) else "clear"


def _state_part(state: str) -> Part:
    said = text(f"decide.state.{state}")
    return tag(said) if state == "open" else words(said, "mute" if state != "unknown" else "")
