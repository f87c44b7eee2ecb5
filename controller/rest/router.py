"""From a path to whatever was registered for it: a trie of path segments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar
from urllib.parse import quote

from .errors import MethodNotAllowed, NotFound

__all__ = ['Router', 'expand', 'expressions_of', 'template_of', 'variables_of']

Target = TypeVar('Target')

#: `{dpid}`, or `{dpid:[0-9]+}`, whose expression may hold braces one level deep; `{.format}`, which may be missing
#: together with its dot; and the older way to write them: `:dpid`, `:(dpid)`, and `*path` with all that follows.
_VARIABLE = re.compile(
    r'\{(?P<name>\w+)(?::(?P<expression>(?:[^{}]|\{[^{}]*\})*))?\}'
    r'|\{\.(?P<suffix>\w+)\}'
    r'|(?P<old>[:*])(?:(?P<old_name>\w+)|\((?P<bracketed>\w+)\))'
)
_SEGMENT = '[^/]+?'
_ANYTHING = '.+?'


class _Node(Generic[Target]):
    """What may follow one beginning of a path."""

    __slots__ = ('literals', 'patterns', 'tails', 'targets')

    def __init__(self) -> None:
        self.literals: dict[str, _Node[Target]] = {}
        self.patterns: dict[re.Pattern[str], _Node[Target]] = {}
        self.tails: dict[re.Pattern[str], _Node[Target]] = {}  # last variables that may hold slashes
        self.targets: dict[str | None, Target] = {}  # by method, None for any


class Router(Generic[Target]):
    """Targets by path template and method.

    A literal segment goes before a variable one, else the first added wins. A variable spans slashes if its
    expression does.
    """

    def __init__(self) -> None:
        self._root: _Node[Target] = _Node()

    def add(
        self,
        path: str,
        methods: tuple[str, ...] | None,
        target: Target,
        requirements: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Register a target; returns the methods for which the path was taken, where the earlier target stays."""
        node = self._node(_split(path), requirements or {})
        taken = [method or 'any method' for method in methods or (None,) if method in node.targets]
        for method in methods or (None,):
            node.targets.setdefault(method, target)
        return taken

    def _node(self, segments: list[str], requirements: Mapping[str, str]) -> _Node[Target]:
        """The end of the trie for a template, made if it is not there."""
        node = self._root
        for place, segment in enumerate(segments):
            variables = list(_VARIABLE.finditer(segment))
            if not variables:
                node = node.literals.setdefault(segment, _Node())
            elif any(re.fullmatch(_expression(each, requirements), 'a/b') for each in variables):
                rest = _pattern('/'.join(segments[place:]), requirements)
                return node.tails.setdefault(rest, _Node())
            else:
                node = node.patterns.setdefault(_pattern(segment, requirements), _Node())
        return node

    def resolve(self, method: str, path: str) -> tuple[Target, dict[str, str]]:
        """The target of a request and the path's variables; raises NotFound or MethodNotAllowed."""
        allowed: set[str] = set()
        for targets, variables in _candidates(self._root, path.split('/')[1:], 0):
            target = targets.get(method) or targets.get(None)
            if target is None and method == 'HEAD':
                target = targets.get('GET')
            if target is not None:
                return target, variables
            allowed.update(each for each in targets if each)
        if not allowed:
            raise NotFound(f'{path!r} is not a path of this interface')
        allowed |= {'OPTIONS'} | ({'HEAD'} if 'GET' in allowed else set())
        raise MethodNotAllowed(f'{path!r} does not take {method}', sorted(allowed))


def expand(path: str, variables: Mapping[str, object]) -> str:
    """A template with its variables filled in; raises KeyError for one that is missing."""

    def value(found: re.Match[str]) -> str:
        if found['suffix']:
            suffix = variables.get(found['suffix'])
            return '' if suffix is None else f'.{quote(str(suffix))}'
        return quote(str(variables[_name(found)]))

    return _VARIABLE.sub(value, path)


def variables_of(path: str) -> set[str]:
    """The names of a template's variables."""
    return {_name(found) for found in _VARIABLE.finditer(path)}


def template_of(path: str) -> str:
    """The template with nothing but the names of its variables: `/flows/{dpid}`."""
    return _VARIABLE.sub(lambda found: f'{"." if found["suffix"] else ""}{{{_name(found)}}}', path)


def expressions_of(path: str, requirements: Mapping[str, str]) -> dict[str, str | None]:
    """The names of a template's variables in their order, and the expressions that limit them, None where none does."""
    return {_name(each): each['expression'] or requirements.get(_name(each)) for each in _VARIABLE.finditer(path)}


def _name(found: re.Match[str]) -> str:
    return found['name'] or found['suffix'] or found['old_name'] or found['bracketed']


def _split(path: str) -> list[str]:
    """The segments of a template; slashes within braces do not count."""
    if not path.startswith('/'):
        raise ValueError(f'route {path!r} does not begin with a slash')
    segments = ['']
    for piece in re.split(r'(\{(?:[^{}]|\{[^{}]*\})*\})', path[1:]):
        first, *rest = [piece] if piece.startswith('{') else piece.split('/')
        segments[-1] += first
        segments += rest
    return segments


def _expression(found: re.Match[str], requirements: Mapping[str, str]) -> str:
    """The regular expression of a variable."""
    return found['expression'] or requirements.get(_name(found)) or (_ANYTHING if found['old'] == '*' else _SEGMENT)


def _pattern(template: str, requirements: Mapping[str, str]) -> re.Pattern[str]:
    """The regular expression of a part of a template."""
    text, end = '', 0
    for found in _VARIABLE.finditer(template):
        group = f'(?P<{_name(found)}>{_expression(found, requirements)})'
        text += re.escape(template[end : found.start()]) + (rf'(?:\.{group})?' if found['suffix'] else group)
        end = found.end()
    return re.compile(text + re.escape(template[end:]))


def _candidates(
    node: _Node[Target], segments: list[str], at: int
) -> Iterator[tuple[dict[str | None, Target], dict[str, str]]]:
    """Every end of the trie that fits the segments, the best first."""
    if at == len(segments):
        if node.targets:
            yield node.targets, {}
        return
    segment = segments[at]
    literal = node.literals.get(segment)
    if literal is not None:
        yield from _candidates(literal, segments, at + 1)
    for pattern, child in node.patterns.items():
        found = pattern.fullmatch(segment)
        if found is not None:
            for targets, variables in _candidates(child, segments, at + 1):
                yield targets, found.groupdict() | variables
    for pattern, child in node.tails.items():
        found = pattern.fullmatch('/'.join(segments[at:]))
        if found is not None and child.targets:
            yield child.targets, found.groupdict()
