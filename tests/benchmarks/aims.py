"""What was to be reached, and what the measurements say of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .report import OURS, aligned

__all__ = ['AIMS', 'Aim', 'verdicts']

#: A section as it stands in the JSON.
Section = Mapping[str, Any]

MISSED, REACHED, UNKNOWN = 'missed', 'reached', 'not measured'


@dataclass(frozen=True)
class Aim:
    """A figure of all sections whose title matches: `value` finds it, `met` says whether it is good enough.

    What the title's group matches, if it has one, stands in brackets behind the figure.
    """

    what: str
    title: str
    value: Callable[[Section], float | None]
    met: Callable[[float], bool]
    form: str = '{:.1f} x'

    def judge(self, sections: Iterable[Section]) -> tuple[str, str]:
        """The figures, and the verdict."""
        found = [(match, value) for section in sections if (match := re.fullmatch(self.title, section['title']))
                 and (value := self.value(section)) is not None]
        if not found:
            return '-', UNKNOWN
        figures = ', '.join(self.form.format(value) + (f' ({match[1]})' if match.lastindex else '')
                            for match, value in found)
        return figures, REACHED if all(self.met(value) for _, value in found) else MISSED


def verdicts(sections: Sequence[Section], skip: bool = False) -> str:
    """A table of all aims; `skip`: of those that something has been measured for, empty if there are none."""
    lines = [[aim.what, *judged] for aim in AIMS if (judged := aim.judge(sections))[1] != UNKNOWN or not skip]
    return '\n'.join(aligned([['aim', 'measured', ''], *lines], left=3)) if lines else ''


def _values(section: Section, pattern: str) -> dict[str, Any]:
    """Contender -> value, of the first row of that name."""
    rows = (row for row in section['rows'] if re.fullmatch(pattern, row['what']))
    return next((row['values'] for row in rows), {})


def _ours(pattern: str) -> Callable[[Section], float | None]:
    return lambda section: _values(section, pattern).get(OURS)


def _ratio(pattern: str) -> Callable[[Section], float | None]:
    """How many times better than the best peer."""
    def value(section: Section) -> float | None:
        rows = (row for row in section['rows'] if re.fullmatch(pattern, row['what']))
        return next((row['ratio'] for row in rows), None)
    return value


def _beside_c(contender: str) -> Callable[[Section], float | None]:
    """Packet-ins answered as a multiple of what the controller in C answers."""
    def value(section: Section) -> float | None:
        values = _values(section, 'answered')
        of_c, of_us = values.get('ovs-testcontroller'), values.get(contender)
        return of_us / of_c if of_c and of_us else None
    return value


def _many_to_few(section: Section) -> float | None:
    few, many = (_values(section, f'{switches} switches, 1 outstanding each').get(OURS) for switches in ('16', '1,000'))
    return many / few if few and many else None


def _idle_app(section: Section) -> float | None:
    one, eight = (_values(section, apps).get(OURS) for apps in ('1 app', '8 apps, one listens'))
    return (eight - one) / 7 if one and eight else None


def _at_least(limit: float) -> Callable[[float], bool]:
    return lambda value: value >= limit


def _below(limit: float) -> Callable[[float], bool]:
    return lambda value: value < limit


_SWITCHES = r'packet-ins, OpenFlow {}, (\d+) switch(?:es)?'
_AT_HALF = r'latency p99 at [\d,]+/s'
_FLOW_MODS = r'flow-mods pushed to 16 switches, OpenFlow (1\.\d)'
_CROWD = '1,000 switches connect at once, .*'

AIMS = (
    *(Aim(f'{version}: 10 times the packet-ins/s of os-ken (switches)', _SWITCHES.format(re.escape(version)),
          _ratio('answered'), _at_least(10)) for version in ('1.0', '1.3')),
    *(Aim(f"{version}: better p99 than os-ken's at half its rate (switches)", _SWITCHES.format(re.escape(version)),
          _ratio(_AT_HALF), _at_least(1)) for version in ('1.0', '1.3')),
    *(Aim(f'{version}: level with ovs-testcontroller (switches)', _SWITCHES.format(re.escape(version)),
          _beside_c(OURS), _at_least(1), '{:.2f} x') for version in ('1.0', '1.3')),
    *(Aim(f'{version}: the same for the app in apps/', _SWITCHES.format(re.escape(version)),
          _beside_c('ours, own app'), _at_least(1), '{:.2f} x') for version in ('1.0', '1.3')),
    *(Aim(f'10 times the flow-mods/s of os-ken, {barriers} (version)', _FLOW_MODS, _ratio(barriers), _at_least(10))
      for barriers in ('no barriers', 'a barrier behind each 100', 'a barrier behind each')),
    Aim('10,000 flows as JSON over REST in a tenth of the time', '10,000 flow entries as JSON .*', _ratio('time'),
        _at_least(10)),
    Aim('1,000 switches in MAIN in less than 10 s', _CROWD, _ours('until all are in MAIN'), _below(10), '{:.2f} s'),
    Aim('idle, they cost less than 3% of a core', _CROWD, _ours('idle'), _below(3), '{:.2f}%'),
    Aim('each takes less than 60 KiB', _CROWD, _ours('memory each'), _below(60), '{:.1f} KiB'),
    Aim('1,000 switches cost 1.2 times what 16 do at most, a packet-in', 'CPU per packet-in by switches, .*',
        _many_to_few, lambda value: value <= 1.2, '{:.2f} x'),
    Aim('an app that does not listen costs less than 0.2 us', 'CPU per packet-in by apps, .*', _idle_app, _below(0.2),
        '{:+.2f} us'),
    Aim("echo while an app is busy: better p99 than os-ken's", 'echo while an app is busy, .*',
        _ratio('flooded by packet-ins, p99'), _at_least(1)),
    Aim("beside a flood: a quiet switch's p99 better than os-ken's", '4 quiet switches beside one that floods, .*',
        _ratio('packet-in, beside a flood, p99'), _at_least(1)),
    Aim('beside a flood: all links found in one LLDP interval, 3 s', 'links found beside a flood: .*',
        _ours('all found'), _below(3), '{:.2f} s'),
    Aim('beside a flood: no link lost', 'links found beside a flood: .*', _ours('lost'), _below(1), '{:.0f}'),
)
