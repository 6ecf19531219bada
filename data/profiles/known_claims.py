"""Claims entered beside those already known: each takes the place of the one on the same score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.intake.limits import MAX_LIST_ITEMS
from data.profiles.list_items import CLAIMS_FIELD, claim_items, claims_from
from data.profiles.profile_records import Profile
from data.records import Claim, Dossier, InvalidInput, Problem, Scalar, current_facts


def is_same_score(first: Claim, second: Claim) -> bool:
    """Whether two claims state the same score, so that one corrects the other: shots are the same or left open."""
    names = ("task", "metric", "model", "chain_of_thought", "majority_of", "subset")
    same = all(getattr(first, name) == getattr(second, name) for name in names)
    return same and (first.shots == second.shots or None in (first.shots, second.shots))


def with_known_claims(profile: Profile, stored: Dossier) -> Profile:
    """The profile with its claims added to those of the startup, in its list of them as well.

    Raises:
        InvalidInput: if there are more than a list may hold.
    """
    if profile.claims is None:
        return profile
    items: list[dict[str, Scalar | None]] = [dict(item) for item in claim_items(_merged(stored, profile.claims))]
    if len(items) > MAX_LIST_ITEMS:
        message = f"The startup would have {len(items)} claims, the limit is {MAX_LIST_ITEMS}; leave some out."
        raise InvalidInput([Problem(None, CLAIMS_FIELD, None, message)])
    facts = tuple(replace(fact, value=items) if _is_list(fact.key, fact.value) else fact for fact in profile.facts)
    return replace(profile, facts=facts, claims=claims_from(items))


def _merged(stored: Dossier, claims: Sequence[Claim]) -> list[Claim]:
    """The known claims, the new ones in place of those on the same score.

    Claims already known keep where they were stated: that of the list they came in, if they name no place of their own.
    """
    model = stored.models[0].name if stored.models else stored.startup.name
    known, new = ([replace(claim, model=claim.model or model) for claim in group] for group in (stored.claims, claims))
    place = _place_of_claims(stored)
    kept = [claim for claim in known if not any(is_same_score(claim, other) for other in new)]
    return [*(replace(claim, stated_in=claim.stated_in or place) for claim in kept), *new]


def _place_of_claims(stored: Dossier) -> str | None:
    current = current_facts([fact for fact in stored.facts if _is_list(fact.key, fact.value)]).get(CLAIMS_FIELD)
    if current is None:
        return None
    return ", ".join(part for part in (current.source.title, current.source.reference) if part)


def _is_list(key: str, value: object) -> bool:
    return key == CLAIMS_FIELD and value is not None
