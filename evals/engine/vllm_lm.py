"""vLLM as a backend where it is installed: lm-eval's own, with kept answers and progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lm_eval.api.instance import Instance

from data.records import InvalidInput
from evals.checkpoints.digest import checkpoint_digest
from evals.checkpoints.facts import ModelFacts
from evals.checkpoints.gate import admitted
from evals.checkpoints.loading import model_configuration, one_line
from evals.checkpoints.locations import model_folder
from evals.engine.kept_answers import Answers, KeptAnswersLM
from evals.engine.progress import ProgressListener
from evals.engine.settings import EngineSettings
from evals.engine.store import RequestStore

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
        facts: What its folder settles of the model.
        dtype: Number type it was loaded in.
        device: Kind of device it runs on.
        release: Of vLLM.
    """

    def __init__(
        self,
        inner: Any,
        digest: str,
        *,
        store: RequestStore | None = None,
        on_progress: ProgressListener | None = None,
        facts: ModelFacts | None = None,
        dtype: str = "",
        device: str = "",
        release: str = "",
    ) -> None:
        settled_by = f"vllm {release}|{device}|{dtype}"
        super().__init__(digest, "Requests run in vLLM.", store=store, on_progress=on_progress, settled_by=settled_by)
        self.inner = inner
        self.tokenizer = inner.tokenizer
        self.facts = facts
        self.max_length = int(inner.max_length)
        self.dtype = dtype
        self.device_type = device

    @classmethod
    def open(
        cls, settings: EngineSettings, *, store: RequestStore | None = None, on_progress: ProgressListener | None = None
    ) -> VllmLM:
        """A model loaded into vLLM, from safetensors and without code of its own; `close` ends vLLM's processes.

        Raises:
            InvalidInput: vLLM is not installed or cannot load the model.
            Refused: the gate blocks the folder, see `admitted`.
        """
        check_vllm()
        folder = model_folder(settings.location)
        facts = admitted(folder)
        config, digest = model_configuration(folder), checkpoint_digest(folder)
        try:
            inner = _loaded(folder, config, settings)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise InvalidInput(
                f"vLLM does not load {folder.name!r} ({one_line(error)}); use --backend transformers."
            ) from error
        return cls(
            inner,
            digest,
            store=store,
            on_progress=on_progress,
            facts=facts,
            dtype=str(inner.model.llm_engine.model_config.dtype).removeprefix("torch."),
            device=_device_type(),
            release=version("vllm"),
        )

    def close(self) -> None:
        """End the processes vLLM started; without this the program waits for them at its end and never stops."""
        self.inner.model.llm_engine.engine_core.shutdown()

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


def _loaded(folder: Path, config: Any, settings: EngineSettings) -> Any:
    from lm_eval.models.vllm_causallms import VLLM

    return VLLM(
        pretrained=str(folder),
        dtype=_number_type(config, settings),
        seed=settings.seed,
        max_length=settings.max_length,
        trust_remote_code=False,
        load_format="safetensors",
        # With "auto" vLLM draws a bar, and divides by the seconds of one that is switched off.
        batch_size=REQUESTS_AT_ONCE,
    )


def _number_type(config: Any, settings: EngineSettings) -> str:
    """As `EngineSettings` has it; left to itself, vLLM would round a float32 checkpoint to 16 bits."""
    if settings.dtype != "auto":
        return settings.dtype
    return "float32" if _device_type() == "cpu" else str(config.dtype or "auto").removeprefix("torch.")


def _device_type() -> str:
    from vllm.platforms import current_platform

    return str(current_platform.device_type)
