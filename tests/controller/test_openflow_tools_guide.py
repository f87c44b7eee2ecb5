"""docs/openflow-tools.md: its commands print what it shows, its app and its test do what it says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest

from controller.cli import main
from controller.openflow import of13
from tests.controller.lib.captures import CLIENT, frame, pcap
from tests.readme import CHECKOUT

TEXT = (CHECKOUT / 'docs' / 'openflow-tools.md').read_text(encoding='utf-8')
CONSOLES = re.findall(r'```console\n(.*?)```', TEXT, re.DOTALL)
CAPTURE, _, TESTS = re.findall(r'```python\n(.*?)```', TEXT, re.DOTALL)
COMMANDS = [
    each.partition('\n')
    for console in CONSOLES for each in re.split(r'^\$ controller-manager ', console, flags=re.MULTILINE)[1:]
]  # fmt: skip


@pytest.mark.parametrize(('command', 'shown'), [(command, shown) for command, _, shown in COMMANDS])
def test_commands(command, shown, capsys):
    main(shlex.split(command))
    captured = capsys.readouterr()
    printed = captured.out + captured.err
    beginning, dots, _ = shown.partition('...\n')
    assert printed.startswith(beginning)
    assert dots or printed == beginning


def run(*command, cwd):
    environment = {**os.environ, 'PYTHONPATH': str(CHECKOUT)}
    return subprocess.run([sys.executable, '-m', *command], cwd=cwd, env=environment, capture_output=True, text=True,
                          timeout=50)  # fmt: skip


def test_captures(tmp_path):
    (tmp_path / 'switch.pcap').write_bytes(pcap([frame(of13.OFPHello(None).encode() + of13.OFPFlowMod(None).encode())]))
    (tmp_path / 'messages.py').write_text(CAPTURE)
    assert run('messages', cwd=tmp_path).stdout.splitlines() == [f'{CLIENT} OFPHello', f'{CLIENT} OFPFlowMod']


def test_strategies():
    names = {}
    exec(TESTS, names)
    tests = [each for name, each in names.items() if name.startswith('test_')]
    assert len(tests) == 2
    for test in tests:
        test()


def test_links():
    for page in re.findall(r'\]\((reference/[^)]*)\)', TEXT):
        assert (CHECKOUT / 'docs' / page).is_file()
