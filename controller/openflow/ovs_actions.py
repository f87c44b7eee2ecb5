"""Actions and instructions as ovs-ofctl(8) writes them, by ovs-actions(7), as JSON in Ryu's shapes.

Where the specification has an action of that meaning it is that one, else Nicira's. A field in one of Nicira's actions
is Nicira's, if there are two, as Open vSwitch has it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from ..wire import Version
from .ovs_fields import (
    PORTS,
    SYNTAX_1_0,
    VLAN_PRESENT,
    OvsFields,
    Subfield,
    Values,
    every_bit,
    is_port,
    number_as_value,
)
from .ovs_words import Text, Word, words
from .oxm_fields import Field

__all__ = ['Actions', 'Json']

#: An action, an instruction or a part of one: `{class name: {field: value}}`.
Json = dict[str, dict[str, Any]]

DEPTH = 16               # of actions inside of actions
OPENFLOW_1_5 = 0x06
IN_PORT_HEADER = 2       # NXM_OF_IN_PORT, which says that the members of a bundle are ports
WHOLE_PACKET = 0xFFFF    # OFPCML_NO_BUFFER
NO_TABLE = 0xFF
BARE = 1 << 16           # the name space of Ethernet types in packet_type

HASHES = ('eth_src', 'symmetric_l4', 'symmetric_l3l4', 'symmetric_l3l4+udp', 'nw_src', 'nw_dst', 'symmetric_l3')
LINK_ALGORITHMS = ('modulo_n', 'hash_threshold', 'hrw', 'iter_hash')
MEMBER_ALGORITHMS = ('active_backup', 'hrw')
REASONS = ('no_match', 'action', 'invalid_ttl', 'action_set', 'group', 'packet_out')
GATEWAYS = {'ftp': 21, 'tftp': 69}
NAT_FLAGS = {'src': 1, 'dst': 2, 'persistent': 4, 'hash': 8, 'random': 16}
NSH, NSH_CLASS, NSH_MD_TYPE = BARE | 0x894F, 0x0004, 1


class Actions:
    """Reads lists of actions and instructions for a version.

    `match`, the fields of the flow that they belong to, decides what some of them mean.
    """

    def __init__(self, version: Version, match: Values | None = None) -> None:
        self.version, self.legacy = version, version.OFP_VERSION == SYNTAX_1_0
        self.fields = OvsFields(version)
        self.flow_match = match or {}
        self.pushed = False
        self.depth = 0

    def read(self, given: Text) -> list[Json]:
        """The actions and instructions of a list, in its order; raises ValueError."""
        self.depth += 1
        if self.depth > DEPTH:
            raise given.fault(f'is more than {DEPTH} brackets deep')
        made: list[Json] = []
        for word in words(given):
            for each in self._one(word):
                (name,) = each
                if not hasattr(self.version, name):
                    raise word.fault(f'OpenFlow {self.version.name} has no such action')
                made.append(each)
        self.depth -= 1
        return made

    def _one(self, word: Word) -> list[Json]:
        name = word.name.text
        if name in _ACTIONS:
            return _ACTIONS[name](self, word)
        if word.value is None and (name.isdecimal() or is_port(word.name)):
            return self._output_to(self.fields.port(word.name))
        raise word.fault('is no action')

    # -- output -----------------------------------------------------------------------------------------------------

    def _output_to(self, port: int) -> list[Json]:
        if port == self.version.OFPP_CONTROLLER:
            return [{'OFPActionOutput': {'port': port, 'max_len': WHOLE_PACKET}}]
        return [{'OFPActionOutput': {'port': port}}]

    def drop(self, word: Word) -> list[Json]:
        """`drop`, which says that there is no action."""
        return []

    def output(self, word: Word) -> list[Json]:
        """`output:port`, `output:field` and `output(port=port,max_len=bytes)`."""
        given = word.needed()
        if '=' in given.text:
            options = _options(word, 'port', 'max_len')
            port = self.fields.port(_option(word, options, 'port')) & 0xFFFF
            return [{'NXActionOutputTrunc': {'port': port, 'max_len': _option(word, options, 'max_len').number(32)}}]
        if given.text.isdecimal() or is_port(given):
            return self._output_to(self.fields.port(given))
        bits = self.fields.subfield(given)
        return [{'NXActionOutputReg': {'ofs_nbits': bits.ofs_nbits, 'src': bits.field, 'max_len': WHOLE_PACKET}}]

    def controller(self, word: Word) -> list[Json]:
        """`controller`, `controller:max_len` and `controller(key=value,...)`."""
        port = self.version.OFPP_CONTROLLER
        if word.value is None or ('=' not in word.value.text and word.value.text != 'pause'):
            max_len = word.value.number(16) if word.value else WHOLE_PACKET
            return [{'OFPActionOutput': {'port': port, 'max_len': max_len}}]
        options = _options(word, 'max_len', 'reason', 'id', 'userdata', 'pause')
        max_len = options['max_len'].number(16) if 'max_len' in options else WHOLE_PACKET
        if options.keys() <= {'max_len'}:
            return [{'OFPActionOutput': {'port': port, 'max_len': max_len}}]
        told = {'max_len': max_len}
        if 'id' in options:
            told['controller_id'] = options['id'].number(16)
        if 'reason' in options:
            told['reason'] = _index(options['reason'], REASONS)
        if not options.keys() & {'userdata', 'pause'}:
            return [{'NXActionController': {'controller_id': 0, 'reason': REASONS.index('action')} | told}]
        if 'max_len' not in options:
            del told['max_len']
        userdata = {'userdata': list(_hex(options['userdata']))} if 'userdata' in options else {}
        return [{'NXActionController2': told | userdata | ({'pause': True} if 'pause' in options else {})}]

    def enqueue(self, word: Word) -> list[Json]:
        """`enqueue:port:queue`: an action of 1.0, three of later versions."""
        port, queue = word.needed().split(',' if ',' in word.needed().text else ':')
        if queue is None:
            raise word.fault('needs a port and a queue')
        number, queue_id = self.fields.port(port), queue.number(32)
        if self.legacy:
            return [{'OFPActionEnqueue': {'port': number, 'queue_id': queue_id}}]
        return [{'OFPActionSetQueue': {'queue_id': queue_id}}, *self._output_to(number), {'NXActionPopQueue': {}}]

    def bundle(self, word: Word) -> list[Json]:
        """`bundle(fields,basis,algorithm,ofport,members:port,...)`, and `bundle_load`, with a field."""
        arguments, members = word.needed().split('members:')
        if members is None:
            arguments, members = word.needed().split('slaves:')
        if members is None:
            raise word.fault('needs members')
        given = [each for each in arguments.parts() if each.text]
        if len(given) != 4 + (word.name.text == 'bundle_load') or given[3].text != 'ofport':
            raise word.fault('takes fields, basis, algorithm, ofport, a field if it is bundle_load, and members')
        fields, basis, algorithm, _, *more = given
        slaves = [each.number(16) for each in members.parts() if each.text]
        told = {
            'algorithm': _index(algorithm, MEMBER_ALGORITHMS), 'fields': _index(fields, HASHES),
            'basis': basis.number(16), 'slave_type': IN_PORT_HEADER, 'n_slaves': len(slaves), 'slaves': slaves,
        }  # fmt: skip
        if not more:
            return [{'NXActionBundle': {**told, 'ofs_nbits': 0, 'dst': 0}}]
        bits = self.fields.subfield(more[0])
        return [{'NXActionBundleLoad': {**told, 'ofs_nbits': bits.ofs_nbits, 'dst': bits.field}}]

    # -- headers ----------------------------------------------------------------------------------------------------

    def pop_vlan(self, word: Word) -> list[Json]:
        """`pop_vlan`, which 1.0 calls `strip_vlan`."""
        return [{'OFPActionStripVlan' if self.legacy else 'OFPActionPopVlan': {}}]

    def ethertype(self, word: Word) -> list[Json]:
        """`push_vlan:type` and others that take an Ethernet type."""
        names = {'push_vlan': 'PushVlan', 'push_mpls': 'PushMpls', 'pop_mpls': 'PopMpls', 'push_pbb': 'PushPbb'}
        return [{self._either(names[word.name.text]): {'ethertype': word.needed().number(16)}}]

    def _either(self, name: str) -> str:
        """The specification's action if the version has it, else Nicira's."""
        return f'OFPAction{name}' if hasattr(self.version, f'OFPAction{name}') else f'NXAction{name}'

    def encap(self, word: Word) -> list[Json]:
        """`encap(ethernet)`, `encap(mpls)`, `encap(nsh(md_type=1))`."""
        inner = _single(word)
        if inner.name.text == 'ethernet':
            return [{'NXActionEncapEther': {'properties': []}}]
        if inner.name.text in ('mpls', 'mpls_mc'):
            kind = BARE | (0x8847 if inner.name.text == 'mpls' else 0x8848)
            return [{'NXActionEncap': {'new_pkt_type': kind, 'properties': []}}]
        if inner.name.text != 'nsh':
            raise inner.fault('is no header; nsh, ethernet, mpls and mpls_mc are')
        properties = [_nsh_property(each) for each in words(inner.value or Text('', 0))]
        return [{'NXActionEncapNsh': {'properties': properties}}]

    def decap(self, word: Word) -> list[Json]:
        """`decap` and `decap(packet_type(ns=namespace,type=type))`."""
        if word.value is None or not word.value.text:
            return [{'NXActionDecap': {}}]
        inner = _single(word)
        options = _options(inner, 'ns', 'type')
        kind = _option(inner, options, 'ns').number(16) << 16 | _option(inner, options, 'type').number(16)
        return [{'NXActionDecap': {'new_pkt_type': kind}}]

    # -- fields -----------------------------------------------------------------------------------------------------

    def _set(self, name: str, value: Any, mask: Any = None) -> Json:
        tlv = {'field': name, 'value': value} | ({} if mask is None else {'mask': mask})
        return {'OFPActionSetField': {'field': {'OXMTlv': tlv}}}

    def set_field(self, word: Word) -> list[Json]:
        """`set_field:value[/mask]->field`."""
        given, dst = word.needed().split('->')
        if dst is None:
            raise word.fault('needs a value, then -> and a field')
        field = self.fields.named(dst, nicira=self.legacy or dst.text == 'in_port')
        value = self.fields.value(field, given)
        if isinstance(value, tuple):
            if self.version.OFP_VERSION >= OPENFLOW_1_5:
                return [self._set(field.name, *value)]
            field = self.fields.named(dst, nicira=True)
            return [{'NXActionRegLoad2': {'dst': field.name, 'value': value[0], 'mask': value[1]}}]
        return self._written(field, value) if self.legacy else [self._set(field.name, value)]

    def load(self, word: Word) -> list[Json]:
        """`load:number->field[start..end]`."""
        given, dst = word.needed().split('->')
        if dst is None:
            raise word.fault('needs a number, then -> and a field')
        standard = self.version.OFP_VERSION >= OPENFLOW_1_5
        bits = self.fields.subfield(dst, nicira=not standard or dst.text.split('[')[0] == 'in_port')
        number = given.number(bits.n_bits)
        field = self.fields.known.by_name[bits.field]
        if not standard and bits.n_bits <= 64 and field.experimenter is None:
            return [{'NXActionRegLoad': {'ofs_nbits': bits.ofs_nbits, 'dst': bits.field, 'value': number}}]
        value = number_as_value(field, number << bits.start)
        mask = number_as_value(field, (1 << bits.n_bits) - 1 << bits.start)
        mask = None if mask == every_bit(field) else mask
        if standard:
            return [self._set(bits.field, value, mask)]
        return [{'NXActionRegLoad2': {'dst': bits.field, 'value': value, 'mask': mask}}]

    def move(self, word: Word) -> list[Json]:
        """`move:field[start..end]->field[start..end]`."""
        given, other = word.needed().split('->')
        if other is None:
            raise word.fault('needs a field, then -> and another')
        standard = self.version.OFP_VERSION >= OPENFLOW_1_5
        src, dst = (self.fields.subfield(each, nicira=not standard) for each in (given, other))
        if src.n_bits != dst.n_bits:
            raise word.fault(f'moves {src.n_bits} bits to {dst.n_bits}')
        if standard:
            ids = [{'OFPOxmId': {'type': each.field, 'hasmask': False, 'length': None}} for each in (src, dst)]
            told = {'n_bits': src.n_bits, 'src_offset': src.start, 'dst_offset': dst.start, 'oxm_ids': ids}
            return [{'OFPActionCopyField': told}]
        return [{'NXActionRegMove': {
            'src_field': src.field, 'dst_field': dst.field, 'n_bits': src.n_bits,
            'src_ofs': src.start, 'dst_ofs': dst.start,
        }}]  # fmt: skip

    def mod(self, word: Word) -> list[Json]:
        """The actions of OpenFlow 1.0 that set a field, for which later versions have one action."""
        old, parameter, name = _MODIFICATIONS[word.name.text.removeprefix('mod_').removeprefix('set_')]
        field, given = self._modified(word, name), word.needed()
        value = self.fields.value(field, given)
        if self.legacy:
            return [{old: {parameter: value}}] if old else self._written(field, value)
        if name == 'nw_tos':
            return [self._set('ip_dscp', value >> 2)]
        if name != 'vlan_vid':
            return [self._set(field.name, value)]
        tagged = [self._set('vlan_vid', value | VLAN_PRESENT)]
        if word.name.text == 'set_vlan_vid' or self.pushed or self.flow_match.get('vlan_vid'):
            return tagged
        self.pushed = True  # a packet without a tag gets one, as it does in OpenFlow 1.0
        return [{'OFPActionPushVlan': {'ethertype': 0x8100}}, *tagged]

    def _modified(self, word: Word, name: str) -> Field:
        """The field that such an action sets; tp_src and tp_dst are those of the flow's protocol."""
        if name[:2] == 'tp':
            protocol = PORTS.get(self.flow_match.get('ip_proto', 0), 'tcp' if self.legacy else None)
            if protocol is None:
                raise word.fault('means nothing without tcp, udp or sctp in the match')
            name = f'{protocol}_{name[3:]}'
        return self.fields.known.by_name[name]

    def _written(self, field: Field, value: Any) -> list[Json]:
        """What sets a field that 1.0 has no action for."""
        return [{'NXActionRegLoad2': {'dst': field.name, 'value': value, 'mask': None}}]

    def set_tunnel(self, word: Word) -> list[Json]:
        """`set_tunnel:id` and `set_tunnel64:id`."""
        number = word.needed().number(64)
        if not self.legacy:
            return [self._set(self.fields.named(Text('tun_id', word.name.at)).name, number)]
        large = number >> 32 or word.name.text == 'set_tunnel64'
        return [{'NXActionSetTunnel64' if large else 'NXActionSetTunnel': {'tun_id': number}}]

    def set_mpls(self, word: Word) -> list[Json]:
        """`set_mpls_label:label`, `set_mpls_tc:tc` and `set_mpls_ttl:ttl`."""
        name = word.name.text.removeprefix('set_')
        bits = {'mpls_label': 20, 'mpls_tc': 3, 'mpls_ttl': 8}[name]
        number = word.needed().number(bits)
        if self.legacy:
            return [{f'NXActionSetMpls{name[5:].title()}': {name[5:]: number}}]
        return [{'OFPActionSetMplsTtl': {'mpls_ttl': number}}] if name == 'mpls_ttl' else [self._set(name, number)]

    def mod_nw_ttl(self, word: Word) -> list[Json]:
        """`mod_nw_ttl:ttl`."""
        number = word.needed().number(8)
        if self.legacy:
            return self._written(self.fields.known.by_name['nw_ttl'], number)
        return [{'OFPActionSetNwTtl': {'nw_ttl': number}}]

    def dec_ttl(self, word: Word) -> list[Json]:
        """`dec_ttl` and `dec_ttl(controller,...)`."""
        if word.value is not None:
            ids = [each.number(16) for each in word.value.parts() if each.text]
            return [{'NXActionDecTtlCntIds': {'n_controllers': len(ids), 'cnt_ids': ids}}]
        return [{'NXActionDecTtl' if self.legacy else 'OFPActionDecNwTtl': {}}]

    def plain(self, word: Word) -> list[Json]:
        """An action that has no arguments."""
        if word.value is not None and word.value.text:
            raise word.fault('takes no value')
        return [{_PLAIN.get(word.name.text) or self._either('DecMplsTtl'): {}}]

    def delete_field(self, word: Word) -> list[Json]:
        """`delete_field:field`."""
        return [{'NXActionDeleteField': {'field': self.fields.named(word.needed(), nicira=True).name}}]

    def stack(self, word: Word) -> list[Json]:
        """`push:field[start..end]` and `pop:field[start..end]`."""
        bits = self.fields.subfield(word.needed())
        name = 'NXActionStackPush' if word.name.text == 'push' else 'NXActionStackPop'
        return [{name: {'field': bits.field, 'start': bits.start, 'end': bits.n_bits}}]

    def check_pkt_larger(self, word: Word) -> list[Json]:
        """`check_pkt_larger(length)->field[bit]`."""
        if word.behind is None:
            raise word.fault('needs a length in brackets, then -> and a bit')
        bits = self.fields.subfield(word.behind)
        if bits.n_bits != 1:
            raise word.behind.fault('is not one bit')
        return [{'NXActionCheckPktLarger': {
            'pkt_len': word.needed().number(16), 'dst': bits.field, 'offset': bits.start,
        }}]  # fmt: skip

    # -- the pipeline -----------------------------------------------------------------------------------------------

    def numbered(self, word: Word) -> list[Json]:
        """A group, a queue or a meter."""
        name, parameter = _NUMBERED[word.name.text]
        if word.name.text == 'meter' and not hasattr(self.version, name):
            name = 'OFPInstructionMeter'
        if word.name.text == 'set_queue' and self.legacy:
            name = 'NXActionSetQueue'
        return [{name: {parameter: word.needed().number(32)}}]

    def resubmit(self, word: Word) -> list[Json]:
        """`resubmit:port` and `resubmit([port],[table])`."""
        port, *more = word.needed().parts()
        told: dict[str, Any] = {}
        if port.text not in ('', 'in_port'):
            told['in_port'] = self.fields.port(port) & 0xFFFF
        if more and more[0].text:
            told['table_id'] = more[0].number(8)
        if len(more) > 1:
            raise more[1].fault('is no argument of resubmit here')
        return [{'NXActionResubmitTable': told}]

    def clone(self, word: Word) -> list[Json]:
        """`clone(action,...)`."""
        return [{'NXActionClone': {'actions': self.read(word.value or Text('', 0))}}]

    def ct(self, word: Word) -> list[Json]:
        """`ct(argument,...)`, with `nat(...)` and `exec(action,...)` among the arguments."""
        told: dict[str, Any] = {
            'flags': 0, 'zone_src': '', 'zone_ofs_nbits': 0, 'recirc_table': NO_TABLE, 'alg': 0, 'actions': [],
        }  # fmt: skip
        for each in words(word.value or Text('', 0)):
            name = each.name.text
            if name in ('commit', 'force'):
                told['flags'] |= 1 if name == 'commit' else 2
            elif name == 'table':
                told['recirc_table'] = each.needed().number(8)
            elif name == 'zone' and each.needed().text[:1].isdecimal():
                told['zone_ofs_nbits'] = each.needed().number(16)
            elif name == 'zone':
                bits = self.fields.subfield(each.needed())
                told |= {'zone_src': bits.field, 'zone_ofs_nbits': bits.ofs_nbits}
            elif name == 'alg':
                told['alg'] = _named(each.needed(), GATEWAYS)
            elif name == 'nat':
                told['actions'].append(_nat(each))
            elif name == 'exec':
                told['actions'] += self.read(each.needed())
            else:
                raise each.fault('is no argument of ct')
        return [{'NXActionCT': told}]

    def fin_timeout(self, word: Word) -> list[Json]:
        """`fin_timeout(idle_timeout=seconds,hard_timeout=seconds)`."""
        options = _options(word, 'idle_timeout', 'hard_timeout')
        names = ('idle_timeout', 'hard_timeout')
        return [{'NXActionFinTimeout': {f'fin_{name}': options[name].number(16) if name in options else 0
                                        for name in names}}]

    def learn(self, word: Word) -> list[Json]:
        """`learn(argument,...)`: properties of the flow, what it matches, and what it does."""
        told: dict[str, Any] = {'table_id': 1, 'specs': []}
        for each in words(word.needed()):
            name = each.name.text
            if name == 'table':
                told['table_id'] = each.needed().number(8)
            elif name in _LEARN_NUMBERS:
                told[name] = each.needed().number(_LEARN_NUMBERS[name])
            elif name in ('send_flow_rem', 'delete_learned') and each.value is None:
                told['flags'] = told.get('flags', 0) | (1 if name == 'send_flow_rem' else 2)
            elif name in ('limit', 'result_dst'):
                raise each.fault('is no argument of learn here')
            else:
                told['specs'].append(self._learned(each))
        return [{'NXActionLearn': told}]

    def _learned(self, word: Word) -> Json:
        """What a learned flow matches or does."""
        if word.name.text == 'output':
            bits = self.fields.subfield(word.needed())
            return {'NXFlowSpecOutput': {'src': [bits.field, bits.start], 'n_bits': bits.n_bits, 'dst': ''}}
        if word.name.text == 'load':
            given, target = word.needed().split('->')
            if target is None:
                raise word.fault('needs a number or a field, then -> and a field')
            return {'NXFlowSpecLoad': self._spec(self.fields.subfield(target), given, literal=None)}
        bits = self.fields.subfield(word.name)
        field = self.fields.known.by_name[bits.field]
        return {'NXFlowSpecMatch': self._spec(bits, word.value or word.name, literal=field if bits.whole else None)}

    def _spec(self, dst: Subfield, given: Text, literal: Field | None) -> dict[str, Any]:
        """What `given`, a field or a value (in the form of `literal`), is to become in the flow."""
        source: Any
        if given.text[:1].isdecimal() or (literal is not None and not given.text.partition('[')[0].isidentifier()):
            source = given.number(dst.n_bits) if literal is None or literal.kind.bits else int.from_bytes(
                literal.kind.write(self.fields.value(literal, given)))
        else:
            src = self.fields.subfield(given)
            if src.n_bits != dst.n_bits:
                raise given.fault(f'has {src.n_bits} bits, not {dst.n_bits}')
            source = [src.field, src.start]
        return {'src': source, 'dst': [dst.field, dst.start], 'n_bits': dst.n_bits}

    # -- others -----------------------------------------------------------------------------------------------------

    def multipath(self, word: Word) -> list[Json]:
        """`multipath(fields,basis,algorithm,links,argument,field[start..end])`."""
        arguments = word.needed().parts()
        if len(arguments) != 6:
            raise word.fault('takes fields, basis, algorithm, number of links, argument and a field')
        fields, basis, algorithm, links, argument, dst = arguments
        bits = self.fields.subfield(dst)
        if not 1 <= links.number(17) <= 1 << 16:
            raise links.fault('is no number of links')
        return [{'NXActionMultipath': {
            'fields': _index(fields, HASHES), 'basis': basis.number(16), 'max_link': links.number(17) - 1,
            'algorithm': _index(algorithm, LINK_ALGORITHMS), 'arg': argument.number(32),
            'ofs_nbits': bits.ofs_nbits, 'dst': bits.field,
        }}]  # fmt: skip

    def conjunction(self, word: Word) -> list[Json]:
        """`conjunction(id,k/n)`; on the wire clauses count from 0."""
        identifier, *more = word.needed().parts()
        if len(more) != 1:
            raise word.fault('takes an id and k/n')
        clause, count = more[0].split('/')
        if count is None or not 1 <= clause.number(8) <= count.number(8):
            raise more[0].fault('is no clause of so many')
        told = {'clause': clause.number(8) - 1, 'n_clauses': count.number(8), 'id': identifier.number(32)}
        return [{'NXActionConjunction': told}]

    def note(self, word: Word) -> list[Json]:
        """`note:hh.hh...`."""
        return [{'NXActionNote': {'note': list(_hex(word.needed()))}}]

    def sample(self, word: Word) -> list[Json]:
        """`sample(probability=n,...)`."""
        options = _options(word, 'probability', 'collector_set_id', 'obs_domain_id', 'obs_point_id', 'sampling_port')
        told = {name: given.number(32) for name, given in options.items() if name != 'sampling_port'}
        told['probability'] = _option(word, options, 'probability').number(16)
        if 'sampling_port' not in options:
            return [{'NXActionSample': told}]
        return [{'NXActionSample2': told | {'sampling_port': self.fields.port(options['sampling_port']) & 0xFFFF}}]

    # -- instructions -----------------------------------------------------------------------------------------------

    def goto_table(self, word: Word) -> list[Json]:
        """`goto_table:table`, which 1.0 says by resubmitting."""
        name = 'NXActionResubmitTable' if self.legacy else 'OFPInstructionGotoTable'
        return [{name: {'table_id': word.needed().number(8)}}]

    def write_metadata(self, word: Word) -> list[Json]:
        """`write_metadata:value[/mask]`."""
        value, mask = word.needed().split('/')
        number, bits = value.number(64), (1 << 64) - 1 if mask is None else mask.number(64)
        if self.legacy:
            return [{'NXActionWriteMetadata': {'metadata': number, 'mask': bits}}]
        return [{'OFPInstructionWriteMetadata': {'metadata': number, 'metadata_mask': bits}}]

    def instructed(self, word: Word) -> list[Json]:
        """Actions of the action set, which are only known where there are instructions."""
        if self.legacy:
            raise word.fault(f'OpenFlow {self.version.name} has no instructions')
        clear = word.name.text == 'clear_actions'
        kind = self.version.OFPIT_CLEAR_ACTIONS if clear else self.version.OFPIT_WRITE_ACTIONS
        actions = [] if clear else self.read(word.value or Text('', 0))
        return [{'OFPInstructionActions': {'type': kind, 'actions': actions}}]


def _single(word: Word) -> Word:
    """The only argument of an action; raises ValueError."""
    given = list(words(word.needed()))
    if len(given) != 1:
        raise word.fault('takes one argument')
    return given[0]


def _options(word: Word, *names: str) -> dict[str, Text]:
    """The arguments of an action by name; raises ValueError for another one."""
    options = {}
    for each in words(word.needed()):
        if each.name.text not in names:
            raise each.fault(f'is no argument of {word.name.text}')
        options[each.name.text] = each.value or Text('', each.name.at)
    return options


def _option(word: Word, options: dict[str, Text], name: str) -> Text:
    if name not in options:
        raise word.fault(f'needs {name}')
    return options[name]


def _index(given: Text, names: tuple[str, ...]) -> int:
    """The number of a name; raises ValueError."""
    if given.text not in names:
        raise given.fault(f'is none of {", ".join(names)}')
    return names.index(given.text)


def _named(given: Text, numbers: dict[str, int]) -> int:
    """The number of a name, or a number; raises ValueError."""
    return numbers[given.text] if given.text in numbers else given.number(16)


def _hex(given: Text) -> bytes:
    try:
        return bytes.fromhex(given.text.replace('.', '').removeprefix('0x'))
    except ValueError:
        raise given.fault('is no pairs of hexadecimal digits') from None


def _nsh_property(word: Word) -> Json:
    """What an NSH header that is pushed holds."""
    if word.name.text != 'md_type':
        raise word.fault('is no property of NSH here; md_type is')
    value = b64encode(bytes([word.needed().number(8)])).decode('ascii')
    return {'NXEncapProp': {'prop_class': NSH_CLASS, 'type': NSH_MD_TYPE, 'data': value}}


def _nat(word: Word) -> Json:
    """Address translation: `nat`, or `nat(src=first-last:port-port,random)`."""
    told: dict[str, Any] = {'flags': 0}
    for each in words(word.value or Text('', 0)):
        if each.name.text not in NAT_FLAGS:
            raise each.fault('is no argument of nat')
        told['flags'] |= NAT_FLAGS[each.name.text]
        if each.name.text in ('src', 'dst') and each.value is not None:
            told |= _range(each.value)
    return {'NXActionNAT': told}


def _range(given: Text) -> dict[str, Any]:
    """Addresses, or one, and perhaps ports; raises ValueError."""
    found = re.fullmatch(r'\[([^]]*)\](?:-\[([^]]*)\])?(?::(\d+)(?:-(\d+))?)?', given.text) or (
        re.fullmatch(r'([\d.]+)(?:-([\d.]+))?(?::(\d+)(?:-(\d+))?)?', given.text)
    ) or re.fullmatch(r'([\da-fA-F:.]+)(?:-([\da-fA-F:.]+))?()()', given.text)
    if found is None:
        raise given.fault('is no range of addresses and ports')
    kind = 'ipv6' if ':' in found[1] else 'ipv4'
    told: dict[str, Any] = {f'range_{kind}_min': found[1]} | ({f'range_{kind}_max': found[2]} if found[2] else {})
    for name, group in (('range_proto_min', 3), ('range_proto_max', 4)):
        if found[group]:
            told[name] = Text(found[group], given.at + found.start(group)).number(16)
    return told


#: Actions that set one field: the one of OpenFlow 1.0 and its parameter, and the field.
_MODIFICATIONS = {
    'vlan_vid': ('OFPActionVlanVid', 'vlan_vid', 'vlan_vid'),
    'vlan_pcp': ('OFPActionVlanPcp', 'vlan_pcp', 'vlan_pcp'),
    'dl_src': ('OFPActionSetDlSrc', 'dl_addr', 'eth_src'),
    'dl_dst': ('OFPActionSetDlDst', 'dl_addr', 'eth_dst'),
    'nw_src': ('OFPActionSetNwSrc', 'nw_addr', 'ipv4_src'),
    'nw_dst': ('OFPActionSetNwDst', 'nw_addr', 'ipv4_dst'),
    'nw_tos': ('OFPActionSetNwTos', 'tos', 'nw_tos'),
    'nw_ecn': ('', '', 'ip_ecn'),
    'tp_src': ('OFPActionSetTpSrc', 'tp', 'tp_src'),
    'tp_dst': ('OFPActionSetTpDst', 'tp', 'tp_dst'),
}
_PLAIN = {
    'exit': 'NXActionExit', 'pop_queue': 'NXActionPopQueue', 'ct_clear': 'NXActionCTClear',
    'dec_nsh_ttl': 'NXActionDecNshTtl', 'copy_ttl_in': 'OFPActionCopyTtlIn', 'copy_ttl_out': 'OFPActionCopyTtlOut',
    'pop_pbb': 'OFPActionPopPbb', 'dec_mpls_ttl': '',
}  # fmt: skip
_NUMBERED = {
    'group': ('OFPActionGroup', 'group_id'),
    'set_queue': ('OFPActionSetQueue', 'queue_id'),
    'meter': ('OFPActionMeter', 'meter_id'),
}
_LEARN_NUMBERS = {
    'idle_timeout': 16, 'hard_timeout': 16, 'fin_idle_timeout': 16, 'fin_hard_timeout': 16, 'priority': 16,
    'cookie': 64,
}  # fmt: skip

#: What reads each action; a number or the name of a reserved port is an output, too.
_ACTIONS: dict[str, Callable[[Actions, Word], list[Json]]] = {
    'drop': Actions.drop, 'output': Actions.output, 'controller': Actions.controller, 'CONTROLLER': Actions.controller,
    'enqueue': Actions.enqueue, 'bundle': Actions.bundle, 'bundle_load': Actions.bundle,
    'strip_vlan': Actions.pop_vlan, 'pop_vlan': Actions.pop_vlan, 'encap': Actions.encap, 'decap': Actions.decap,
    **dict.fromkeys(('push_vlan', 'push_mpls', 'pop_mpls', 'push_pbb'), Actions.ethertype),
    'set_field': Actions.set_field, 'load': Actions.load, 'move': Actions.move,
    **dict.fromkeys((f'mod_{name}' for name in _MODIFICATIONS), Actions.mod),
    'set_vlan_vid': Actions.mod, 'set_vlan_pcp': Actions.mod, 'mod_nw_ttl': Actions.mod_nw_ttl,
    'set_tunnel': Actions.set_tunnel, 'set_tunnel64': Actions.set_tunnel, 'dec_ttl': Actions.dec_ttl,
    **dict.fromkeys(('set_mpls_label', 'set_mpls_tc', 'set_mpls_ttl'), Actions.set_mpls),
    **dict.fromkeys(_PLAIN, Actions.plain), **dict.fromkeys(_NUMBERED, Actions.numbered),
    'delete_field': Actions.delete_field, 'push': Actions.stack, 'pop': Actions.stack,
    'check_pkt_larger': Actions.check_pkt_larger, 'resubmit': Actions.resubmit, 'clone': Actions.clone,
    'ct': Actions.ct, 'learn': Actions.learn, 'fin_timeout': Actions.fin_timeout, 'multipath': Actions.multipath,
    'conjunction': Actions.conjunction, 'note': Actions.note, 'sample': Actions.sample,
    'goto_table': Actions.goto_table, 'write_metadata': Actions.write_metadata,
    'write_actions': Actions.instructed, 'clear_actions': Actions.instructed,
}  # fmt: skip
