"""docs/packet-tools.md: its commands print what it shows, in a directory of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.readme import CHECKOUT, Terminal, default_ports, scenes

DOCUMENT = CHECKOUT / 'docs' / 'packet-tools.md'
TEXT = DOCUMENT.read_text(encoding='utf-8')
PIPED = '```text\n'  # into Wireshark, which needs a screen


@pytest.mark.timeout(120)
def test_commands(tmp_path):
    if not Path(sys.executable).with_name('controller-manager').exists():
        pytest.fail('this Python has no controller-manager: run make test, or pip install --editable .')
    head, found, tail = TEXT.partition(PIPED)
    assert found
    for_a_person, _, rest = tail.partition('```\n')
    assert for_a_person.endswith('| wireshark -k -i -\n')
    terminal = Terminal(tmp_path)
    with default_ports():
        for scene in scenes(head + rest, DOCUMENT):
            terminal.play(scene)


def test_it_is_found():
    assert 'docs/packet-tools.md' in (CHECKOUT / 'README.md').read_text(encoding='utf-8')
