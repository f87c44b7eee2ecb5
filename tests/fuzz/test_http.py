"""The first inputs of the HTTP fuzzer."""

from tests.fuzz.http import run


def test_the_http_server_answers_whatever_comes():
    assert run(400) >= 400
