"""A switch that runs Open vSwitch, by its datapath id: its ports, tunnels, controllers and queues, as methods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from ..dpid import dpid_to_str
from .database import DatabaseError
from .vsctl import VSCtl, VSCtlCommand, valid_ovsdb_addr

__all__ = ['OVSBridge', 'OVSBridgeNotFound', 'TunnelPort', 'VifPort']

TIMEOUT = 2  # seconds, where neither the caller nor the options say


class OVSBridgeNotFound(DatabaseError):
    """The database has no bridge, or more than one, with the datapath id."""


class VifPort:
    """A port of `switch`; that of a virtual machine's interface has `vif_id` and `vif_mac`."""

    def __init__(self, port_name: str, ofport: int, vif_id: str | None, vif_mac: str | None, switch: OVSBridge) -> None:
        self.port_name = port_name
        self.ofport = ofport
        self.vif_id = vif_id
        self.vif_mac = vif_mac
        self.switch = switch

    def __str__(self) -> str:
        vif = f'iface-id={self.vif_id}, vif_mac={self.vif_mac}'
        return f'{vif}, port_name={self.port_name}, ofport={self.ofport}, bridge_name={self.switch.br_name}'


class TunnelPort:
    """A port that is the end of a tunnel."""

    def __init__(self, port_name: str, ofport: int, tunnel_type: str, local_ip: str, remote_ip: str) -> None:
        self.port_name = port_name
        self.ofport = ofport
        self.tunnel_type = tunnel_type
        self.local_ip = local_ip
        self.remote_ip = remote_ip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TunnelPort) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # its attributes may change

    def __str__(self) -> str:
        ends = f'local_ip={self.local_ip}, remote_ip={self.remote_ip}'
        return f'port_name={self.port_name}, ofport={self.ofport}, type={self.tunnel_type}, {ends}'


class OVSBridge:
    """The bridge with `datapath_id` in the database at `ovsdb_addr`; `init` comes before all else.

    `CONF` is options, of which `ovsdb_timeout` counts where there is no `timeout` (seconds a call), `exception` what is
    raised when the time is up. All methods raise DatabaseError.
    """

    def __init__(
        self, CONF: Any, datapath_id: int, ovsdb_addr: str, timeout: float | None = None, exception: Any = None
    ) -> None:
        self.datapath_id = datapath_id
        self.ovsdb_addr = ovsdb_addr
        self.vsctl = VSCtl(ovsdb_addr)
        self.timeout = timeout or getattr(CONF, 'ovsdb_timeout', TIMEOUT)
        self.exception = exception
        self.br_name: str | None = None

    def init(self) -> None:
        """Find the bridge; raises ValueError for what is no address of a database, and OVSBridgeNotFound."""
        if not valid_ovsdb_addr(self.ovsdb_addr):
            raise ValueError(f'Invalid OVSDB address: {self.ovsdb_addr}')
        if self.br_name is None:
            dpid = dpid_to_str(self.datapath_id)
            found = self._run('find', 'Bridge', f'datapath_id={dpid}')
            if len(found) != 1:
                raise OVSBridgeNotFound(f'no bridge for datapath_id {dpid}')
            self.br_name = found[0].name

    def run_command(self, commands: Sequence[VSCtlCommand]) -> None:
        """Run commands of `ovs-vsctl`, all together."""
        self.vsctl.run_command(commands, self.timeout, self.exception)

    def _run(self, name: str, *args: Any, options: Iterable[str] = ()) -> Any:
        command = VSCtlCommand(name, args, options)
        self.run_command([command])
        return command.result

    # -- controllers --------------------------------------------------------------------------------------------

    def get_controller(self) -> Any:
        """The address of its controller, a list of several, or of none."""
        found = self._run('get-controller', self.br_name)
        return found[0] if len(found) == 1 else found

    def set_controller(self, controllers: Iterable[str]) -> None:
        """Have these controllers and no others (`tcp:IP:PORT`)."""
        self._run('set-controller', self.br_name, *controllers)

    def del_controller(self) -> None:
        """Have no controller."""
        self._run('del-controller', self.br_name)

    # -- records of any table -----------------------------------------------------------------------------------

    def list_db_attributes(self, table: str, record: str | None = None) -> list[Any]:
        """A record of a table, or all, with an attribute for each column."""
        return self._run('list', table, record)

    def find_db_attributes(self, table: str, *conditions: str) -> list[Any]:
        """The records of which every condition (`COLUMN[:KEY]=VALUE`) is so."""
        return self._run('find', table, *conditions)

    def get_db_attribute(self, table: str, record: str, column: str, key: str | None = None) -> Any:
        """The value of a column, or of a key in it."""
        return self._run('get', table, record, column if key is None else f'{column}:{key}')[0]

    def set_db_attribute(self, table: str, record: str, column: str, value: Any, key: str | None = None) -> None:
        """Set the value of a column, or of a key in it."""
        self._run('set', table, record, f'{column}={value}' if key is None else f'{column}:{key}={value}')

    def add_db_attribute(self, table: str, record: str, column: str, value: Any, key: str | None = None) -> None:
        """Add a value to a column that has several, or a value with its key to a map."""
        self._run('add', table, record, column, str(value) if key is None else f'{key}={value}')

    def remove_db_attribute(self, table: str, record: str, column: str, value: Any, key: str | None = None) -> None:
        """Remove a value from a column that has several, or a key with that value from a map."""
        self._run('remove', table, record, column, str(value) if key is None else f'{key}={value}')

    def clear_db_attribute(self, table: str, record: str, column: str) -> None:
        """Empty a column."""
        self._run('clear', table, record, column)

    def db_get_val(self, table: str, record: str, column: str) -> Any:
        """The value of a column."""
        return self._run('get', table, record, column)[0]

    def db_get_map(self, table: str, record: str, column: str) -> dict[Any, Any]:
        """The value of a column that is a map; raises TypeError for another."""
        value = self.db_get_val(table, record, column)
        if not isinstance(value, dict):
            raise TypeError(f'{table} {record}: {column} is no map')
        return value

    def get_datapath_id(self) -> Any:
        """The bridge's datapath id, as the database has it: sixteen hexadecimal digits in a list."""
        return self.db_get_val('Bridge', str(self.br_name), 'datapath_id')

    # -- ports --------------------------------------------------------------------------------------------------

    def get_port_name_list(self) -> list[str]:
        """The names of its ports, but the one that bears its own."""
        return self._run('list-ports', self.br_name)

    def get_ofport(self, port_name: str) -> int:
        """The OpenFlow number of a port, -1 where the switch could not make the port, or has not yet."""
        return int((self.db_get_val('Interface', port_name, 'ofport') or [-1])[0])

    def delete_port(self, port_name: str) -> None:
        """Delete a port, where there is one of that name."""
        self._run('del-port', self.br_name, port_name, options=['--if-exists'])

    def del_port(self, port_name: str) -> None:
        """Delete a port, where there is one of that name."""
        self._run('del-port', self.br_name, port_name)

    def add_bond(
        self, name: str, ifaces: Sequence[str], bond_mode: str | None = None, lacp: str | None = None
    ) -> None:
        """Add a port of several interfaces; `bond_mode` is active-backup, balance-tcp or balance-slb, `lacp` active,
        passive or off.
        """
        settings = [f'{key}={value}' for key, value in (('bond_mode', bond_mode), ('lacp', lacp)) if value]
        self._run('add-bond', self.br_name, name, list(ifaces), *settings)

    def add_tunnel_port(
        self, name: str, tunnel_type: str, remote_ip: str, local_ip: str | None = None, key: Any = None,
        ofport: int | None = None,
    ) -> None:
        """Add the end of a tunnel; `tunnel_type` is gre or vxlan, `key` its key or VNI, `ofport` the wanted number."""
        options = {'remote_ip': remote_ip, 'key': key, 'local_ip': local_ip}
        text = ','.join(f'{each}={value}' for each, value in options.items() if value)
        settings = [f'type={tunnel_type}', f'options:{text}', *([f'ofport_request={ofport}'] if ofport else [])]
        self.run_command([
            VSCtlCommand('add-port', (self.br_name, name)), VSCtlCommand('set', ['Interface', name, *settings]),
        ])  # fmt: skip

    def add_gre_port(
        self, name: str, remote_ip: str, local_ip: str | None = None, key: Any = None, ofport: int | None = None
    ) -> None:
        """Add the end of a GRE tunnel."""
        self.add_tunnel_port(name, 'gre', remote_ip, local_ip, key, ofport)

    def add_vxlan_port(
        self, name: str, remote_ip: str, local_ip: str | None = None, key: Any = None, ofport: int | None = None
    ) -> None:
        """Add the end of a VXLAN tunnel."""
        self.add_tunnel_port(name, 'vxlan', remote_ip, local_ip, key, ofport)

    def get_vif_ports(self) -> list[VifPort]:
        """The ports of virtual machines: their external ids say whose they are."""
        return self._ports(self._vif_port)

    def get_external_ports(self) -> list[VifPort]:
        """The ports that are neither virtual machines' nor ends of tunnels."""
        return self._ports(self._external_port)

    def get_tunnel_port(self, name: str, tunnel_type: str = 'gre') -> TunnelPort | None:
        """A port that is the end of a tunnel of that type, and says both its addresses."""
        options = self.db_get_map('Interface', name, 'options')
        if self.db_get_val('Interface', name, 'type') != tunnel_type or not {'local_ip', 'remote_ip'} <= options.keys():
            return None
        return TunnelPort(name, self.get_ofport(name), tunnel_type, options['local_ip'], options['remote_ip'])

    def get_tunnel_ports(self, tunnel_type: str = 'gre') -> list[TunnelPort]:
        """The ports that are ends of tunnels of a type."""
        return self._ports(partial(self.get_tunnel_port, tunnel_type=tunnel_type))

    def get_quantum_ports(self, port_name: str) -> dict[str, Any] | None:
        """Name, number, type, external ids and options of a port, None where there is none."""
        found = self._run('list-ifaces-verbose', dpid_to_str(self.datapath_id), port_name)
        return found[0] if found else None

    def _ports(self, port: Callable[[str], Any]) -> list[Any]:
        """Of the ports that the switch has made, what `port` makes of them."""
        return [found for name in self.get_port_name_list() if self.get_ofport(name) >= 0 and (found := port(name))]

    def _vif_port(self, name: str) -> VifPort | None:
        ids = self.db_get_map('Interface', name, 'external_ids')
        if not {'iface-id', 'attached-mac'} <= ids.keys():
            return None
        return VifPort(name, self.get_ofport(name), ids['iface-id'], ids['attached-mac'], self)

    def _external_port(self, name: str) -> VifPort | None:
        tunnel = 'remote_ip' in self.db_get_map('Interface', name, 'options')
        if tunnel or self.db_get_map('Interface', name, 'external_ids'):
            return None
        return VifPort(name, self.get_ofport(name), None, None, self)

    # -- queues -------------------------------------------------------------------------------------------------

    def set_qos(
        self, port_name: str, type: str = 'linux-htb', max_rate: Any = None, queues: Sequence[dict[str, Any]] = ()
    ) -> list[Any]:
        """Have a port's frames queued; each queue is a dictionary of `max-rate` and `min-rate`, bits per second.

        Returns the records: that of the port's QoS, then those of the queues.
        """
        qos = VSCtlCommand('set-qos', [port_name, type, max_rate])
        queue = VSCtlCommand('set-queue', [port_name, queues or []])
        self.run_command([qos, queue])
        return qos.result + queue.result

    def del_qos(self, port_name: str) -> None:
        """Have a port's frames not queued; its queues are deleted."""
        self._run('del-qos', port_name)
