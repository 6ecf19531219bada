"""What a profile would change, and writing it: all in the caller's one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal

from sqlalchemy.orm import Session

from data.profiles.known_claims import with_known_claims
from data.profiles.profile_records import Profile
from data.records import Dossier, Fact, FactValue, InvalidInput, NotFound, Problem, Startup, current_facts
from data.repository import (
    add_facts,
    add_model,
    add_startup,
    change_startup,
    dossier,
    find_startup,
    hold_startup,
    is_known,
    latest_entries,
    replace_claims,
    says_the_same,
)

ChangeKind = Literal["added", "changed", "unchanged"]
Claims = Literal["add", "replace"]
"""Whether the claims of a profile are all of the startup's, as in a file, or come beside those it has."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a profile against what is stored.

    Attributes:
        field: Registry key, `startup.name` and the like, or `model.NAME`.
        kind: "added" where nothing was known, "changed" where something else was, "unchanged" where it is known.
        old: Value it stands against: the one of the same date, else the current one if it is older.
        new: Value in the profile; None for a field that does not apply.
        as_of: Date the new value describes, None for startup and model entries.
        becomes_current: Whether the new value is the one shown afterwards; a weaker or older entry is kept beside it.
        not_applicable: Reason why the field does not apply.
    """

    field: str
    kind: ChangeKind
    old: FactValue | None
    new: FactValue | None
    as_of: date | None = None
    becomes_current: bool = True
    not_applicable: str | None = None


def changes(session: Session, profile: Profile, *, claims: Claims = "replace") -> list[Change]:
    """Every entry of the profile with what it would change, in file order; nothing is written.

    Raises:
        InvalidInput: if claims are added to more than a list may hold.
    """
    stored = _stored(session, profile.slug)
    profile = _whole(profile, stored, claims)
    return [*_startup_changes(profile, stored), *_model_changes(profile, stored), *_fact_changes(profile, stored)]


def commit_profile(session: Session, profile: Profile, *, actor: str, claims: Claims = "replace") -> Startup:
    """The startup after the profile was written: startup, models, facts, claims and their audit events.

    Entries already in the ledger are not written again. Nothing is removed: a field that the profile leaves out
    keeps what is known of it. What is known is read here, whatever a preview showed, and holds until the transaction
    ends.

    Args:
        session: Its transaction is the caller's.
        profile: What to write.
        actor: Who writes it.
        claims: "replace" makes the profile's claims the startup's; "add" leaves those on other scores as they are.

    Raises:
        InvalidInput: if the profile calls a real startup fictional or the other way round, or claims are added to more
            than a list may hold.
    """
    hold_startup(session, profile.slug)
    stored = _stored(session, profile.slug)
    profile = _whole(profile, stored, claims)
    if stored is None:
        startup = add_startup(
            session,
            slug=profile.slug,
            name=profile.name,
            summary_en=profile.summary_en,
            summary_zh=profile.summary_zh,
            fictional=profile.fictional,
            actor=actor,
        )
    else:
        _check_fictional(profile, stored.startup)
        startup = change_startup(
            session,
            profile.slug,
            name=profile.name,
            summary_en=profile.summary_en,
            summary_zh=profile.summary_zh,
            actor=actor,
        )
    for model in profile.models:
        add_model(session, profile.slug, name=model.name, location=model.location, actor=actor)
    add_facts(session, profile.slug, profile.facts, actor=actor)
    if profile.claims is not None:
        replace_claims(session, profile.slug, profile.claims, actor=actor)
    return startup


def _stored(session: Session, slug: str) -> Dossier | None:
    try:
        find_startup(session, slug)
    except NotFound:
        return None
    return dossier(session, slug)


def _whole(profile: Profile, stored: Dossier | None, claims: Claims) -> Profile:
    return with_known_claims(profile, stored) if stored is not None and claims == "add" else profile


def _check_fictional(profile: Profile, startup: Startup) -> None:
    if profile.fictional != startup.fictional:
        message = (
            f"{profile.slug!r} is stored with fictional: {str(startup.fictional).lower()}, which cannot change; "
            "correct the file or use another slug"
        )
        raise InvalidInput([Problem(None, "startup.fictional", str(profile.fictional).lower(), message)])


def _startup_changes(profile: Profile, stored: Dossier | None) -> list[Change]:
    found = []
    for name in ("name", "summary_en", "summary_zh"):
        old = getattr(stored.startup, name) if stored else None
        found.append(_compared(f"startup.{name}", old, getattr(profile, name)))
    return found


def _model_changes(profile: Profile, stored: Dossier | None) -> list[Change]:
    known = {model.name: model.location for model in stored.models} if stored else {}
    return [_compared(f"model.{model.name}", known.get(model.name), model.location) for model in profile.models]


def _compared(field: str, old: str | None, new: str) -> Change:
    kind: ChangeKind = "added" if old is None else "unchanged" if old == new else "changed"
    return Change(field, kind, old, new)


def _fact_changes(profile: Profile, stored: Dossier | None) -> list[Change]:
    known = stored.facts if stored else ()
    latest = latest_entries(known)
    current = stored.current() if stored else {}
    new = [replace(fact, entered_at=_LATEST, id=index) for index, fact in enumerate(profile.facts)]
    afterwards = current_facts([*known, *(fact for fact in new if not is_known(fact, latest))])
    return [
        _fact_change(fact, known, is_known(fact, latest), current.get(fact.key), afterwards[fact.key]) for fact in new
    ]


_LATEST = datetime.max.replace(tzinfo=UTC)
"""Stands for "entered after everything stored" while the profile is not written yet."""


def _fact_change(fact: Fact, known: Sequence[Fact], is_there: bool, current: Fact | None, afterwards: Fact) -> Change:
    same_date = [entry for entry in known if entry.key == fact.key and entry.as_of == fact.as_of]
    old = same_date[-1] if same_date else current if current and current.as_of <= fact.as_of else None
    kind: ChangeKind = "unchanged" if is_there else "added" if old is None else "changed"
    return Change(
        field=fact.key,
        kind=kind,
        old=old.value if old else None,
        new=fact.value,
        as_of=fact.as_of,
        becomes_current=says_the_same(fact, afterwards),
        not_applicable=fact.not_applicable,
    )
