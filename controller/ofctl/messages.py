"""What the REST API asks of a switch: JSON bodies to messages, and the switch's replies to JSON."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ..openflow import version
from ..wire import Message, Structure, Version
from .reading import fields_by_name, read_arguments, read_instructions
from .values import BadValue, Impossible, NoSuchPort, read_integer
from .writing import to_json

if TYPE_CHECKING:
    from ..datapath import Datapath

__all__ = ['Query', 'Unsupported', 'clear_flows', 'experiment', 'flow_mod', 'group_mod', 'meter_mod', 'port_mod',
           'query', 'role_request']  # fmt: skip

#: What can be asked for, and the messages that ask: the first that a version has.
_REQUESTS = {
    'aggregateflow': ('OFPAggregateStatsRequest',),
    'desc': ('OFPDescStatsRequest',),
    'flow': ('OFPFlowStatsRequest',),
    'flowdesc': ('OFPFlowDescStatsRequest',),
    'group': ('OFPGroupStatsRequest',),
    'groupdesc': ('OFPGroupDescStatsRequest',),
    'groupfeatures': ('OFPGroupFeaturesStatsRequest',),
    'meter': ('OFPMeterStatsRequest',),
    'meterconfig': ('OFPMeterConfigStatsRequest',),
    'meterdesc': ('OFPMeterDescStatsRequest',),
    'meterfeatures': ('OFPMeterFeaturesStatsRequest',),
    'port': ('OFPPortStatsRequest',),
    'portdesc': ('OFPPortDescStatsRequest', 'OFPFeaturesRequest'),
    'queue': ('OFPQueueStatsRequest',),
    'queueconfig': ('OFPQueueGetConfigRequest',),
    'queuedesc': ('OFPQueueDescStatsRequest',),
    'role': ('OFPRoleRequest',),
    'table': ('OFPTableStatsRequest',),
    'tablefeatures': ('OFPTableFeaturesStatsRequest',),
}

#: What narrows a reply down, although the request may have no field for it, and the names that its numbers have.
_SELECTED: dict[str, dict[str, tuple[str, ...]]] = {
    'flow': {'priority': ()},
    'groupdesc': {'group_id': ('ofp_group',)},
    'portdesc': {'port_no': ('ofp_port_no', 'ofp_port')},
}
_BITS = {'priority': 16}

#: What a request without a default of its own asks for, where the version has such a number.
_EVERYTHING = {
    'OFPQueueGetConfigRequest': {'port': ('OFPP_ANY', 'OFPP_ALL')},
    'OFPRoleRequest': {'role': ('OFPCR_ROLE_NOCHANGE',)},
}

#: Fields of a flow entry that a version need not have, because this value means what happens without them.
_HARMLESS = {'table_id': 0, 'cookie': 0, 'cookie_mask': 0}


class Unsupported(ValueError):
    """The version of OpenFlow that the switch speaks has no such thing."""


@dataclass(frozen=True)
class Query:
    """A request for statistics or configuration, and how to read the reply."""

    message: Message
    only: Mapping[str, int] = field(default_factory=dict)  # of what the reply lists, where the request cannot say so

    def to_json(self, reply: Message, named: bool = True) -> Any:
        """The reply's body: one object for a description, else a list of them; with numbers for names as `to_json`."""
        parts = _parts(reply)
        for name, value in self.only.items():
            parts = [each for each in parts if getattr(each, name) == value]
        if len(parts) == 1 and type(parts[0]).__name__ == 'OFPDescStats':
            return to_json(parts[0], named)
        return [to_json(each, named) for each in parts]


def query(datapath: Datapath, kind: str, given: Mapping[str, Any] | None = None, *, lenient: bool = False) -> Query:
    """The request for `flow`, `port`, `groupdesc` ... narrowed down by `given`: `{'port_no': 'LOCAL'}`.

    A flow query takes a `priority` too, and that of descriptions the number of one, which only 1.5 asks the switch for.
    Raises BadValue, and Unsupported where the switch's version has no such kind.
    """
    tables = _tables(datapath)
    cls = next((getattr(tables, name) for name in _REQUESTS[kind] if hasattr(tables, name)), None)
    if cls is None:
        raise Unsupported(f'{datapath} speaks OpenFlow {tables.name}, which has no {kind}')
    wanted = dict(given or {})
    only = {}
    for name, names in _SELECTED.get(kind, {}).items():
        if name in wanted and name not in fields_by_name(cls):
            only[name] = read_integer(name, wanted.pop(name), _BITS.get(name, 32), _names(tables, names))
    _refuse(wanted, cls, 'flags')
    for name, numbers in _EVERYTHING.get(cls.__name__, {}).items():
        for number in numbers:
            if hasattr(tables, number):
                wanted.setdefault(name, getattr(tables, number))
    arguments = read_arguments(cls, '', wanted, lenient)
    return Query(cls(datapath, **arguments), only)


def flow_mod(
    datapath: Datapath, command: str | int, given: Mapping[str, Any], *, lenient: bool = False
) -> Message:
    """The message that does `add`, `modify`, `modify_strict`, `delete` or `delete_strict` with a flow entry.

    `actions` may hold instructions too (`GOTO_TABLE`). Raises BadValue.
    """
    tables = _tables(datapath)
    cls = tables.OFPFlowMod
    names = fields_by_name(cls).keys()
    adds = command in ('add', getattr(tables, 'OFPFC_ADD', None))
    wanted = {name: value for name, value in given.items() if not _is_harmless(tables, names, name, value, adds)}
    arguments: dict[str, Any] = {}
    if 'instructions' in names:  # 1.2 and later; Ryu's defaults are not those of the constructor
        arguments = {'priority': 0, 'out_port': tables.OFPP_ANY, 'out_group': tables.OFPG_ANY}
        if 'actions' in wanted:
            arguments['instructions'] = read_instructions(tables, 'actions', wanted.pop('actions'), lenient)
    message = _modification(datapath, cls, 'OFPFC_', command, wanted, arguments, lenient)
    if 'instructions' in arguments and 'instructions' in wanted:  # said last: what cannot be read is worse
        raise Impossible('actions', 'a flow entry has either actions or instructions')
    return message


def clear_flows(datapath: Datapath) -> Message:
    """The message that deletes every flow entry of a switch."""
    tables = getattr(_tables(datapath), 'ofp_table', None)
    return flow_mod(datapath, 'delete', {'table_id': 'ALL'} if tables is not None else {})


def group_mod(
    datapath: Datapath, command: str | int, given: Mapping[str, Any], *, lenient: bool = False
) -> Message:
    """The message that does `add`, `modify` or `delete` with a group; raises BadValue and Unsupported."""
    return _modification(datapath, _class(datapath, 'OFPGroupMod', 'groups'), 'OFPGC_', command, given, {}, lenient)


def meter_mod(
    datapath: Datapath, command: str | int, given: Mapping[str, Any], *, lenient: bool = False
) -> Message:
    """The message that does `add`, `modify` or `delete` with a meter; raises BadValue and Unsupported."""
    cls = _class(datapath, 'OFPMeterMod', 'meters')
    if 'meter_id' not in given:
        raise BadValue('', f'{cls.__name__} needs meter_id')
    return _modification(datapath, cls, 'OFPMC_', command, given, {}, lenient)


def port_mod(datapath: Datapath, given: Mapping[str, Any], *, lenient: bool = False) -> Message:
    """The message that sets the bits of `config` under `mask` of the port `port_no`; raises BadValue."""
    cls = _tables(datapath).OFPPortMod
    arguments = read_arguments(cls, '', given, lenient)
    port = datapath.ports.get(arguments.get('port_no'))
    if port is None and not (lenient and 'hw_addr' in arguments):
        raise NoSuchPort('port_no', f'{datapath} has no port {arguments.get("port_no")}')
    of_port = {'hw_addr': 'hw_addr', 'advertise': 'advertised'}
    known = {name: getattr(port, its) for name, its in of_port.items() if port and name in fields_by_name(cls)}
    return cls(datapath, **known | arguments)


def role_request(datapath: Datapath, given: Mapping[str, Any], *, lenient: bool = False) -> Message:
    """The message that asks for a `role`: `MASTER`, `SLAVE`, `EQUAL`; raises BadValue and Unsupported."""
    cls = _class(datapath, 'OFPRoleRequest', 'roles')
    return cls(datapath, **read_arguments(cls, '', given, lenient))


def experiment(datapath: Datapath, given: Mapping[str, Any]) -> Message:
    """An experimenter's message: `experimenter`, `exp_type`, and `data` in base64, or as `data_type` says.

    Raises BadValue and Unsupported.
    """
    cls = _class(datapath, 'OFPExperimenter', 'messages of experimenters')
    return cls(datapath, **read_arguments(cls, '', {'data_type': 'ascii', **given} if 'data' in given else given))


def _modification(
    datapath: Datapath,
    cls: type[Message],
    prefix: str,
    command: str | int,
    given: Mapping[str, Any],
    arguments: dict[str, Any],
    lenient: bool,
) -> Message:
    _refuse(given, cls, 'command')
    number = command if isinstance(command, int) else getattr(_tables(datapath), prefix + command.upper())
    return cls(datapath, command=number, **arguments | read_arguments(cls, '', given, lenient))


def _class(datapath: Datapath, name: str, things: str) -> type[Message]:
    tables = _tables(datapath)
    if not hasattr(tables, name):
        raise Unsupported(f'{datapath} speaks OpenFlow {tables.name}, which has no {things}')
    return getattr(tables, name)


def _tables(datapath: Datapath) -> Any:
    """The structures and numbers of the version that a switch speaks."""
    return _version(datapath.ofproto.OFP_VERSION)


_version = cache(version)


def _refuse(given: Mapping[str, Any], cls: type[Message], name: str) -> None:
    """Raise BadValue for a field of the message that is not the client's to set."""
    if name in given:
        raise BadValue(name, f'{cls.__name__} gets this field from the request, not from its body')


def _is_harmless(tables: Version, names: Set[str], name: str, value: Any, adds: bool) -> bool:
    """Whether a field that the version does not have can be left out; raises BadValue where it would be missed.

    The mask of a cookie says which entries are meant; where one is added it means nothing in any version (1.3: 6.4).
    """
    if name in names or name not in _HARMLESS:
        return False
    if read_integer(name, value, 64) != _HARMLESS[name] and not (adds and name == 'cookie_mask'):
        raise BadValue(name, f'OpenFlow {tables.name} has no such field; only {_HARMLESS[name]} can be said here')
    return True


def _names(tables: Any, names: tuple[str, ...]) -> Any:
    """The first of these enumerations that a version has."""
    return next((getattr(tables, each) for each in names if hasattr(tables, each)), None)


def _parts(reply: Any) -> list[Structure]:
    """What a reply is a list of, or the one thing that it is."""
    for name in ('body', 'ports'):
        part = getattr(reply, name, None)
        if part is not None:
            items = part.values() if isinstance(part, dict) else part if isinstance(part, list) else [part]
            return list(items)
    return [reply]
