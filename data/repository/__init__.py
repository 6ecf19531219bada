"""Reading and writing the database: functions that take a session and speak in records."""

from data.repository.assessments import AssessmentSnapshot, assessments_of, evidence_marks, keep_assessment
from data.repository.audit import audit_events, record_event
from data.repository.company_tables import keep_table, withdraw_table
from data.repository.investors import (
    delete_profile,
    profile_key,
    restore_profile,
    save_profile,
    saved_profiles,
)
from data.repository.ledger import (
    add_facts,
    replace_claims,
    restore_finding,
    set_aside,
)
from data.repository.outcomes import OUTCOME_KINDS, Outcome, add_outcome, outcomes, remove_outcome
from data.repository.runs import (
    begin_attempt,
    cancel_requested,
    end_run,
    find_run,
    finish_run,
    record_progress,
    request_cancel,
    request_run,
    runs,
    samples_of,
)
from data.repository.schedules import add_schedule, remove_schedule, schedules
from data.repository.startups import (
    add_model,
    add_startup,
    change_startup,
    dossier,
    dossiers,
    find_model,
    find_startup,
    models_of,
    record_model_identity,
    startups,
)

__all__ = [
    "OUTCOME_KINDS",
    "AssessmentSnapshot",
    "Outcome",
    "add_facts",
    "add_model",
    "add_outcome",
    "add_schedule",
    "add_startup",
    "assessments_of",
    "audit_events",
    "begin_attempt",
    "cancel_requested",
    "change_startup",
    "delete_profile",
    "dossier",
    "dossiers",
    "end_run",
    "evidence_marks",
    "find_model",
    "find_run",
    "find_startup",
    "finish_run",
    "keep_assessment",
    "keep_table",
    "models_of",
    "outcomes",
    "profile_key",
    "record_event",
    "record_model_identity",
    "record_progress",
    "remove_outcome",
    "remove_schedule",
    "replace_claims",
    "request_cancel",
    "request_run",
    "restore_finding",
    "restore_profile",
    "runs",
    "samples_of",
    "save_profile",
    "saved_profiles",
    "schedules",
    "set_aside",
    "startups",
    "withdraw_table",
]
