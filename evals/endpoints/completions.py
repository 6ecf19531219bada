"""A model behind `completions`: scored by echoed log-probabilities, or writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.utils import get_rolling_token_windows, make_disjoint_window

from data.records import InvalidInput
from evals.endpoints.answers import same_cut, scored_choice, text_of
from evals.endpoints.served import (
    DEFAULT_NEW_TOKENS,
    ServedModel,
    answered_at_once,
    batches,
    cut_text,
    generation_question,
)
from evals.endpoints.tokens import DEFAULT_LENGTH, RemoteTokenizer
from evals.engine.generation_terms import GenerationTerms, generation_terms, room_for_prompt, settings_text
from evals.engine.kept_answers import Answers, KeptAnswersLM
from evals.engine.rows import ScoringRow, scoring_row

PROBE = "The quick brown fox jumps over the lazy dog.\n\nQuestion: 12 + 30 = 42?"


class CompletionsLM(KeptAnswersLM):
    """A model behind `completions`, scored by the log-probabilities it echoes.

    Prompts are sent as tokens, so that a continuation begins where lm-eval has it begin.

    Args:
        served: The model to ask.
        tokenizer: The served model's.
        max_length: Tokens the model takes, prompt and answer together; None for what the tokenizer says.

    Raises:
        InvalidInput: the endpoint cuts a text into another number of tokens than the tokenizer.
        RunFailed: the endpoint cannot be asked, or gives no log-probabilities.
    """

    def __init__(self, served: ServedModel, tokenizer: RemoteTokenizer, max_length: int | None = None) -> None:
        super().__init__(
            served.digest("completions", tokenizer.digest),
            "Requests are answered by an endpoint.",
            store=served.store,
            on_progress=served.on_progress,
            settled_by=f"{served.on}|{max_length}|{served.seed}",
        )
        self._served = served
        self._tokenizer = tokenizer
        self.max_length = max_length or tokenizer.own_length or DEFAULT_LENGTH
        self._check_probe()

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        """The conversation as the tokenizer's template writes it."""
        text: str = self._tokenizer.tokenizer.apply_chat_template(
            chat_history,
            tokenize=False,
            add_generation_prompt=add_generation_prompt,
            continue_final_message=not add_generation_prompt,
        )
        return text

    def answered_loglikelihood(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """See `KeptAnswersLM`; an empty continuation has probability one."""
        pairs = [request.args for request in requests]
        encoded = self._tokenizer.encoder.pairs(pairs, prefix_token=self._tokenizer.prefix_token)
        empty = {place: (0.0, True) for place, (_, continuation) in enumerate(encoded) if not continuation}
        if empty:
            yield Answers(empty, 0)
        rows = {place: self._row(*pair) for place, pair in enumerate(encoded) if pair[1]}
        yield from self._scored(rows)

    def answered_rolling(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """See `KeptAnswersLM`."""
        for place, tokens in enumerate(self._tokenizer.encoder.texts([request.args[0] for request in requests])):
            windows = get_rolling_token_windows(tokens, self._tokenizer.prefix_token, self._longest_input, 1)
            rows = {number: self._row(*make_disjoint_window(window)) for number, window in enumerate(windows)}
            parts = list(self._scored(rows))
            total = sum(value for part in parts for value, _ in part.values.values())
            yield Answers({place: total}, sum(part.tokens for part in parts))

    def answered_generation(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """See `KeptAnswersLM`."""
        groups: dict[str, list[int]] = {}
        for place, request in enumerate(requests):
            groups.setdefault(settings_text(request.args[1]), []).append(place)
        for places in groups.values():
            settings = requests[places[0]].args[1]
            terms = generation_terms(
                settings, default_tokens=DEFAULT_NEW_TOKENS, end_of_text=self._tokenizer.end_of_text
            )
            room = room_for_prompt(self.max_length, terms.max_new_tokens)
            texts = self._tokenizer.encoder.texts([requests[place].args[0] for place in places])
            self.counters.requests_truncated += sum(len(tokens) > room for tokens in texts)
            prompts = {place: tokens[-room:] for place, tokens in zip(places, texts, strict=True)}
            asked = generation_question(terms, settings, list(terms.until))
            yield from answered_at_once(batches(prompts), partial(self._texts, asked=asked, terms=terms))

    @property
    def _longest_input(self) -> int:
        # The whole row is sent, its last token too, and an endpoint generates at least one more.
        return self.max_length - 2

    def _row(self, context: Sequence[int], continuation: Sequence[int]) -> ScoringRow:
        self.counters.requests_truncated += len(context) + len(continuation) > self._longest_input + 1
        return scoring_row(context, continuation, self._longest_input)

    def _scored(self, rows: Mapping[int, ScoringRow]) -> Iterator[Answers]:
        yield from answered_at_once(batches(rows), self._scores)

    def _scores(self, batch: Mapping[int, ScoringRow]) -> Answers:
        prompts = [[*row.inputs.tolist(), int(row.targets[-1])] for row in batch.values()]
        choices = self._choices(prompts, {"max_tokens": 1, "temperature": 0, "logprobs": 1, "echo": True})
        url = self._served.client.url
        scores = [
            scored_choice(choice, tokens=len(prompt), scored=len(row.targets), url=url)
            for choice, prompt, row in zip(choices, prompts, batch.values(), strict=True)
        ]
        return Answers(dict(zip(batch, scores, strict=True)), sum(map(len, prompts)))

    def _texts(self, batch: Mapping[int, list[int]], *, asked: dict[str, Any], terms: GenerationTerms) -> Answers:
        choices = self._choices(list(batch.values()), asked)
        texts = [cut_text(text_of(choice, self._served.client.url), terms) for choice in choices]
        return Answers(dict(zip(batch, texts, strict=True)), sum(map(len, batch.values())))

    def _choices(self, prompts: Any, asked: dict[str, Any]) -> list[dict[str, Any]]:
        question = {"model": self._served.name, "prompt": prompts, "seed": self._served.seed} | asked
        return self._served.client.choices("completions", question, len(prompts) if isinstance(prompts, list) else 1)

    def _check_probe(self) -> None:
        """Ask once, in text, whether log-probabilities come back and tokens are cut as here."""
        expected = self._tokenizer.encode(PROBE)
        (choice,) = self._choices(PROBE, {"max_tokens": 1, "temperature": 0, "logprobs": 1, "echo": True})
        self.gives_logprobs = isinstance(choice.get("logprobs"), dict)
        if self.gives_logprobs and not same_cut(choice, expected):
            raise InvalidInput(
                f"The tokenizer cuts a test text into {len(expected)} tokens, the endpoint {self._served.client.url!r} "
                "into another number; name the tokenizer of the model it serves."
            )
