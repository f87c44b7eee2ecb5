"""The first inputs of the WebSocket fuzzer."""

import pytest

from tests.fuzz.websocket import FUZZER


@pytest.mark.timeout(300)  # three seconds, unless others have the processor
def test_the_websocket_reader_answers_whatever_comes():
    assert FUZZER.run(200) >= 200
