"""`--demo TOPOLOGY`: shows in the terminal how an emulated network comes to work, then leaves it running."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise, zip_longest
from typing import TYPE_CHECKING, Any, TextIO

import greenhub
from greenhub.hubs import get_hub

from .host import Ping
from .network import PINGS_AT_ONCE, Network, PingTable
from .switch import Switch
from .transport import in_memory, over_tcp

if TYPE_CHECKING:
    from ..manager import Controller

__all__ = ['Summary', 'run_demo', 'show']

LINES = 12  # of a list that are shown
WIDEST = 16  # hosts in a table of results
MOST_PAIRS = 240  # that ping each other; with more hosts a sample of the pairs does
FOLLOWING = 3  # pings after the first one
FLOOD = 0.05  # seconds in which what the first one has set off reaches the end of the network
ENOUGH_LOST = 2  # first pings without an answer, after which there is no point in more of them
JOIN_LIMIT = 15.0  # seconds
REST_LIMIT = 5.0  # seconds
SHOWN = 100  # characters of an answer of the REST API
ANYWHERE = {'0.0.0.0': '127.0.0.1', '::': '::1', '': '127.0.0.1'}


@dataclass
class Summary:
    """How the demo went."""

    network: Network
    pings: PingTable

    @property
    def loss(self) -> float:
        """Per cent of the pings that had no answer."""
        return self.pings.loss


class _Page:
    """Lines for a person: plain, or with the colours of a terminal."""

    def __init__(self, out: TextIO, colour: bool) -> None:
        self._out = out
        self._colour = colour

    def line(self, text: str = '') -> None:
        self._out.write(text + '\n')
        self._out.flush()

    def heading(self, text: str) -> None:
        self.line()
        self.line(self.paint('1', text))

    def paint(self, code: str, text: str) -> str:
        return f'\033[{code}m{text}\033[0m' if self._colour else text

    def rows(self, lines: list[str], what: str) -> None:
        """Indented lines, the first ones of many."""
        for each in lines[:LINES]:
            self.line(f'  {each}')
        if len(lines) > LINES:
            self.line(f'  ... and {len(lines) - LINES} more {what}')

    def verdict(self, loss: float) -> Callable[[str], str]:
        return lambda text: self.paint('32' if loss == 0 else '31', text)


def show(controller: Controller, topology: str, out: TextIO) -> Summary | None:
    """Run an emulated network beside a controller of this process, and show it; None where it cannot be shown.

    The switches connect over TCP, unless the controller takes TLS only: then through memory.
    """
    colour = out.isatty() and not os.environ.get('NO_COLOR')
    network = Network(topology, _way_to(controller))
    network.start()
    try:
        return run_demo(network, out, colour, _rest_address(controller), _get)
    except TimeoutError as error:
        _Page(out, colour).line(f'The demo ends here: {error}.')
    except BrokenPipeError:
        pass  # nobody looks any more; the network goes on
    return None


def _way_to(controller: Controller) -> Callable[[], Any]:
    if controller.config.ctl_cert or not controller.listeners:
        return in_memory(controller)
    host, port = controller.listeners[0].address[:2]
    return over_tcp(ANYWHERE.get(host, host), port)


def _rest_address(controller: Controller) -> str | None:
    """Host and port of the REST API, if an app has brought it."""
    for context in controller.contexts.values():
        address = getattr(context, 'address', None)
        if address:
            host, port = address[:2]
            host = ANYWHERE.get(host, host)
            return f'[{host}]:{port}' if ':' in host else f'{host}:{port}'
    return None


def _get(address: str, path: str) -> str:
    """What the REST API answers to GET, or why it does not."""
    host, _, port = address.rpartition(':')
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    limit = greenhub.Timeout(REST_LIMIT, TimeoutError('no answer'))
    try:
        with limit, greenhub.connect((host.strip('[]'), int(port)), family) as sock:
            sock.sendall(f'GET {path} HTTP/1.0\r\n\r\n'.encode())
            answer = b''.join(iter(partial(sock.recv, 1 << 16), b''))
    except OSError as error:
        return str(error)
    return answer.partition(b'\r\n\r\n')[2].decode()


def run_demo(
    network: Network,
    out: TextIO,
    colour: bool = False,
    rest: str | None = None,
    get: Callable[[str, str], str] | None = None,
) -> Summary:
    """Show a started network at work: switches join, hosts ping, first through the controller, then through the flow
    entries it has installed, and what `get` has from the REST API at the address `rest`. Returns with the network
    running; raises TimeoutError if switches do not join."""
    page = _Page(out, colour)
    _introduce(page, network)
    _switches_join(page, network)
    pings = PingTable()
    if len(network.hosts) > 1:
        loss = _first_pings(page, network)
        pings = _everybody(page, network, loss)
    _flow_entries(page, network)
    _hints(page, rest, get, pings)
    return Summary(network, pings)


def _introduce(page: _Page, network: Network) -> None:
    topology = network.topology
    page.heading(f'Embedded network {topology}')
    page.line(
        f'  {_count(topology.switches, "switch")}, {_count(topology.hosts, "host")}, '
        f'{_count(len(topology.links), "link")} between switches, in this process; links: '
        + _some([str(link) for link in network.links.values()])
    )
    blocked = network.blocked_links
    if blocked:
        page.line(
            '  This network has loops, in which a flood would go round for ever. As switches with a spanning tree do, '
            f'these keep {_count(len(blocked), "link")} out of floods (their ports are blocked): '
            + _some([str(link) for link in blocked])
        )
        page.line('  An app that finds its own paths may use those links all the same.')


def _switches_join(page: _Page, network: Network) -> None:
    page.heading('Switches join the controller')
    clock = get_hub().clock
    began = clock()
    network.wait_until_connected(JOIN_LIMIT)
    page.rows([_joined(switch) for switch in network.switches.values()], 'switches')
    page.line(f'  after {1000 * (clock() - began):.0f} ms')


def _joined(switch: Switch) -> str:
    version = switch.ofproto.name if switch.ofproto is not None else 'none'
    flows = sum(len(table) for table in switch.tables.tables)
    return (
        f'{switch.name:<5} datapath {switch.dpid:016x}, OpenFlow {version}, {_count(len(switch.ports), "port")}, '
        f'{_count(flows, "flow entry")}'
    )


def _first_pings(page: _Page, network: Network) -> float:
    """The first packet of a conversation goes through the controller, the others through the flow entries. Returns the
    per cent of the pings that had no answer."""
    page.heading('Hosts ping: first through the controller, then through the flow entries it has installed')
    table = PingTable()
    for source, destination in islice(_ways(list(network.hosts)), LINES):
        before = network.packet_ins
        table.pings[source, destination] = first = network.ping(source, destination)
        who = f'  {source} -> {destination}'.ljust(16)
        if first.average is None:
            page.line(who + page.paint('31', f'no answer ({_asked(network.packet_ins - before)})'))
            if len(table.lost) >= ENOUGH_LOST:
                break
            continue
        greenhub.sleep(FLOOD)
        between = network.packet_ins
        more = network.ping(source, destination, FOLLOWING)
        page.line(
            who + f'first {_time(first.average)} ' + page.paint('33', f'({_asked(between - before)})')
            + f', then {_time(more.average)} ' + page.paint('32', f'({_asked(network.packet_ins - between)})')
        )
    return table.loss


def _ways(names: list[str]) -> Iterator[tuple[str, str]]:
    """The first host with every other, then each with the next."""
    yield from ((names[0], other) for other in names[1:])
    yield from pairwise(names[1:])


def _asked(times: int) -> str:
    if times == 0:
        return 'nobody asked the controller'
    return f'switches asked the controller {"once" if times == 1 else f"{times} times"}'


def _everybody(page: _Page, network: Network, loss: float) -> PingTable:
    """A table of times is made one ping after the other; where pings get lost, nobody wants to wait for each."""
    pairs = list(network.pairs())
    if len(pairs) <= MOST_PAIRS:
        page.heading('Every host pings every other')
    else:
        page.heading(f'{MOST_PAIRS} of the {len(pairs)} pairs of hosts ping')
        pairs = pairs[:: len(pairs) // MOST_PAIRS][:MOST_PAIRS]
    timed = len(network.hosts) <= WIDEST
    table = network.ping_all(pairs=pairs, at_once=1 if timed and not loss else PINGS_AT_ONCE)
    if timed:
        _matrix(page, network, table)
    if table.lost:
        page.line('  no answer: ' + _some([f'{source} -> {destination}' for source, destination in table.lost]))
    verdict = page.verdict(table.loss)
    page.line(verdict(f'  {table.received} of {table.sent} pings answered: {table.loss:.0f} % loss'))
    return table


def _matrix(page: _Page, network: Network, table: PingTable) -> None:
    """Round-trip times in milliseconds, the source at the left."""
    names = list(network.hosts)
    page.line('  ms'.ljust(8) + ''.join(name.rjust(7) for name in names))
    for source in names:
        cells = (_cell(table.pings.get((source, destination))) for destination in names)
        page.line(f'  {source}'.ljust(8) + ''.join(cell.rjust(7) for cell in cells))


def _cell(ping: Ping | None) -> str:
    if ping is None:
        return '-'
    return 'lost' if ping.average is None else f'{1000 * ping.average:.1f}'


def _flow_entries(page: _Page, network: Network) -> None:
    page.heading('Flow entries in the switches now')
    counts = [
        f'{name}: {sum(len(table) for table in switch.tables.tables)}' for name, switch in network.switches.items()
    ]
    page.line(f'  {_some(counts)}; the controller was asked {network.packet_ins} times in all')


def _hints(page: _Page, rest: str | None, get: Callable[[str, str], str] | None, pings: PingTable) -> None:
    paths = [f'/stats/{path}' for path in ('switches', 'desc/1', 'flow/1', 'port/1')] if rest else []
    answers = [get(rest, path) for path in paths] if rest and get else []  # all at once: the requests are logged
    page.heading('What now')
    if pings.loss:
        page.line('  Pings were lost: does an app forward packets, as simple_switch_13 does? Has one logged an error?')
    if paths:
        page.line('  In another terminal, look at the switches through the REST API:')
    for path, answer in zip_longest(paths, answers):
        page.line(f'    curl http://{rest}{path}')
        if answer is not None:
            page.line('      ' + (answer if len(answer) <= SHOWN else answer[:SHOWN] + ' ...'))
    page.line('  The network stays up until Ctrl-C.')
    page.line()


def _time(seconds: float | None) -> str:
    return 'unanswered' if seconds is None else f'{1000 * seconds:.1f} ms'


def _some(words: list[str]) -> str:
    """A list in a line, the first ones of many."""
    return ', '.join(words[:LINES]) + (f' and {len(words) - LINES} more' if len(words) > LINES else '')


def _count(number: int, what: str) -> str:
    if number != 1:
        what = what[:-1] + 'ies' if what.endswith('y') else what + ('es' if what.endswith('ch') else 's')
    return f'{number} {what}'
