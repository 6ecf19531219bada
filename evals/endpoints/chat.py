"""A model behind `chat/completions`: it writes, and scores nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from lm_eval.api.instance import Instance

from data.records import Refused
from evals.endpoints.answers import message_of
from evals.endpoints.served import DEFAULT_NEW_TOKENS, ServedModel, answered_at_once, cut_text, generation_question
from evals.engine.generation_terms import generation_terms
from evals.engine.kept_answers import Answers, KeptAnswersLM

CHAT_STOPS = 4
SCORES_NOTHING = "a chat endpoint gives no log-probabilities of a text; use local-completions"


class ChatLM(KeptAnswersLM):
    """A model behind `chat/completions`: it writes answers and scores nothing.

    Args:
        served: The model to ask.

    Attributes:
        empty_answers: Answers the endpoint held back; they count as empty texts.
    """

    def __init__(self, served: ServedModel) -> None:
        super().__init__(
            served.digest("chat", ""),
            "Requests are answered by an endpoint.",
            store=served.store,
            on_progress=served.on_progress,
            settled_by=f"{served.on}|{served.seed}",
        )
        self._served = served
        self.empty_answers = 0

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        """The conversation as JSON; the endpoint applies its own template."""
        del add_generation_prompt
        return json.dumps(chat_history, ensure_ascii=False)

    def answered_generation(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """See `KeptAnswersLM`."""
        yield from answered_at_once([{place: request} for place, request in enumerate(requests)], self._text)

    def answered_loglikelihood(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """Refused: a chat endpoint scores nothing."""
        del requests
        raise Refused(SCORES_NOTHING)

    def answered_rolling(self, requests: Sequence[Instance]) -> Iterable[Answers]:
        """Refused: a chat endpoint scores nothing."""
        del requests
        raise Refused(SCORES_NOTHING)

    def _text(self, batch: Mapping[int, Instance]) -> Answers:
        ((place, request),) = batch.items()
        terms = generation_terms(request.args[1], default_tokens=DEFAULT_NEW_TOKENS, end_of_text="")
        stops = [stop for stop in terms.until if stop]
        question = generation_question(terms, request.args[1], stops[:CHAT_STOPS])
        question |= {"model": self._served.name, "messages": json.loads(request.args[0]), "seed": self._served.seed}
        (choice,) = self._served.client.choices("chat/completions", question, 1)
        text = message_of(choice, self._served.client.url)
        self.empty_answers += text is None
        return Answers({place: cut_text(text or "", terms)}, 0)
