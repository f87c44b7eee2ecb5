"""The emulated switch beside a real Open vSwitch: one controller tells both the same, and both do the same.

Changes of flow entries and packets come at random, from few values, so that entries cover, overlap and replace one
another. After each round both have the same entries with the same counters, and have refused the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

import greenhub
from controller.app import CONFIG_DISPATCHER, MAIN_DISPATCHER, App, set_ev_cls
from controller.config import Config
from controller.emulator import Network, in_memory
from controller.emulator.match import match_of_10, match_of_oxm
from controller.events import EventOFPErrorMsg, EventOFPFlowRemoved
from controller.manager import Controller
from controller.packet import arp, ethernet, icmp, ipv4, tcp, udp, vlan
from controller.packet.packet import Packet
from tests.conformance.lab import Laboratory
from tests.controller.emulator.lab import unchecked

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(120)]

EMULATED, REAL = 1, 10  # datapath ids
PORTS = 3
ROUNDS, CHANGES, PACKETS = 60, 6, 10


def meaning(match: Any, of: Any) -> str:
    """A match without what differs between ways to state it: the order of fields, bits that say nothing."""
    return repr(match_of_10(match, of) if of.OFP_VERSION == 1 else match_of_oxm(match))


class Notes(App):
    """What each switch refuses, and what it says of entries that are gone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused: dict[int, list[Any]] = {EMULATED: [], REAL: []}
        self.gone: dict[int, list[Any]] = {EMULATED: [], REAL: []}

    @set_ev_cls(EventOFPErrorMsg, [CONFIG_DISPATCHER, MAIN_DISPATCHER])
    def error(self, ev: Any) -> None:
        self.refused[ev.msg.datapath.id].append((ev.msg.type, ev.msg.code))

    @set_ev_cls(EventOFPFlowRemoved, MAIN_DISPATCHER)
    def removed(self, ev: Any) -> None:
        msg = ev.msg
        match = meaning(msg.match, msg.datapath.ofproto)
        self.gone[msg.datapath.id].append((msg.cookie, msg.priority, msg.reason, match, msg.packet_count))


class Both:
    """The two switches, at one controller."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller
        self.notes: Any = controller.apps['Notes']
        self.of: Any = controller.switches[REAL].ofproto

    @property
    def datapaths(self) -> list[Any]:
        return [self.controller.switches[dpid] for dpid in (EMULATED, REAL)]

    def tell(self, make: Any) -> None:
        """Send both a message that `make` makes."""
        for dp in self.datapaths:
            dp.send_msg(make(dp))

    def settle(self) -> None:
        for dp in self.datapaths:
            dp.request(self.of.OFPBarrierRequest(dp))
        greenhub.sleep(0.02)

    def flows(self, dp: Any) -> list[Any]:
        reply = dp.request(self.of.OFPFlowStatsRequest(dp, match=self.of.OFPMatch()))
        said = 'actions' if self.of.OFP_VERSION == 1 else 'instructions'
        return sorted(
            (flow.table_id, flow.priority, meaning(flow.match, self.of), flow.cookie, flow.idle_timeout,
             repr(getattr(flow, said)), flow.packet_count)
            for flow in reply.body
        )  # fmt: skip


@pytest.fixture
def both(lab: Laboratory, request: pytest.FixtureRequest) -> Iterator[Both]:
    number = request.param
    controller = Controller(Config(ofp_listen_host='127.0.0.1', ofp_tcp_listen_port=6653))
    controller.load([type('Notes', (Notes,), {'OFP_VERSIONS': [number]})])
    controller.start()
    network = Network(f'single,{PORTS}', in_memory(controller), versions=[number])
    network.start()
    lab.switch(REAL, {1: 'OpenFlow10', 4: 'OpenFlow13'}[number], 'tcp:127.0.0.1:6653', lab.hosts(PORTS))
    try:
        with greenhub.Timeout(20, TimeoutError('Open vSwitch did not join')):
            while len(controller.switches) < 2:
                greenhub.sleep(0.05)
        yield Both(controller)
    finally:
        network.stop()
        controller.stop()


MACS = [f'00:00:00:00:00:0{n}' for n in (1, 2, 3)]
IPS = ['172.16.0.1', '172.16.0.2', '172.17.0.3']  # of no host, as hosts would answer


class Chance:
    """Random matches, entries and packets of few values."""

    def __init__(self, of: Any) -> None:
        self.of = of
        self.random = random.Random(of.OFP_VERSION)
        self.priorities: dict[str, int] = {}

    def maybe(self, probability: float = 0.4) -> bool:
        return self.random.random() < probability

    def match(self) -> dict[str, Any]:
        return self._match_10() if self.of.OFP_VERSION == 1 else self._match_13()

    def _match_13(self) -> dict[str, Any]:
        pick, match = self.random.choice, {}
        if self.maybe():
            match['in_port'] = pick((1, 2))
        if self.maybe():
            match['eth_dst'] = pick((*MACS, ('00:00:00:00:00:02', '00:00:00:00:00:fe')))
        if self.maybe(0.3):
            match['vlan_vid'] = pick((0, 0x1005, (0x1000, 0x1000)))
            if match['vlan_vid'] == 0x1005 and self.maybe():
                match['vlan_pcp'] = pick((0, 3))
        if self.maybe(0.6):
            match['eth_type'] = pick((0x0800, 0x0800, 0x0806))
        if match.get('eth_type') == 0x0806 and self.maybe():
            match.update(pick(({'arp_op': 1}, {'arp_tpa': IPS[1]}, {'arp_spa': ('172.16.0.0', '255.255.0.0')})))
        if match.get('eth_type') == 0x0800:
            if self.maybe():
                match['ipv4_src'] = pick((*IPS, ('172.16.0.0', '255.255.0.0'), ('172.0.0.1', '255.0.0.1')))
            if self.maybe(0.3):
                match['ip_dscp'] = pick((0, 10))
            if self.maybe():
                name = pick(('tcp', 'udp', 'icmp'))
                match['ip_proto'] = {'tcp': 6, 'udp': 17, 'icmp': 1}[name]
                if self.maybe(0.6):
                    match.update({'icmpv4_type': 8} if name == 'icmp' else {f'{name}_dst': pick((53, 80))})
        return match

    def _match_10(self) -> dict[str, Any]:
        pick, match = self.random.choice, {}
        if self.maybe():
            match['in_port'] = pick((1, 2))
        if self.maybe():
            match['dl_dst'] = pick(MACS)
        if self.maybe(0.3):
            match['dl_vlan'] = pick((5, 0xFFFF))
        if self.maybe(0.6):
            match['dl_type'] = pick((0x0800, 0x0800, 0x0806))
        if match.get('dl_type') == 0x0806 and self.maybe():
            match['nw_proto'] = 1
        if match.get('dl_type') and self.maybe():
            match.update(nw_src=pick(IPS), nw_src_mask=pick((32, 16, 8)))
            network = int.from_bytes(bytes(map(int, match['nw_src'].split('.'))), 'big')
            match['nw_src'] = network & -1 << 32 - match['nw_src_mask']
        if match.get('dl_type') == 0x0800:
            if self.maybe(0.3):
                match['nw_tos'] = pick((0, 40))
            if self.maybe():
                match['nw_proto'] = pick((1, 6, 17))
                if self.maybe(0.6):
                    match['tp_src' if match['nw_proto'] == 1 else 'tp_dst'] = 8 if match['nw_proto'] == 1 else 53
        return match

    def priority(self, match: dict[str, Any]) -> int:
        """Of two entries that overlap, nobody says which one a packet hits unless their priorities differ."""
        base = self.priorities.setdefault(str(match), 10 + 2 * len(self.priorities))
        return base + self.random.randrange(2)

    def actions(self) -> list[Any]:
        of, pick = self.of, self.random.choice
        if of.OFP_VERSION == 1:
            change: list[Any] = [of.OFPActionSetDlDst(MACS[2]), of.OFPActionVlanVid(5), of.OFPActionStripVlan(),
                                 of.OFPActionSetNwDst(IPS[1]), of.OFPActionSetTpDst(53)]  # fmt: skip
        else:
            change = [of.OFPActionSetField(eth_dst=MACS[2]), of.OFPActionPopVlan(), of.OFPActionDecNwTtl()]
        chosen = [pick(change)] if self.maybe(0.3) and of.OFP_VERSION == 1 else []
        return [*chosen, of.OFPActionOutput(self.random.randrange(1, PORTS + 1), 0)]

    def flow_mod(self) -> Any:
        """A function that makes the same FLOW_MOD for either switch."""
        of, match = self.of, self.match()
        others = of.OFPFC_MODIFY, of.OFPFC_MODIFY_STRICT, of.OFPFC_DELETE, of.OFPFC_DELETE_STRICT
        fields: dict[str, Any] = {
            'command': self.random.choice((of.OFPFC_ADD,) * 6 + others),
            'priority': self.priority(match),
            'cookie': self.random.choice((0x11, 0x12, 0x21)),
            'idle_timeout': self.random.choice((0, 600)),
            'flags': self.random.choice((0, of.OFPFF_SEND_FLOW_REM)),
        }
        if self.maybe(0.3):  # none of the entries of one priority overlap: those that would are refused
            fields.update(command=of.OFPFC_ADD, priority=5, flags=of.OFPFF_CHECK_OVERLAP)
        if fields['command'] in (of.OFPFC_DELETE, of.OFPFC_DELETE_STRICT) and self.maybe(0.3):
            fields['out_port'] = 2
        if of.OFP_VERSION == 1:
            fields['actions'] = self.actions()
        else:
            fields.update(self._only_13(fields))
        return lambda dp: of.OFPFlowMod(dp, match=of.OFPMatch(**match), **fields)

    def _only_13(self, fields: dict[str, Any]) -> dict[str, Any]:
        of = self.of
        table = self.random.choice((0, 0, 0, 1, 2))
        instructions = []
        if self.maybe(0.7):
            instructions.append(of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, self.applied()))
        if self.maybe(0.3):
            instructions.append(of.OFPInstructionActions(of.OFPIT_WRITE_ACTIONS, self.actions()))
        if table < 2 and self.maybe(0.6):
            instructions.append(of.OFPInstructionGotoTable(self.random.randrange(table + 1, 3)))
        if fields['command'] != of.OFPFC_ADD and self.maybe(0.3):
            fields['cookie_mask'] = 0xF0
        deletes = fields['command'] in (of.OFPFC_DELETE, of.OFPFC_DELETE_STRICT)
        if self.maybe(0.3):
            fields['flags'] |= of.OFPFF_RESET_COUNTS
        return {
            'out_port': fields.get('out_port', of.OFPP_ANY),
            'out_group': of.OFPG_ANY,
            'table_id': of.OFPTT_ALL if deletes and self.maybe() else table,
            'instructions': [] if deletes else instructions,
        }

    def applied(self) -> list[Any]:
        """Actions that a later table sees the effect of."""
        of = self.of
        return [self.random.choice((
            of.OFPActionSetField(eth_dst=MACS[2]), of.OFPActionSetField(eth_src=MACS[0]),
            of.OFPActionPushVlan(0x8100), of.OFPActionOutput(2, 0),
        ))]  # fmt: skip

    def packet(self) -> tuple[bytes, int]:
        """A frame, and the port that it shall have come in by."""
        pick = self.random.choice
        layers: list[Any] = [ethernet.ethernet(pick((*MACS, 'ff:ff:ff:ff:ff:ff')), pick(MACS), 0x0800)]
        if self.maybe(0.3):
            layers[0].ethertype = 0x8100
            layers.append(vlan.vlan(pcp=pick((0, 3)), vid=pick((5, 6)), ethertype=0x0800))
        if self.maybe(0.3):
            layers[-1].ethertype = 0x0806
            layers.append(arp.arp_ip(pick((1, 2)), pick(MACS), pick(IPS), pick(MACS), pick(IPS)))
        else:
            inner = pick((tcp.tcp(1000, pick((53, 80))), udp.udp(1000, pick((53, 80))), icmp.icmp(pick((8, 0)))))
            number = {'tcp': 6, 'udp': 17, 'icmp': 1}[inner.protocol_name]
            layers += [ipv4.ipv4(src=pick(IPS), dst=pick(IPS), proto=number, tos=pick((0, 40))), inner, b'x' * 30]
        packet = Packet(protocols=layers)
        packet.serialize()
        return packet.data or b'', pick((1, 2, 3))


@pytest.mark.parametrize('both', [1, 4], indirect=True, ids=['OpenFlow10', 'OpenFlow13'])
def test_both_do_the_same(both: Both) -> None:
    of, chance = both.of, Chance(both.of)
    hits = 0
    for _ in range(ROUNDS):
        for _ in range(CHANGES):
            both.tell(chance.flow_mod())
        both.settle()
        for _ in range(PACKETS):
            data, port = chance.packet()
            both.tell(lambda dp, data=data, port=port: of.OFPPacketOut(
                dp, of.OFP_NO_BUFFER, port, [of.OFPActionOutput(of.OFPP_TABLE, 0)], data))  # fmt: skip
        both.settle()
        ours, theirs = map(both.flows, both.datapaths)
        assert ours == theirs
        hits += sum(row[-1] for row in ours)
        assert both.notes.refused[EMULATED] == both.notes.refused[REAL]
        assert sorted(both.notes.gone[EMULATED]) == sorted(both.notes.gone[REAL])
    assert hits > ROUNDS * PACKETS, 'too few packets have hit an entry to prove anything'
    assert both.notes.gone[REAL] and both.notes.refused[REAL]


def refused_10(of: Any) -> dict[str, Any]:
    """What 1.0 refuses: a name -> a function that makes the message."""
    return {
        'command': lambda dp: of.OFPFlowMod(dp, command=9),
        'port 0xff01': lambda dp: of.OFPFlowMod(dp, actions=[of.OFPActionOutput(0xFF01)]),
        'vlan': lambda dp: of.OFPFlowMod(dp, actions=[of.OFPActionVlanPcp(9)]),
        'vendor action': lambda dp: of.OFPFlowMod(dp, actions=[of.OFPActionVendorUnknown(0x1234, bytes(8))]),
        'buffer': lambda dp: of.OFPPacketOut(dp, 7777, 1, [], b''),
        'statistics': lambda dp: of.OFPStatsRequest(dp, 77),
        'port': lambda dp: of.OFPPortMod(dp, 99),
        'address of a port': lambda dp: of.OFPPortMod(dp, 1, '00:00:00:00:00:77'),
        'queues of no port': lambda dp: of.OFPQueueGetConfigRequest(dp, 99),
    }


def refused_13(of: Any) -> dict[str, Any]:
    """What 1.3 refuses."""

    def flow(*instructions: Any, **fields: Any) -> Any:
        fields = {'out_port': of.OFPP_ANY, 'out_group': of.OFPG_ANY, **fields}
        return lambda dp: of.OFPFlowMod(dp, instructions=list(instructions), **fields)

    def apply(*actions: Any) -> Any:
        return of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, list(actions))

    def group(kind: int, number: int, *buckets: Any, command: int = of.OFPGC_ADD) -> Any:
        return lambda dp: of.OFPGroupMod(dp, command, kind, number, list(buckets))

    port = of.OFPActionOutput(1, 0)
    return {
        'command': flow(command=9),
        'table of an entry': flow(table_id=of.OFPTT_ALL),
        'port': flow(apply(of.OFPActionOutput(0xFFFFFF01))),
        'group': flow(apply(of.OFPActionGroup(77))),
        'tag': flow(apply(of.OFPActionPushVlan(0x0800))),
        'experimenter action': flow(apply(of.OFPActionExperimenterUnknown(0x1234, bytes(8)))),
        'goto itself': flow(of.OFPInstructionGotoTable(1), table_id=1),
        'prerequisite': lambda dp: of.OFPFlowMod(dp, match=unchecked(of, tcp_dst=80), out_port=of.OFPP_ANY),
        'flags': flow(flags=0x80),
        'buffer': lambda dp: of.OFPPacketOut(dp, 7777, 1, [], b''),
        'statistics': lambda dp: of.OFPMultipartRequest(dp, 77),
        'experimenter': lambda dp: of.OFPExperimenter(dp, 0x1234, 1, b''),
        'port to change': lambda dp: of.OFPPortMod(dp, 99),
        'address of a port': lambda dp: of.OFPPortMod(dp, 1, '00:00:00:00:00:77'),
        'queues of no port': lambda dp: of.OFPQueueGetConfigRequest(dp, 99),
        'no such group': group(of.OFPGT_ALL, 5, command=of.OFPGC_MODIFY),
        'command of a group': group(of.OFPGT_ALL, 5, command=9),
        'type of a group': group(9, 5),
        'indirect group without a bucket': group(of.OFPGT_INDIRECT, 5),
        'reserved group': group(of.OFPGT_ALL, of.OFPG_ANY),
        'nothing to watch': group(of.OFPGT_FF, 5, of.OFPBucket(actions=[port])),
        'role': lambda dp: of.OFPRoleRequest(dp, 9, 0),
        'meter': lambda dp: of.OFPMeterMod(dp, of.OFPMC_MODIFY, of.OFPMF_KBPS, 5, []),
        'meter to describe': lambda dp: of.OFPMeterConfigStatsRequest(dp, 0, 5),
        'configuration': lambda dp: of.OFPSetConfig(dp, 0x80, 128),
    }


@pytest.mark.parametrize('both', [1, 4], indirect=True, ids=['OpenFlow10', 'OpenFlow13'])
def test_both_refuse_the_same(both: Both) -> None:
    answers: dict[str, tuple[Any, Any]] = {}
    for name, make in (refused_10 if both.of.OFP_VERSION == 1 else refused_13)(both.of).items():
        for notes in both.notes.refused.values():
            notes.clear()
        both.tell(make)
        both.settle()
        answers[name] = tuple(map(tuple, (both.notes.refused[EMULATED], both.notes.refused[REAL])))
    assert {name: pair for name, pair in answers.items() if pair[0] != pair[1]} == {}
    assert all(len(ours) == 1 for ours, _ in answers.values())
