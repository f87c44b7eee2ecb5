"""What `ovs-ofctl ofp-print` says of a message, compared with what we have read from its bytes.

Open vSwitch leaves out what has its usual value, and has its own words for many things. `FACTS` has a line for each
thing that it says of a structure; `matched` and `acted` say in its words what we have read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_network
from typing import Any

from controller.openflow import oxm
from controller.wire import Message, Structure
from controller.wire.structure import fields_of

__all__ = ['compare', 'structures']

HEAD = re.compile(r'(OFPT|OFPST|NXT|NXST|ONFT|ONFST)_(\w+)(?: (request|reply))?(?: \(OF1\.(\d)\))? \(xid=(0x\w+)\):')
#: Multipart types that Open vSwitch calls by the name of another version.
RENAMED = {'FLOW': 'FLOW_DESC', 'METER_CONFIG': 'METER_DESC'}
#: What a number of 32 or 64 bits is where the switch does not know it.
UNKNOWN = {0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF}


@dataclass(frozen=True)
class Fact:
    """A thing said of a structure: how it looks in the text, the attribute it is about, values that are not said.

    `names`: prefix of the constants that the text calls by name, None for what is text.
    """

    said: str
    attribute: str
    unsaid: Collection[Any] = ()
    names: str | None = 'OFPP_'


def counters(prefix: str, **attributes: str) -> list[Fact]:
    return [Fact(rf'{prefix}\b{said}=([\d?]+)', attribute) for said, attribute in attributes.items()]


PORT = [
    Fact(r'^ ?(?:.*: )?(\w+)\(.*\): addr:', 'port_no'),
    Fact(r'\w+\(([^)]*)\): addr:', 'name', names=None),
    Fact(r'addr:(\S+)', 'hw_addr', names=None),
]
FLOW = [
    Fact(r'cookie=(0x\w+), d', 'cookie'),
    Fact(r'duration=([\d.]+)s', 'duration'),
    Fact(r', table=(\d+)', 'table_id'),
    Fact(r'n_packets=(\d+)', 'packet_count'),
    Fact(r'n_bytes=(\d+)', 'byte_count'),
    Fact(r'idle_timeout=(\d+)', 'idle_timeout', {0}),
    Fact(r'hard_timeout=(\d+)', 'hard_timeout', {0}),
    Fact(r'priority=(\d+)', 'priority', {0x8000}),
    Fact(r'importance=(\d+)', 'importance', {0}),
]
REQUEST = [
    Fact(r'table=(\d+)', 'table_id', {0xFF}),
    Fact(r'out_port=(\w+)', 'out_port', {0xFFFF, 0xFFFFFFFF}),
    Fact(r'cookie=(0x\w+)', 'cookie', {0}),
]

#: Class of ours -> what is said of every structure of that class in a message, one behind the other.
FACTS: dict[str, list[Fact]] = {
    'OFPFlowMod': [
        Fact(r'cookie:(0x\w+)', 'cookie', {0}),
        Fact(r'(?:ADD|MOD|DEL|\w_STRICT) table:(\d+)', 'table_id', {0}),
        Fact(r'priority=(\d+)', 'priority', {0x8000}),
        Fact(r'idle:(\d+)', 'idle_timeout', {0}),
        Fact(r'hard:(\d+)', 'hard_timeout', {0}),
        Fact(r'importance:(\d+)', 'importance', {0}),
        Fact(r'buf:(0x\w+)', 'buffer_id', {0xFFFFFFFF}),
        Fact(r'out_port:(\w+)', 'out_port', {0xFFFF, 0xFFFFFFFF}),
    ],
    'OFPPacketIn': [
        Fact(r'total_len=(\d+)', 'total_len'),
        Fact(r'in_port=(\w+)', 'in_port'),
        Fact(r'table_id=(\d+)', 'table_id', {0}),
        Fact(r'cookie=(0x\w+)', 'cookie', {0xFFFFFFFFFFFFFFFF}),
        Fact(r'buffer=(0x\w+)', 'buffer_id', {0xFFFFFFFF}),
        Fact(r'data_len=(\d+)', 'size of data'),
        Fact(r'\(via (\w+)\)', 'reason', names='OFPR_'),
    ],
    'OFPPacketOut': [
        Fact(r'^OFPT_PACKET_OUT.*[ ,]in_port=(\w+)', 'in_port'),
        Fact(r'buffer=(0x\w+)', 'buffer_id', {0xFFFFFFFF}),
        Fact(r'data_len=(\d+)', 'data unless buffered', {0}),
    ],
    'OFPFlowRemoved': [
        Fact(r'priority=(\d+)', 'priority', {0x8000}),
        Fact(r'reason=(\w+)', 'reason', names='OFPRR_'),
        Fact(r'cookie:(0x\w+)', 'cookie', {0}),
        Fact(r'table_id=(\d+)', 'table_id', {0xFF}),
        Fact(r'duration([\d.]+)s', 'duration'),
        Fact(r'idle(\d+)', 'idle_timeout'),
        Fact(r'hard(\d+)', 'hard_timeout', {0}),
        Fact(r'pkts(\d+)', 'packet_count'),
        Fact(r'bytes(\d+)', 'byte_count'),
    ],
    'OFPFlowStatsRequest': REQUEST,
    'OFPAggregateStatsRequest': REQUEST,
    'OFPFlowStats': FLOW,
    'OFPAggregateStats': counters('', packet_count='packet_count', byte_count='byte_count', flow_count='flow_count'),
    'OFPPhyPort': PORT,
    'OFPPort': PORT,
    'OFPPortStats': [
        Fact(r'port +(\w+): rx', 'port_no'),
        *counters('rx ', pkts='rx_packets'),
        *counters('rx .*', bytes='rx_bytes', drop='rx_dropped', errs='rx_errors'),
        *counters('tx ', pkts='tx_packets'),
        *counters('tx .*', bytes='tx_bytes', drop='tx_dropped', errs='tx_errors'),
    ],
    'OFPPortStatsRequest': [Fact(r'port_no=(\w+)', 'port_no')],
    'OFPQueueStats': [
        Fact(r'port (\w+) queue', 'port_no'),
        Fact(r'queue (\w+):', 'queue_id'),
        *counters('', bytes='tx_bytes', pkts='tx_packets', errors='tx_errors'),
    ],
    'OFPQueueStatsRequest': [Fact(r'port=(\w+)', 'port_no'), Fact(r'queue=(\w+)', 'queue_id', names='OFPQ_')],
    'OFPQueueGetConfigRequest': [Fact(r'port=(\w+)', 'port')],
    'OFPPacketQueue': [Fact(r'queue (\d+):', 'queue_id')],
    'OFPSwitchFeatures': [
        Fact(r'dpid:(\w+)', 'datapath_id in hexadecimal', names=None),
        Fact(r'n_tables:(\d+)', 'n_tables'),
        Fact(r'n_buffers:(\d+)', 'n_buffers'),
        Fact(r'auxiliary_id:(\d+)', 'auxiliary_id', {0}),
    ],
    'OFPGetConfigReply': counters('', miss_send_len='miss_send_len'),
    'OFPSetConfig': counters('', miss_send_len='miss_send_len'),
    'OFPPortMod': [Fact(r'port: (\w+): addr', 'port_no'), Fact(r'addr:(\S+)', 'hw_addr', names=None)],
    'OFPTableMod': counters('', table_id='table_id'),
    'OFPDescStats': [
        Fact(r'Manufacturer: (.*)', 'mfr_desc', names=None),
        Fact(r'Hardware: (.*)', 'hw_desc', names=None),
        Fact(r'Software: (.*)', 'sw_desc', names=None),
        Fact(r'Serial Num: (.*)', 'serial_num', names=None),
        Fact(r'DP Description: (.*)', 'dp_desc', names=None),
    ],
    'OFPEchoRequest': [Fact(r'(\d+) bytes of payload', 'size of data')],
    'OFPEchoReply': [Fact(r'(\d+) bytes of payload', 'size of data')],
    'OFPGroupMod': [Fact(r'group_id=(\d+)', 'group_id'), Fact(r'type=(\w+)', 'type of a whole', names='OFPGT_')],
    'OFPGroupDescStats': [Fact(r'group_id=(\d+)', 'group_id'), Fact(r'type=(\w+)', 'type', names='OFPGT_')],
    'OFPBucket': [
        Fact(r'weight:(\d+)', 'weight', {0}),
        Fact(r'watch_port:(\w+)', 'watch_port', {0xFFFFFFFF}),
        Fact(r'watch_group:(\w+)', 'watch_group', {0xFFFFFFFF}),
    ],
    'OFPGroupBucketPropWeight': [Fact(r'weight:(\d+)', 'weight')],
    'OFPGroupBucketPropWatch': [Fact(r'watch_(?:port|group):(\w+)', 'watch')],
    'OFPGroupStats': [Fact(r'group_id=(\d+)', 'group_id'), *counters('', ref_count='ref_count')],
    'OFPGroupStatsRequest': [Fact(r'group_id=(\w+)', 'group_id', names='OFPG_')],
    'OFPGroupFeaturesStats': [Fact(r'max_groups=(0x\w+)', 'max_groups of its types', {0})],
    'OFPMeterMod': counters('', meter='meter_id'),
    'OFPMeterConfigStats': counters('', meter='meter_id'),
    'OFPMeterDescStats': counters('', meter='meter_id'),
    'OFPMeterBandDrop': [Fact(r'type=drop rate=(\d+)', 'rate')],
    'OFPMeterBandDscpRemark': [Fact(r'type=dscp_remark rate=(\d+)', 'rate'), *counters('', prec_level='prec_level')],
    'OFPMeterStats': [
        Fact(r'meter:(\d+)', 'meter_id'),
        Fact(r'flow_count:(\d+)', 'flow_count'),
        Fact(r'packet_in_count:(\d+)', 'packet_in_count'),
        Fact(r'byte_in_count:(\d+)', 'byte_in_count'),
    ],
    'OFPMeterBandStats': [
        Fact(r'\d: packet_count:(\d+)', 'packet_band_count'),
        Fact(r'byte_count:(\d+)', 'byte_band_count'),
    ],
    'OFPMeterFeaturesStats': [
        Fact(r'max_meter:(\d+)', 'max_meter'),
        Fact(r'max_bands:(\d+)', 'max_bands'),
        Fact(r'max_color:(\d+)', 'max_color'),
    ],
    'OFPTableStats': [Fact(r'table (\d+)', 'table_id'), *counters('', active='active_count', lookup='lookup_count')],
    'OFPTableFeaturesStats': [Fact(r'table (\d+)', 'table_id'), Fact(r'table \d+ \("(.*)"\)', 'name', names=None)],
    'OFPRoleRequest': counters('', generation_id='generation_id'),
    'OFPRoleReply': counters('', generation_id='generation_id'),
    'OFPErrorMsg': [Fact(r'^OFPT_ERROR.*\): (\w+)', 'code by name', names=None)],
    'OFPBundleCtrlMsg': [Fact(r'bundle_id=(0x\w+)', 'bundle_id'), Fact(r'type=(\w+)', 'type', names='OFPBCT_')],
    'OFPBundleAddMsg': [Fact(r'bundle_id=(0x\w+)', 'bundle_id')],
    'OFPQueueDesc': [Fact(r'^queue (\d+):', 'queue_id'), Fact(r'port=(\d+)', 'port_no')],
    'OFPRoleStatus': [Fact(r'generation_id=(\d+)', 'generation_id', UNKNOWN)],
}

#: Structures that Open vSwitch puts in order, and by what.
SORTED = {'OFPPhyPort': 'port_no', 'OFPPort': 'port_no', 'OFPPacketQueue': 'queue_id'}
#: Words of the text for constants that are called otherwise in some version.
SYNONYMS = {'ANY': 'NONE', 'idle': 'IDLE_TIMEOUT', 'hard': 'HARD_TIMEOUT', 'no_match': 'TABLE_MISS'}


@dataclass
class Comparison:
    """How many things were compared, and what is not as Open vSwitch says."""

    facts: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, what: str, ours: Any, theirs: Any) -> None:
        """Compare one thing, or a list of things."""
        self.facts += max(1, len(theirs)) if isinstance(theirs, list) else 1
        if ours != theirs:
            self.differences.append(f'{what}: ours {ours!r}, theirs {theirs!r}')


def compare(message: Message, text: str) -> Comparison:
    """Everything of the text that this module knows."""
    found = Comparison()
    head = HEAD.match(text)
    if head is None:
        found.differences.append(f'not understood: {text[:60]}')
        return found
    compare_head(found, message, head)
    text = said_of_it(message, text)
    version = message.__class__.table.version
    held = list(structures(message))
    for name in {type(each).__name__ for each in held} & FACTS.keys():
        those = [each for each in held if type(each).__name__ == name]
        those.sort(key=lambda each: getattr(each, SORTED.get(name, ''), 0))
        for fact in FACTS[name]:
            values = [read(each, fact.attribute) for each in those]
            flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
            ours = [item for item in flat if item is not None and item not in fact.unsaid]
            theirs = [number(version, fact.names, said) for said in re.findall(fact.said, text, re.MULTILINE)]
            for index, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
                ours[index] = '?' if other == '?' and mine in UNKNOWN else mine
            if any(value is not None for value in flat):
                found.add(f'{name}.{fact.attribute}', ours, theirs)
    flows = [each for each in held if type(each).__name__ in ('OFPFlowMod', 'OFPFlowRemoved', 'OFPFlowStats')]
    if flows:
        found.add('match', [matched(each.match) for each in flows], [read_match(line) for line in flow_lines(text)])
    actors = flows or [each for each in held if type(each).__name__ in ('OFPPacketOut', 'OFPBucket')]
    if actors and not hasattr(actors[0], 'reason'):
        found.add('actions', [acted(each) for each in actors], said_actions(actors, text))
    return found


def compare_head(found: Comparison, message: Message, head: re.Match[str]) -> None:
    """Type, version and transaction id."""
    family, name, direction, minor, xid = head.groups()
    of = message.__class__.table.version
    found.add('xid', message.xid, int(xid, 16))
    found.add('version', of.name, f'1.{minor or 0}')
    if family == 'OFPT':
        found.add('type', of.ofp_type.describe(message.msg_type), f'OFPT_{name}')
    elif family == 'OFPST':
        types = getattr(of, 'ofp_multipart_type', None) or of.ofp_stats_types
        ours = types.describe(message.type).partition('_')[2]
        same = {name, f'{name}_STATS', RENAMED.get(name)}
        found.add('type', ours, ours if ours in same else name)
    if direction:
        found.add('direction', 'request' if 'Request' in type(message).__name__ else 'reply', direction)


def said_of_it(message: Message, text: str) -> str:
    """The text without what it says of the packet in a message, and of the message in an error."""
    alone = ('OFPPacketIn', 'OFPPacketOut', 'OFPErrorMsg', 'OFPEchoRequest', 'OFPEchoReply')
    return text.partition('\n')[0] if type(message).__name__ in alone else undittoed(text)


def undittoed(text: str) -> str:
    """The text with what it says of a table said again of the next one, where that is `ditto`."""
    before, said = '', []
    for block in re.split(r'(?m)^(?=  tables? )', text):
        head, colon, body = block.partition(':')
        before = before if body.strip() == 'ditto' else body
        several = re.fullmatch(r'  tables (\d+)\.\.\.(\d+)', head)
        heads = [f'  table {each}' for each in range(int(several[1]), int(several[2]) + 1)] if several else [head]
        said += [each + colon + before for each in heads]
    return ''.join(said)


def structures(value: Any) -> Iterator[Structure]:
    """A structure, and all that it holds, in the order of the wire."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from structures(item)
    elif isinstance(value, dict):
        yield from structures(list(value.values()))
    elif isinstance(value, Structure):
        yield value
        for each in fields_of(type(value)):
            if not each.is_pad:
                yield from structures(getattr(value, each.name, None))


def read(structure: Structure, attribute: str) -> Any:
    """An attribute as the text says it, None where the structure has none of the kind."""
    match attribute:
        case 'duration':
            seconds, nanoseconds = getattr(structure, 'stats', {}).get(attribute) or (
                getattr(structure, 'duration_sec', None), getattr(structure, 'duration_nsec', None))
            return None if seconds is None else seconds + nanoseconds / 10**9
        case 'packet_count' | 'byte_count' if hasattr(structure, 'stats'):
            return structure.stats.get(attribute)
        case 'size of data':
            return len(structure.data)
        case 'data unless buffered':
            return len(structure.data) if structure.buffer_id == 0xFFFFFFFF else 0
        case 'datapath_id in hexadecimal':
            return f'{structure.datapath_id:016x}'
        case 'max_groups of its types':
            return [most for kind, most in enumerate(structure.max_groups) if structure.types >> kind & 1]
        case 'code by name':
            return code_name(structure)
        case 'type of a whole':
            return None if structure.command > 2 else structure.type
        case 'in_port' if hasattr(structure, 'match'):
            return structure.match.get('in_port')
    value = getattr(structure, attribute, None)
    return value.decode('utf-8', 'replace') if isinstance(value, bytes) else value


def code_name(error: Structure) -> str:
    """The name of an error's code, which depends on its type."""
    of = type(error).table.version
    kind = of.ofp_error_type.describe(error.type).removeprefix('OFPET_').lower()
    for name in (f'ofp_{kind}_code', f'ofp_{kind}_failed_code'):
        if hasattr(of, name):
            return getattr(of, name).describe(error.code)
    return f'{error.type}/{error.code}'


# Matches --------------------------------------------------------------------------------------------------------------

PROTOCOLS = {
    'ip': {'dl_type': '0x0800'}, 'ipv6': {'dl_type': '0x86dd'}, 'arp': {'dl_type': '0x0806'},
    'icmp': {'dl_type': '0x0800', 'nw_proto': '1'}, 'icmp6': {'dl_type': '0x86dd', 'nw_proto': '58'},
    'tcp': {'dl_type': '0x0800', 'nw_proto': '6'}, 'tcp6': {'dl_type': '0x86dd', 'nw_proto': '6'},
    'udp': {'dl_type': '0x0800', 'nw_proto': '17'}, 'udp6': {'dl_type': '0x86dd', 'nw_proto': '17'},
    'sctp': {'dl_type': '0x0800', 'nw_proto': '132'}, 'sctp6': {'dl_type': '0x86dd', 'nw_proto': '132'},
    'mpls': {'dl_type': '0x8847'},
}
#: Our name of a field -> Open vSwitch's.
KEYS = {
    'in_port': 'in_port', 'eth_src': 'dl_src', 'eth_dst': 'dl_dst', 'eth_type': 'dl_type', 'vlan_pcp': 'dl_vlan_pcp',
    'ip_proto': 'nw_proto', 'ip_ecn': 'nw_ecn', 'ipv4_src': 'nw_src', 'ipv4_dst': 'nw_dst', 'ipv6_src': 'ipv6_src',
    'ipv6_dst': 'ipv6_dst', 'tcp_src': 'tp_src', 'tcp_dst': 'tp_dst', 'udp_src': 'tp_src', 'udp_dst': 'tp_dst',
    'icmpv4_type': 'icmp_type', 'icmpv4_code': 'icmp_code', 'icmpv6_type': 'icmp_type', 'icmpv6_code': 'icmp_code',
    'arp_op': 'arp_op', 'arp_spa': 'arp_spa', 'arp_tpa': 'arp_tpa', 'arp_sha': 'arp_sha', 'arp_tha': 'arp_tha',
    'metadata': 'metadata', 'tunnel_id': 'tun_id', 'mpls_label': 'mpls_label', 'ip_dscp': 'nw_tos',
}
OTHER_KEYS = ('vlan_tci', 'dl_vlan', 'dp_hash', 'pkt_mark')
HEXADECIMAL = ('metadata', 'tunnel_id', 'dp_hash', 'pkt_mark')


def flow_lines(text: str) -> list[str]:
    """What is said of each flow, without its actions."""
    lines = re.findall(r'^ cookie=.*', text, re.MULTILINE) or re.findall(r'^OFPT_FLOW_.*?\): (.*)', text, re.MULTILINE)
    return [line.partition(' actions=')[0] for line in lines]


def read_match(line: str) -> dict[str, str]:
    """The match among the words about a flow."""
    found: dict[str, str] = {}
    for word in line.split():
        parts = dict(part.partition('=')[::2] for part in word.split(','))
        if parts.keys() <= {*PROTOCOLS, *KEYS.values(), *OTHER_KEYS, 'priority'}:
            for key, value in parts.items():
                found |= PROTOCOLS.get(key) or {key: value}
    found.pop('priority', None)
    return found


def matched(match: Structure) -> dict[str, str]:
    """What a match of ours says in those words."""
    if not isinstance(match, oxm.Match):
        return matched_1_0(match)
    found = {}
    for key, value in match.items():
        name = key.lstrip('_')
        plain, mask = value if isinstance(value, tuple) else (value, None)
        if name == 'vlan_vid' and mask is None and plain:
            found['dl_vlan'] = str(plain & 0xFFF)
        elif name == 'vlan_vid':
            found['vlan_tci'] = '0x0000/0x1fff' if mask is None else f'0x{plain:04x}/0x{mask:04x}'
        else:
            shown = written(name, plain << 2 if name == 'ip_dscp' else plain)
            found[KEYS.get(name, name)] = shown if mask is None else masked(name, shown, mask)
    return found


def written(name: str, value: Any) -> str:
    """A value as Open vSwitch writes it."""
    if name == 'eth_type':
        return f'0x{value:04x}'
    return f'{value:#x}' if name in HEXADECIMAL and value else str(value)


def masked(name: str, shown: str, mask: Any) -> str:
    """A value with its mask, which is a prefix length where it can be."""
    if name.startswith(('ipv4', 'arp_')) or name in ('ipv6_src', 'ipv6_dst'):
        try:
            return str(ip_network(f'{shown}/{mask}'))
        except ValueError:
            pass
    return f'{shown}/{written(name, mask)}'


def matched_1_0(match: Any) -> dict[str, str]:
    """The same for OpenFlow 1.0; fields mean something only under the right protocol."""
    of, free, found = type(match).table.version, match.wildcards, {}
    is_arp = not free & of.OFPFW_DL_TYPE and match.dl_type == 0x0806
    is_icmp = not free & of.OFPFW_NW_PROTO and (match.dl_type, match.nw_proto) == (0x0800, 1)
    for name, bit, shown in (
        ('in_port', of.OFPFW_IN_PORT, str(match.in_port)),
        ('dl_src', of.OFPFW_DL_SRC, match.dl_src.hex(':')),
        ('dl_dst', of.OFPFW_DL_DST, match.dl_dst.hex(':')),
        ('dl_vlan', of.OFPFW_DL_VLAN, str(match.dl_vlan)),
        ('dl_vlan_pcp', of.OFPFW_DL_VLAN_PCP, str(match.dl_vlan_pcp)),
        ('dl_type', of.OFPFW_DL_TYPE, f'0x{match.dl_type:04x}'),
        ('nw_tos', of.OFPFW_NW_TOS, str(match.nw_tos & 0xFC)),
        ('arp_op' if is_arp else 'nw_proto', of.OFPFW_NW_PROTO, str(match.nw_proto)),
        ('icmp_type' if is_icmp else 'tp_src', of.OFPFW_TP_SRC, str(match.tp_src)),
        ('icmp_code' if is_icmp else 'tp_dst', of.OFPFW_TP_DST, str(match.tp_dst)),
    ):
        if not free & bit:
            found[name] = shown
    for name, address, shift in (
        ('arp_spa' if is_arp else 'nw_src', match.nw_src, of.OFPFW_NW_SRC_SHIFT),
        ('arp_tpa' if is_arp else 'nw_dst', match.nw_dst, of.OFPFW_NW_DST_SHIFT),
    ):
        bits = 32 - min(32, free >> shift & 0x3F)
        if bits:
            found[name] = str(ip_network((address, bits), strict=False)).removesuffix('/32')
    if found.get('dl_vlan') == '65535':
        del found['dl_vlan']
        found.pop('dl_vlan_pcp', None)
        found['vlan_tci'] = '0x0000'
    return found


# Actions --------------------------------------------------------------------------------------------------------------

#: Class of ours -> what Open vSwitch writes, made of the action's attributes.
ACTIONS = {
    'OFPActionSetDlSrc': 'mod_dl_src:{mac}', 'OFPActionSetDlDst': 'mod_dl_dst:{mac}',
    'OFPActionSetNwSrc': 'mod_nw_src:{ip}', 'OFPActionSetNwDst': 'mod_nw_dst:{ip}',
    'OFPActionVlanVid': 'mod_vlan_vid:{vlan_vid}', 'OFPActionVlanPcp': 'mod_vlan_pcp:{vlan_pcp}',
    'OFPActionStripVlan': 'strip_vlan', 'OFPActionSetNwTos': 'mod_nw_tos:{tos}',
    'OFPActionSetTpSrc': 'mod_tp_src:{tp}', 'OFPActionSetTpDst': 'mod_tp_dst:{tp}',
    'OFPActionEnqueue': 'enqueue:{port}:{queue_id}', 'OFPActionGroup': 'group:{group_id}',
    'OFPInstructionGotoTable': 'goto_table:{table_id}', 'OFPInstructionMeter': 'meter:{meter_id}',
    'OFPActionDecNwTtl': 'dec_ttl', 'NXActionDecTtl': 'dec_ttl',
}
SET_FIELDS = {'ipv4_src': 'ip_src', 'ipv4_dst': 'ip_dst', 'ipv6_nd_target': 'nd_target', 'ipv6_nd_sll': 'nd_sll'}


def said_actions(actors: list[Any], text: str) -> list[list[str]]:
    """The actions of each flow, bucket or packet, as they stand in the text."""
    found = re.findall(r'actions=(\S+?)(?=,bucket=|\s|$)', text)
    return [[] if each == 'drop' else re.split(r',(?![^(]*\))', each) for each in found]


def acted(structure: Any) -> list[str]:
    """The actions and instructions of a structure in Open vSwitch's words."""
    if hasattr(structure, 'actions'):
        return [acts(each) for each in structure.actions]
    found = []
    for each in structure.instructions:
        inside = [acts(action) for action in getattr(each, 'actions', ())]
        if each.type == type(each).table.version.OFPIT_APPLY_ACTIONS:
            found += inside
        else:
            found.append(f'write_actions({",".join(inside)})' if inside else acts(each))
    return found


def acts(action: Any) -> str:
    """One of them."""
    name, of = type(action).__name__, type(action).table.version
    if name == 'OFPActionOutput':
        known = {of.OFPP_LOCAL: 'LOCAL', of.OFPP_FLOOD: 'FLOOD', of.OFPP_NORMAL: 'NORMAL', of.OFPP_ALL: 'ALL',
                 of.OFPP_IN_PORT: 'IN_PORT', of.OFPP_TABLE: 'TABLE', of.OFPP_CONTROLLER: f'CONTROLLER:{action.max_len}'}
        return known.get(action.port, f'output:{action.port}')
    if name == 'OFPActionSetField':
        return f'set_field:{action.value}->{SET_FIELDS.get(action.key, action.key)}'
    if name == 'OFPInstructionWriteMetadata':
        return f'write_metadata:{action.metadata:#x}/{action.metadata_mask:#x}'
    values = dict(vars(action))
    values['mac'] = values.get('dl_addr', b'').hex(':')
    values['ip'] = IPv4Address(values.get('nw_addr', 0))
    return ACTIONS.get(name, name).format(**values)


def number(version: Any, names: str | None, said: str) -> Any:
    """What the text says: a number, a constant's value, a duration, or text."""
    if names is None:
        return said
    if re.fullmatch(r'\d+', said):
        return int(said)
    if re.fullmatch(r'0x[0-9a-f]+', said):
        return int(said, 16)
    if re.fullmatch(r'\d+\.\d+', said):
        return float(said)
    candidates = (f'{names}{said.upper()}', f'{names}{SYNONYMS.get(said)}')
    return next((getattr(version, name) for name in candidates if hasattr(version, name)), said)
