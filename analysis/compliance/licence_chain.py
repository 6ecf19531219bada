"""What all licences behind a model ask together, and whether the present use meets them; not legal advice.

Duties add up over the chain: base weights, teachers whose outputs were trained on, data. A permissive parent leaves any
licence possible, so the verdict is the union of what is asked, with two terms no other can outweigh: a non-commercial
one anywhere, and a ban on training with outputs where they were trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from analysis.compliance.licences import Duty, KnownModel, Licence, LicenceTable
from analysis.evidence.readings import Input, Reading, unique_inputs, weakest_level
from analysis.evidence.state import Evidence
from data.records import Fact, Source

Role = Literal["base", "teacher", "data"]
Verdict = Literal["clear", "conditions", "conflict", "non_commercial", "unknown"]

EU_COUNTRIES = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
    }
    | {"NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
_ORDER: tuple[Verdict, ...] = ("clear", "conditions", "unknown", "conflict", "non_commercial")
_USER_LIMITS = {"users_700m": 700e6, "users_100m": 100e6, "name_display": 100e6}
_ROLES: dict[Role, tuple[str, str]] = {
    "base": ("the base", "基座"),
    "teacher": ("the teacher", "教师模型"),
    "data": ("the data", "数据"),
}
_BASE_CLASSES: dict[str, Verdict] = {
    "own_weights": "clear",
    "permissive": "clear",
    "use_restricted_open": "conditions",
    "community_limited": "conditions",
    "commercial_agreement": "conditions",
    "api_terms": "conditions",
    "non_commercial": "non_commercial",
    "research_only": "non_commercial",
}
_TEACHER_CLASSES: dict[str, Verdict] = {
    "no_teacher": "clear",
    "allowed": "clear",
    "allowed_with_conditions": "conditions",
    "forbidden": "conflict",
}
_LEDGER_KEYS = ("base_model_licence", "teacher_output_terms", "base_model_name", "teacher_model_name")


class Use(NamedTuple):
    """The present use; None where unknown.

    Attributes:
        monthly_users: Monthly active users of all products.
        in_eu: Whether the company is domiciled in the European Union.
        multimodal: Whether the model takes more than text.
    """

    monthly_users: float | None = None
    in_eu: bool | None = None
    multimodal: bool | None = None


class Link(NamedTuple):
    """One licence of the chain and what it covers; None where the licence is not known."""

    role: Role
    licence: Licence | None


class Reason(NamedTuple):
    """What one link of the chain means for the verdict, in a sentence."""

    verdict: Verdict
    sentence_en: str
    sentence_zh: str

    def sentence(self, language: str) -> str:
        """The sentence in `language` ("en" or "zh")."""
        return self.sentence_zh if language == "zh" else self.sentence_en


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """The verdict with its reasons, gravest first, and the union of duties with the licences that ask them."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    duties: tuple[tuple[Duty, tuple[str, ...]], ...]


def chain_verdict(links: Sequence[Link], table: LicenceTable, use: Use | None = None) -> ChainVerdict:
    """What the chain allows the use: the gravest of what its links say, from clear to a non-commercial term.

    An unknown licence leaves the verdict unknown, unless another already forbids the use.

    Args:
        links: All licences behind the model; none at all leaves it unknown.
        table: Where duties are named.
        use: The present use; what is unknown of it stays a condition.
    """
    asked: dict[str, list[str]] = {}
    reasons = []
    for link in links:
        if link.licence is not None:
            for code in _duties(link.licence, use or Use()):
                asked.setdefault(code, []).append(link.licence.name)
        reasons += _reasons(link, table, use or Use())
    if not links:
        reasons.append(Reason("unknown", "No licence of the chain is known.", "链条中没有已知的许可证。"))
    duties = tuple((table.duties[code], tuple(dict.fromkeys(names))) for code, names in asked.items())
    return _joined(reasons, duties)


def ledger_chain(evidence: Evidence, table: LicenceTable) -> ChainVerdict:
    """The verdict from the ledger: the licences of a known checkpoint, and the classes the company states.

    Both count, and the graver one decides: a checkpoint of known chain binds whatever class is stated. Licences of data
    have no field in the ledger and are not part of this verdict.
    """
    base = _known_model(evidence, "base_model_name", table)
    taught = _known_model(evidence, "teacher_model_name", table)
    links = _known_links(base, taught, table)
    known = chain_verdict(links, table, _use(evidence)) if links else ChainVerdict("clear", (), ())
    stated = (
        (base, _stated(evidence.reading("base_model_licence"), _BASE_CLASSES, "base")),
        (taught, _stated(evidence.reading("teacher_output_terms"), _TEACHER_CLASSES, "teacher")),
    )
    counting = [reason for model, reason in stated if model is None or reason.verdict != "unknown"]
    return _joined([*known.reasons, *counting], known.duties)


def licence_chain_fact(evidence: Evidence, table: LicenceTable) -> Fact | None:
    """The result `licence_chain_verdict`, as strong as the weakest and as old as the oldest fact behind it.

    None where the ledger says nothing of either base or teacher.
    """
    inputs: list[Input] = [entry for key in _LEDGER_KEYS for entry in evidence.reading(key).inputs]
    used = unique_inputs(inputs)
    if not used:
        return None
    source = Source("computed", "Union of the licences behind the model", reference=", ".join(_LEDGER_KEYS))
    as_of = min(entry.fact.as_of for entry in used)
    verdict = ledger_chain(evidence, table).verdict
    return Fact("licence_chain_verdict", verdict, weakest_level(used), as_of, source, entered_by="Assay")


def _joined(reasons: Sequence[Reason], duties: tuple[tuple[Duty, tuple[str, ...]], ...]) -> ChainVerdict:
    ordered = sorted(reasons, key=lambda reason: _ORDER.index(reason.verdict), reverse=True)
    return ChainVerdict(ordered[0].verdict if ordered else "clear", tuple(ordered), duties)


def _duties(licence: Licence, use: Use) -> list[str]:
    no_matter = {"no_eu_multimodal"} if use.in_eu is False or use.multimodal is False else set()
    return [code for code in licence.duties if code not in no_matter]


def _reasons(link: Link, table: LicenceTable, use: Use) -> list[Reason]:
    role_en, role_zh = _ROLES[link.role]
    licence = link.licence
    if licence is None:
        return [Reason("unknown", f"The licence of {role_en} is not known.", f"{role_zh}的许可证未知。")]
    if licence.commercial_use == "no":
        return [
            Reason(
                "non_commercial",
                f"{licence.name}, the licence of {role_en}, allows no commercial use.",
                f"{role_zh}的许可证 {licence.name} 不允许商业使用。",
            )
        ]
    found = _limits(licence, use) + (_training_on_outputs(licence) if link.role == "teacher" else [])
    heavy = [table.duties[code] for code in _duties(licence, use) if not table.duties[code].light]
    if heavy and not any(reason.verdict == "conflict" for reason in found):
        found.append(
            Reason(
                "conditions",
                f"{licence.name}, the licence of {role_en}, asks: {'; '.join(duty.label_en for duty in heavy)}.",
                f"{role_zh}的许可证 {licence.name} 要求：{'；'.join(duty.label_zh for duty in heavy)}。",
            )
        )
    plain = Reason(
        "clear",
        f"{licence.name}, the licence of {role_en}, permits the use.",
        f"{role_zh}的许可证 {licence.name} 允许该用途。",
    )
    return found or [plain]


def _limits(licence: Licence, use: Use) -> list[Reason]:
    found = []
    for code in licence.duties:
        limit = _USER_LIMITS.get(code)
        if limit is not None and use.monthly_users is not None and use.monthly_users > limit:
            users = f"{use.monthly_users / 1e6:,.0f}"
            found.append(
                Reason(
                    "conflict",
                    f"{users} million monthly users are above the limit of {licence.name}.",
                    f"月活 {users} 百万，超过 {licence.name} 的上限。",
                )
            )
    if not licence.eu_multimodal and use.in_eu and use.multimodal:
        name = licence.name
        found.append(
            Reason(
                "conflict",
                f"{name} grants no multimodal rights to companies in the European Union.",
                f"{name} 不向欧盟企业授予多模态权利。",
            )
        )
    return found


def _training_on_outputs(licence: Licence) -> list[Reason]:
    name = licence.name
    if licence.outputs_train_models == "no":
        return [
            Reason("conflict", f"{name} forbids training other models on outputs.", f"{name} 禁止以输出训练其他模型。")
        ]
    if licence.outputs_train_models == "yes":
        return []
    says = {
        "named": (
            "allows training on outputs if the model shows where it comes from",
            "允许以输出训练模型，但须标明来源",
        ),
        "silent": ("has no clause on training with outputs; ask its maker", "没有关于以输出训练的条款，请询问授权方"),
    }[licence.outputs_train_models]
    return [Reason("conditions", f"{name} {says[0]}.", f"{name} {says[1]}。")]


def _known_model(evidence: Evidence, key: str, table: LicenceTable) -> KnownModel | None:
    name = _text(evidence, key)
    return table.known_model(name) if name else None


def _known_links(base: KnownModel | None, taught: KnownModel | None, table: LicenceTable) -> list[Link]:
    links = []
    if base is not None:
        links += [Link("base", table.licences[key]) for key in base.base]
        links += [Link("teacher", table.licences[key]) for key in base.teacher]
    if taught is not None:
        links += [Link("teacher", table.licences[key]) for key in taught.base]
    return links


def _stated(reading: Reading, classes: dict[str, Verdict], role: Role) -> Reason:
    role_en, role_zh = _ROLES[role]
    verdict = classes.get(reading.value) if isinstance(reading.value, str) else None
    if verdict is None:
        return Reason("unknown", f"The terms of {role_en} are unclear or not stated.", f"{role_zh}的条款不明或未说明。")
    says = {
        "clear": ("permit the use", "允许该用途"),
        "conditions": ("permit the use under conditions", "有条件允许该用途"),
        "conflict": ("forbid it", "禁止该用途"),
        "non_commercial": ("allow no commercial use", "不允许商业使用"),
    }[verdict]
    return Reason(verdict, f"The stated terms of {role_en} {says[0]}.", f"自报的{role_zh}条款{says[1]}。")


def _use(evidence: Evidence) -> Use:
    users = evidence.reading("monthly_active_users").value
    country = _text(evidence, "hq_country")
    return Use(
        monthly_users=float(users) if isinstance(users, int | float) else None,
        in_eu=None if country is None else country.upper() in EU_COUNTRIES,
    )


def _text(evidence: Evidence, key: str) -> str | None:
    value = evidence.reading(key).value
    return value if isinstance(value, str) else None
