"""vLLM as a backend where it is installed: lm-eval's own, with kept answers and progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from lm_eval.api.instance import Instance

from data.records import InvalidInput
from evals.engine.kept_answers import Answers, KeptAnswersLM
from evals.engine.progress import ProgressListener
from evals.engine.settings import EngineSettings
from evals.engine.store import RequestStore
from evals.engine.weights import check_model_folder, model_folder
from evals.forensics.digest import checkpoint_digest

REQUESTS_AT_ONCE = 512


def check_vllm() -> None:
    """Pass silently where vLLM is installed.

    Raises:
        InvalidInput: it is not.
    """
    if find_spec("vllm") is None:
        raise InvalidInput("--backend vllm: vLLM is not installed here; `pip install vllm`, or use transformers.")


class VllmLM(KeptAnswersLM):
    """A model driven by vLLM.

    vLLM does not reuse prefixes for log-likelihoods; generation is what it is fast at. Answers are kept after every
    `REQUESTS_AT_ONCE` requests, since vLLM schedules better the more it is given.

    Args:
        inner: lm-eval's `vllm` model, or any other model of lm-eval.
        digest: Of the model's folder.
        store: See `KeptAnswersLM`.
        on_progress: See `KeptAnswersLM`.
        dtype: Number type it was loaded in.
    """

    def __init__(
        self,
        inner: Any,
        digest: str,
        *,
        store: RequestStore | None = None,
        on_progress: ProgressListener | None = None,
        dtype: str = "auto",
    ) -> None:
        super().__init__(
            digest, "Requests run in vLLM.", store=store, on_progress=on_progress, settled_by=f"vllm|{dtype}"
        )
        self.inner = inner
        self.tokenizer = inner.tokenizer
        self.max_length = int(inner.max_length)

    @classmethod
    def open(
        cls, settings: EngineSettings, *, store: RequestStore | None = None, on_progress: ProgressListener | None = None
    ) -> VllmLM:
        """A model loaded into vLLM, from safetensors and without code of its own.

        Raises:
            InvalidInput: vLLM is not installed, or the folder's files are missing or malformed.
            Refused: pickled weights, or a model that needs code of its own.
        """
        check_vllm()
        folder = model_folder(settings.location)
        check_model_folder(folder)
        from lm_eval.models.vllm_causallms import VLLM

        inner = VLLM(
            pretrained=str(folder),
            dtype=settings.dtype,
            seed=settings.seed,
            max_length=settings.max_length,
            trust_remote_code=False,
            load_format="safetensors",
            batch_size="auto",
        )
        return cls(inner, checkpoint_digest(folder), store=store, on_progress=on_progress, dtype=settings.dtype)

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        """The conversation as the model's template writes it."""
        return str(self.inner.apply_chat_template(chat_history, add_generation_prompt=add_generation_prompt))

    def answered_loglikelihood(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """See `KeptAnswersLM`."""
        return self._in_parts(requests, self.inner.loglikelihood)

    def answered_rolling(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """See `KeptAnswersLM`."""
        return self._in_parts(requests, self.inner.loglikelihood_rolling)

    def answered_generation(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """See `KeptAnswersLM`."""
        return self._in_parts(requests, self.inner.generate_until)

    def _in_parts(self, requests: Sequence[Instance], ask: Any) -> Iterator[Answers]:
        for start in range(0, len(requests), REQUESTS_AT_ONCE):
            part = list(requests[start : start + REQUESTS_AT_ONCE])
            tokens = sum(len(self.inner.tok_encode("".join(_texts(request)))) for request in part)
            answers = ask(part, disable_tqdm=True)
            yield Answers({start + place: answer for place, answer in enumerate(answers)}, tokens)


def _texts(request: Instance) -> list[str]:
    return [text for text in request.args if isinstance(text, str)]
