"""The commands of `ovs-vsctl`, run on a switch's database: `VSCtl('tcp:10.0.0.1:6640').run_command(...)`.

Commands that are run together are one transaction: all of them are done, or none. Their names, arguments and options
are those of ovs-vsctl(8); those on queues are Ryu's. `COMMANDS` has them all.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..ip import valid_ipv4, valid_ipv6
from . import records
from .bridges import Bridges, delete_port
from .database import Database, DatabaseError, DatabaseTimeout

__all__ = ['COMMANDS', 'VSCtl', 'VSCtlCommand', 'valid_ovsdb_addr']

PATIENCE = 10.0  # seconds for the commands of one call, where the caller does not say
FAIL_MODES = ('standalone', 'secure')
SHOWN = {
    'Open_vSwitch': ('manager_options', 'bridges', 'ovs_version'), 'Bridge': ('controller', 'fail_mode', 'ports'),
    'Port': ('tag', 'trunks', 'interfaces'), 'Interface': ('type', 'options', 'error'),
    'Controller': ('is_connected',), 'Manager': ('is_connected',),
}  # fmt: skip


def valid_ovsdb_addr(addr: str) -> bool:
    """Whether it is the address of a database: `unix:FILE` of a socket, `tcp:IP:PORT`, `ssl:IP:PORT` (`[IP]`: IPv6)."""
    if addr.startswith('unix:'):
        path = addr.removeprefix('unix:')
        return os.path.exists(path) and stat.S_ISSOCK(os.stat(path).st_mode)
    match = re.fullmatch(r'(?:tcp|ssl):(?:\[([^\]]+)\]|([^:\[\]]+)):(\d{1,5})', addr)
    return match is not None and (valid_ipv6(match[1]) if match[1] else valid_ipv4(match[2]))


class VSCtlCommand:
    """A command with its arguments and options (`--may-exist`); `result` is what it found, once it has been run."""

    def __init__(self, command: str, args: Sequence[Any] | None = None, options: Iterable[str] | None = None) -> None:
        self.command = command
        self.args = list(args or [])
        self.options = options or []
        self.result: Any = None

    def has_option(self, option: str) -> bool:
        """Whether it was given an option."""
        return option in self.options

    def __repr__(self) -> str:
        return f'VSCtlCommand({self.command!r}, {self.args!r}, {self.options!r})'


class VSCtl:
    """Runs commands on the database at `remote`; `wait_for_reload` False: not until the switch has taken a change."""

    def __init__(self, remote: str, wait_for_reload: bool = True) -> None:
        self.remote = remote
        self.wait_for_reload = wait_for_reload

    def run_command(
        self, commands: Sequence[VSCtlCommand], timeout_sec: float | None = None, exception: Any = None
    ) -> None:
        """Run commands, all together, within `timeout_sec` (10 s), and give each its result.

        Raises DatabaseError for what is refused, DatabaseTimeout, or `exception` in its place.
        """
        for command in commands:
            if command.command not in COMMANDS:
                known = ', '.join(sorted(COMMANDS))
                raise DatabaseError(f'there is no command {command.command!r}; there are: {known}')
        try:
            with Database(self.remote, PATIENCE if timeout_sec is None else timeout_sec) as database:
                names = ' '.join(command.command for command in commands)

                def change(transaction: Any) -> Any:
                    for command in commands:
                        command.result = _run(Changes(database, transaction), command)
                    return transaction

                transaction = database.transact(change, f'controller: {names}', self.wait_for_reload)
                for command in commands:
                    if isinstance(command.result, list):
                        command.result = [_as_stored(each, transaction) for each in command.result]
        except DatabaseTimeout:
            if exception is not None:
                raise exception from None
            raise


class Changes:
    """What commands do with: the database's tables, the bridges in them, and a transaction."""

    def __init__(self, database: Database, transaction: Any) -> None:
        self.tables = database.tables
        self.bridges = Bridges(database.tables)
        self._transaction = transaction

    @property
    def root(self) -> Any:
        """The row of Open_vSwitch, a new one where the database is empty."""
        rows = self.tables['Open_vSwitch'].rows
        return next(iter(rows.values()), None) or self.insert('Open_vSwitch')

    def insert(self, table: str, **columns: Any) -> Any:
        """A new row, of which the columns that may be empty are: the library reads none that has no value."""
        row = self._transaction.insert(self.tables[table])
        for name, value in {**records.defaults(self.tables[table]), **columns}.items():
            setattr(row, name, value)
        return row

    def row(self, table: str, record: str) -> tuple[Any, Any]:
        """A table and a row of it; raises DatabaseError."""
        found = records.table_of(self.tables, table)
        return found, records.row_of(self.tables, found, record)

    def append(self, row: Any, column: str, *rows: Any) -> None:
        """More rows in a column that refers to several."""
        row.verify(column)
        setattr(row, column, [*getattr(row, column), *rows])


def _run(db: Changes, command: VSCtlCommand) -> Any:
    """What a command returns; raises DatabaseError."""
    function, least = COMMANDS[command.command]
    if len(command.args) < least:
        raise DatabaseError(f'{command.command} takes at least {least} arguments, not {len(command.args)}')
    return function(db, command, *command.args)


def _as_stored(item: Any, transaction: Any) -> Any:
    """A new row as the database has it, which has given it its UUID; everything else as it is."""
    stored = transaction.get_insert_uuid(item.uuid) if hasattr(item, '_table') else None
    return item if stored is None else item._table.rows[stored]


# -- bridges ----------------------------------------------------------------------------------------------------------

def _init(db: Changes, command: VSCtlCommand) -> None:
    db.root  # noqa: B018  (makes it)


def _add_br(db: Changes, command: VSCtlCommand, name: str, parent: str | None = None, vlan: Any = None) -> None:
    bridge = db.bridges.find(name)
    if bridge is not None and command.has_option('--may-exist'):
        if (bridge.parent, bridge.vlan) != (parent or name, int(vlan or 0)):
            raise DatabaseError(f'bridge {name} is one of {bridge.parent}, VLAN {bridge.vlan}')
        return
    db.bridges.refuse_taken(name, f'cannot create a bridge named {name}')
    interface = db.insert('Interface', name=name, type='internal')
    port = db.insert('Port', name=name, interfaces=[interface])
    if parent is None:
        db.append(db.root, 'bridges', db.insert('Bridge', name=name, ports=[port]))
        return
    if vlan is None or not 0 < int(vlan) < 4096:
        raise DatabaseError(f'a fake bridge is of a VLAN from 1 to 4095, not {vlan}')
    if db.bridges.find(parent) is None:
        raise DatabaseError(f'parent bridge {parent} does not exist')
    port.fake_bridge, port.tag = True, [int(vlan)]
    db.append(db.bridges.real(parent), 'ports', port)


def _del_br(db: Changes, command: VSCtlCommand, name: str) -> None:
    bridge = db.bridges[name] if command.has_option('--must-exist') else db.bridges.find(name)
    if bridge is None:
        return
    for port in [*bridge.ports, bridge.port] if bridge.port is not None else list(bridge.row.ports):
        delete_port(bridge.row, port)
    if bridge.port is None:
        db.root.verify('bridges')
        db.root.bridges = [each for each in db.root.bridges if each.uuid != bridge.row.uuid]
        bridge.row.delete()


def _list_br(db: Changes, command: VSCtlCommand) -> list[str]:
    return sorted(bridge.name for bridge in db.bridges)


def _br_set_external_id(db: Changes, command: VSCtlCommand, name: str, key: str, value: str | None = None) -> None:
    row, prefix = _external(db, name)
    ids = {each: text for each, text in row.external_ids.items() if each != prefix + key}
    row.verify('external_ids')
    row.external_ids = ids if value is None else {**ids, prefix + key: value}


def _br_get_external_id(db: Changes, command: VSCtlCommand, name: str, key: str | None = None) -> Any:
    row, prefix = _external(db, name)
    ids = {each.removeprefix(prefix): text for each, text in row.external_ids.items() if each.startswith(prefix)}
    return ids if key is None else ids.get(key)


def _external(db: Changes, name: str) -> tuple[Any, str]:
    """The row that keeps a bridge's external ids, and how their keys begin there."""
    bridge = db.bridges[name]
    return (bridge.row, '') if bridge.port is None else (bridge.port, 'fake-bridge-')


# -- ports and interfaces ---------------------------------------------------------------------------------------------

def _add_port(db: Changes, command: VSCtlCommand, bridge: str, name: str, *settings: str) -> None:
    _attach(db, command, bridge, name, [name], settings)


def _add_bond(db: Changes, command: VSCtlCommand, bridge: str, name: str, *rest: Any) -> None:
    """The interfaces are a list, or each an argument."""
    if isinstance(rest[0], (list, tuple)):
        interfaces, settings = list(rest[0]), rest[1:]
    else:
        interfaces = [each for each in rest if '=' not in each]
        settings = tuple(each for each in rest if '=' in each)
    if len(interfaces) < 2:
        raise DatabaseError(f'a bond has at least two interfaces, not {len(interfaces)}')
    _attach(db, command, bridge, name, interfaces, settings)


def _attach(
    db: Changes, command: VSCtlCommand, name: str, port_name: str, interfaces: list[str], settings: Sequence[str]
) -> None:
    found = db.bridges.find_port(port_name)
    if found is not None and command.has_option('--may-exist'):
        if found[0].name != name:
            raise DatabaseError(f'"{name}" but {port_name} is actually attached to bridge {found[0].name}')
        if (have := {each.name for each in found[1].interfaces}) != set(interfaces):
            wanted = ','.join(interfaces)
            raise DatabaseError(f'"{wanted}" but {port_name} actually has interface(s) {",".join(sorted(have))}')
        return
    for each in dict.fromkeys([port_name, *interfaces]):
        what = 'a port' if each == port_name else 'an interface'
        db.bridges.refuse_taken(each, f'cannot create {what} named {each}')
    bridge = db.bridges[name]
    port = db.insert('Port', name=port_name, interfaces=[db.insert('Interface', name=each) for each in interfaces])
    if command.has_option('--fake-iface'):
        port.bond_fake_iface = True
    if bridge.vlan:
        port.tag = [bridge.vlan]
    for setting in settings:
        records.set_value(db.tables['Port'], port, setting)
    db.append(bridge.row, 'ports', port)


def _del_port(db: Changes, command: VSCtlCommand, *names: str) -> None:
    *bridges, name = names
    try:
        interface = command.has_option('--with-iface') and db.bridges.find_port(name) is None
        bridge, port = db.bridges.port_of_interface(name) if interface else db.bridges.port(name)
    except DatabaseError:
        if command.has_option('--must-exist'):
            raise
        return
    if bridges and db.bridges[bridges[0]].name != bridge.name:
        raise DatabaseError(f'bridge {bridges[0]} does not have a port {name} (bridge {bridge.name} has)')
    delete_port(bridge.row, port)


def _list_ifaces(db: Changes, command: VSCtlCommand, name: str) -> list[str]:
    return sorted(each.name for port in db.bridges[name].ports for each in port.interfaces)


def _list_ifaces_verbose(
    db: Changes, command: VSCtlCommand, datapath_id: str, port_name: str | None = None
) -> list[dict[str, Any]]:
    """Dictionaries of `name`, `ofport`, `type`, `external_ids` and `options`, of the bridge with that datapath id."""
    interfaces = [each for port in db.bridges.by_datapath_id(datapath_id).ports for each in port.interfaces]
    return [
        {'name': each.name, 'ofport': each.ofport[0] if each.ofport else [], 'type': each.type,
         'external_ids': each.external_ids, 'options': each.options}
        for each in sorted(interfaces, key=lambda each: each.name) if port_name in (None, each.name)
    ]  # fmt: skip


# -- controllers ------------------------------------------------------------------------------------------------------

def _get_controller(db: Changes, command: VSCtlCommand, name: str) -> list[str]:
    return sorted(each.target for each in db.bridges[name].row.controller)


def _set_controller(db: Changes, command: VSCtlCommand, name: str, *targets: str) -> None:
    row = db.bridges.real(name)
    row.verify('controller')
    old, row.controller = row.controller, [db.insert('Controller', target=each) for each in targets]
    for each in old:
        each.delete()


def _get_fail_mode(db: Changes, command: VSCtlCommand, name: str) -> str | None:
    return next(iter(db.bridges[name].row.fail_mode), None)


def _set_fail_mode(db: Changes, command: VSCtlCommand, name: str, *modes: str) -> None:
    if modes and modes[0] not in FAIL_MODES:
        raise DatabaseError(f'fail-mode must be "standalone" or "secure", not "{modes[0]}"')
    db.bridges.real(name).fail_mode = list(modes[:1])


# -- records ----------------------------------------------------------------------------------------------------------

def _list(db: Changes, command: VSCtlCommand, table: str, *names: str | None) -> list[Any]:
    found = records.table_of(db.tables, table)
    wanted = [each for each in names if each is not None]
    rows = [records.row_of(db.tables, found, each, must_exist=False) for each in wanted]
    return [row for row in rows if row is not None] if wanted else list(found.rows.values())


def _find(db: Changes, command: VSCtlCommand, table: str, *conditions: str) -> list[Any]:
    return records.find(records.table_of(db.tables, table), list(conditions))


def _get(db: Changes, command: VSCtlCommand, table: str, record: str, *settings: str) -> list[Any]:
    found, row = db.row(table, record)
    return [records.get(found, row, each, command.has_option('--if-exists')) for each in settings]


def _set(db: Changes, command: VSCtlCommand, table: str, record: str, *settings: str) -> None:
    for each in settings:
        records.set_value(*db.row(table, record), each)


def _add(db: Changes, command: VSCtlCommand, table: str, record: str, column: str, *values: str) -> None:
    records.add(*db.row(table, record), column, list(values))


def _remove(db: Changes, command: VSCtlCommand, table: str, record: str, column: str, *values: str) -> None:
    records.remove(*db.row(table, record), column, list(values))


def _clear(db: Changes, command: VSCtlCommand, table: str, record: str, *columns: str) -> None:
    for each in columns:
        records.clear(*db.row(table, record), each)


# -- queues -----------------------------------------------------------------------------------------------------------

def _set_qos(
    db: Changes, command: VSCtlCommand, port_name: str, kind: str = 'linux-htb', max_rate: Any = None
) -> list[Any]:
    _, port = db.bridges.port(port_name)
    qos = port.qos[0] if port.qos else db.insert('QoS')
    qos.type = kind
    if max_rate is not None:
        qos.other_config = {'max-rate': str(max_rate)}
    port.qos = [qos]
    return [qos]


def _set_queue(db: Changes, command: VSCtlCommand, port_name: str, queues: Sequence[dict[str, Any]]) -> list[Any]:
    """Queues are numbered from 0, as in the list, each a dictionary of `max-rate` and `min-rate` in bits per second."""
    qos = _qos_of(db, port_name)
    kept = dict(qos.queues)
    for number, rates in enumerate(queues):
        if number not in kept:
            kept[number] = db.insert('Queue')
        told = {each: str(rates[each]) for each in ('max-rate', 'min-rate') if rates.get(each) is not None}
        kept[number].other_config = {**kept[number].other_config, **told}
    qos.queues = kept
    return [kept[number] for number in range(len(queues))]


def _del_queue(db: Changes, command: VSCtlCommand, port_name: str, *numbers: Any) -> None:
    qos = _qos_of(db, port_name)
    gone = [qos.queues[int(each)] for each in numbers if int(each) in qos.queues]
    qos.queues = {number: queue for number, queue in qos.queues.items() if queue not in gone}
    for queue in gone:
        queue.delete()


def _list_queue(db: Changes, command: VSCtlCommand, port_name: str) -> dict[int, dict[str, str]]:
    return {number: queue.other_config for number, queue in sorted(_qos_of(db, port_name).queues.items())}


def _get_qos(db: Changes, command: VSCtlCommand, port_name: str) -> list[Any]:
    return list(db.bridges.port(port_name)[1].qos)


def _del_qos(db: Changes, command: VSCtlCommand, port_name: str) -> None:
    """The queues go with it, but those that another port's QoS has, too."""
    _, port = db.bridges.port(port_name)
    if not port.qos:
        return
    qos, port.qos = port.qos[0], []
    if any(each.qos and each.qos[0].uuid == qos.uuid for each in db.tables['Port'].rows.values()):
        return
    others = [each for each in db.tables['QoS'].rows.values() if each.uuid != qos.uuid]
    shared = {queue.uuid for each in others for queue in each.queues.values()}
    for queue in qos.queues.values():
        if queue.uuid not in shared:
            queue.delete()
    qos.delete()


def _qos_of(db: Changes, port_name: str) -> Any:
    _, port = db.bridges.port(port_name)
    if not port.qos:
        raise DatabaseError(f'port {port_name} has no QoS')
    return port.qos[0]


# -- all of it --------------------------------------------------------------------------------------------------------

def _show(db: Changes, command: VSCtlCommand) -> str:
    """A text for people: the switch, its bridges, their ports."""
    return '\n'.join(_shown(db.root, 0))


def _shown(row: Any, depth: int) -> Iterable[str]:
    kind = row._table.name
    name = getattr(row, 'name', None) or getattr(row, 'target', None)
    yield '    ' * depth + (str(row.uuid) if kind == 'Open_vSwitch' else f'{kind} {name}')
    for column in SHOWN[kind]:
        value = getattr(row, column)
        if isinstance(value, list) and value and hasattr(value[0], '_table'):
            for each in sorted(value, key=lambda each: getattr(each, 'name', '') or getattr(each, 'target', '')):
                yield from _shown(each, depth + 1)
        elif value not in ([], {}, '', False):
            text = value[0] if isinstance(value, list) and len(value) == 1 else value
            yield '    ' * (depth + 1) + f'{column}: {text}'


#: Name -> what runs the command, and how many arguments it takes at least.
COMMANDS: dict[str, tuple[Callable[..., Any], int]] = {
    'init': (_init, 0),
    'show': (_show, 0),
    'add-br': (_add_br, 1),
    'del-br': (_del_br, 1),
    'list-br': (_list_br, 0),
    'br-exists': (lambda db, command, name: db.bridges.find(name) is not None, 1),
    'br-to-vlan': (lambda db, command, name: db.bridges[name].vlan, 1),
    'br-to-parent': (lambda db, command, name: db.bridges[name].parent, 1),
    'br-set-external-id': (_br_set_external_id, 2),
    'br-get-external-id': (_br_get_external_id, 1),
    'list-ports': (lambda db, command, name: sorted(port.name for port in db.bridges[name].ports), 1),
    'add-port': (_add_port, 2),
    'add-bond': (_add_bond, 3),
    'del-port': (_del_port, 1),
    'port-to-br': (lambda db, command, name: db.bridges.port(name)[0].name, 1),
    'list-ifaces': (_list_ifaces, 1),
    'iface-to-br': (lambda db, command, name: db.bridges.port_of_interface(name)[0].name, 1),
    'list-ifaces-verbose': (_list_ifaces_verbose, 1),
    'get-controller': (_get_controller, 1),
    'set-controller': (_set_controller, 2),
    'del-controller': (_set_controller, 1),
    'get-fail-mode': (_get_fail_mode, 1),
    'set-fail-mode': (_set_fail_mode, 2),
    'del-fail-mode': (_set_fail_mode, 1),
    'list': (_list, 1),
    'find': (_find, 1),
    'get': (_get, 2),
    'set': (_set, 3),
    'add': (_add, 4),
    'remove': (_remove, 4),
    'clear': (_clear, 3),
    'get-qos': (_get_qos, 1),
    'set-qos': (_set_qos, 1),
    'del-qos': (_del_qos, 1),
    'list-queue': (_list_queue, 1),
    'set-queue': (_set_queue, 2),
    'del-queue': (_del_queue, 2),
}
