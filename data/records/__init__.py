"""The records every folder speaks in: plain values, no database, no clock."""

from data.records.boards import WHOLE_INDEX, BoardEntry, BoardName, KeptBoard, PlacedModel, ServingCost
from data.records.claims import Claim
from data.records.errors import AssayError, InvalidInput, NotFound, Problem, Refused, RunFailed, Unavailable
from data.records.evidence import EvidenceLevel, Fact, FactValue, Scalar, Source, current_facts
from data.records.experiment import Experiment, ProbeQuestion, TrainingLesson
from data.records.fields import (
    NUMERIC_TYPES,
    PIPELINE_STAGES,
    Checklist,
    EdgeCase,
    Field,
    Option,
    Registry,
    indicator_key,
)
from data.records.investors import SavedProfile
from data.records.judgements import Judgement, KeptJudgement, Points
from data.records.models import ModelRecord
from data.records.outcomes import OUTCOME_KINDS, Outcome
from data.records.protocols import RunProtocol, TaskProtocol
from data.records.runs import Run, RunProgress, RunRequest, RunState, Schedule
from data.records.scales import UNSTATED_METRIC, Metric, MetricTable, Scale
from data.records.scores import SampleResult, Score
from data.records.search import Hit, HitKind
from data.records.speeds import BatchSpeed, ClassifierSide, ServingSpeeds, Spread, TaskBaseline, task_baselines
from data.records.standings import (
    AnsweredClaim,
    ChangeKind,
    HeldBack,
    KeptStanding,
    MeasuredChange,
    RankedStartup,
    StaleStanding,
    StandingDetail,
    Why,
)
from data.records.startup import AuditEvent, CompanyTable, Dossier, FindingDecision, Startup, TableKind
from data.records.suites import Benchmark, FromLowerBound, FromTarget, PlacedScore, Suite, suites_hash
from data.records.yaml_text import SAFE_LOADER, parse_yaml

__all__ = [
    "NUMERIC_TYPES",
    "OUTCOME_KINDS",
    "PIPELINE_STAGES",
    "SAFE_LOADER",
    "UNSTATED_METRIC",
    "WHOLE_INDEX",
    "AnsweredClaim",
    "AssayError",
    "AuditEvent",
    "BatchSpeed",
    "Benchmark",
    "BoardEntry",
    "BoardName",
    "ChangeKind",
    "Checklist",
    "Claim",
    "ClassifierSide",
    "CompanyTable",
    "Dossier",
    "EdgeCase",
    "EvidenceLevel",
    "Experiment",
    "Fact",
    "FactValue",
    "Field",
    "FindingDecision",
    "FromLowerBound",
    "FromTarget",
    "HeldBack",
    "Hit",
    "HitKind",
    "InvalidInput",
    "Judgement",
    "KeptBoard",
    "KeptJudgement",
    "KeptStanding",
    "MeasuredChange",
    "Metric",
    "MetricTable",
    "ModelRecord",
    "NotFound",
    "Option",
    "Outcome",
    "PlacedModel",
    "PlacedScore",
    "Points",
    "ProbeQuestion",
    "Problem",
    "RankedStartup",
    "Refused",
    "Registry",
    "Run",
    "RunFailed",
    "RunProgress",
    "RunProtocol",
    "RunRequest",
    "RunState",
    "SampleResult",
    "SavedProfile",
    "Scalar",
    "Scale",
    "Schedule",
    "Score",
    "ServingCost",
    "ServingSpeeds",
    "Source",
    "Spread",
    "StaleStanding",
    "StandingDetail",
    "Startup",
    "Suite",
    "TableKind",
    "TaskBaseline",
    "TaskProtocol",
    "TrainingLesson",
    "Unavailable",
    "Why",
    "current_facts",
    "indicator_key",
    "parse_yaml",
    "suites_hash",
    "task_baselines",
]
