"""What there is to measure and to compare with, by name: metrics, suites, tasks, kinds of run, published figures."""

from data.catalogue.kinds import RunKind, Setting, check_settings, run_kinds
from data.catalogue.metrics import load_metrics, parse_metrics
from data.catalogue.published import ReferenceSource, reference_sources, reference_table_names, reference_text
from data.catalogue.suites import load_suite, load_suites, parse_suite, suite_label, suite_names
from data.catalogue.tasks import known_tasks, task_label

__all__ = [
    "ReferenceSource",
    "RunKind",
    "Setting",
    "check_settings",
    "known_tasks",
    "load_metrics",
    "load_suite",
    "load_suites",
    "parse_metrics",
    "parse_suite",
    "reference_sources",
    "reference_table_names",
    "reference_text",
    "run_kinds",
    "suite_label",
    "suite_names",
    "task_label",
]
