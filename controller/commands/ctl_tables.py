"""Tables on a terminal, and the rows of `controller-manager ctl`: JSON of the REST API in, lines of text out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from .terminal import Style

__all__ = ['apps', 'desc', 'event_line', 'flow_lines', 'groups', 'hosts', 'links', 'meters', 'port_stats', 'ports',
           'switches', 'table']  # fmt: skip

#: A row of a table: the text of each of its columns, by the title.
Row = Mapping[str, Any]

PORT_DOWN, LINK_DOWN = 1, 1  # OFPPC_PORT_DOWN and OFPPS_LINK_DOWN, the same in all versions


def table(rows: Sequence[Row], style: Style, width: int | None = None) -> Iterator[str]:
    """The rows under their titles, numbers to the right; lines that are longer than `width` are cut off."""
    if not rows:
        yield style.dim('(none)')
        return
    titles = list(rows[0])
    columns = [[title.upper(), *(_shown(row[title]) for row in rows)] for title in titles]
    right = [all(isinstance(row[title], (int, float)) or row[title] is None for row in rows) for title in titles]
    widths = [max(map(len, column)) for column in columns]
    for number, cells in enumerate(zip(*columns, strict=True)):
        aligned = [cell.rjust(wide) if to_right else cell.ljust(wide)
                   for cell, wide, to_right in zip(cells, widths, right, strict=True)]  # fmt: skip
        line = '  '.join(aligned).rstrip()
        if width is not None and len(line) > width:
            line = f'{line[: width - 1]}…'
        if number or line:
            yield style.dim(line) if number == 0 else line


def _shown(value: Any) -> str:
    """Text of a stranger, a switch or a host, says nothing to the terminal."""
    text = '' if value is None else str(value)
    return text if text.isprintable() else ''.join(each if each.isprintable() else '?' for each in text)


# What is shown --------------------------------------------------------------------------------------------------------


def switches(found: list[Any]) -> list[Row]:
    """The rows of `/v1.0/switches`."""
    return [{'switch': each['dpid'], 'openflow': each['version'], 'ports': each['ports'], 'address': each['address']}
            for each in found]  # fmt: skip


def links(found: list[Any]) -> list[Row]:
    """The rows of `/v1.0/topology/links`: both directions of a link in one."""
    ends = {(_place(each['src']), _place(each['dst'])) for each in found}
    return [
        {'from': one, '': '<->' if (other, one) in ends else '-->', 'to': other}
        for one, other in sorted(ends) if one < other or (other, one) not in ends
    ]  # fmt: skip


def hosts(found: list[Any]) -> list[Row]:
    """The rows of `/v1.0/topology/hosts`."""
    rows = [{'host': each['mac'], 'at': _place(each['port']), 'addresses': ' '.join([*each['ipv4'], *each['ipv6']])}
            for each in found]  # fmt: skip
    return sorted(rows, key=lambda each: each['host'])


def ports(found: list[Any]) -> list[Row]:
    """The rows of `/stats/portdesc`."""
    return [{
        'port': each['port_no'], 'name': each['name'], 'address': each['hw_addr'],
        'state': 'off' if each['config'] & PORT_DOWN else 'down' if each['state'] & LINK_DOWN else 'up',
        'mbit/s': _speed(each),
    } for each in found]  # fmt: skip


def port_stats(found: list[Any]) -> list[Row]:
    """The rows of `/stats/port`."""
    names = [f'{way}_{what}' for way in ('rx', 'tx') for what in ('packets', 'bytes', 'dropped', 'errors')]
    return [{'port': each['port_no'], **{name.replace('_', ' '): each.get(name) for name in names}} for each in found]


def groups(found: list[Any]) -> list[Row]:
    """The rows of `/stats/groupdesc`."""
    return [{'group': each['group_id'], 'type': each['type'],
             'buckets': ' | '.join(_bucket(bucket) for bucket in each['buckets'])} for each in found]  # fmt: skip


def meters(found: list[Any]) -> list[Row]:
    """The rows of `/stats/meterconfig`."""
    return [{'meter': each['meter_id'], 'flags': ' '.join(map(str, each['flags'])), 'bands': ' | '.join(
        f'{band["type"]} {band.get("rate", "")}' for band in each['bands'])} for each in found]  # fmt: skip


def desc(found: dict[str, Any]) -> list[Row]:
    """The rows of `/stats/desc`."""
    return [{'': name, ' ': value} for name, value in found.items()]


def apps(found: list[Any]) -> list[Row]:
    """The rows of `/v1.0/apps`."""
    return [{'app': each['name'], 'module': each['module'], 'hears': len(each['hears'])} for each in found]


def flow_lines(found: list[Any], style: Style, statistics: bool = True) -> Iterator[str]:
    """The lines of `/v1.0/flows`, as those of `ovs-ofctl dump-flows`: without statistics a flow can be added again."""
    for each in found:
        told = f'duration={each["duration"]}s, n_packets={each["packet_count"]}, n_bytes={each["byte_count"]}, '
        yield (style.dim(told) if statistics else '') + _shown(each['flow'])


def event_line(event: dict[str, Any], style: Style) -> str:
    """An event in a line: its time, its type, where, and what."""
    at = datetime.fromtimestamp(event['time']).strftime('%H:%M:%S.%f')[:-3]
    what = next((_EVENTS[key](event) for key in _EVENTS if key in event), '')
    words = [style.dim(at), style.name(event['type'].ljust(16)), event.get('switch', ''), _shown(what)]
    return ' '.join(words).rstrip()


def _moved(event: dict[str, Any]) -> str:
    return f' (from {_place(event["from"])})' if 'from' in event else ''


#: What a line tells of an event that has this member.
_EVENTS: dict[str, Callable[[dict[str, Any]], str]] = {
    'link': lambda event: f'{_place(event["link"]["src"])} -> {_place(event["link"]["dst"])}',
    'host': lambda event: ' '.join([event['host']['mac'], *event['host']['ipv4'], 'at', _place(event['host']['port'])])
                          + _moved(event),
    'port': lambda event: f'port {_port(event["port"])} {event["port"]["name"]}: '
                          f'{"up" if event["port"]["is_up"] else "down"}',
    'summary': lambda event: f'port {event["in_port"]}: {event["summary"]}',
    'match': lambda event: f'{event["reason"]}: priority={event["priority"]},{event["match"]} '
                           f'n_packets={event["packet_count"]}',
    'changes': lambda event: '; '.join(f'{each["change"]} {each.get("flow", "")}' for each in event['changes']),
    'text': lambda event: f'{event["kind"]}: {event["text"]}',
    'version': lambda event: f'OpenFlow {event["version"]}, {len(event["ports"])} ports',
    'switches': lambda event: ', '.join(f'{len(event[name])} {name}' for name in ('switches', 'links', 'hosts')
                                        if name in event),
}  # fmt: skip


def _place(port: Mapping[str, Any]) -> str:
    return f'{port["dpid"]}:{_port(port)}'


def _port(port: Mapping[str, Any]) -> int:
    return int(port['port_no'], 16)


def _speed(port: Mapping[str, Any]) -> int | None:
    """How fast a port says that it is; since 1.4 a property of it does, in 1.0 nothing that is a number."""
    for each in (port, *port.get('properties', ())):
        if each.get('curr_speed'):
            return int(each['curr_speed']) // 1000
    return None


def _bucket(bucket: Mapping[str, Any]) -> str:
    actions: Iterable[Any] = bucket.get('actions', ())
    return ','.join(each if isinstance(each, str) else _action(each) for each in actions) or 'drop'


def _action(action: Mapping[str, Any]) -> str:
    told = [str(value) for name, value in action.items() if name not in ('type', 'len', 'max_len')]
    return ':'.join([action['type'], *told])
