"""The records every folder speaks in: plain values, no database, no clock."""

from data.records.claims import Claim
from data.records.errors import AssayError, InvalidInput, NotFound, Problem, Refused, RunFailed, Unavailable
from data.records.evidence import EvidenceLevel, Fact, FactValue, Scalar, Source, current_facts
from data.records.experiment import Experiment, ProbeQuestion, TrainingLesson
from data.records.fields import NUMERIC_TYPES, PIPELINE_STAGES, EdgeCase, Field, Option, Registry
from data.records.investors import SavedProfile
from data.records.models import ModelRecord
from data.records.runs import Run, RunProgress, RunRequest, RunState, Schedule
from data.records.scales import UNSTATED_METRIC, Metric, MetricTable, Scale
from data.records.scores import SampleResult, Score
from data.records.startup import AuditEvent, CompanyTable, Dossier, FindingDecision, Startup, TableKind

__all__ = [
    "NUMERIC_TYPES",
    "PIPELINE_STAGES",
    "UNSTATED_METRIC",
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
    "Metric",
    "MetricTable",
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
    "Scale",
    "Schedule",
    "Score",
    "Source",
    "Startup",
    "TableKind",
    "TrainingLesson",
    "Unavailable",
    "current_facts",
]
