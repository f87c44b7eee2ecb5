"""`ryu.flags`: the options of Ryu's services, registered for programs that ask for them.

The services are left out here: their options are taken wherever Ryu takes them, and `without_effect` says what to use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from ...own_options import OwnOption, OwnOptions
from . import cfg

__all__ = [
    'CONF', 'DEFAULT_RPC_HOST', 'DEFAULT_RPC_PORT', 'DEFAULT_ZSERV_CLIENT_ROUTE_TYPE', 'DEFAULT_ZSERV_DATABASE',
    'DEFAULT_ZSERV_FRR_VERSION', 'DEFAULT_ZSERV_HOST', 'DEFAULT_ZSERV_INTERVAL', 'DEFAULT_ZSERV_PORT',
    'DEFAULT_ZSERV_ROUTER_ID', 'DEFAULT_ZSERV_VERSION', 'hidden', 'without_effect',
]  # fmt: skip

CONF = cfg.CONF

DEFAULT_RPC_HOST, DEFAULT_RPC_PORT = '0.0.0.0', 50002
DEFAULT_ZSERV_HOST, DEFAULT_ZSERV_PORT = '/var/run/quagga/zserv.api', 2600
DEFAULT_ZSERV_VERSION = 2
DEFAULT_ZSERV_CLIENT_ROUTE_TYPE = 'BGP'
DEFAULT_ZSERV_INTERVAL = 10
DEFAULT_ZSERV_DATABASE = 'sqlite:///zebra.db'
DEFAULT_ZSERV_ROUTER_ID = '1.1.1.1'
DEFAULT_ZSERV_FRR_VERSION = '0.0'

#: Group -> name -> default; all of them are options of the command line.
OPTIONS: dict[str, dict[str, str | int | None]] = {
    'test-switch': {
        'target': '0000000000000001', 'tester': '0000000000000002', 'target_recv_port': 1, 'target_send_port_1': 2,
        'target_send_port_2': 3, 'tester_send_port': 1, 'tester_recv_port_1': 2, 'tester_recv_port_2': 3,
        'dir': 'ryu/tests/switch/of13', 'target-version': 'openflow13', 'tester-version': 'openflow13', 'interval': 0,
    },
    'bgp-app': {'rpc-port': DEFAULT_RPC_PORT, 'rpc-host': DEFAULT_RPC_HOST, 'config-file': None},
    'zapi': {
        'server-host': DEFAULT_ZSERV_HOST, 'server-port': DEFAULT_ZSERV_PORT, 'server-version': DEFAULT_ZSERV_VERSION,
        'client-route-type': DEFAULT_ZSERV_CLIENT_ROUTE_TYPE, 'retry-interval': DEFAULT_ZSERV_INTERVAL,
        'db-url': DEFAULT_ZSERV_DATABASE, 'router-id': DEFAULT_ZSERV_ROUTER_ID,
        'frr-version': DEFAULT_ZSERV_FRR_VERSION,
    },
}  # fmt: skip

#: What Ryu reads from config files alone.
IN_FILES = {
    'ovsdb': (
        'address', 'port', 'probe-interval', 'min-backoff', 'max-backoff', 'mngr-privkey', 'mngr-cert', 'whitelist',
        'schema-tables', 'schema-exclude-columns',
    ),
    None: ('vrrp-rpc-port',),
}  # fmt: skip

#: Whose options these are, as the table of what is left out calls it; the switch tester is no service.
SERVICES = {
    'test-switch': None,
    'bgp-app': 'services.protocols.bgp',
    'zapi': 'services.protocols.zebra',
    'ovsdb': 'services.protocols.ovsdb',
    'vrrp': 'services.protocols.vrrp',
}


def _option(name: str, default: str | int | None) -> cfg.Opt:
    kind = cfg.IntOpt if isinstance(default, int) else cfg.StrOpt
    return kind(name, default=default)


for _group, _options in OPTIONS.items():
    CONF.register_cli_opts([_option(_name, _default) for _name, _default in _options.items()], group=_group)


def without_effect(own: OwnOptions) -> Iterator[str]:
    """A line for each service that is left out and that options were given for."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for group, names in [*OPTIONS.items(), *IN_FILES.items()]:
        for name in names:
            places[group or name.partition('-')[0]] += [said.place for said in own.all_of(name, group)]
    for service, given in places.items():
        if given:
            yield f'{", ".join(given)}: no effect here; {_instead(SERVICES[service])}'


def _instead(service: str | None) -> str:
    """What to use in the place of a service."""
    from ..table import LEFT_OUT  # not above: with it comes all that an app needs, and --help has none

    if service is None:
        return "they are for Ryu's switch tester alone (ryu/tests/switch of its distribution)"
    return LEFT_OUT[service]


def hidden(option: OwnOption) -> OwnOption:
    """An option of the command line, without its line in --help where it belongs to a service that is left out."""
    return replace(option, help=None) if option.name.startswith(tuple(SERVICES)) else option
