"""docs/packet-tools.md: its commands print what it shows, in a directory of their own."""

from __future__ import annotations

import shutil

import pytest

from tests.readme import CHECKOUT, Terminal, default_ports, scenes

DOCUMENT = CHECKOUT / 'docs' / 'packet-tools.md'
TEXT = DOCUMENT.read_text(encoding='utf-8')
PIPED = '```text\n'  # into Wireshark, which needs a screen


@pytest.mark.timeout(120)
def test_commands(tmp_path):
    if shutil.which('controller-manager') is None:
        pytest.skip('controller-manager is not installed')
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
