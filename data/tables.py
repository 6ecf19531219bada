"""The database as SQLAlchemy 2 tables; every column a reader may ask about is named in full."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite drops the time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """Refuse naive moments, store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment without time zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """The stored moment, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: JSON(), list[Any]: JSON(), str: Text()}  # noqa: RUF012


_WAITS_FOR_JUDGEMENT = "archived_at IS NULL AND version > judged_version"
_FILTERED = ("headcount", "measured_share", "verdict", "funding_stage", "sector", "country")
"""What lists are filtered by: in the index, so that those left out are passed over without a look at their rows."""
_IS_HELD_BACK = "held_back AND expectation IS NOT NULL"


class StartupRow(Base):
    """A company under diligence."""

    __tablename__ = "startup"
    __table_args__ = (
        Index("startup_by_archived_at", "archived_at"),
        Index("startup_by_name", "name", "id"),
        Index(
            "startup_waiting",
            "archived_at",  # for SQLite, which otherwise takes the index of archived startups
            "id",
            sqlite_where=text(_WAITS_FOR_JUDGEMENT),
            postgresql_where=text(_WAITS_FOR_JUDGEMENT),
        ),
        Index("startup_by_created_at", "archived_at", "created_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    summary_en: Mapped[str]
    summary_zh: Mapped[str]
    fictional: Mapped[bool]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default="0")
    """Raised by triggers of the database whenever its evidence changes; 0 while nothing was ever entered."""
    judged_version: Mapped[int] = mapped_column(server_default="0")
    """The version that was judged last under the rubric's default profile; 0 before."""
    archived_at: Mapped[datetime | None]
    archived_by: Mapped[str | None]


_OF_A_RUN = text("run_id IS NOT NULL")


class SourceRow(Base):
    """A document, page or run that facts were taken from."""

    __tablename__ = "source"
    __table_args__ = (Index("source_by_run", "run_id", sqlite_where=_OF_A_RUN, postgresql_where=_OF_A_RUN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    reference: Mapped[str | None]
    url: Mapped[str | None]
    dated: Mapped[date | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    table_id: Mapped[int | None] = mapped_column(ForeignKey("company_table.id"))


class FactRow(Base):
    """One entry of the ledger; rows are added, never changed."""

    __tablename__ = "fact"
    __table_args__ = (Index("fact_by_startup_and_key", "startup_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"))
    key: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    level: Mapped[str]
    as_of: Mapped[date]
    standard_error: Mapped[float | None]
    not_applicable: Mapped[str | None]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    source: Mapped[SourceRow] = relationship(lazy="joined", innerjoin=True)


class ModelRow(Base):
    """A startup's model as handed over."""

    __tablename__ = "model"
    __table_args__ = (UniqueConstraint("startup_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), index=True)
    name: Mapped[str]
    location: Mapped[str]
    digest: Mapped[str | None]
    parameters: Mapped[int | None]
    startup: Mapped[StartupRow] = relationship(lazy="joined", innerjoin=True)


class ClaimRow(Base):
    """A benchmark score the startup states."""

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), index=True)
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("fact.id"))
    model: Mapped[str | None]
    task: Mapped[str]
    metric: Mapped[str]
    value: Mapped[float]
    items: Mapped[int | None]
    shots: Mapped[int | None]
    template: Mapped[str | None]
    split: Mapped[str | None]
    harness_version: Mapped[str | None]
    standard_error: Mapped[float | None]
    dated: Mapped[date | None]
    direction: Mapped[str]
    chain_of_thought: Mapped[bool | None]
    majority_of: Mapped[int | None]
    subset: Mapped[str | None]
    stated_in: Mapped[str | None]


class RunRow(Base):
    """One measurement of one model; `run_key` makes the same measurement on the same weights unique."""

    __tablename__ = "run"
    __table_args__ = (
        Index("run_by_state", "state"),
        Index("run_by_model", "model_id", "finished_at"),
        Index("run_by_end", "finished_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_key: Mapped[str] = mapped_column(unique=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("model.id"))
    kind: Mapped[str]
    suite: Mapped[str | None]
    tasks: Mapped[list[Any]]
    settings: Mapped[dict[str, Any]]
    priority: Mapped[int]
    timeout_seconds: Mapped[int]
    requested_by: Mapped[str]
    state: Mapped[str]
    attempt: Mapped[int]
    progress_done: Mapped[int]
    progress_total: Mapped[int | None]
    progress_task: Mapped[str | None]
    tokens_per_second: Mapped[float | None]
    seconds_left: Mapped[float | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    device: Mapped[str | None]
    error: Mapped[str | None]
    engine: Mapped[dict[str, Any]]
    protocol: Mapped[dict[str, Any]]
    cancel_requested: Mapped[bool]
    model: Mapped[ModelRow] = relationship(lazy="joined", innerjoin=True)
    scores: Mapped[list[ScoreRow]] = relationship(lazy="selectin", order_by="ScoreRow.task, ScoreRow.metric")


class ScoreRow(Base):
    """One metric of one task of one run."""

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("run_id", "task", "metric", "filter"), Index("score_by_task", "task", "metric"))

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    task: Mapped[str]
    metric: Mapped[str]
    filter: Mapped[str]
    value: Mapped[float]
    standard_error: Mapped[float | None]
    n: Mapped[int]
    total: Mapped[int | None]
    shots: Mapped[int | None]
    task_version: Mapped[str]
    task_hash: Mapped[str]
    higher_is_better: Mapped[bool]
    counts: Mapped[bool | None]
    clusters: Mapped[int | None]
    effective_items: Mapped[float | None]


class SampleRow(Base):
    """What a model answered on one item of one task."""

    __tablename__ = "sample_result"
    __table_args__ = (UniqueConstraint("run_id", "task", "doc_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    task: Mapped[str]
    doc_id: Mapped[int]
    document: Mapped[dict[str, Any]]
    target: Mapped[str]
    prompts: Mapped[list[Any]]
    responses: Mapped[list[Any]]
    metrics: Mapped[dict[str, Any]]


class FindingRow(Base):
    """A finding an analyst set aside, with the reason; open findings are computed, not stored."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("startup_id", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"))
    rule: Mapped[str]
    reason: Mapped[str]
    source: Mapped[str]
    set_aside_by: Mapped[str]
    set_aside_at: Mapped[datetime]


class ScheduleRow(Base):
    """A benchmark that repeats."""

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("startup_id", "suite", "cron"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"))
    suite: Mapped[str]
    cron: Mapped[str]
    enabled: Mapped[bool]
    created_at: Mapped[datetime]
    startup: Mapped[StartupRow] = relationship(lazy="joined", innerjoin=True)


class AssessmentRow(Base):
    """A judgement as it was made: summary figures, the rubric's hash, and the state it was made from."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("startup_id", "rubric_hash", "profile", "evidence_hash", "as_of"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), index=True)
    as_of: Mapped[date]
    rubric_hash: Mapped[str]
    profile: Mapped[str]
    evidence_hash: Mapped[str]
    summary: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class StandingRow(Base):
    """Where a startup stands under the rubric's default profile: the newest judgement, with what it was made from."""

    __tablename__ = "standing"
    __table_args__ = (
        Index("standing_by_expectation", "profile", "expectation", "startup_id", *_FILTERED),
        Index("standing_by_risk", "profile", "risk", "startup_id"),
        Index("standing_by_verdict", "profile", "verdict", "expectation", "risk", "startup_id"),
        Index("standing_by_measured_share", "profile", "measured_share", "startup_id"),
        Index("standing_by_moved", "profile", "moved", "startup_id"),
        Index("standing_by_judged_at", "profile", "judged_at", "startup_id"),
        Index("standing_by_rubric_hash", "profile", "rubric_hash"),
        Index("standing_by_as_of", "profile", "as_of"),
        Index("standing_by_funding_stage", "profile", "funding_stage", "expectation", "startup_id"),
        Index("standing_by_sector", "profile", "sector", "expectation", "startup_id"),
        Index("standing_by_country", "profile", "country", "expectation", "startup_id"),
        Index(
            "standing_held_back",
            "profile",
            "expectation",
            "startup_id",
            sqlite_where=text(_IS_HELD_BACK),
            postgresql_where=text(_IS_HELD_BACK),
        ),
    )

    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), primary_key=True)
    profile: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    as_of: Mapped[date]
    rubric_hash: Mapped[str]
    evidence_hash: Mapped[str]
    judged_at: Mapped[datetime]
    expectation: Mapped[float | None]
    expectation_low: Mapped[float | None]
    expectation_high: Mapped[float | None]
    risk: Mapped[float | None]
    risk_low: Mapped[float | None]
    risk_high: Mapped[float | None]
    verdict: Mapped[str | None]
    capped_by: Mapped[str | None]
    findings: Mapped[list[Any]]
    open_gates: Mapped[list[Any]]
    held_back: Mapped[bool] = mapped_column(server_default=false())
    measured_share: Mapped[float | None]
    moved: Mapped[float | None]
    ceiling: Mapped[str | None]
    funding_stage: Mapped[str | None]
    sector: Mapped[str | None]
    country: Mapped[str | None]
    headcount: Mapped[float | None]
    moments: Mapped[bytes | None] = mapped_column(LargeBinary)
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class OpenFindingRow(Base):
    """A finding that was open when the startup was judged last, to look startups up by."""

    __tablename__ = "open_finding"
    __table_args__ = (Index("open_finding_by_rule", "rule", "startup_id"),)

    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)


class BoardStartupRow(Base):
    """What the boards know of a startup, and the evidence and the suites that they were made from."""

    __tablename__ = "board_startup"
    __table_args__ = (Index("board_startup_by_changed_at", "changed_at"),)

    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), primary_key=True)
    version: Mapped[int]
    suites_hash: Mapped[str]
    kept_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    """When the rows of its models last changed; None while there never was one."""
    cost_usd: Mapped[float | None]
    cost_level: Mapped[str | None]


class BoardEntryRow(Base):
    """One model on one board of a suite: what it scored, and the runs that its newest scores come from."""

    __tablename__ = "board_entry"

    model_id: Mapped[int] = mapped_column(ForeignKey("model.id"), primary_key=True)
    suite: Mapped[str] = mapped_column(primary_key=True)
    capability: Mapped[str] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), index=True)
    suite_hash: Mapped[str]
    points: Mapped[float]
    standard_error: Mapped[float | None]
    items: Mapped[int]
    missing: Mapped[list[Any]]
    runs: Mapped[list[Any]]


Index(
    "board_entry_by_points",
    BoardEntryRow.suite,
    BoardEntryRow.capability,
    BoardEntryRow.points.desc(),
    BoardEntryRow.model_id,
)


class OutcomeRow(Base):
    """What became of a startup, as observed on a day; the judgements made before are held against it."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("startup_id", "observed_on", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), index=True)
    observed_on: Mapped[date]
    kind: Mapped[str]
    favourable: Mapped[bool]
    source: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    startup: Mapped[StartupRow] = relationship(lazy="joined", innerjoin=True)


class InvestorProfileRow(Base):
    """Weights an investor saved under a name; a deleted one stays, so that it can be brought back."""

    __tablename__ = "investor_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    weights: Mapped[dict[str, Any]]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class CompanyTableRow(Base):
    """A company's own table as it was uploaded; rows are added, and withdrawn rather than removed."""

    __tablename__ = "company_table"

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), index=True)
    kind: Mapped[str]
    rows: Mapped[list[Any]]
    filename: Mapped[str]
    digest: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class BulkMappingRow(Base):
    """What the columns of a table of many startups were taken for; one row per header."""

    __tablename__ = "bulk_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    signature: Mapped[str] = mapped_column(unique=True)
    mapping: Mapped[dict[str, Any]]
    used_by: Mapped[str]
    used_at: Mapped[datetime]


class PipelineRow(Base):
    """Where a fund stands with a startup; one without a row was never moved and is in the first status.

    The last two columns follow from the others, so that each list of a board walks one index.
    """

    __tablename__ = "pipeline"
    __table_args__ = (
        Index("pipeline_by_status", "status", "active_on", "startup_id"),
        Index("pipeline_by_owner", "owner", "startup_id"),
        Index("pipeline_by_contact", "last_contact", "startup_id"),
        Index("pipeline_by_quiet_since", "quiet_since", "startup_id"),
    )

    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), primary_key=True, autoincrement=False)
    status: Mapped[str]
    since: Mapped[date]
    owner: Mapped[str | None]
    last_contact: Mapped[date | None]
    outcome: Mapped[str | None]
    version: Mapped[int]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    active_on: Mapped[date]
    """The later of `since` and `last_contact`."""
    quiet_since: Mapped[date | None]
    """In a status in hand the day of the last contact, or `since` where none is on record; None in the others."""


class PipelineMoveRow(Base):
    """A step from one status to another; one taken back is deleted, and the audit trail keeps it."""

    __tablename__ = "pipeline_move"
    __table_args__ = (
        Index("pipeline_move_by_startup", "startup_id", "id"),
        Index("pipeline_move_by_statuses", "from_status", "to_status", "days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"))
    from_status: Mapped[str]
    to_status: Mapped[str]
    moved_on: Mapped[date]
    days: Mapped[int | None]
    from_outcome: Mapped[str | None]
    moved_by: Mapped[str]
    moved_at: Mapped[datetime]
    note: Mapped[str]


class TagRow(Base):
    """A tag: its key in one case, and how it is written."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]


class StartupTagRow(Base):
    """That a startup has a tag."""

    __tablename__ = "startup_tag"
    __table_args__ = (Index("startup_tag_by_tag", "tag_id", "startup_id"),)

    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"), primary_key=True, autoincrement=False)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, autoincrement=False)


class NoteRow(Base):
    """What somebody wrote of a startup; withdrawn rather than deleted."""

    __tablename__ = "note"
    __table_args__ = (Index("note_by_startup", "startup_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startup.id"))
    text: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class SavedViewRow(Base):
    """A filter saved under a name; a deleted one stays, so that it can be brought back."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    filter: Mapped[dict[str, Any]]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class ExperimentRow(Base):
    """Something a visitor had the worker try at once: a look into a model, or a small training."""

    __tablename__ = "experiment"
    __table_args__ = (Index("experiment_by_state", "state", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    model_id: Mapped[int | None] = mapped_column(ForeignKey("model.id"))
    settings: Mapped[dict[str, Any]]
    state: Mapped[str]
    progress: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    requested_by: Mapped[str]
    cancel_requested: Mapped[bool]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    model: Mapped[ModelRow | None] = relationship(lazy="joined")


class SignOfLifeRow(Base):
    """When a part of the system last said that it is there."""

    __tablename__ = "sign_of_life"

    name: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]


class AuditRow(Base):
    """Who changed what, when, from what to what."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("audit_by_entity", "entity", "entity_id"), Index("audit_by_entity_id", "entity_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
