import pytest
from requests import ConnectionError as NotConnected

from data.records import InvalidInput, Refused, RunFailed
from evals.endpoints.client import EndpointClient, Patience, check_address


def client(server, *, timeout=5.0, attempts=4):
    waits: list[float] = []
    return EndpointClient(server.url, Patience(timeout, attempts, 1.0), sleep=waits.append), waits


def ask(asking, count=1):
    return asking.choices("completions", {"prompt": "a"}, count)


@pytest.mark.parametrize("fault", [429, 500, 502, 503, 504])
def test_a_busy_endpoint_is_asked_again_after_waits_that_double(parrot, fault):
    parrot.faults = [fault, fault]
    asking, waits = client(parrot)
    assert ask(asking) == [{"index": 0, "text": "word"}]
    assert waits == [1.0, 2.0]


def test_patience_ends_and_the_sentence_says_after_how_many_attempts(parrot):
    parrot.faults = [429] * 9
    asking, waits = client(parrot)
    with pytest.raises(RunFailed, match=r"completions' answered 429 at each of 4 attempts; try again"):
        ask(asking)
    assert (len(parrot.asked), waits) == (4, [1.0, 2.0, 4.0])


def test_an_endpoint_that_says_nothing_is_given_up_after_its_time(parrot):
    parrot.faults = [0.5, 0.5]
    asking, _ = client(parrot, timeout=0.1, attempts=2)
    with pytest.raises(RunFailed, match=r"did not answer within 0\.1 s at each of 2 attempts"):
        ask(asking)


def test_an_address_nobody_listens_at_is_told_at_once(parrot):
    asking = EndpointClient("http://127.0.0.1:9/v1", sleep=lambda _: pytest.fail("waited"))
    with pytest.raises(RunFailed, match=r"cannot be reached \(ConnectionError\); check address and key\.$"):
        ask(asking)


def test_an_endpoint_that_was_there_is_waited_for(parrot, monkeypatch):
    asking, waits = client(parrot)
    ask(asking)
    monkeypatch.setattr("evals.endpoints.client.requests.post", lambda *_, **__: (_ for _ in ()).throw(NotConnected()))
    with pytest.raises(RunFailed, match="broke off"):
        ask(asking)
    assert waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("content", [b"<html>", b"[]", b'{"choices": []}', b'{"choices": [1]}', b"\xff\xfe", b""])
def test_garbage_is_one_sentence(parrot, content):
    parrot.faults = [content]
    with pytest.raises(RunFailed, match=r"gave no completions as OpenAI describes them \(.*\); check the address\.$"):
        ask(client(parrot)[0])


def test_an_answer_that_never_ends_is_cut(parrot, monkeypatch):
    monkeypatch.setattr("evals.endpoints.client.LARGEST_ANSWER_BYTES", 1000)
    parrot.faults = [b"x" * 200_000]
    with pytest.raises(RunFailed, match="answered 200 with 65536 bytes, expected 200"):
        ask(client(parrot)[0])


def test_the_key_comes_from_the_environment_and_is_not_repeated(parrot, monkeypatch):
    monkeypatch.setenv("ASSAY_ENDPOINT_KEY", "secret")
    parrot.faults = [401]
    asking, _ = client(parrot)
    with pytest.raises(RunFailed, match="answered 401") as failure:
        ask(asking)
    assert parrot.keys == ["Bearer secret"]
    assert "secret" not in str(failure.value)
    assert "not now, Bearer …" in str(failure.value)
    assert "secret" not in repr(vars(asking))


def test_redirects_are_not_followed(parrot):
    parrot.faults = [307]
    with pytest.raises(RunFailed, match="answered 307"):
        ask(client(parrot)[0])
    assert len(parrot.asked) == 1


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://h/v1", "http:///v1", "localhost:8000", "http://h:port/v1"]
)
def test_only_web_addresses_are_asked(url):
    with pytest.raises(InvalidInput, match="is no http or https address; name one such as"):
        check_address(url)


@pytest.mark.parametrize("url", ["http://user:word@h/v1", "http://h/v1?key=word", "http://h/v1#word"])
def test_an_address_holds_no_secrets_and_the_refusal_repeats_none(url):
    with pytest.raises(InvalidInput, match="write no user, query or fragment") as refusal:
        check_address(url)
    assert "word" not in str(refusal.value)


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "0.0.0.0", "224.0.0.1"])
def test_addresses_of_the_network_itself_are_refused(host):
    with pytest.raises(Refused, match="the machine's own network equipment"):
        check_address(f"http://{host}/v1")
