"""From a path to whatever was registered for it: a trie of path segments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from .errors import MethodNotAllowed, NotFound

__all__ = ['Router', 'expand']

Target = TypeVar('Target')

#: `{dpid}` or `{dpid:[0-9]+}`, whose expression may hold braces one level deep.
_VARIABLE = re.compile(r'\{(\w+)(?::((?:[^{}]|\{[^{}]*\})*))?\}')
_SEGMENT = '[^/]+?'


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

    A literal segment goes before a variable one, else the first added wins. A template's last variable may span
    slashes if its expression does.
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
        node = self._root
        for segment in _split(path):
            node = _child(node, segment, requirements or {})
        taken = [method or 'any method' for method in methods or (None,) if method in node.targets]
        for method in methods or (None,):
            node.targets.setdefault(method, target)
        return taken

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
    return _VARIABLE.sub(lambda found: str(variables[found[1]]), path)


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


def _child(node: _Node[Target], segment: str, requirements: Mapping[str, str]) -> _Node[Target]:
    if '{' not in segment:
        return node.literals.setdefault(segment, _Node())
    text, end, slashes = '', 0, False
    for found in _VARIABLE.finditer(segment):
        expression = found[2] or requirements.get(found[1], _SEGMENT)
        slashes = slashes or re.fullmatch(expression, 'a/b') is not None
        text += f'{re.escape(segment[end : found.start()])}(?P<{found[1]}>{expression})'
        end = found.end()
    pattern = re.compile(text + re.escape(segment[end:]))
    return (node.tails if slashes else node.patterns).setdefault(pattern, _Node())


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
