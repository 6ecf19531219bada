"""A task's requests, built once per rendering instead of once per use, word for word as lm-eval builds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from lm_eval import utils as lm_eval_utils
from lm_eval.api.instance import Instance
from lm_eval.api.task import ConfigurableTask, Task

RENDERINGS = ("doc_to_text", "doc_to_target", "doc_to_choice")


@dataclass(frozen=True, slots=True)
class PromptSettings:
    """How prompts are put together, in lm-eval's terms.

    Attributes:
        apply_chat_template: Render prompts through the tokenizer's chat template.
        fewshot_as_multiturn: Give the examples as turns of a conversation; only with a chat template.
        system_instruction: Put before everything else, None for nothing.
    """

    apply_chat_template: bool = False
    fewshot_as_multiturn: bool = True
    system_instruction: str | None = None


def built_requests(
    task: Task, documents: list[tuple[int, Any]], *, prompt: PromptSettings, chat_template: Callable[..., str] | None
) -> list[Instance]:
    """The requests of the given documents, in order; also left in the task, where its filters look for them.

    lm-eval compiles a Jinja template at every use and renders every example again for every document; here a
    template is compiled once and an example rendered once. What comes out is the same.

    Args:
        task: A loaded task with its few-shot count and seed set.
        documents: Document number and document.
        prompt: How prompts are put together.
        chat_template: Renders a conversation; used only where `prompt` asks for it.
    """
    instances: list[Instance] = []
    with compiled_templates(), remembered_examples(task):
        for doc_id, document in documents:
            context = task.fewshot_context(
                document,
                num_fewshot=task.config.num_fewshot or 0,
                system_instruction=prompt.system_instruction,
                apply_chat_template=prompt.apply_chat_template,
                fewshot_as_multiturn=prompt.fewshot_as_multiturn,
                chat_template=chat_template if prompt.apply_chat_template else None,
                gen_prefix=task.doc_to_prefix(document),
            )
            built = task.construct_requests(
                doc=document,
                ctx=context,
                metadata=(task.config["task"], doc_id, task.config.repeats),
                apply_chat_template=prompt.apply_chat_template,
                chat_template=chat_template if prompt.apply_chat_template else None,
            )
            instances += built if isinstance(built, list) else [built]
    task._instances = instances
    return instances


def first_documents(task: Task, limit: int | None) -> tuple[list[tuple[int, Any]], int]:
    """The first `limit` documents of a task, all when None, with their numbers; and how many the task has."""
    documents = task.eval_docs
    return list(islice(enumerate(documents), limit)), len(documents)


@contextmanager
def compiled_templates() -> Iterator[None]:
    """Within it lm-eval compiles each distinct template once."""
    environment = lm_eval_utils.env
    environment.from_string = lru_cache(maxsize=512)(environment.from_string)
    try:
        yield
    finally:
        del environment.from_string


@contextmanager
def remembered_examples(task: Task) -> Iterator[None]:
    """Within it the task renders each few-shot example once per template; functions of a task are always called."""
    if not isinstance(task, ConfigurableTask) or task.prompt is not None:
        yield
        return
    pool = task.sampler.df if hasattr(task, "sampler") else []
    examples = {id(example) for example in pool}
    for name in RENDERINGS:
        setattr(task, name, _remembering(getattr(task, name), examples, getattr(task.config, name)))
    try:
        yield
    finally:
        for name in RENDERINGS:
            delattr(task, name)


def _remembering(render: Callable[..., Any], examples: set[int], default: Any) -> Callable[..., Any]:
    known: dict[tuple[int, str], Any] = {}

    def remembered(document: Any, template: Any = None) -> Any:
        used = template if template is not None else default
        if not isinstance(used, str) or id(document) not in examples:
            return render(document, template)
        key = (id(document), used)
        if key not in known:
            known[key] = render(document, template)
        return known[key]

    return remembered
