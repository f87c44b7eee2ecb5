"""`ryu.lib.ofctl_v1_0` to `ofctl_v1_5`, `ofctl_utils`, `ofctl_nicira_ext`: what Ryu's do, without their crashes."""

import importlib
import inspect
import logging

import pytest

from controller.app import App
from controller.emulator.testing import testing_network
from controller.ofctl import BadValue
from controller.openflow import OF10, OF12, OF13, OF14, OF15, version

NAMES = {OF10: 'v1_0', OF12: 'v1_2', OF13: 'v1_3', OF14: 'v1_4', OF15: 'v1_5'}


def ofctl(number):
    return importlib.import_module(f'ryu.lib.ofctl_{NAMES[number]}')


@pytest.fixture(autouse=True)
def _alias(alias):
    """Every test has it."""


class Switch:
    """What Ryu's tests have in place of a datapath: it answers as an app's handler does."""

    def __init__(self, number, reply=None):
        protocol = importlib.import_module('ryu.ofproto.ofproto_protocol').ProtocolDesc(number)
        self.ofproto, self.ofproto_parser = protocol.ofproto, protocol.ofproto_parser
        self.id, self.ports, self.sent, self.waiters, self.reply = 1, {}, [], {}, reply

    def set_xid(self, msg):
        msg.set_xid(7)
        return 7

    def send_msg(self, msg):
        msg.serialize()
        self.sent.append(msg)
        if self.reply is not None:
            event, messages = self.waiters[self.id].pop(msg.xid)
            messages.append(self.reply)
            event.set()


FUNCTIONS = {
    OF10: 'actions_to_str delete_flow_entry get_aggregate_flow_stats get_desc_stats get_flow_stats get_port_desc '
          'get_port_stats get_queue_stats get_table_stats ipv4_to_int match_to_str mod_flow_entry mod_port_behavior '
          'nw_dst_to_str nw_src_to_str to_actions to_match',
    OF12: 'action_to_str actions_to_str get_aggregate_flow_stats get_desc_stats get_flow_stats get_group_desc '
          'get_group_features get_group_stats get_port_desc get_port_stats get_queue_config get_queue_stats get_role '
          'get_table_stats match_to_str match_vid_to_str mod_flow_entry mod_group_entry mod_port_behavior '
          'send_experimenter set_role to_action to_actions to_match to_match_vid',
}  # fmt: skip
FUNCTIONS[OF13] = FUNCTIONS[OF12] + (' get_meter_config get_meter_features get_meter_stats get_table_features '
                                     'mod_meter_entry wrap_dpid_dict')  # fmt: skip
FUNCTIONS[OF14] = ' '.join(
    {*FUNCTIONS[OF13].split(), 'get_queue_desc', 'instructions_to_str', 'to_instructions'}
    - {'actions_to_str', 'get_queue_config', 'to_actions'}
)
FUNCTIONS[OF15] = ' '.join(
    {*FUNCTIONS[OF14].split(), 'get_flow_desc_stats', 'get_meter_desc', 'stats_to_str'} - {'get_meter_config'}
)


@pytest.mark.parametrize('number', NAMES)
def test_every_function_of_ryu_is_there_and_no_other(number):
    module = ofctl(number)
    found = {name for name in dir(module) if inspect.ismethod(getattr(module, name, None))}
    assert found == {*FUNCTIONS[number].split()}


@pytest.mark.parametrize(
    ('number', 'name', 'parameters'),
    [
        (OF10, 'get_queue_stats', 'dp waiters port queue_id to_user'),
        (OF13, 'get_flow_stats', 'dp waiters flow to_user'),
        (OF13, 'get_port_stats', 'dp waiters port to_user'),
        (OF14, 'get_port_stats', 'dp waiters port_no to_user'),
        (OF14, 'get_queue_desc', 'dp waiters port_no queue_id to_user'),
        (OF13, 'get_group_desc', 'dp waiters to_user'),
        (OF15, 'get_group_desc', 'dp waiters group_id to_user'),
        (OF13, 'mod_flow_entry', 'dp flow cmd'),
        (OF13, 'send_experimenter', 'dp exp logger'),
    ],
)
def test_signatures(number, name, parameters):
    assert ' '.join(inspect.signature(getattr(ofctl(number), name)).parameters) == parameters


# -- asking ----------------------------------------------------------------------------------------------------------


def test_an_answer_that_an_app_gives_by_the_dictionary_of_waiters():
    of13 = version(OF13)
    dp = Switch(OF13, of13.OFPDescStatsReply(None, body=of13.OFPDescStats(b'm', b'h', b's', b'n', b'd')))
    expected = {'mfr_desc': 'm', 'hw_desc': 'h', 'sw_desc': 's', 'serial_num': 'n', 'dp_desc': 'd'}
    assert ofctl(OF13).get_desc_stats(dp, dp.waiters) == {'1': expected}
    assert ofctl(OF13).get_desc_stats(dp, dp.waiters, to_user=False) == {1: expected}
    assert dp.waiters == {1: {}}


def test_a_switch_that_does_not_answer_gives_an_empty_answer(clock, caplog):
    dp = Switch(OF13)
    assert ofctl(OF13).get_flow_stats(dp, dp.waiters) == {'1': []}
    assert ofctl(OF13).get_desc_stats(dp, dp.waiters) == {'1': {}}
    assert dp.waiters == {1: {}}
    assert 'no answer to OFPFlowStatsRequest within 5 s' in caplog.text


class Asking(App):
    """Asks in a handler's place, as apps do: with a dictionary that nobody fills."""


FLOWS = {
    OF10: {'priority': 5, 'match': {'dl_type': 0x800, 'nw_dst': '10.0.0.0/8'}, 'actions': [
        {'type': 'OUTPUT', 'port': 1}]},
    OF13: {'priority': 5, 'match': {'dl_type': 0x800, 'nw_dst': '10.0.0.0/8'}, 'actions': [
        {'type': 'OUTPUT', 'port': 1}, {'type': 'GOTO_TABLE', 'table_id': 1}]},
    OF14: {'priority': 5, 'match': {'eth_type': 0x800, 'ipv4_dst': '10.0.0.0/8'}, 'instructions': [
        {'type': 'APPLY_ACTIONS', 'actions': [{'type': 'OUTPUT', 'port': 1}]}, {'type': 'GOTO_TABLE', 'table_id': 1}]},
}  # fmt: skip
FLOWS[OF15] = FLOWS[OF14]
SHOWN = {
    OF10: ({'dl_type': 0x800, 'nw_dst': '10.0.0.0/8'}, 'actions', ['OUTPUT:1']),
    OF13: ({'dl_type': 0x800, 'nw_dst': '10.0.0.0/255.0.0.0'}, 'actions', ['GOTO_TABLE:1', 'OUTPUT:1']),
    OF14: ({'eth_type': 0x800, 'ipv4_dst': '10.0.0.0/255.0.0.0'}, 'instructions', [
        {'type': 'APPLY_ACTIONS', 'len': 24, 'actions': [
            {'type': 'OUTPUT', 'port': 1, 'max_len': 65509, 'len': 16}]},
        {'type': 'GOTO_TABLE', 'table_id': 1, 'len': 8}]),
}  # fmt: skip
SHOWN[OF15] = SHOWN[OF14]


@pytest.mark.parametrize('number', FLOWS)
def test_flows_of_a_switch_with_a_dictionary_that_nobody_fills(number):
    functions, waiters = ofctl(number), {}
    with testing_network('single,2', [Asking], versions=[number]) as network:
        (dp,) = network.controller.switches.values()
        functions.mod_flow_entry(dp, FLOWS[number], dp.ofproto.OFPFC_ADD)
        ask = functions.get_flow_desc_stats if number == OF15 else functions.get_flow_stats
        (shown,) = ask(dp, waiters, {'match': FLOWS[number]['match']})[str(dp.id)]
        match, name, actions = SHOWN[number]
        assert (shown['priority'], shown['match'], shown[name]) == (5, match, actions)
        assert ask(dp, waiters, {'priority': 6, 'match': {}})[str(dp.id)] == [] or number == OF15
        (port, *_) = functions.get_port_desc(dp, waiters)[str(dp.id)]
        assert port['port_no'] in (1, 2, 'LOCAL')
        functions.mod_flow_entry(dp, {}, dp.ofproto.OFPFC_DELETE)
        assert ask(dp, waiters)[str(dp.id)] == []
    assert waiters == {dp.id: {}}


def test_a_switch_that_refuses_gives_an_empty_answer_at_once(caplog):
    with testing_network('single,2', [Asking], versions=[OF13]) as network:
        (dp,) = network.controller.switches.values()
        assert ofctl(OF13).get_queue_stats(dp, {}, 4711, 1) == {str(dp.id): []}
    assert 'no answer to OFPQueueStatsRequest: OFPET_QUEUE_OP_FAILED' in caplog.text


# -- changing --------------------------------------------------------------------------------------------------------


def test_what_an_app_put_in_place_of_send_msg_sends(monkeypatch):
    sent = []
    monkeypatch.setattr('ryu.lib.ofctl_utils.send_msg', lambda dp, msg, logger=None: sent.append(msg))
    ofctl(OF13).mod_flow_entry(Switch(OF13), {'dpid': 1, 'priority': 3}, version(OF13).OFPFC_ADD)
    assert [each.priority for each in sent] == [3]


def test_groups_meters_ports_roles_and_experimenters():
    dp, module, of13 = Switch(OF13), ofctl(OF13), version(OF13)
    module.mod_group_entry(dp, {'group_id': 2, 'buckets': [{'weight': 3, 'actions': []}]}, of13.OFPGC_MODIFY)
    module.mod_meter_entry(dp, {'meter_id': 1, 'flags': ['KBPS'], 'bands': [{'type': 'DROP', 'rate': 5}]}, 0)
    module.mod_port_behavior(dp, {'port_no': 1, 'hw_addr': '00:00:00:00:00:01', 'config': 1, 'mask': 1})
    module.set_role(dp, {'role': 'MASTER'})
    module.send_experimenter(dp, {'experimenter': 101, 'exp_type': 3, 'data': 'YWJj', 'data_type': 'base64'})
    module.send_experimenter(dp, {'experimenter': '0x65', 'data': 'abc'})
    group, meter, port, role, own, other = dp.sent
    assert (group.command, group.type, group.group_id, group.buckets[0].weight) == (of13.OFPGC_MODIFY, 0, 2, 3)
    assert (meter.flags, meter.bands) == (of13.OFPMF_KBPS, [of13.OFPMeterBandDrop(5, 0)])
    assert (port.port_no, port.mask, role.role) == (1, 1, of13.OFPCR_ROLE_MASTER)
    assert (own.exp_type, own.data, other.experimenter, other.data) == (3, b'abc', 0x65, b'abc')


def test_the_description_of_a_port_among_what_is_to_be_changed():
    dp, of14 = Switch(OF14), version(OF14)
    port = of14.OFPPortDescPropEthernet(curr=1, advertised=2, supported=3, peer=4, curr_speed=5, max_speed=6)
    given = {'port_no': 1, 'hw_addr': '00:00:00:00:00:01', 'config': 1, 'mask': 1}
    ofctl(OF14).mod_port_behavior(dp, {**given, 'properties': [port, {'type': 'ETHERNET', 'advertise': 9}]})
    assert dp.sent[0].properties == [of14.OFPPortModPropEthernet(advertise=9)]


@pytest.mark.parametrize(
    ('name', 'given'),
    [
        ('mod_flow_entry', {'match': None}),
        ('mod_flow_entry', {'priority': 70000}),
        ('mod_flow_entry', {'actions': [{'type': 'OUTPUT'}]}),
        ('mod_group_entry', {'type': 'NOTHING'}),
        ('mod_meter_entry', {'flags': ['NOTHING']}),
    ],
)
def test_what_crashes_in_ryu_is_a_value_error_that_says_where(name, given):
    with pytest.raises(BadValue):
        getattr(ofctl(OF13), name)(Switch(OF13), given, 0)


def test_1_0():
    module, dp = ofctl(OF10), Switch(OF10)
    assert module.to_actions(dp, [{'type': 'STRIP_VLAN'}]) == [version(OF10).OFPActionStripVlan()]
    assert module.actions_to_str([version(OF10).OFPActionEnqueue(1, 2)]) == ['ENQUEUE:1:2']
    assert module.nw_src_to_str(8 << 8, 0x0A000001) == '10.0.0.1/24'
    assert module.nw_dst_to_str(0, 0x0A000001) == '10.0.0.1'
    assert module.ipv4_to_int('10.0.0.1') == 0x0A000001
    module.delete_flow_entry(dp)
    assert (dp.sent[0].command, dp.sent[0].match.wildcards) == (3, 0x3FFFFF)
    assert module.str_to_int('0x10') == 16


def test_actions_one_by_one(caplog):
    module, dp = ofctl(OF13), Switch(OF13)
    assert module.to_action(dp, {'type': 'POP_VLAN'}) == version(OF13).OFPActionPopVlan()
    assert module.to_action(dp, {'type': 'NOTHING'}) is None
    assert module.action_to_str(version(OF13).OFPActionOutput(1)) == 'OUTPUT:1'
    assert module.to_actions(dp, [{'type': 'NOTHING'}]) == []
    assert 'left out' in caplog.text


# -- ofctl_utils -----------------------------------------------------------------------------------------------------


@pytest.fixture
def utils():
    return importlib.import_module('ryu.lib.ofctl_utils')


def test_numbers_and_their_names(utils, caplog):
    of13 = importlib.import_module('ryu.ofproto.ofproto_v1_3')
    util = utils.OFCtlUtil(of13)
    assert [util.ofp_port_from_user(each) for each in ('local', 'OFPP_LOCAL', '5', 0x10)] == [0xFFFFFFFE] * 2 + [5, 16]
    assert [util.ofp_port_to_user(each) for each in (0xFFFFFFFE, 7)] == ['LOCAL', 7]
    assert (util.ofp_buffer_to_user(0xFFFFFFFF), util.ofp_buffer_from_user('NO_BUFFER')) == ('NO_BUFFER', 0xFFFFFFFF)
    assert (util.ofp_role_to_user(2), util.ofp_table_to_user(255)) == ('MASTER', 'ALL')
    assert util.ofp_group_type_from_user('NOTHING') == 'NOTHING'
    assert "no number: 'NOTHING' is neither one nor the name of a OFPGT" in caplog.text
    with pytest.raises(AttributeError):
        util.ofp_nothing_to_user(1)


def test_values_of_match_fields(utils):
    assert [utils.str_to_int(each) for each in (1, '0b10', '0o10', '0x10')] == [1, 2, 8, 16]
    for wrong in ('x', None, '', True, 1.5, '010'):
        with pytest.raises(ValueError, match='invalid literal'):
            utils.str_to_int(wrong)
    assert utils.to_match_eth('a/b') == ('a', 'b')
    assert utils.to_match_ip('10.0.0.1/8') == ('10.0.0.1', '255.0.0.0')
    assert utils.to_match_ip('::1/64') == ('::1', 'ffff:ffff:ffff:ffff::')
    assert utils.to_match_masked_int('0x5/3') == (5, 3)
    assert utils.to_match_packet_type([1, 2]) == 65538
    assert [utils.to_match_vid(each, 0x1000) for each in (5, '5', '0x5', '5/3')] == [0x1005, 0x1005, 5, (5, 3)]
    assert [utils.match_vid_to_str(5, mask, 0x1000) for mask in (None, 0x1FFF)] == ['0x0005', '0x0005/0x1fff']
    assert utils.match_vid_to_str(0x1005, None, 0x1000) == '5'


def test_loggers(utils):
    own = logging.getLogger('own')
    assert (utils.get_logger(own), utils.get_logger()) == (own, utils.LOG)


def test_actions_of_nicira():
    nicira = importlib.import_module('ryu.lib.ofctl_nicira_ext')
    of13 = version(OF13)
    action = of13.NXActionCT(1, 'reg1', 5, 1, 0, [of13.OFPActionPopVlan()])
    assert nicira.action_to_str(action, lambda inner: 'it') == (
        "NX_CT: {flags: 1, zone: reg1[5..21], table: 1, alg: 0, actions: ['it']}"
    )


# -- ofctl_string ----------------------------------------------------------------------------------------------------


def test_names_of_fields():
    strings = importlib.import_module('ryu.lib.ofctl_string')
    names = {'tun_id': 'tunnel_id', 'in_port': 'in_port_nxm', 'in_port_oxm': 'in_port', 'nw_src': 'ipv4_src',
             'tun_src': 'tun_ipv4_src', 'reg0': 'reg0'}  # fmt: skip
    assert {name: strings.ofp_ofctl_field_name_to_ryu(name) for name in names} == names
    names = {'NXM_NX_REG8': 'reg8', 'NXM_OF_ETH_SRC': 'eth_src_nxm', 'NXM_NX_TUN_ID': 'tunnel_id_nxm',
             'NXM_OF_IP_SRC': 'ipv4_src_nxm', 'OXM_OF_ETH_SRC': 'eth_src', 'NXM_NX_IP_TTL': 'nw_ttl',
             'NXM_OF_VLAN_TCI': 'vlan_tci', 'NXM_NX_IPV6_SRC': 'ipv6_src_nxm'}  # fmt: skip
    assert {name: strings.nxm_field_name_to_ryu(name) for name in names} == names
    with pytest.raises(ValueError, match='no header'):
        strings.nxm_field_name_to_os_ken('eth_src')


def test_single_actions_from_text():
    strings = importlib.import_module('ryu.lib.ofctl_string')
    of15 = importlib.import_module('ryu.ofproto.ofproto_v1_5')
    convert = strings.OfctlActionConverter
    assert convert.goto_table(of15, 'goto_table:33') == {'OFPInstructionGotoTable': {'table_id': 33}}
    assert convert.resubmit(of15, 'resubmit(,10)') == {'NXActionResubmitTable': {'table_id': 10}}
    for wrong in ('nonsense', 'output:1,output:2'):
        with pytest.raises(importlib.import_module('ryu.exception').OFPInvalidActionString):
            convert.output(of15, wrong)
    assert strings.tokenize_ofp_instruction_arg('a,b(c,d),e[f,g]') == ['a', 'b(c,d)', 'e[f,g]']
    assert strings.tokenize_ofp_instruction_arg('') == []
