"""The rubric that ships, as text."""

from functools import cache
from importlib.resources import files


@cache
def default_rubric_text() -> str:
    """The rubric that judges where nobody brings another, in YAML."""
    return files(__name__).joinpath("default.yaml").read_text(encoding="utf-8")
