"""Where switches come from, as programs of Ryu's make it: the current controller does it by itself from its start."""

from __future__ import annotations

import logging
from dataclasses import fields
from importlib import import_module
from typing import Any

import greenhub
from greenhub.event import Event

from ...config import Config
from ...current import CurrentControllerError, current_controller
from ...datapath import Datapath, place_of
from ...lib.ip import valid_ipv4, valid_ipv6
from ...listener import BACKLOG, PORTS, Dialler, Listener, family_of, tls_context

__all__ = [
    'DEFAULT_OFP_HOST', 'DEFAULT_OFP_SW_CON_INTERVAL', 'LOG', 'OpenFlowController', 'datapath_connection_factory',
    'split_addr',
]  # fmt: skip

LOG = logging.getLogger('ryu.controller.controller')

DEFAULT_OFP_HOST = '0.0.0.0'
DEFAULT_OFP_SW_CON_INTERVAL = 1


def split_addr(addr: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:6653` or `[::1]:6653`; raises ValueError."""
    host, colon, port = addr.rpartition(':')
    bracketed = host[:1] == '[' and host[-1:] == ']'
    if not colon or not (valid_ipv6(host[1:-1]) if bracketed else valid_ipv4(host)):
        raise ValueError(f'Invalid IP address and port pair: {addr!r}')
    return host[1:-1] if bracketed else host, int(port, 0)


def datapath_connection_factory(socket: Any, address: Any) -> None:
    """Serve a connection of a switch, for the current controller, until it ends."""
    try:
        controller = current_controller()
    except CurrentControllerError as error:
        LOG.error('refused a switch at %s: %s', place_of(address), error)
        socket.close()
        return
    datapath = Datapath(controller.switches, socket, address, controller.limits)
    controller.switches.connections.add(datapath)
    datapath.serve()


class OpenFlowController:
    """Listens for switches while it is called, and dials those of the options, for the current controller."""

    def __init__(self) -> None:
        conf = conf_of_module()
        self.ofp_tcp_listen_port, self.ofp_ssl_listen_port = conf.ofp_tcp_listen_port, conf.ofp_ssl_listen_port
        if not (self.ofp_tcp_listen_port or self.ofp_ssl_listen_port):
            self.ofp_tcp_listen_port = self.ofp_ssl_listen_port = PORTS[0]
            greenhub.spawn(self.server_loop, PORTS[1], PORTS[1])
        self._clients: dict[tuple[str, int], Dialler] = {}

    def __call__(self) -> None:
        """Dial the switches of the options, then listen."""
        for address in config_of_module().ofp_switch_address_list:
            self.spawn_client_loop(address)
        self.server_loop(self.ofp_tcp_listen_port, self.ofp_ssl_listen_port)

    def spawn_client_loop(self, addr: tuple[str, int], interval: float | None = None) -> None:
        """Dial a switch, and again every `interval` seconds until it answers and whenever its connection has ended."""
        self.stop_client_loop(addr)
        accept = current_controller().accept
        dialler = self._clients[addr] = Dialler(addr, config_of_module(), accept, interval or None)
        dialler.start()

    def stop_client_loop(self, addr: tuple[str, int]) -> None:
        """Dial a switch no more; a connection that stands is left alone."""
        if addr in self._clients:
            self._clients.pop(addr).stop()

    def server_loop(self, ofp_tcp_listen_port: int, ofp_ssl_listen_port: int) -> None:
        """Listen for switches until the greenthread is killed, with TLS where the options name a certificate.

        Where the controller listens at that port by itself, this only waits. Raises OSError.
        """
        config = config_of_module()
        tls = tls_context(config) if config.ctl_cert and config.ctl_privkey else None
        place = config.ofp_listen_host, ofp_ssl_listen_port if tls else ofp_tcp_listen_port
        if place[1] in ports_of_controller():
            LOG.info('the controller listens for switches on port %d already', place[1])
            Event().wait()
        sock = greenhub.listen(place, family_of(config.ofp_listen_host), BACKLOG, reuse_port=False)

        def accept(socket: Any, address: Any) -> None:
            greenhub.spawn(datapath_connection_factory, socket, address)

        listener = Listener(sock, accept, tls, config.socket_timeout)
        listener.start()
        try:
            Event().wait()
        finally:
            listener.stop()


def ports_of_controller() -> list[int]:
    """The ports at which the current controller listens."""
    try:
        return [listener.address[1] for listener in current_controller().listeners]
    except CurrentControllerError:
        return []


def conf_of_module() -> Any:
    """`CONF` as programs see it, who may have put another in its place."""
    return import_module('ryu.controller.controller').CONF


def config_of_module() -> Config:
    """Our options out of that, as far as their values are of the right kind."""
    conf = conf_of_module()
    chosen: dict[str, Any] = {}
    for each in fields(Config):
        value = getattr(conf, each.name, None)
        if each.name == 'ofp_switch_address_list' and isinstance(value, list):
            chosen[each.name] = [split_addr(pair) if isinstance(pair, str) else pair for pair in value]
        elif each.name.startswith(('ofp_', 'ctl_', 'ca_', 'cip', 'socket_')) and isinstance(value, str | int | float):
            chosen[each.name] = value
    return Config(**chosen)
