"""Nicira's and ONF's extensions on a real Open vSwitch bridge: what we write it reads, and says back the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from controller.openflow import OF10, OF13, version
from controller.openflow.nicira import ofs_nbits
from tests.conformance.channel import Channel
from tests.conformance.lab import Laboratory, Switch, run

pytestmark = [pytest.mark.ovs, pytest.mark.timeout(90)]

NOBODY = 'tcp:127.0.0.1:6653'
PROTOCOLS = {OF10: 'OpenFlow10', OF13: 'OpenFlow13'}
BOTH = pytest.mark.parametrize('bridge', PROTOCOLS, indirect=True, ids=PROTOCOLS.values())
FRAME = bytes.fromhex('000000000002 000000000001 88b5') + bytes(46)
TCP = {'dl_type': 0x0800, 'nw_proto': 6}
MPLS = {'dl_type': 0x8847}


class Bridge(NamedTuple):
    """A bridge, and a channel to it, of one version."""

    tables: Any
    channel: Channel
    switch: Switch
    path: Path

    @property
    def protocol(self) -> str:
        return PROTOCOLS[self.tables.OFP_VERSION]

    def flow(self, actions: list[Any], match: dict[str, Any] | None = None, **others: Any) -> Any:
        """The message that adds a flow."""
        of = self.tables
        if of.OFP_VERSION == OF10:
            return of.OFPFlowMod(None, of.OFPMatch(**match or {}), actions=actions, **others)
        instructions = [of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, actions)]
        return of.OFPFlowMod(None, match=of.OFPMatch(**match or {}), instructions=instructions, **others)

    def actions(self) -> list[Any]:
        """The actions of the only flow."""
        of = self.tables
        if of.OFP_VERSION != OF10:
            (flow,) = self.channel.ask_for(of.OFPFlowStatsRequest(None))
            return getattr(flow.instructions[0], 'actions', flow.instructions)
        (reply,) = self.channel.ask(of.OFPFlowStatsRequest(None, 0, of.OFPMatch()))
        (flow,) = reply.body
        return flow.actions

    def ofctl(self, command: str, *arguments: str) -> str:
        """What ovs-ofctl says."""
        return run('ovs-ofctl', '--no-names', '-O', self.protocol, command, self.switch.name, *arguments)

    def text(self) -> str:
        """The actions of the only flow in the words of ovs-ofctl."""
        return re.findall(r'actions=(.*)', self.ofctl('dump-flows'))[0]

    def another(self) -> Channel:
        """One more channel."""
        return Channel(self.path, self.tables)


@pytest.fixture
def bridge(lab: Laboratory, request: pytest.FixtureRequest) -> Iterator[Bridge]:
    of = version(request.param)
    switch = lab.switch(0xA, PROTOCOLS[request.param], NOBODY, lab.hosts(2))
    path = lab.openvswitch.directory / f'{switch.name}.mgmt'
    # In 1.0 Open vSwitch pads the properties of an action by their place in the whole message.
    with Channel(path, of, 'OFPFlowStatsReply') as channel:
        # On this socket it tells of nothing by itself until it knows how much of a packet to send.
        channel.tell(of.OFPSetConfig(None, 0, 0xffff))
        yield Bridge(of, channel, switch, path)


# Actions --------------------------------------------------------------------------------------------------------------

def learned(of: Any) -> list[Any]:
    match, load, output = of.NXFlowSpecMatch, of.NXFlowSpecLoad, of.NXFlowSpecOutput
    return [of.NXActionLearn(1, [
        match(('vlan_tci', 0), ('vlan_tci', 0), 12), match(('eth_src_nxm', 0), ('eth_dst_nxm', 0), 48),
        match(0x0800, ('eth_type_nxm', 0), 16), load(5, ('reg0', 0), 16), load(('in_port_nxm', 0), ('reg1', 4), 16),
        output(('in_port_nxm', 0), 16)], idle_timeout=10, hard_timeout=20, priority=7, cookie=9, fin_idle_timeout=2)]


def tracked(of: Any) -> list[Any]:
    ranges = {'range_ipv4_min': '10.0.0.1', 'range_ipv4_max': '10.0.0.9', 'range_proto_min': 10, 'range_proto_max': 20}
    return [of.NXActionCT(of.NX_CT_F_COMMIT, '', 5, of.NX_CT_RECIRC_NONE, 0, [
        of.NXActionRegLoad(ofs_nbits(0, 31), 'ct_mark', 1),
        of.NXActionNAT(of.NX_NAT_F_SRC | of.NX_NAT_F_PROTO_RANDOM, **ranges)])]


#: Name -> the actions, what ovs-ofctl says of them, and the match they need. Under 1.3 some become standard ones.
ACTIONS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    'resubmit': (lambda of: [of.NXActionResubmit(1)], 'resubmit:1', {}),
    'resubmit table': (lambda of: [of.NXActionResubmitTable(1, 2)], 'resubmit(1,2)', {}),
    'resubmit table, the port as it is': (lambda of: [of.NXActionResubmitTable(table_id=2)], 'resubmit(,2)', {}),
    'set tunnel': (lambda of: [of.NXActionSetTunnel(5)], 'set_tunnel:0x5|set_field:0x5->tun_id', {}),
    'set tunnel 64': (lambda of: [of.NXActionSetTunnel64(5)], 'set_tunnel64:0x5|set_field:0x5->tun_id', {}),
    'set queue': (lambda of: [of.NXActionSetQueue(3)], 'set_queue:3', {}),
    'pop queue': (lambda of: [of.NXActionPopQueue()], 'pop_queue', {}),
    'move': (lambda of: [of.NXActionRegMove('eth_src_nxm', 'eth_dst_nxm', 40, 8, 0)],
             'move:NXM_OF_ETH_SRC[8..47]->NXM_OF_ETH_DST[0..39]', {}),
    'load': (lambda of: [of.NXActionRegLoad(ofs_nbits(4, 19), 'reg0', 0x1234)], 'load:0x1234->NXM_NX_REG0[4..19]', {}),
    'load 2': (lambda of: [of.NXActionRegLoad2('reg3', 1, 3)],
               'load:0x1->NXM_NX_REG3[0..1]|set_field:0x1/0x3->reg3', {}),
    'note': (lambda of: [of.NXActionNote([0x11, 0x22, 0x33])], 'note:11.22.33.00.00.00', {}),
    'multipath': (lambda of: [of.NXActionMultipath(
        of.NX_HASH_FIELDS_ETH_SRC, 50, of.NX_MP_ALG_MODULO_N, 1, 0, ofs_nbits(0, 31), 'reg0')],
        'multipath(eth_src,50,modulo_n,2,0,NXM_NX_REG0[])', {}),
    'bundle': (lambda of: [of.NXActionBundle(of.NX_BD_ALG_HRW, of.NX_HASH_FIELDS_ETH_SRC, 0, 2, 2, 0, 0, [4, 8])],
               'bundle(eth_src,0,hrw,ofport,members:4,8)', {}),
    'bundle load': (lambda of: [of.NXActionBundleLoad(
        of.NX_BD_ALG_ACTIVE_BACKUP, of.NX_HASH_FIELDS_SYMMETRIC_L4, 3, 2, 3, ofs_nbits(0, 15), 'reg0', [4, 8, 9])],
        'bundle_load(symmetric_l4,3,active_backup,ofport,NXM_NX_REG0[0..15],members:4,8,9)', {}),
    'output reg': (lambda of: [of.NXActionOutputReg(ofs_nbits(0, 7), 'reg0', 0xffff)], 'output:NXM_NX_REG0[0..7]', {}),
    'output trunc': (lambda of: [of.NXActionOutputTrunc(1, 100)], 'output(port=1,max_len=100)', {}),
    'exit': (lambda of: [of.NXActionExit()], 'exit', {}),
    'dec ttl': (lambda of: [of.NXActionDecTtl()], 'dec_ttl', TCP),
    'dec ttl, controllers': (lambda of: [of.NXActionDecTtlCntIds([1, 2, 3, 4, 5])], 'dec_ttl(1,2,3,4,5)', TCP),
    'fin timeout': (lambda of: [of.NXActionFinTimeout(5, 6)], 'fin_timeout(idle_timeout=5,hard_timeout=6)', TCP),
    'controller': (lambda of: [of.NXActionController(64, 3, of.OFPR_NO_MATCH)],
                   'controller(reason=no_match,max_len=64,id=3)', {}),
    'controller 2': (lambda of: [of.NXActionController2(
        max_len=64, controller_id=3, reason=of.OFPR_NO_MATCH, userdata=[1, 2, 3, 4, 5], pause=True)],
        'controller(reason=no_match,max_len=64,id=3,userdata=01.02.03.04.05,pause)', {}),
    'push mpls': (lambda of: [of.NXActionPushMpls(0x8847)], 'push_mpls:0x8847', {}),
    'pop mpls': (lambda of: [of.NXActionPopMpls(0x0800)], 'pop_mpls:0x0800', MPLS),
    'set mpls ttl': (lambda of: [of.NXActionSetMplsTtl(9)], 'set_mpls_ttl(9)', MPLS),
    'dec mpls ttl': (lambda of: [of.NXActionDecMplsTtl()], 'dec_mpls_ttl', MPLS),
    'set mpls label': (lambda of: [of.NXActionSetMplsLabel(5)],
                       'set_mpls_label(5)|set_field:5->mpls_label|set_mpls_label:5', MPLS),
    'set mpls tc': (lambda of: [of.NXActionSetMplsTc(3)], 'set_mpls_tc(3)|set_field:3->mpls_tc|set_mpls_tc:3', MPLS),
    'push': (lambda of: [of.NXActionStackPush('reg2', 1, 5)], 'push:NXM_NX_REG2[1..5]', {}),
    'pop': (lambda of: [of.NXActionStackPop('reg2', 0, 32)], 'pop:NXM_NX_REG2[]', {}),
    'sample': (lambda of: [of.NXActionSample(3, 1, 2, 3)],
               'sample(probability=3,collector_set_id=1,obs_domain_id=2,obs_point_id=3)', {}),
    'sample 2': (lambda of: [of.NXActionSample2(3, 1, 2, 3, 4)],
                 'sample(probability=3,collector_set_id=1,obs_domain_id=2,obs_point_id=3,sampling_port=4)', {}),
    'conjunction': (lambda of: [of.NXActionConjunction(0, 3, 2)], 'conjunction(2,1/3)', {}),
    'conntrack with nat': (tracked, 'ct(commit,zone=5,exec(load:0x1->NXM_NX_CT_MARK[],'
                                    'nat(src=10.0.0.1-10.0.0.9:10-20,random)))', TCP),
    'conntrack': (lambda of: [of.NXActionCT(3, 'reg0', ofs_nbits(0, 15), 3, 21, [])],
                  'ct(commit,force,table=3,zone=NXM_NX_REG0[0..15],alg=ftp)', TCP),
    'conntrack clear': (lambda of: [of.NXActionCTClear()], 'ct_clear', {}),
    'learn': (learned, 'learn(table=1,idle_timeout=10,hard_timeout=20,fin_idle_timeout=2,priority=7,cookie=0x9,'
                       'NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],eth_type=0x800,'
                       'load:0x5->NXM_NX_REG0[0..15],load:NXM_OF_IN_PORT[]->NXM_NX_REG1[4..19],'
                       'output:NXM_OF_IN_PORT[])', {}),
    'write metadata': (lambda of: [of.NXActionWriteMetadata(0x12, 0xff)], 'write_metadata:0x12/0xff', {}),
    'clone': (lambda of: [of.NXActionClone([of.NXActionExit()])], 'clone(exit)', {}),
    'check packet larger': (lambda of: [of.NXActionCheckPktLarger(100, 'reg0', 1)],
                            'check_pkt_larger(100)->NXM_NX_REG0[1]', {}),
    'delete field': (lambda of: [of.NXActionDeleteField('tun_metadata0')], 'delete_field:tun_metadata0', {}),
}

#: What Open vSwitch has only from 1.3 on, since packets of other types than Ethernet came with it.
TYPED: dict[str, tuple[Any, str, dict[str, Any]]] = {
    'encap ether': (lambda of: [of.NXActionEncapNsh(), of.NXActionEncapEther()], 'encap(nsh),encap(ethernet)', {}),
    'encap nsh': (lambda of: [of.NXActionEncapNsh(properties=[of.NXEncapProp(4, 1, b'\2')])],
                  'encap(nsh(md_type=2))', {}),
    'decap': (lambda of: [of.NXActionDecap()], 'decap()', {}),
    'dec nsh ttl': (lambda of: [of.NXActionDecNshTtl()], 'dec_nsh_ttl', {'eth_type': 0x894f}),
    'move of an experimenter': (lambda of: [of.NXActionRegMove('reg0', 'nsh_ttl', 8)],
                                'move:NXM_NX_REG0[0..7]->NXOXM_NSH_TTL[]',
                                {'eth_type': 0x894f}),
    'output reg 2': (lambda of: [of.NXActionOutputReg2(ofs_nbits(0, 31), 'nsh_c1', 0xffff)], 'output:NXOXM_NSH_C1[]',
                     {'eth_type': 0x894f}),
}

#: Actions that Open vSwitch has in 1.0 alone, since 1.3 has a standard form of them.
OLD = {'set queue', 'dec ttl', 'push mpls', 'pop mpls', 'set mpls ttl', 'dec mpls ttl', 'set mpls label', 'set mpls tc'}

#: Actions that come back in another form, which does the same: in 1.3 the standard one, in both the header of a tunnel
#: option with the length that the table of options gives it.
CHANGED = {OF10: {'delete field'}, OF13: {'set tunnel', 'set tunnel 64', 'load 2', 'write metadata', 'delete field'}}


@BOTH
def test_actions_come_back(bridge: Bridge) -> None:
    of, is_old = bridge.tables, bridge.tables.OFP_VERSION == OF10
    bridge.channel.tell(of.NXTTlvTableMod(None, of.NXTTMC_ADD, [of.NXTlvMap(0xffff, 0, 4, 0)]))
    wrong = {}
    for name, (make, expected, match) in (ACTIONS if is_old else ACTIONS | TYPED).items():
        refusal = bridge.channel.ask(bridge.flow(make(of), match))
        if not is_old and name in OLD:
            assert [(each.type, each.code) for each in refusal] == [(of.OFPET_BAD_ACTION, of.OFPBAC_BAD_EXP_TYPE)], name
            continue
        if refusal or bridge.text() not in expected.split('|') or (
                bridge.actions() != make(of) and name not in CHANGED[of.OFP_VERSION]):
            wrong[name] = refusal or (bridge.text(), bridge.actions())
        bridge.ofctl('del-flows')
    assert not wrong


# Messages -------------------------------------------------------------------------------------------------------------

@BOTH
def test_tunnel_options(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    options = [of.NXTlvMap(0xffff, 0, 4, 0), of.NXTlvMap(0xffff, 1, 8, 5)]
    channel.tell(of.NXTTlvTableMod(None, of.NXTTMC_ADD, options))
    (reply,) = channel.ask(of.NXTTlvTableRequest(None))
    assert sorted(reply.maps, key=lambda each: each.index) == options
    assert (reply.max_option_space, reply.max_fields) == (256, 64)
    channel.tell(of.NXTTlvTableMod(None, of.NXTTMC_DELETE, options[:1]))
    assert channel.ask(of.NXTTlvTableRequest(None))[0].maps == options[1:]
    channel.tell(of.NXTTlvTableMod(None, of.NXTTMC_CLEAR))
    assert channel.ask(of.NXTTlvTableRequest(None))[0].maps == []


@BOTH
def test_roles(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    assert channel.ask(of.NXTRoleRequest(None, of.NX_ROLE_MASTER)) == [of.NXTRoleReply(None, of.NX_ROLE_MASTER)]
    with bridge.another() as other:
        assert other.ask(of.NXTRoleRequest(None, of.NX_ROLE_MASTER)) == [of.NXTRoleReply(None, of.NX_ROLE_MASTER)]
        (refusal,) = [each for each in channel.ask(bridge.flow([])) if isinstance(each, of.OFPErrorMsg)]
        is_slave = of.OFPBRC_EPERM if of.OFP_VERSION == OF10 else of.OFPBRC_IS_SLAVE
        assert (refusal.type, refusal.code) == (of.OFPET_BAD_REQUEST, is_slave)


@BOTH
def test_asynchronous_messages(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    channel.tell(bridge.flow([of.OFPActionOutput(of.OFPP_CONTROLLER, 0xffff)]))
    packet_out = of.OFPPacketOut(None, 0xffffffff, of.OFPP_LOCAL, [of.OFPActionOutput(of.OFPP_TABLE)], FRAME)
    channel.send(packet_out)
    assert channel.receive_a('OFPPacketIn').data == FRAME
    channel.tell(of.NXTSetAsyncConfig(None, [0, 0], [0, 0], [0, 0]), packet_out)
    channel.tell(of.NXTSetAsyncConfig2(None, [of.NXAsyncConfigProp(1, 1 << of.OFPR_ACTION)]))
    channel.send(packet_out)
    assert channel.receive_a('OFPPacketIn').data == FRAME


@BOTH
def test_a_packet_that_goes_on(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    choose = of.NXTSetPacketInFormat if of.OFP_VERSION == OF10 else of.NXTSetPacketInFormatMsg
    channel.tell(of.NXTSetControllerId(None, 9), choose(None, of.NXPIF_NXT_PACKET_IN2))
    channel.tell(bridge.flow([
        of.NXActionRegLoad(ofs_nbits(0, 31), 'reg1', 5),
        of.NXActionController2(controller_id=9, userdata=[1, 2, 3], pause=True),
        of.NXActionController2(controller_id=9, userdata=[4])]))
    channel.send(of.OFPPacketOut(None, 0xffffffff, of.OFPP_LOCAL, [of.OFPActionOutput(of.OFPP_TABLE)], FRAME))
    first = channel.receive_a('NXTPacketIn2')
    assert (first.data, first.total_len, first.table_id) == (FRAME, len(FRAME), 0)
    assert first.userdata == b'\1\2\3'
    assert first.continuation
    assert of.NXMatch.decode_fields(first.metadata, 0, len(first.metadata))['reg1'] == 5
    channel.send(of.NXTResume(None, first.properties))
    assert channel.receive_a('NXTPacketIn2').userdata == b'\4'


@BOTH
def test_forgotten_connections(bridge: Bridge) -> None:
    of = bridge.tables
    part, address = of.NXCtTupleProp, bytes(10) + bytes.fromhex('ffff 0a000001')
    one_way = of.NXCtFlushPropTuple(of.NXT_CT_ORIG_TUPLE, [
        part(of.NXT_CT_TUPLE_SRC, address), part(of.NXT_CT_TUPLE_DST, address),
        part(of.NXT_CT_TUPLE_SRC_PORT, bytes([0, 80, 0, 0]))])
    bridge.channel.tell(of.NXTCtFlushZone(None, 5), of.NXTCtFlush(None, 6, [one_way, of.NXCtFlushPropZone(5)]))


@pytest.mark.parametrize('bridge', [OF10], indirect=True)
def test_flows_of_1_0_by_match_fields(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    channel.tell(of.NXTSetFlowFormat(None, of.NXFF_NXM), of.NXTFlowModTableId(None, 1), of.NXTFlowAge(None))
    rule = of.NXMatch(eth_type_nxm=0x86dd, ipv6_src_nxm='fe80::/16', reg1=(4, 6))
    actions = [of.NXActionResubmitTable(1, 4), of.OFPActionOutput(2, 0)]
    channel.tell(of.NXTFlowMod(None, 7, 3 << 8 | of.OFPFC_ADD, 10, 20, 9, flags=1, rule=rule, actions=actions))
    assert 'table=3,' in bridge.ofctl('dump-flows')
    (reply,) = channel.ask(of.NXFlowStatsRequest(None, 0, of.OFPP_NONE, 3))
    (flow,) = reply.body
    assert (flow.table_id, flow.cookie, flow.priority, flow.idle_timeout, flow.hard_timeout) == (3, 7, 9, 10, 20)
    assert dict(flow.match.items()) == {'reg1': (4, 6), 'eth_type_nxm': 0x86dd, 'ipv6_src_nxm': ('fe80::', 'ffff::')}
    assert flow.actions == actions
    (sums,) = channel.ask(of.NXAggregateStatsRequest(None, 0, of.OFPP_NONE, 0xff, rule))
    assert sums.body == [of.NXAggregateStats(0, 0, 1)]
    channel.send(of.NXTFlowMod(None, 0, 0xff00 | of.OFPFC_DELETE))
    removed = channel.receive_a('NXTFlowRemoved')
    assert (removed.reason, removed.table_id, removed.match) == (of.OFPRR_DELETE, 4, flow.match)


@pytest.mark.parametrize('bridge', [OF10], indirect=True)
def test_packets_of_1_0_with_metadata(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    channel.tell(of.NXTSetPacketInFormat(None, of.NXPIF_NXM))
    channel.tell(bridge.flow([
        of.NXActionRegLoad(ofs_nbits(0, 31), 'reg1', 5), of.OFPActionOutput(of.OFPP_CONTROLLER, 0xffff)], cookie=3))
    channel.send(of.OFPPacketOut(None, 0xffffffff, of.OFPP_LOCAL, [of.OFPActionOutput(of.OFPP_TABLE)], FRAME))
    message = channel.receive_a('NXTPacketIn')
    assert (message.frame, message.total_len, message.cookie) == (FRAME, len(FRAME), 3)
    assert (message.match['reg1'], message.match['in_port_nxm']) == (5, of.OFPP_LOCAL)


@pytest.mark.parametrize('bridge', [OF10], indirect=True)
def test_flow_monitor_of_1_0(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    wanted = of.NXFMF_INITIAL | of.NXFMF_ADD | of.NXFMF_DELETE | of.NXFMF_ACTIONS | of.NXFMF_OWN
    request = of.NXFlowMonitorStatsRequest(None, 0, [of.NXFlowMonitorRequest(5, wanted)])
    assert channel.ask(request) == [of.NXFlowMonitorStatsReply(None, 0, [])]
    (added,) = channel.ask(bridge.flow([of.NXActionExit()], {'in_port': 2}, cookie=7))
    match = of.NXMatch(in_port_nxm=2)
    assert added.body == [of.NXFlowUpdateFull(of.NXFME_ADDED, 0, 0x8000, 0, 0, 0, 7, match, [of.NXActionExit()])]
    bridge.ofctl('del-flows')
    (gone,) = channel.receive_a('NXFlowMonitorStatsReply').body
    assert (gone.event, gone.reason, gone.match) == (of.NXFME_DELETED, of.OFPRR_DELETE, match)
    channel.tell(of.NXTFlowMonitorCancel(None, 5), bridge.flow([], {'in_port': 3}))


# ONF's, of 1.3 --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('bridge', [OF13], indirect=True)
def test_onf_flow_monitor(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    wanted = of.ONFFMF_INITIAL | of.ONFFMF_ADD | of.ONFFMF_DELETE | of.ONFFMF_ACTIONS
    match = of.OFPMatch(in_port=2)
    request = of.ONFFlowMonitorStatsRequest(None, 0, [of.ONFFlowMonitorRequest(5, wanted, match)])
    assert [each.body for each in channel.ask(request)] == [of.ONFFlowMonitorMultipart([])]
    mine = bridge.flow([], {'in_port': 2})
    assert [each.body.updates for each in channel.ask(mine)] == [[of.ONFFlowUpdateAbbrev(mine.xid)]]
    bridge.ofctl('add-flow', 'in_port=2,priority=7,actions=exit')
    (added,) = channel.receive_a('OFPExperimenterStatsReply').body.updates
    assert (added.event, added.priority, added.match) == (of.ONFFME_ADDED, 7, match)
    assert added.instructions == [of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, [of.NXActionExit()])]
    bridge.ofctl('del-flows', 'in_port=2')
    assert channel.receive_a('OFPExperimenterStatsReply').body.updates[0].event == of.ONFFME_DELETED
    channel.tell(of.ONFFlowMonitorCancel(None, 5))


@pytest.mark.parametrize('bridge', [OF13], indirect=True)
def test_onf_bundle(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    flags = of.ONF_BF_ATOMIC | of.ONF_BF_ORDERED

    def control(kind: int) -> list[int]:
        return [each.type for each in channel.ask(of.ONFBundleCtrlMsg(None, 1, kind, flags, []))]

    assert control(of.ONF_BCT_OPEN_REQUEST) == [of.ONF_BCT_OPEN_REPLY]
    channel.tell(*[of.ONFBundleAddMsg(None, 1, flags, bridge.flow([], {'in_port': port}), []) for port in (1, 2)])
    assert control(of.ONF_BCT_CLOSE_REQUEST) == [of.ONF_BCT_CLOSE_REPLY]
    assert 'in_port' not in bridge.ofctl('dump-flows')
    assert control(of.ONF_BCT_COMMIT_REQUEST) == [of.ONF_BCT_COMMIT_REPLY]
    assert bridge.ofctl('dump-flows').count('in_port') == 2
    (refusal,) = channel.ask(of.ONFBundleCtrlMsg(None, 1, of.ONF_BCT_COMMIT_REQUEST, flags, []))
    assert (refusal.experimenter, refusal.exp_type) == (of.ONF_EXPERIMENTER_ID, of.ONFERR_ET_BAD_ID)


@pytest.mark.parametrize('bridge', [OF13], indirect=True)
def test_onf_role_status(bridge: Bridge) -> None:
    of, channel = bridge.tables, bridge.channel
    assert channel.ask(of.OFPRoleRequest(None, of.OFPCR_ROLE_MASTER, 1))
    with bridge.another() as other:
        assert other.ask(of.OFPRoleRequest(None, of.OFPCR_ROLE_MASTER, 2))
        status = channel.receive_a('ONFRoleStatus')
        assert (status.role, status.generation_id) == (of.OFPCR_ROLE_SLAVE, 2)
