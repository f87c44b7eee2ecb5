"""The text that Prometheus reads, version 0.0.4: families of samples, each with its help and its type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ['CONTENT_TYPE', 'Family', 'exposition']

CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

Sample = tuple[Sequence[object], float | None]


@dataclass(frozen=True)
class Family:
    """Samples of one name: values of `labels`, and a number or None, which is left out.

    A counter's name ends in `_total`.
    """

    name: str
    kind: Literal['counter', 'gauge']
    help: str
    labels: tuple[str, ...]
    samples: Iterable[Sample]


def exposition(families: Iterable[Family]) -> Iterator[str]:
    """The lines, each with its end."""
    for family in families:
        yield f'# HELP {family.name} {_escaped(family.help)}\n'
        yield f'# TYPE {family.name} {family.kind}\n'
        for values, number in family.samples:
            if number is not None:
                pairs = zip(family.labels, values, strict=True)
                labels = ','.join(f'{name}="{_quoted(value)}"' for name, value in pairs)
                yield f'{family.name}{{{labels}}} {number}\n'


def _escaped(text: str) -> str:
    return text.replace('\\', r'\\').replace('\n', r'\n')


def _quoted(value: object) -> str:
    return _escaped(str(value)).replace('"', r'\"')
