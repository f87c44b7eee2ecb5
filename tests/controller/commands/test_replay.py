"""`controller-manager replay`: what it prints of a capture and an app, and how it ends."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
from random import Random

import pytest

from controller.commands.errors import CommandError
from controller.commands.replay import parser, replay
from controller.commands.replay_report import Progress
from controller.lib.pcap import Captured, Interface, PcapngWriter, Writer
from controller.packet import arp, ethernet, icmp, ipv4
from controller.packet.packet import Packet
from tests.readme import CHECKOUT

ONE, TWO, ALL = '00:00:00:00:00:01', '00:00:00:00:00:02', 'ff:ff:ff:ff:ff:ff'
SECOND = 10**9

HEAD = """
import time
import greenhub
from controller.app import CONFIG_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPPacketIn, EventOFPSwitchFeatures, EventOFPPortStatus
from controller.openflow import OF10, OF12, OF13

class Mine(App):
    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def asked(self, ev):
        self.do(ev.msg, ev.msg.datapath, ev.msg.datapath.ofproto)
"""


def frame(src: str, dst: str, ethertype: int, *layers) -> bytes:
    packet = Packet(protocols=[ethernet.ethernet(dst, src, ethertype), *layers])
    packet.serialize()
    return packet.data


ASK = frame(ONE, ALL, 0x0806, arp.arp_ip(1, ONE, '10.0.0.1', '00:00:00:00:00:00', '10.0.0.2'))
ANSWER = frame(TWO, ONE, 0x0806, arp.arp_ip(2, TWO, '10.0.0.2', ONE, '10.0.0.1'))
PING = frame(ONE, TWO, 0x0800, ipv4.ipv4(src='10.0.0.1', dst='10.0.0.2', proto=1), icmp.icmp(8, 0, 0, icmp.echo(1, 1)))
PONG = frame(TWO, ONE, 0x0800, ipv4.ipv4(src='10.0.0.2', dst='10.0.0.1', proto=1), icmp.icmp(0, 0, 0, icmp.echo(1, 1)))
TALK = [ASK, ANSWER, PING, PONG]


@pytest.fixture
def replayed(tmp_path, capsys):
    """Plays packets (frames, a millisecond apart) back to an app of that name or source: status, lines, log."""

    def replayed(packets, *arguments, app='simple_switch_13'):
        if '\n' in app:
            (tmp_path / 'mine.py').write_text(HEAD + app)
            app = str(tmp_path / 'mine.py')
        path = tmp_path / 'capture'
        path.write_bytes(packets if isinstance(packets, bytes) else capture(packets))
        status = replay(parser().parse_args([str(path), '--app', app, *arguments]))
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err

    return replayed


def capture(packets) -> bytes:
    """A pcapng file of packets, a pcap file of frames."""
    file = io.BytesIO()
    if isinstance(packets[0], Captured):
        writer = PcapngWriter(file)
        for packet in packets:
            writer.write(packet)
    else:
        writer = Writer(file)
        for number, data in enumerate(packets):
            writer.write_pkt(data, 1 + number / 1000)
    return file.getvalue()


def at(*times: float, data: bytes = ASK) -> list[Captured]:
    """The same frame at these seconds."""
    return [Captured(round(each * SECOND), data, 1, len(data)) for each in times]


def test_a_learning_switch(replayed):
    status, lines, log = replayed(TALK)
    assert (status, log) == (0, '')
    assert lines == """\
SimpleSwitch13 on an emulated switch of OpenFlow 1.3; frames come in by a port for each source address
          0.000000  s1     FLOW_MOD add priority=0 actions=CONTROLLER:65535
     1    0.000000  s1:1   {}  -> controller
                           PACKET_OUT in_port=1 actions=FLOOD
     2    0.001000  s1:2   {}  -> controller
                           FLOW_MOD add priority=1,in_port=2,dl_src=00:00:00:00:00:02,dl_dst=00:00:00:00:00:01 actions=output:1
                           PACKET_OUT in_port=2 actions=output:1
     3    0.002000  s1:1   {}  -> controller
                           FLOW_MOD add priority=1,in_port=1,dl_src=00:00:00:00:00:01,dl_dst=00:00:00:00:00:02 actions=output:2
                           PACKET_OUT in_port=1 actions=output:2
     4    0.003000  s1:2   {}  -> port 1

4 packets in 0.0 s: 3 to the controller, 1 on by flow entries, 0 dropped
sent: 3 FLOW_MOD, 3 PACKET_OUT; refused: nothing; errors logged: none
s1: 3 flow entries
  n_packets=3      priority=0 actions=CONTROLLER:65535
  n_packets=1      priority=1,in_port=2,dl_src=00:00:00:00:00:02,dl_dst=00:00:00:00:00:01 actions=output:1
  n_packets=0      priority=1,in_port=1,dl_src=00:00:00:00:00:01,dl_dst=00:00:00:00:00:02 actions=output:2
""".format(*map(Packet, TALK)).splitlines()  # noqa: E501


def test_over_openflow_1_0_the_switch_sends_the_first_128_bytes_of_a_packet(replayed):
    status, lines, _ = replayed([ASK + bytes(200)], '--openflow', '1.0', app="""
    def do(self, msg, switch, of):
        print('asked', switch.ofproto.name, msg.total_len, len(msg.data))
        switch.send_msg(of.OFPPacketOut(switch, msg.buffer_id, msg.in_port, [of.OFPActionOutput(of.OFPP_FLOOD)]))
""")
    assert (status, lines[2]) == (0, 'asked 1.0 260 128')
    assert lines[3].strip() == 'PACKET_OUT in_port=1 actions=FLOOD'


def test_summary_alone_and_count(replayed):
    _, lines, _ = replayed(TALK, '--quiet', '--count', '2')
    assert lines[1] == '2 packets in 0.0 s: 2 to the controller, 0 on by flow entries, 0 dropped'


def test_json(replayed):
    _, lines, _ = replayed(TALK, '--json')
    events = [json.loads(line) for line in lines]
    assert events[1] == {
        'event': 'packet', 'number': 1, 'time': 0.0, 'switch': '0000000000000001', 'port': 1, 'length': 60,
        'text': str(Packet(ASK)), 'controller': True, 'ports': [],
    }  # fmt: skip
    assert events[2] == {
        'event': 'message', 'packet': 1, 'time': 0.0, 'switch': '0000000000000001', 'type': 'OFPPacketOut',
        'text': 'PACKET_OUT in_port=1 actions=FLOOD',
    }  # fmt: skip
    assert events[0]['packet'] is None
    assert events[-1]['event'] == 'summary'
    assert (events[-1]['asked'], events[-1]['sent']) == (3, {'FLOW_MOD': 3, 'PACKET_OUT': 3})


# -- time


def test_flow_entries_time_out_as_they_did_in_the_network(replayed):
    _, lines, _ = replayed(at(0, 1, 20), app="""
    def do(self, msg, switch, of):
        switch.send_msg(of.OFPFlowMod(switch, of.OFPMatch(), 0, of.OFPFC_ADD, idle_timeout=5,
                                      actions=[of.OFPActionOutput(2)]))
    OFP_VERSIONS = [OF10]
""")
    assert [line.rpartition('-> ')[2] for line in lines if '-> ' in line] == ['controller', 'port 2', 'controller']


def test_timers_of_apps_run(replayed):
    _, lines, _ = replayed(at(0, 25), app="""
    OFP_VERSIONS = [OF13]
    @set_ev_cls(EventOFPSwitchFeatures, CONFIG_DISPATCHER)
    def ask(self, ev):
        switch = ev.msg.datapath
        def run():
            while True:
                greenhub.sleep(10)
                switch.send_msg(switch.ofproto.OFPBarrierRequest(switch))
        self.threads.append(greenhub.spawn(run))
""")
    assert [line.split() for line in lines if 'Barrier' in line][:2] == [
        ['10.000000', 's1', 'OFPBarrierRequest()'], ['20.000000', 's1', 'OFPBarrierRequest()'],
    ]  # fmt: skip


def test_a_handler_may_wait_for_an_answer_or_for_a_time(replayed):
    _, lines, _ = replayed(at(0, 10), app="""
    OFP_VERSIONS = [OF10]
    def do(self, msg, switch, of):
        switch.request(of.OFPBarrierRequest(switch))
        greenhub.sleep(0.5)
        switch.send_msg(of.OFPPacketOut(switch, msg.buffer_id, msg.in_port, [of.OFPActionOutput(2)]))
""")
    assert [line.split()[0] for line in lines if 'PACKET_OUT in' in line] == ['0.500000', '10.500000']


def test_pauses_of_years_are_cut_short(replayed):
    began = time.monotonic()
    status, lines, _ = replayed(at(0, 1_700_000_000), '-q')
    assert (status, time.monotonic() - began < 5) == (0, True)
    assert lines[1].startswith('2 packets in 1700000000.0 s')


def test_at_the_speed_of_the_capture(replayed):
    began = time.monotonic()
    _, lines, _ = replayed(at(0, 0.1), '--speed', '0.5')
    assert time.monotonic() - began > 0.2
    assert [line.split()[1] for line in lines if '-> ' in line] == ['0.000000', '0.100000']


def test_servers_of_apps_are_not_started_so_that_time_may_jump(replayed):
    began = time.monotonic()
    status, _, _ = replayed(at(0, 60), '--app', 'ofctl_rest', '-q')
    assert (status, time.monotonic() - began < 5) == (0, True)


# -- ports


def places(lines: list[str]) -> list[str]:
    return [line.split()[2] for line in lines if re.search(r' s\d+:', line)]


HOSTS = [frame(f'00:00:00:00:00:{number:02x}', ALL, 0x0806) for number in (1, 2, 3, 4, 5, 6, 1)]


@pytest.mark.parametrize(('arguments', 'expected'), [
    ([], '1234561'),
    (['--ports', '2'], '1212121'),
    (['--in-port', '3'], '3333333'),
    (['--in-port', '9'], '9999999'),
    (['--in-port', 'interface'], '1111111'),
])  # fmt: skip
def test_the_port_of_a_packet(replayed, arguments, expected):
    _, lines, _ = replayed(HOSTS, *arguments)
    assert places(lines) == [f's1:{number}' for number in expected]


def test_a_port_for_each_interface(replayed):
    captured = [Captured(0, ASK, 1, 60, Interface(0, name)) for name in ('eth0', 'eth1', 'eth0')]
    _, lines, _ = replayed(captured, '--in-port', 'interface')
    assert places(lines) == ['s1:1', 's1:2', 's1:1']


def test_packet_ins_come_in_where_they_were_captured(replayed):
    where = [(7, 0xABC), (2, 3), (9, 0xABC), (0xFFFFFFFE, 3)]
    told = [Interface(0, 'x', f'port {port} of switch {dpid:016x}') for port, dpid in where]
    _, lines, _ = replayed([Captured(0, ASK, 1, 60, each) for each in told])
    assert places(lines) == ['s2748:7', 's3:2', 's2748:9', 's3:1']
    assert [line for line in lines if line.endswith('flow entry')] == ['s2748: 1 flow entry', 's3: 1 flow entry']


def test_a_new_port_is_told_to_the_apps(replayed):
    _, lines, _ = replayed(HOSTS[:6], app="""
    OFP_VERSIONS = [OF10]
    @set_ev_cls(EventOFPPortStatus, MAIN_DISPATCHER)
    def port(self, ev):
        print('new port', ev.msg.desc.port_no, len(ev.msg.datapath.ports))
    def do(self, *_):
        pass
""")
    assert [line for line in lines if line.startswith('new')] == ['new port 5 5', 'new port 6 6']


# -- what is shown of messages


def test_a_packet_of_the_apps_own_is_shown(replayed):
    _, lines, _ = replayed([ASK], app=f"""
    OFP_VERSIONS = [OF10]
    def do(self, msg, switch, of):
        switch.send_msg(of.OFPPacketOut(switch, of.OFP_NO_BUFFER, of.OFPP_NONE, [of.OFPActionOutput(1)], {ANSWER!r}))
""")
    assert lines[2].strip() == f'PACKET_OUT in_port=NONE actions=output:1  {Packet(ANSWER)}'


def test_what_the_switch_refuses(replayed):
    status, lines, log = replayed([ASK], app="""
    OFP_VERSIONS = [OF10]
    def do(self, msg, switch, of):
        switch.send_msg(of.OFPFlowMod(switch, of.OFPMatch(), 0, of.OFPFC_ADD, actions=[of.OFPActionOutput(99)]))
        switch.send_msg(of.OFPFlowMod(switch, of.OFPMatch(in_port=1), 0, of.OFPFC_DELETE_STRICT))
""")
    assert (status, log) == (1, '')
    assert [line.strip() for line in lines[2:5]] == [
        'FLOW_MOD add actions=output:99',
        'ERROR FLOW_MOD refused: OFPET_BAD_ACTION, OFPBAC_BAD_OUT_PORT',
        'FLOW_MOD delete_strict in_port=1',
    ]
    assert 'refused: 1' in lines[-2]


def test_a_long_message_is_cut(replayed):
    _, lines, _ = replayed([ASK], app="""
    OFP_VERSIONS = [OF13]
    @set_ev_cls(EventOFPSwitchFeatures, CONFIG_DISPATCHER)
    def joined(self, ev):
        of = ev.msg.datapath.ofproto
        ev.msg.datapath.send_msg(of.OFPGroupMod(ev.msg.datapath, of.OFPGC_ADD, of.OFPGT_ALL, 1, [of.OFPBucket()] * 50))
""")
    (line,) = (each for each in lines if 'OFPGroupMod(' in each)
    assert line.endswith(' ...')
    assert len(line) < 450


# -- what goes wrong


def test_any_frames(replayed):
    random, frames = Random(5), list(map(bytearray, TALK * 75))
    for each in frames:
        for _ in range(random.randrange(4)):
            each[random.randrange(len(each))] = random.randrange(256)
        del each[random.randrange(14, 2 * len(each)) :]
    status, lines, log = replayed(list(map(bytes, frames)))
    assert (status, log) == (0, '')
    assert '300 packets in 0.3 s' in '\n'.join(lines)
    assert all(line.isprintable() for line in lines)


def test_an_app_that_fails(replayed):
    status, lines, log = replayed([ASK], app="""
    OFP_VERSIONS = [OF10]
    def do(self, msg, switch, of):
        raise KeyError('no such thing')
""")
    assert status == 1
    assert lines[-2].endswith('errors logged: 1')
    assert "Mine.asked failed on EventOFPPacketIn of switch 0000000000000001: KeyError: 'no such thing'" in log


def test_what_apps_log_when_asked_for(replayed):
    app = """
    OFP_VERSIONS = [OF10]
    def do(self, msg, switch, of):
        self.logger.info('hello')
"""
    assert replayed([ASK], app=app)[2] == ''
    assert 'INFO    Mine: hello' in replayed([ASK], '-v', app=app)[2]


def test_packets_that_are_no_frames_are_passed_over(replayed):
    strange = [Captured(0, b'', 113, 0), Captured(0, b'', 276, 0), Captured(0, b'short', 1, 5),
               Captured(0, bytes(70000), 1, 70000), Captured(0, bytes(40), 101, 40)]  # fmt: skip
    status, lines, _ = replayed([*strange, *at(0)])
    assert status == 0
    assert [line.split(maxsplit=1) for line in lines[:3]] == [
        ['1', 'packets captured at every interface at once (-i any) are no Ethernet frames; capture at one interface'],
        ['3', 'Ethernet frames have 14 to 65280 bytes here'],
        ['5', 'packets of link type 101 are no Ethernet frames'],
    ]
    assert '6 packets in 0.0 s: 1 to the controller, 0 on by flow entries, 0 dropped, 5 passed over' in lines
    status, lines, _ = replayed(strange)
    assert (status, lines[-1]) == (1, 'sent: nothing; refused: nothing; errors logged: none')


@pytest.mark.parametrize(('data', 'problem'), [
    (b'', 'the file ends at byte 0'),
    (b'GIF89a', 'neither pcap nor pcapng'),
    (bytes.fromhex('d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000'), 'a capture without packets'),
])  # fmt: skip
def test_files_that_are_no_captures(replayed, data, problem):
    with pytest.raises(CommandError, match=f'capture: {problem}'):
        replayed(data)


def test_what_stands_in_front_of_the_damage_is_played(replayed, tmp_path, capsys):
    replayed(TALK)
    damaged = (tmp_path / 'capture').read_bytes()[:-5]
    with pytest.raises(CommandError, match=r'capture: the file ends at byte \d+, within a packet'):
        replayed(damaged)
    assert '3 packets in 0.0 s' in capsys.readouterr().out


@pytest.mark.parametrize(('app', 'arguments', 'problem'), [
    ('nowhere', [], 'nowhere: no such file, module or bundled app'),
    ('\n    x = (', [], r"SyntaxError: '\(' was never closed"),
    ('\n    OFP_VERSIONS = [OF12]', [], 'Mine: for OpenFlow 1.2, and the switch speaks 1.0, 1.3, 1.4, 1.5'),
    ('simple_switch', ['--openflow', '1.3'], 'SimpleSwitch: for OpenFlow 1.0, and the switch speaks 1.3'),
])  # fmt: skip
def test_apps_that_cannot_be_run(replayed, app, arguments, problem):
    with pytest.raises(CommandError, match=problem):
        replayed([ASK], *arguments, app=app)


@pytest.mark.parametrize('arguments', [
    ['--ports', '0'], ['--ports', 'x'], ['--in-port', 'mac'], ['--speed', '-1'], ['--speed', 'x'],
    ['--openflow', '1.2'],
])  # fmt: skip
def test_options_that_make_no_sense(arguments, capsys):
    with pytest.raises(SystemExit) as raised:
        parser().parse_args(['x', '--app', 'y', *arguments])
    assert raised.value.code == 2
    assert f'argument {arguments[0]}' in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_of_a_long_file(monkeypatch):
    now = [0.0]
    monkeypatch.setattr('controller.commands.replay_report.monotonic', lambda: now[0])
    out = Terminal()
    progress = Progress(out, 1000, True)
    for packets in range(1, 5):
        progress.at(packets, 100 * packets)
        now[0] += 0.6
    assert out.getvalue() == '\r3 packets, 30 % \r4 packets, 40 % '
    progress.done()
    assert out.getvalue().endswith('\r')


# -- the command


def command(*arguments, stdin=b'', cwd=CHECKOUT, **options):
    environment = {**os.environ, 'PYTHONPATH': str(CHECKOUT)}
    return subprocess.run([sys.executable, '-m', 'controller', 'replay', *arguments], input=stdin, capture_output=True,
                          cwd=cwd, env=environment, timeout=30, **options)  # fmt: skip


def test_from_standard_input():
    done = command('-', '--app', 'simple_switch_13', '-q', stdin=capture(TALK))
    assert (done.returncode, done.stderr) == (0, b'')
    assert done.stdout.splitlines()[1].startswith(b'4 packets')


def test_a_file_that_is_not_there():
    done = command('nowhere.pcap', '--app', 'simple_switch_13')
    assert (done.returncode, done.stdout) == (1, b'')
    assert done.stderr == b'controller-manager replay: nowhere.pcap: No such file or directory\n'


@pytest.mark.parametrize('body', ['while True: pass', 'while True: greenhub.sleep(0)'])
def test_an_app_that_does_not_come_to_rest(tmp_path, body):
    app = f'{HEAD}    OFP_VERSIONS = [OF10]\n    def do(self, msg, switch, of):\n        {body}'
    (tmp_path / 'mine.py').write_text(app)
    done = command('-', '--app', 'mine.py', '--patience', '1', stdin=capture([ASK]), cwd=tmp_path)
    assert done.returncode == 1
    assert b'-> controller' in done.stdout
    assert re.search(rb'have not come to rest 1 s after packet 1: .*--patience waits longer\n$', done.stderr)


def test_time_sleep_of_an_app_takes_no_time(tmp_path):
    (tmp_path / 'mine.py').write_text(HEAD + """
    OFP_VERSIONS = [OF10]
    def do(self, msg, switch, of):
        time.sleep(3600)
        print('awake')
    """)
    done = command('-', '--app', 'mine.py', '--patience', '3', stdin=capture([ASK]), cwd=tmp_path)
    assert done.returncode == 0
