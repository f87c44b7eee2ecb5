"""The first inputs of the HTTP fuzzer."""

import pytest

from tests.fuzz.http import FUZZER


@pytest.mark.timeout(300)  # two seconds, unless others have the processor
def test_the_http_server_answers_whatever_comes():
    assert FUZZER.run(400) >= 400
