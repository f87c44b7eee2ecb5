"""Figures of several contenders side by side: a table for people, JSON for machines."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ['OURS', 'Row', 'Section', 'aligned', 'machine', 'table']

OURS = 'ours'


@dataclass
class Row:
    """One figure: contender -> value, ours among them. None: not measured.

    `aside` are contenders that are no peers: what they reach is told, and our ratio to the best peer leaves them out.
    """

    what: str
    unit: str
    values: dict[str, float | None]
    more_is_better: bool = False
    aside: Sequence[str] = ()

    def ratio(self, other: str | None = None) -> float | None:
        """How many times better we are than this contender, or than the best peer."""
        ours = self.values.get(OURS)
        others = [other] if other else [name for name in self.values if name != OURS and name not in self.aside]
        peers = [value for name in others if (value := self.values.get(name))]
        if not ours or not peers:
            return None
        return ours / max(peers) if self.more_is_better else min(peers) / ours

    def as_json(self) -> dict[str, Any]:
        return {'what': self.what, 'unit': self.unit, 'values': self.values, 'ratio': self.ratio(),
                'more_is_better': self.more_is_better, 'aside': list(self.aside)}


@dataclass
class Section:
    """Rows measured together; `notes` are printed below, `raw` goes into the JSON only.

    The table has the ratio to the best peer; `each_peer`: to each of them; `ceiling`: to that contender as well.
    """

    title: str
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    raw: Any = None
    each_peer: bool = False
    ceiling: str = ''

    def as_json(self) -> dict[str, Any]:
        return {'title': self.title, 'rows': [row.as_json() for row in self.rows], 'notes': self.notes,
                'each_peer': self.each_peer, 'ceiling': self.ceiling, 'raw': self.raw}


def table(section: Section) -> str:
    """Plain text, one column a contender and the ratios last."""
    contenders = list(dict.fromkeys(name for row in section.rows for name in row.values))
    ratios: dict[str, str | None] = {'ratio': None}
    if section.each_peer:
        ratios = {f'{peer} /': peer for peer in contenders if peer != OURS}
    elif all(row.ratio() is None for row in section.rows):
        ratios = {}
    if section.ceiling in contenders:
        ratios[f'to {section.ceiling}'] = section.ceiling
    lines = [[section.title, '', *contenders, *ratios]]
    lines += [[row.what, row.unit, *(_number(row.values.get(name)) for name in contenders),
               *(_times(row.ratio(peer)) for peer in ratios.values())] for row in section.rows]
    return '\n'.join([*aligned(lines), *(f'  {note}' for note in section.notes)])


def _number(value: float | None) -> str:
    if value is None:
        return '-'
    return f'{value:,.0f}' if value >= 100 else f'{value:.1f}' if value >= 10 else f'{value:.2f}'


def _times(ratio: float | None) -> str:
    return '' if ratio is None else f'{ratio:.1f} x' if ratio >= 1 else f'{ratio:.2f} x'


def aligned(lines: Sequence[Sequence[str]], left: int = 2) -> Iterable[str]:
    """Lines of cells as lines of text, the first of them underlined; so many columns begin on the left."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for index, line in enumerate(lines):
        cells = [cell.ljust(width) if column < left else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(line, widths, strict=True))]
        yield '  '.join(cells).rstrip()
        if index == 0:
            yield '  '.join('-' * width for width in widths)


def machine() -> dict[str, Any]:
    """Where the figures come from."""
    return {'python': platform.python_version(), 'system': platform.platform(), 'processor': _processor(),
            'cores': len(os.sched_getaffinity(0))}


def _processor() -> str:
    with open('/proc/cpuinfo', encoding='ascii', errors='replace') as lines:
        return next((line.partition(':')[2].strip() for line in lines if line.startswith('model name')), 'unknown')
