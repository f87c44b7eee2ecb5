"""The first inputs of the WebSocket fuzzer."""

from tests.fuzz.websocket import run


def test_the_websocket_reader_answers_whatever_comes():
    assert run(400) >= 400
