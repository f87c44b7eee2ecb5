"""docs/rest-access.md: its commands run and print what is shown, and its limits are those of the code."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.config import Config
from controller.rest import limits, server
from greenhub import wsgi
from tests.readme import CHECKOUT, Scene, Terminal, default_ports, refuse, scenes

GUIDE = CHECKOUT / 'docs' / 'rest-access.md'


@pytest.fixture
def ports() -> Iterator[None]:
    with default_ports():
        yield


@pytest.mark.parametrize('scene', scenes(document=GUIDE), ids=str)
def test_scene(scene: Scene, tmp_path: Path, ports: None) -> None:
    if shutil.which('curl') is None or shutil.which('openssl') is None:
        refuse('the guide is tested with curl and openssl')
    Terminal(tmp_path).play(scene)


def test_the_limits_are_these() -> None:
    rows = re.findall(r'^\| (.*?) \| (.*?) \|', GUIDE.read_text(encoding='utf-8'), re.MULTILINE)
    shown = {name: [int(each.replace(',', '')) for each in re.findall(r'[\d,]*\d', text)] for name, text in rows[1:]}
    assert shown == {
        'requests a second of one client': [limits.RATE],
        'connections of one client': [limits.PER_CLIENT],
        'connections of all': [wsgi.DEFAULT_MAX_SIMULTANEOUS_REQUESTS],
        'requests that are being answered': [limits.MAX_REQUESTS, limits.MAX_BODIES >> 20],
        'a body': [limits.MAX_BODY >> 20],
        'seconds for a TLS handshake, and for a header': [server.HEADER_TIMEOUT],
        'seconds for a body': [server.BODY_TIMEOUT],
        'seconds between two requests': [server.IDLE],
        'seconds for a switch to answer': [Config().rest_timeout],
    }
