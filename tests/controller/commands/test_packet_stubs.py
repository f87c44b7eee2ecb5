"""The type stubs of packets' protocols are up to date."""

import subprocess
import sys

from controller.commands import packet_stubs
from tests.type_checkers import CHECKOUT


def test_up_to_date() -> None:
    """Run `make generated` where this fails."""  # in a process of its own, where no test has registered a protocol
    command = [sys.executable, '-m', 'controller.commands.packet_stubs', '--check']
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=50)
    assert (done.returncode, done.stdout) == (0, ''), done.stderr


def test_every_stub_has_a_module_that_needs_it() -> None:
    assert {path for path, _ in packet_stubs.stubs()} == {*packet_stubs.FOLDER.rglob('*.pyi')}


def test_the_command_tells_what_is_stale(monkeypatch, capsys) -> None:
    monkeypatch.setattr(packet_stubs, 'HEAD', packet_stubs.HEAD + '# new\n')
    assert packet_stubs.main(['--check']) == 1
    assert 'arp.pyi: stale\n' in capsys.readouterr().out


def test_the_order_of_imports_does_not_matter() -> None:
    for module in ('attributes', 'errors', 'nlri'):
        subprocess.run([sys.executable, '-c', f'import controller.packet.bgp.{module}'], cwd=CHECKOUT, check=True)
