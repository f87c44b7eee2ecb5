"""JSON schemas of requests, made of the wire tables that `reading` and `match` read them by.

Each version of OpenFlow has schemas of its own, which other schemas refer to by name: `Match13`, `Action15`. A body
that is right for some version is the union of them. What a schema takes is read, and what it does not is refused, with
these exceptions, all of which are answered by 409 (`values.Impossible`):

* what fields of a match need beside them is in its schema as `x-needs`, which reads like `dependentSchemas`: generators
  of clients and of tests stumble over that; neither does a schema say that a masked value is 0;
* `actions` and `instructions` of a flow entry exclude each other, as do the old and the new name of a match field;
* value and mask of a tunnel option have as many bytes.

No schema says how much fits in a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from ..openflow import OF10, oxm, version, versions
from ..wire import Enumeration, Message, Structure
from ..wire.kinds import Fixed, List, Ref, Tail, Words, ipv4, mac
from ..wire.structure import NO_DEFAULT, Field, lookup
from . import addresses
from .match import OLD_NAMES, PORT_PROTOCOLS, V10_NUMBERS
from .numeric import dpid_schema, exact_pattern, number_pattern
from .reading import ADDRESSES, ALIASES, DEFAULTS, enumeration_of, fields_by_name

__all__ = ['REFERENCE', 'Schema', 'any_of', 'integer', 'reference', 'request_schemas', 'union']

Schema = dict[str, Any]

REFERENCE = '#/components/schemas/'

#: The messages whose fields a request has, and those of them that it does not; and what it has beside them.
_MESSAGES = {
    'FlowEntry': ('OFPFlowMod', {'command'}),
    'GroupEntry': ('OFPGroupMod', {'command'}),
    'MeterEntry': ('OFPMeterMod', {'command'}),
    'PortConfig': ('OFPPortMod', set[str]()),
    'Role': ('OFPRoleRequest', set[str]()),
    'Experiment': ('OFPExperimenter', set[str]()),
    'FlowFilter': ('OFPFlowStatsRequest', {'flags'}),
    'AggregateFilter': ('OFPAggregateStatsRequest', {'flags'}),
    'DescriptionFilter': ('OFPFlowDescStatsRequest', {'flags'}),
}
_CHANGES = ('FlowEntry', 'GroupEntry', 'MeterEntry', 'PortConfig', 'Role', 'Experiment')

TEXT: Schema = {'type': 'string'}


def reference(name: str) -> Schema:
    """The schema that another one refers to."""
    return {'$ref': REFERENCE + name}


def any_of(*schemas: Schema) -> Schema:
    """What one of the schemas takes."""
    return schemas[0] if len(schemas) == 1 else {'anyOf': list(schemas)}


def integer(bits: int) -> Schema:
    """A number of so many bits."""
    return {'type': 'integer', 'minimum': 0, 'maximum': (1 << bits) - 1}


def pattern(expression: str) -> Schema:
    """Text that an expression matches as a whole."""
    return {'type': 'string', 'pattern': f'^({expression})$'}


@cache
def request_schemas() -> Mapping[str, Schema]:
    """All schemas of requests by name: `FlowEntry13`, and what they refer to; `FlowEntry` for that of any version."""
    found: dict[str, Schema] = {}
    for number in sorted(versions()):
        found |= _Writer(version(number)).all()
    for name in _MESSAGES:
        found[name] = union(name, found)
    return found


def union(name: str, found: Mapping[str, Schema]) -> Schema:
    """What some version takes."""
    return any_of(*(reference(each) for each in found if each.rstrip('0123456789') == name))


class _Writer:
    """Writes the schemas of one version; `found` are those that others refer to."""

    def __init__(self, tables: Any) -> None:
        tables.complete()
        self.tables = tables
        self.suffix = tables.name.replace('.', '')
        self.found: dict[str, Schema] = {}

    def all(self) -> dict[str, Schema]:
        """Of every request that the version has, and of what they refer to."""
        for name, (message, without) in _MESSAGES.items():
            cls = getattr(self.tables, message, None)
            if cls is not None and (name != 'Experiment' or 'exp_type' in fields_by_name(cls)):
                self.found[name + self.suffix] = self._request(name, cls, without)
        return self.found

    def _named(self, name: str, schema: Schema) -> Schema:
        """The reference to a schema under a name of this version's."""
        self.found.setdefault(name + self.suffix, schema)
        return reference(name + self.suffix)

    # -- whole requests -----------------------------------------------------------------------------------------

    def _request(self, name: str, cls: type[Message], without: set[str]) -> Schema:
        fields = {each: field for each, field in fields_by_name(cls).items() if each not in without}
        properties = {each: self.value(cls, field) for each, field in fields.items()}
        if name == 'FlowEntry':
            properties |= self._beside_a_flow(set(fields))
        if name == 'FlowFilter':
            properties['priority'] = self.number(16)
        if name in _CHANGES:
            self.found['Dpid'] = dpid_schema()
            properties['dpid'] = reference('Dpid')
        required = {'FlowEntry': [], 'MeterEntry': ['meter_id']}.get(name, self._required(cls, fields))
        needed = [] if name not in _CHANGES or name == 'Experiment' else ['dpid']
        schema = _object(properties, [*needed, *required])
        if {'actions', 'instructions'} <= properties.keys():
            schema['x-needs'] = {'actions': {'not': {'required': ['instructions']}}}
        return self._encoded(schema, 'ascii' if name == 'Experiment' else 'base64')

    def _beside_a_flow(self, fields: set[str]) -> dict[str, Schema]:
        """What a flow entry has beside the fields of the message: what means nothing in 1.0, `actions` since 1.2."""
        nothing = any_of({'const': 0}, pattern(exact_pattern((0,))))
        found = {each: nothing for each in ('cookie', 'table_id') if each not in fields}
        if 'cookie_mask' not in fields:
            found['cookie_mask'] = integer(64)
        if 'instructions' in fields:
            either = any_of(self.structure(self.tables.OFPInstruction), self.structure(self.tables.OFPAction))
            found['actions'] = {'type': 'array', 'items': either}
        return found

    # -- structures ---------------------------------------------------------------------------------------------

    def structure(self, cls: type[Structure]) -> Schema:
        """What `read_structure` takes."""
        name = cls.__name__.removeprefix('OFP')
        if name + self.suffix not in self.found:
            self.found[name + self.suffix] = {}  # before its parts, which may hold one again
            self.found[name + self.suffix] = self._family(cls) if cls.table.family else self._plain(cls)
        return reference(name + self.suffix)

    def _family(self, cls: type[Structure]) -> Schema:
        """One of the members, told apart by `type`."""
        family: Any = cls.table.family
        names = enumeration_of(cls, fields_by_name(cls)[family.discriminator])
        members: dict[type[Structure], list[int]] = {}
        for number, member in family.members.items():
            members.setdefault(member, []).append(number)
        found = []
        for member, numbers in members.items():
            schema = self._plain(member)
            own = {family.discriminator: {'enum': list(_names_of(names, numbers))}}
            schema['properties'] = own | schema['properties'] | own
            schema['required'] = [family.discriminator, *(each for each in schema['required'] if each not in own)]
            found.append(self._encoded(schema))
        return any_of(*found)

    def _plain(self, cls: type[Structure]) -> Schema:
        if issubclass(cls, oxm.SetField):
            return self._set_field()
        fields = dict(fields_by_name(cls))
        if 'oxm_ids' in fields and cls.__name__ == 'OFPActionCopyField':
            del fields['oxm_ids']
        aliases = {its: name for name, its in ALIASES.get(cls.__name__, {}).items()}
        properties = {each: self.value(cls, field) for each, field in fields.items()}
        properties |= {aliases[each]: properties[each] for each in aliases}
        required = [aliases.get(each, each) for each in self._required(cls, fields)]
        schema = _object(properties, [] if aliases else required)
        if aliases:  # the one name or the other
            schema['anyOf'] = [{'required': [name]} for each in aliases.items() for name in each]
        if cls.__name__ == 'OFPActionCopyField':
            names = {'enum': list(self.tables.OFPMatch.known.by_name)}
            schema['properties'] |= {'src_oxm_id': names, 'dst_oxm_id': names}
            schema['required'] += ['src_oxm_id', 'dst_oxm_id']
        return schema

    def _required(self, cls: type[Structure], fields: Mapping[str, Field]) -> list[str]:
        known = DEFAULTS.get(cls.__name__, {})
        return [
            each for each, field in fields.items()
            if field.default is NO_DEFAULT and isinstance(field.kind, Fixed) and each not in known
        ]  # fmt: skip

    def _encoded(self, schema: Schema, usual: str = 'base64') -> Schema:
        """The schema with a way to write bytes: in base64, or as the text that they are."""
        if 'data' not in schema['properties']:
            return schema
        found = []
        for encoding, data in (('base64', _BASE64), ('ascii', _ASCII)):
            properties = schema['properties'] | {'data': data, 'data_type': {'const': encoding}}
            required = [*schema['required'], *(['data_type'] if encoding != usual else [])]
            found.append(schema | {'properties': properties, 'required': required})
        return any_of(*found)

    # -- values -------------------------------------------------------------------------------------------------

    def value(self, cls: type[Structure], field: Field) -> Schema:
        """What a field of a structure takes."""
        kind = ADDRESSES.get(field.name, field.kind)
        if isinstance(kind, Ref):
            return self._nested(cls, kind)
        if isinstance(kind, List):
            item = kind.item
            inner = self.structure(lookup(cls, item.name)) if isinstance(item, Ref) else self.number(8 * item.size)
            return {'type': 'array', 'items': inner}
        if isinstance(kind, Tail):
            numbers: Schema = {'type': 'array', 'items': self.number(32)}
            return any_of(numbers, _BASE64) if isinstance(kind, Words) else _BASE64
        if kind is mac or kind is ipv4:
            return self._address('MacAddress' if kind is mac else 'IPv4Address')
        names = enumeration_of(cls, field)
        number = self.number(8 * kind.size, names)  # type: ignore[attr-defined]  # those of requests have a size
        if names is not None and names.bitmap:
            return any_of(number, {'type': 'array', 'items': number})
        return number

    def number(self, bits: int, names: type[Enumeration] | None = None) -> Schema:
        """A number, its text, or its name."""
        self.found.setdefault(f'Number{bits}', any_of(integer(bits), pattern(number_pattern(bits))))
        number = reference(f'Number{bits}')
        known = list(_names_of(names, (each for each in names.members.values() if each >> bits == 0))) if names else []
        return any_of(number, {'enum': known}) if known else number

    def _address(self, name: str) -> Schema:
        self.found.setdefault(name, addresses.SCHEMAS[name])
        return reference(name)

    def _nested(self, cls: type[Structure], kind: Ref) -> Schema:
        if kind.name == 'OFPMatch':
            return self._named('Match', self._match())
        if kind.name == 'OFPStats':
            return self._named('Thresholds', self._statistics())
        return self.structure(lookup(cls, kind.name))

    def _statistics(self) -> Schema:
        """What triggers statistics: the fields, in one object or in several; times are seconds and nanoseconds."""
        known = self.tables.OFPStats.known.by_name
        fields = {name: self.number(each.kind.bits) if each.kind.bits else self._time(name)
                  for name, each in known.items()}  # fmt: skip
        return any_of(_object(fields), {'type': 'array', 'items': _object(fields)})

    def _time(self, name: str) -> Schema:
        """Seconds and nanoseconds."""
        part = self.number(32)
        names = (f'{name}_sec', f'{name}_nsec')
        pair: Schema = {'type': 'array', 'items': part, 'minItems': 2, 'maxItems': 2}
        return any_of(pair, _object(dict.fromkeys(names, part), names))

    # -- matches ------------------------------------------------------------------------------------------------

    def _match(self) -> Schema:
        if self.tables.OFP_VERSION == OF10:
            return self._match_10()
        known = self.tables.OFPMatch.known.by_name
        properties = {name: self._match_value(field, True) for name, field in known.items()}
        old = {name: fields for name, fields in OLD_NAMES.items() if fields[0] in known}
        properties |= {name: properties[fields[0]] for name, fields in old.items()}
        dependent = {name: self._needed(field) for name, field in known.items() if field.requires}
        dependent |= {name: dependent[fields[0]] for name, fields in old.items()
                      if fields[0] in dependent and name not in ('tp_src', 'tp_dst', 'nw_src', 'nw_dst', 'nw_proto')}
        protocols = tuple(PORT_PROTOCOLS)
        ports = any_of(_holds('nw_proto', protocols), _holds('ip_proto', protocols))
        dependent |= dict.fromkeys(('tp_src', 'tp_dst'), self._named('HoldsPorts_', ports))
        return _object(properties) | {'x-needs': dependent}

    def _needed(self, field: oxm.Field) -> Schema:
        """What a match has to hold for a field to mean anything: `HoldsIpProto6_13`."""
        name, *values = field.requires
        words = ''.join(map(str.capitalize, str(name).split('_')))
        title = f'Holds{words}{"Or".join(format(each, "x" if name == "eth_type" else "d") for each in values)}_'
        known, every = self.tables.OFPMatch.known.by_name, []
        for other, allowed in field.prerequisites():
            if other in known:
                old = [each for each, fields in OLD_NAMES.items() if other in fields]
                every += [_holds(each, allowed) for each in (other, *old)]
        return self._named(title, any_of(*every))

    def _match_10(self) -> Schema:
        ports = self.tables.ofp_port
        properties = {
            name: self.number(bits, ports if name == 'in_port' else None) for name, bits in V10_NUMBERS.items()
        }
        properties |= dict.fromkeys(('dl_src', 'dl_dst'), self._address('MacAddress'))
        properties |= dict.fromkeys(('nw_src', 'nw_dst'), self._address('IPv4Network'))
        return _object(properties)

    def _match_value(self, field: oxm.Field, masked: bool) -> Schema:
        """What `read_oxm` takes."""
        masked = masked and field.maskable
        address = {oxm.MAC: 'MacAddress', oxm.IPV4: 'IPv4Address', oxm.IPV6: 'IPv6Address'}.get(field.kind)
        if address is not None:
            return self._address(f'Masked{address}' if masked else address)
        if field.kind.variable:
            return self._address('MaskedOption' if masked else 'Option')
        ports = self.tables.ofp_port_no if 'port' in field.name else None
        number = self.number(field.kind.bits, ports)
        if masked:
            text = number_pattern(field.kind.bits)
            name = f'MaskedNumber{field.kind.bits}'
            self.found.setdefault(name, any_of(integer(field.kind.bits), pattern(f'({text})(/({text}))?')))
            return reference(name)
        if field.name == 'packet_type':
            half = self.number(16)
            return any_of(number, {'type': 'array', 'prefixItems': [half, half], 'minItems': 2, 'maxItems': 2})
        return number

    def _set_field(self) -> Schema:
        """A field with a value that it takes, without a mask: the fields of a kind together."""
        kinds: list[tuple[Schema, list[str]]] = []
        for name, field in self.tables.OFPMatch.known.by_name.items():
            schema = self._match_value(field, False)
            names = next((names for each, names in kinds if each == schema), None)
            if names is None:
                kinds.append((schema, [name]))
            else:
                names.append(name)
        every = [{'properties': {'field': {'enum': names}, 'value': schema}} for schema, names in kinds]
        return _object({'field': TEXT, 'value': {}}, ['field', 'value']) | {'anyOf': every}


_ASCII = pattern('[\\x00-\\x7f]*')

#: Bytes in base64.
_BASE64 = pattern('([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?')


def _object(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """An object with no other properties than these."""
    return {
        'type': 'object', 'properties': dict(properties), 'required': list(required), 'additionalProperties': False,
    }  # fmt: skip


def _names_of(names: type[Enumeration] | None, numbers: Iterable[int]) -> Iterator[str]:
    """The names of numbers, without their prefix and with it."""
    if names is not None:
        wanted = set(numbers)
        for name, number in names.members.items():
            if number in wanted:
                yield from dict.fromkeys((name.removeprefix(names.prefix), name))


def _holds(name: str, values: tuple[int, ...]) -> Schema:
    """The match has a field, and that one of the values; with none: any, since 0 may be written in many ways."""
    if not values:
        return {'required': [name]}
    return {'required': [name], 'properties': {name: any_of({'enum': list(values)}, pattern(exact_pattern(values)))}}
