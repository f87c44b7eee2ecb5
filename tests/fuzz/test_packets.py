"""The first inputs of the fuzzer for packets, and what it has found. `make fuzz` tries a million."""

import pytest

from controller.packet import cfm
from tests.fuzz.packets import check, inputs, resident, run, run_all

#: Frames that did not end as they should, once.
FOUND = {
    'zeros, whose length of 0 could not be written again': bytes(3000),
}


@pytest.mark.timeout(300)  # two seconds, unless others have the processor
def test_whatever_comes_is_read_and_written_again():
    before = resident()
    for seed in range(2):
        assert run(seed, 2000).faults == {}
    assert resident() - before < 32 << 20  # of modules and caches, mostly


def test_the_same_seed_has_the_same_inputs():
    assert list(inputs(7, 50)) == list(inputs(7, 50)) != list(inputs(8, 50))


@pytest.mark.parametrize('name', FOUND)
def test_what_was_found(name):
    check(FOUND[name])


def test_what_a_protocol_raises_is_found(monkeypatch, capsys):
    """Or the other tests would show nothing."""

    def raising(*_):
        raise KeyError('a fault of ours')

    monkeypatch.setattr(cfm.cfm, '__repr__', raising)
    outcome = run(0, 1000)
    assert [what for what, _ in outcome.faults.values()] == ["KeyError('a fault of ours')"]


def test_the_command_says_what_it_has_seen(capsys):
    assert run_all(5000, first_seed=3, processes=1) == 0
    printed = capsys.readouterr()
    assert '5000 inputs' in printed.out
    assert 'MB resident' in printed.out
    assert printed.err == '5000 inputs, 0 faults\n'
