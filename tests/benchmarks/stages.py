"""Where the time of a packet-in goes: our learning switch under load with `--profile`, on OpenFlow 1.0 and 1.3.

The load is that of packet_in with 16 switches. The samples of the profile are sorted by stage, and by function as a
flame graph's top would show them, and spread over the packet-ins that were answered meanwhile. docs/profiling.md says
what a profile cannot tell: what C is called for is its caller's, a plain constructor of a message among it.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .processes import controller, free_port, generate, progress
from .report import Row, Section

__all__ = ['run', 'stage_of']

VERSIONS = ('1.0', '1.3')
WARNING = '30'
TOP = 12

#: The first that matches a stack says what it was about; callers stand first in it.
STAGES = {
    'system calls: send': r'.*\[_?send\w*\]$',
    'system calls: recv, epoll': r'.*\[(_?recv\w*|.*poll)\]$',
    'reading: framing, decoding': r'Datapath\.serve .*Connection\.receive',
    'reading: to the inboxes': r'Datapath\.serve ',
    "the app's turn": r'Runner\._work ',
    'handler: the packet': r'.*\.packet_in .*controller[/.]packet',
    'handler: addresses': r'.*\.packet_in .*(controller/lib/mac\.py|re/__init__\.py)',
    'handler: send_msg, encoding': r'.*\.packet_in .*Datapath\.send_msg',
    'handler: match, actions, messages': r'.*\.packet_in .*(controller/openflow|controller/wire|<wire)',
    'handler: its own lines': r'.*\.packet_in ',
    'the hub, and all else': '',
}  # fmt: skip

Stacks = Mapping[str, float]


def run(quick: bool) -> list[Section]:
    """Ten seconds when quick, half a minute else."""
    seconds = 2 if quick else 8
    found = {version: _measure(version, seconds) for version in VERSIONS}
    stages = {version: Counter[str]() for version in VERSIONS}
    for version, stacks in found.items():
        for stack, spent in stacks.items():
            stages[version][stage_of(stack)] += spent
    rows = [Row(stage, 'us', {_column(version): stages[version][stage] for version in VERSIONS}) for stage in STAGES]
    rows.append(Row('in all', 'us', {_column(version): sum(stages[version].values()) for version in VERSIONS}))
    return [Section('where the time of a packet-in goes, 16 switches', rows, raw=found),
            *(_functions(version, stacks) for version, stacks in found.items())]


def _column(version: str) -> str:
    return f'OpenFlow {version}'


def stage_of(stack: str) -> str:
    """What a stack of callers and what they called, with `;` between them, was about."""
    return next(stage for stage, pattern in STAGES.items() if re.match(pattern, stack))


def _functions(version: str, stacks: Stacks) -> Section:
    """Those that take most themselves; a call into C is its caller's."""
    itself, below = Counter[str](), Counter[str]()
    for stack, spent in stacks.items():
        frames = [frame for frame in stack.split(';') if not frame.startswith('[')]
        itself[frames[-1] if frames else stack] += spent
        for frame in set(frames):
            below[frame] += spent
    rows = [Row(function, 'us', {'itself': spent, 'with what it calls': below[function]})
            for function, spent in itself.most_common(TOP)]
    return Section(f"the flame graph's top, OpenFlow {version}", rows)


def _measure(version: str, seconds: float) -> dict[str, float]:
    """Stack -> microseconds of each packet-in."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / 'profile.folded'
        command = [sys.executable, '-m', 'controller',
                   f'tests/benchmarks/peer_simple_switch_{version.replace(".", "")}.py', '--ofp-listen-host',
                   '127.0.0.1', '--ofp-tcp-listen-port', str(port), '--default-log-level', WARNING,
                   '--profile', str(profile)]  # fmt: skip
        with controller('ours', command, port, {}) as pid:
            result: dict[str, Any] = generate(port, version=version, switches=16, hosts=625, window=32, seconds=seconds,
                                              warm=0, watch=pid)
        lines = profile.read_text(encoding='utf-8').splitlines()
    progress(f'stages {version}: {result["rounds"][-1]["controller_cpu_us"]} us, profiled')
    stacks = dict(line.rsplit(' ', 1) for line in lines)
    return {stack: int(spent) / result['answered'] for stack, spent in stacks.items()}
