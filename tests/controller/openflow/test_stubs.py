"""The type stubs are up to date."""

from pathlib import Path

import pytest

from controller.openflow import of13, stubs, version, versions

CHECKOUT = Path(__file__).parents[3]


@pytest.mark.parametrize('number', sorted(versions()))
def test_up_to_date(number):
    """Run `make generated` where this fails."""
    of = version(number)
    path = CHECKOUT / 'controller' / 'openflow' / f'v{of.name.replace(".", "_")}.pyi'
    assert path.read_text() == stubs.stub(of)


def test_the_command_tells_what_is_stale(monkeypatch, capsys):
    assert stubs.main(['--check']) == 0
    monkeypatch.setattr(stubs, 'HEAD', stubs.HEAD + '# new\n')
    assert stubs.main(['--check']) == 1
    assert 'v1_3.pyi: stale\n' in capsys.readouterr().out


def test_a_structure_is_an_annotation_at_run_time_too():
    assert of13 is version(4)
    assert isinstance(of13.OFPFlowMod, type)
