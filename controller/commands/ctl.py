"""`controller-manager ctl`: a running controller and its switches, looked at and changed over its REST API."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO
from urllib.parse import quote

from . import ctl_tables
from .ctl_client import Client, NotServed
from .errors import CommandError
from .terminal import Style

__all__ = ['main', 'parser']

URL, TOKEN_FILE = 'CONTROLLER_CTL_URL', 'CONTROLLER_CTL_TOKEN_FILE'
DEFAULT_URL = 'http://localhost:8080'

#: Seconds between two looks of --watch.
INTERVAL = 2.0

EXAMPLES = f"""\
The controller has to serve what is asked for: `controller-manager MY_APP rest_ctl --observe-links` does.
A SWITCH is a datapath id: 1, 0x1, or 0000000000000001. A FLOW is written as for ovs-ofctl(8).

examples:
  controller-manager ctl switches                            who is connected
  controller-manager ctl ports 1                             the ports of switch 1
  controller-manager ctl flows 1                             its flow entries
  controller-manager ctl flows 1 tcp,tp_dst=80 --watch       some of them, and again every {INTERVAL:g} s
  controller-manager ctl add-flow 1 'priority=5,in_port=1,actions=output:2'
  controller-manager ctl mod-flow 1 'in_port=1,actions=drop'
  controller-manager ctl del-flows 1 in_port=1               those that match; without FLOW: all
  controller-manager ctl flows 1 --no-stats > flows.txt      kept, and
  controller-manager ctl add-flows 1 flows.txt               added again
  controller-manager ctl links --watch                       again when links come or go
  controller-manager ctl events --types link_delete,alarm    what happens, as it happens
  controller-manager ctl events --json | jq .type            a JSON object a line
  controller-manager ctl apps load simple_monitor_13         needs the app rest_apps

  {URL}=https://10.0.0.5:8080 controller-manager ctl switches --ca ca.pem --token-file token

The exit status is 1 where it could not be done, 2 for misuse.
"""

#: What makes JSON of the API into lines for people.
Lines = Callable[[Any, Style], Iterable[str]]


@dataclass(frozen=True)
class View:
    """What can be shown: where it is, how it looks, and the types of events after which it may look different."""

    path: Callable[[argparse.Namespace], str]
    lines: Lines
    events: str = ''
    of_switch: bool = False


def main(arguments: Sequence[str]) -> int:
    """Run what stands behind `ctl` on the command line; the exit status is as EXAMPLES says."""
    options = _read(arguments)
    try:
        client = Client(options.url, _token(options.token_file), _tls(options))
        options.run(client, options)
        sys.stdout.flush()
        return 0
    except CommandError as error:
        print(f'controller-manager ctl: {error}', file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read along has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    """The options. An argument that may be left out may stand behind them, too, where argparse does not look for it."""
    made = parser()
    options, left = made.parse_known_args(arguments)
    last = getattr(options, 'last', None)
    if last and len(left) == 1 and not left[0].startswith('-') and not getattr(options, last):
        setattr(options, last, left.pop())
    if left:
        made.error(f'unrecognized arguments: {" ".join(left)}')
    return options


def parser() -> argparse.ArgumentParser:
    """What reads the command line."""
    made = argparse.ArgumentParser(
        prog='controller-manager ctl',
        description='Look at a running controller and its switches, and change them, over its REST API.',
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_common(made)
    commands = made.add_subparsers(title='commands', metavar='COMMAND', required=True)

    def add(name: str, help: str, run: Callable[[Client, argparse.Namespace], None]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=f'{help[:1].upper()}{help[1:]}.')
        _add_common(command, again=True)
        command.set_defaults(run=run)
        return command

    for name, view in VIEWS.items():
        _add_view(add(name, HELP[name], _show), name, view)
    for name in CHANGES:
        command = add(name, HELP[name], _change)
        command.add_argument('switch', metavar='SWITCH', type=_switch)
        if name == 'add-flows':
            command.add_argument('file', metavar='FILE', help='a flow a line; - for standard input')
        else:
            command.add_argument('flow', metavar='FLOW', nargs='?' if name == 'del-flows' else None, default='')
        if name not in ('add-flow', 'add-flows'):
            command.add_argument('--strict', action='store_true', help='only that of exactly this match and priority')
        command.set_defaults(command=name, last='flow')
    _add_events(add('events', 'what happens in the network, as it happens', _follow))
    _add_apps(add('apps', 'the apps that are loaded; load, reload and unload one', _apps))
    return made


def _add_common(made: argparse.ArgumentParser, again: bool = False) -> None:
    """The options of every command, which may stand in front of it or behind it (`again`)."""
    reach = made.add_argument_group('the controller')

    def add(name: str, default: str | None, metavar: str, help: str) -> None:
        reach.add_argument(name, default=argparse.SUPPRESS if again else default, metavar=metavar, help=help)

    add('--url', os.environ.get(URL, DEFAULT_URL), 'URL', f'where it is ({URL}, or {DEFAULT_URL})')
    add('--token-file', os.environ.get(TOKEN_FILE), 'FILE', f'has the token that it asks for ({TOKEN_FILE})')
    add('--ca', None, 'FILE', 'who signs its certificate, if not somebody known to this system')
    add('--cert', None, 'FILE', 'a certificate of our own, if it asks for one')
    add('--key', None, 'FILE', 'the key of that certificate, if it is not in the same file')
    json_default = argparse.SUPPRESS if again else False
    made.add_argument('--json', action='store_true', default=json_default, help='print JSON')


# -- what is shown ------------------------------------------------------------------------------------------------


def _table(rows: Callable[[Any], list[ctl_tables.Row]]) -> Lines:
    def lines(found: Any, style: Style) -> Iterable[str]:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        return ctl_tables.table(rows(found), style, width)

    return lines


def _of_switch(path: str, lines: Lines, events: str = '') -> View:
    """What the app ofctl_rest knows of a switch, which it answers by the switch's id."""
    return View(
        lambda options: f'/stats/{path}/{options.switch}',
        lambda found, style: lines(next(iter(found.values())), style), events, of_switch=True,
    )  # fmt: skip


VIEWS = {
    'switches': View(
        lambda options: '/v1.0/switches', _table(ctl_tables.switches), 'switch_enter,switch_leave,switch_reconnect'
    ),
    'desc': _of_switch('desc', _table(ctl_tables.desc)),
    'ports': _of_switch('portdesc', _table(ctl_tables.ports), 'port_add,port_modify,port_delete'),
    'port-stats': _of_switch('port', _table(ctl_tables.port_stats)),
    'flows': View(lambda options: f'/v1.0/flows/{options.switch}', ctl_tables.flow_lines, of_switch=True),
    'groups': _of_switch('groupdesc', _table(ctl_tables.groups)),
    'meters': _of_switch('meterconfig', _table(ctl_tables.meters)),
    'links': View(lambda options: '/v1.0/topology/links', _table(ctl_tables.links), 'link_add,link_delete'),
    'hosts': View(
        lambda options: '/v1.0/topology/hosts', _table(ctl_tables.hosts), 'host_add,host_move,host_delete'
    ),
}

#: What changes flow entries: the command of the path.
CHANGES = {'add-flow': 'add', 'add-flows': 'add', 'mod-flow': 'modify', 'del-flows': 'delete'}

HELP = {
    'switches': 'the connected switches', 'desc': 'who made a switch', 'ports': 'the ports of a switch',
    'port-stats': 'the counters of the ports of a switch', 'flows': 'the flow entries of a switch',
    'groups': 'the groups of a switch', 'meters': 'the meters of a switch', 'links': 'the links between switches',
    'hosts': 'the hosts, and where they are',
    'add-flow': 'add a flow entry', 'add-flows': 'add the flow entries of a file',
    'mod-flow': 'change the actions of flow entries that match', 'del-flows': 'delete flow entries that match',
}  # fmt: skip


def _add_view(command: argparse.ArgumentParser, name: str, view: View) -> None:
    if view.of_switch:
        command.add_argument('switch', metavar='SWITCH', type=_switch)
    if name == 'flows':
        command.add_argument('match', metavar='MATCH', nargs='?', default='', help='only those that match')
        command.add_argument('--no-stats', action='store_true', help='without counters, as `add-flows` reads them')
        command.set_defaults(last='match')
    command.add_argument('--watch', metavar='SECONDS', nargs='?', type=_seconds, const=0.0, help=(
        'show it again when it changes' if view.events else f'show it again every {INTERVAL:g} s'
    ) + ', or every SECONDS')  # fmt: skip
    command.set_defaults(view=view)


def _show(client: Client, options: argparse.Namespace) -> None:
    """Show a view, once or, with --watch, again and again."""
    view: View = options.view
    query = {'match': options.match} if getattr(options, 'match', '') else {}
    while True:
        found = client.get(view.path(options), **query)
        if options.watch is not None and not options.json:
            _clear(sys.stdout, f'{time.strftime("%H:%M:%S")}  {options.url}')
        _print(found, view.lines, options)
        if options.watch is None:
            return
        sys.stdout.flush()
        _wait(client, view, options)


def _print(found: Any, lines: Lines, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(found, indent=2 if sys.stdout.isatty() else None))
        return
    style = Style(sys.stdout)
    told = ctl_tables.flow_lines(found, style, False) if getattr(options, 'no_stats', False) else lines(found, style)
    for line in told:
        print(line)


def _clear(out: TextIO, head: str) -> None:
    """Begin at the top of a terminal, or behind an empty line of anything else."""
    print(f'\x1b[H\x1b[2J{head}\n' if out.isatty() else f'\n{head}', file=out)


def _wait(client: Client, view: View, options: argparse.Namespace) -> None:
    """Wait for the time to look again: an event that may have changed the view, or a number of seconds."""
    if not options.watch and view.events:
        try:
            for _ in client.stream('/v1.0/events', types=view.events, count=1):
                pass
            return
        except NotServed:
            pass  # then by the clock
    time.sleep(options.watch or INTERVAL)


# -- what is changed ----------------------------------------------------------------------------------------------


def _change(client: Client, options: argparse.Namespace) -> None:
    """Add, change or delete flow entries."""
    flows = _flows_in(options.file) if options.command == 'add-flows' else [options.flow]
    command = CHANGES[options.command] + ('_strict' if getattr(options, 'strict', False) else '')
    client.post(f'/v1.0/flows/{options.switch}/{command}', {'flows': flows})
    if options.json:
        print(json.dumps({'flows': len(flows)}))


def _flows_in(name: str) -> list[str]:
    """The flows of a file, without comments and empty lines."""
    try:
        text = sys.stdin.read() if name == '-' else open(name, encoding='utf-8').read()  # noqa: SIM115
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f'{name}: {getattr(error, "strerror", None) or error}') from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith('#')]


def _add_events(command: argparse.ArgumentParser) -> None:
    command.add_argument('--types', metavar='TYPE,...', help='only these: link_add, host_move, packet_in ...')
    command.add_argument('--switch', metavar='SWITCH', help='only what is about this switch')
    command.add_argument('--snapshot', action='store_true', help='begin with the switches, links and hosts there are')
    command.add_argument('--count', metavar='N', type=_count, help='end after N events')


def _follow(client: Client, options: argparse.Namespace) -> None:
    """Print events, each when it comes."""
    style = Style(sys.stdout)
    events = client.stream('/v1.0/events', types=options.types, switch=options.switch, count=options.count,
                           snapshot='1' if options.snapshot else '')  # fmt: skip
    left = options.count
    for event in events:
        print(json.dumps(event) if options.json else ctl_tables.event_line(event, style), flush=True)
        left = None if left is None else left - 1
    if left != 0:
        raise CommandError(f'{options.url} has ended the stream: the app was unloaded, or we were too slow')


def _add_apps(command: argparse.ArgumentParser) -> None:
    command.add_argument('action', choices=('list', 'load', 'reload', 'unload'), nargs='?', default='list')
    command.add_argument('name', metavar='APP', nargs='?', help='path, module or name to load; what it is called then')
    command.set_defaults(wrong=command.error, last='name')


def _apps(client: Client, options: argparse.Namespace) -> None:
    """List the apps, or load, reload or unload one."""
    if (options.action == 'list') != (options.name is None):
        options.wrong(f'{options.action} takes {"no APP" if options.action == "list" else "an APP"}')
    if options.action == 'list':
        found = client.get('/v1.0/apps')
    elif options.action == 'load':
        found = [client.post('/v1.0/apps', {'app': options.name})]
    elif options.action == 'reload':
        found = [client.post(f'/v1.0/apps/{quote(options.name, "")}/reload')]
    else:
        client.delete(f'/v1.0/apps/{quote(options.name, "")}')
        return
    _print(found, _table(ctl_tables.apps), options)


# -- words of the command line ------------------------------------------------------------------------------------


def _switch(text: str) -> int:
    """A datapath id: sixteen hexadecimal digits as it is shown, or a number."""
    try:
        number = int(text, 16) if re.fullmatch('[0-9a-fA-F]{16}', text) else int(text, 0)
    except ValueError:
        number = -1
    if not 0 <= number < 1 << 64:
        raise argparse.ArgumentTypeError(f'{text!r} is no datapath id; 1, 0x1 and 0000000000000001 are')
    return number


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 86400:
        raise argparse.ArgumentTypeError(f'{text!r} is no number of seconds from 0.1 to 86400')
    return seconds


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 1 << 32:
        raise argparse.ArgumentTypeError(f'{text!r} is no number of events')
    return int(text)


def _token(name: str | None) -> str | None:
    """The first token of a file such as --wsapi-token names: the first word that is no comment."""
    if not name:
        return None
    try:
        with open(name, encoding='ascii') as file:
            words = [word for line in file for word in line.partition('#')[0].split()[:1]]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f'{name}: {getattr(error, "strerror", None) or "is not ASCII text"}') from None
    if not words:
        raise CommandError(f'{name}: has no token')
    return words[0]


def _tls(options: argparse.Namespace) -> Any:
    """The TLS context that the options ask for, None for that of the system."""
    if not options.ca and not options.cert:
        return None
    import ssl

    try:
        context = ssl.create_default_context(cafile=options.ca)
        if options.cert:
            context.load_cert_chain(options.cert, options.key)
    except OSError as error:
        raise CommandError(f'TLS: {error.strerror or error} ({options.ca}, {options.cert})') from None
    return context
