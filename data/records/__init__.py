"""The records every folder speaks in: plain values, no database, no clock."""

from data.records.errors import AssayError, InvalidInput, NotFound, Problem, Refused, RunFailed, Unavailable
from data.records.evidence import EvidenceLevel, Fact, FactValue, Scalar, Source, current_facts
from data.records.experiment import Experiment, ProbeQuestion, TrainingLesson
from data.records.fields import NUMERIC_TYPES, PIPELINE_STAGES, EdgeCase, Field, Option, Registry
from data.records.investors import SavedProfile
from data.records.measurement import (
    Claim,
    ModelRecord,
    Run,
    RunProgress,
    RunRequest,
    RunState,
    SampleResult,
    Schedule,
    Score,
)
from data.records.startup import AuditEvent, CompanyTable, Dossier, FindingDecision, Startup, TableKind

__all__ = [
    "NUMERIC_TYPES",
    "PIPELINE_STAGES",
    "AssayError",
    "AuditEvent",
    "Claim",
    "CompanyTable",
    "Dossier",
    "EdgeCase",
    "EvidenceLevel",
    "Experiment",
    "Fact",
    "FactValue",
    "Field",
    "FindingDecision",
    "InvalidInput",
    "ModelRecord",
    "NotFound",
    "Option",
    "ProbeQuestion",
    "Problem",
    "Refused",
    "Registry",
    "Run",
    "RunFailed",
    "RunProgress",
    "RunRequest",
    "RunState",
    "SampleResult",
    "SavedProfile",
    "Scalar",
    "Schedule",
    "Score",
    "Source",
    "Startup",
    "TableKind",
    "TrainingLesson",
    "Unavailable",
    "current_facts",
]
