"""YAML, which the tables of the project and profiles are written in."""

from typing import Any

import yaml

SAFE_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Builds plain values only; libyaml where PyYAML was built with it, at a tenth of the time."""


def parse_yaml(text: str) -> Any:
    """What a YAML text holds, as plain values; raises `yaml.YAMLError` where it is none."""
    return yaml.load(text, Loader=SAFE_LOADER)
