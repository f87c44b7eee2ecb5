"""`controller-manager openflow`: what it prints, and how it fails."""

import io
import os
import subprocess
import sys

import pytest

from controller.cli import main
from controller.commands.openflow_describe import describe
from controller.commands.terminal import Style
from controller.openflow import version, versions

NUMBERS = sorted(versions())


@pytest.fixture
def run(capsys):
    """The exit status, standard output and standard error of the command."""

    def run(*arguments):
        try:
            status = main(['openflow', *arguments])
        except SystemExit as stop:
            status = stop.code
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_a_message(run):
    status, out, err = run('describe', 'OFPFlowMod', '--version', '1.3')
    assert (status, err) == (0, '')
    lines = out.splitlines()
    assert lines[:2] == [
        'OFPFlowMod: a message of OpenFlow 1.3, type OFPT_FLOW_MOD (14)',
        'Add, modify or delete flow entries (7.3.4.1).',
    ]
    assert '    OFPFlowMod(datapath, cookie=0, cookie_mask=0, table_id=0,' in out
    rows = [line.split() for line in lines]
    assert ['byte', 'size', 'field'] in rows
    assert ['1', '1', 'type', 'u8', 'ofp_type', '=', 'OFPT_FLOW_MOD', '(14)'] in rows
    assert ['2', '2', 'length', 'u16', 'filled', 'in'] in rows
    assert ['30', '2', 'priority', 'u16', 'default', '0x8000'] in rows
    assert ['46', '2', 'pad(2)'] in rows
    assert ['48', '..', 'match', 'OFPMatch'] in rows
    assert ['..', '..', 'instructions', 'list[OFPInstruction]'] in rows
    assert ['OFPFC_DELETE_STRICT', '4'] in rows


def test_the_opener_of_a_family_lists_its_members(run):
    rows = [line.split() for line in run('describe', 'OFPInstruction')[1].splitlines()]
    assert ['OFPInstructionGotoTable', 'OFPIT_GOTO_TABLE', '(1)'] in rows


def test_a_member_says_what_tells_it(run):
    out = run('describe', 'OFPInstructionActions')[1]
    assert 'OFPInstruction with type OFPIT_WRITE_ACTIONS (3), OFPIT_APPLY_ACTIONS (4)' in out


def test_a_multipart_message_is_told_by_its_own_type_not_by_that_of_the_header(run):
    out = run('describe', 'OFPPortStatsRequest')[1]
    assert 'OFPMultipartRequest with type OFPMP_PORT_STATS (4)' in out
    rows = [line.split() for line in run('describe', 'OFPMultipartReply')[1].splitlines()]
    assert ['OFPFlowStatsReply', 'OFPMP_FLOW', '(1)'] in rows


def test_an_enumeration(run):
    out = run('describe', 'ofp_flow_mod_flags')[1]
    assert out.startswith('ofp_flow_mod_flags: an enumeration of OpenFlow 1.3, of bits\n')
    assert out.splitlines()[-1].split() == ['OFPFF_NO_BYT_COUNTS', '0x10']


def test_a_number_says_where_it_is_used(run):
    out = run('describe', 'OFPP_CONTROLLER')[1]
    assert out.startswith('OFPP_CONTROLLER = 4294967293 (0xfffffffd): of ofp_port_no, OpenFlow 1.3\n')
    assert 'OFPPacketOut.in_port' in out


def test_a_match_and_its_fields(run):
    assert 'ipv4_src' in run('describe', 'OFPMatch')[1].split()
    assert run('describe', 'ipv4_src')[1].splitlines() == [
        'ipv4_src: a match field of OpenFlow 1.3', 'IPv4 address, 4 bytes, may have a mask',
        'field 11 of the basic class; header 0x80001604', 'prerequisite: eth_type = 0x800',
    ]  # fmt: skip


def test_without_a_version_the_one_that_has_the_name(run):
    assert run('describe', 'OFPVendor')[1].startswith('OFPVendor: a message of OpenFlow 1.0,')


def test_with_a_version_that_has_it_not_the_others_are_named(run):
    assert run('describe', 'OFPVendor', '--version', '1.3') == (
        1, '', "controller-manager openflow: OpenFlow 1.3 has no 'OFPVendor'; 1.0 has\n",
    )  # fmt: skip


@pytest.mark.parametrize('options', [(), ('--version', '1.3')])
@pytest.mark.parametrize(('name', 'meant'), [
    ('OFPFlowMood', 'OFPFlowMod'), ('ofpflowmod', 'OFPFlowMod'), ('OFPP_FLOD', 'OFPP_FLOOD'), ('eth_dest', 'eth_dst'),
])
def test_a_mistyped_name_is_answered_with_what_was_meant(run, name, meant, options):
    status, out, err = run('describe', name, *options)
    assert (status, out) == (1, '')
    assert f'{name!r}; did you mean {meant}' in err


@pytest.mark.parametrize('name', ['__init__', 'name', 'messages', 'decode', '', 'of13', 'xyzzy'])
def test_what_is_no_name_of_openflow(run, name):
    status, out, err = run('describe', name)
    assert (status, out) == (1, '')
    assert err.startswith(f'controller-manager openflow: no version of OpenFlow has {name!r}')


def test_misuse(run):
    assert run('describe', 'OFPFlowMod', '--version', '2.0')[0] == 2
    assert "'2.0' is no version of OpenFlow known here: 1.0" in run('describe', 'OFPFlowMod', '--version', '2.0')[2]
    assert run()[0] == run('frobnicate')[0] == run('describe')[0] == 2


def test_help_teaches(run):
    status, out, _ = run('--help')
    assert status == 0
    assert 'controller-manager openflow describe OFPFlowMod' in out


def test_list(run):
    out = run('list')[1]
    assert 'messages of OpenFlow 1.3:' in out
    assert {'OFPFlowMod', 'OFPActionOutput', 'ofp_port_no', 'eth_dst'} <= set(out.split())
    queues = run('list', 'queue', '--version', '1.0')[1].split()
    assert 'OFPPacketQueue' in queues
    assert 'OFPFlowMod' not in queues
    assert run('list', 'xyzzy')[0] == 1


@pytest.mark.parametrize('number', NUMBERS)
def test_everything_can_be_described(number):
    of = version(number)
    plain = Style(io.StringIO())
    for name in (*of.structures(), *of.enumerations()):
        lines = list(describe(of, name, plain))
        assert lines[0].startswith(f'{name}: ')
        assert not any('\x1b' in line for line in lines)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_colour_is_for_terminals_that_want_it(monkeypatch):
    monkeypatch.delenv('NO_COLOR', raising=False)
    monkeypatch.setenv('TERM', 'xterm')
    assert Style(Terminal()).name('a') == '\x1b[1ma\x1b[0m'
    assert Style(io.StringIO()).name('a') == 'a'
    monkeypatch.setenv('TERM', 'dumb')
    assert Style(Terminal()).name('a') == 'a'
    monkeypatch.setenv('TERM', 'xterm')
    monkeypatch.setenv('NO_COLOR', '1')
    assert Style(Terminal()).name('a') == 'a'


HELLOS = '0400000800000001' * 4000  # explained, more than a pipe holds


@pytest.mark.parametrize('arguments', [['list'], ['dump', HELLOS]], ids=['list', 'dump'])
def test_a_reader_that_has_read_enough_is_no_failure(arguments):
    with subprocess.Popen(_command(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b''
        assert process.wait(20) == 0


@pytest.mark.skipif(not os.path.exists('/dev/full'), reason='needs a device that takes nothing')
def test_output_that_cannot_be_written_is_said_in_a_line():
    with open('/dev/full', 'wb') as full:
        done = subprocess.run(_command(['list']), stdout=full, stderr=subprocess.PIPE, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (1, b'controller-manager openflow: output: No space left on device\n')


def _command(arguments):
    code = f'from controller.cli import main; raise SystemExit(main({["openflow", *arguments]!r}))'
    return [sys.executable, '-c', code]
