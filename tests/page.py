"""docs/rest.md and the pages of docs/apps as tests: what console blocks show is done, and has to come out as shown.

A page has one or more scenarios, each of which begins with a topology and a controller:

    $ sudo mn --topo single,3 --mac --switch ovs,protocols=OpenFlow13,datapath=user --controller remote
    $ controller-manager rest_firewall
    $ curl -X PUT localhost:8080/firewall/module/enable/all
    [{"switch_id": "0000000000000001", "command_result": {"result": "success", "details": ...}}]
    mininet> h1 ping -c 1 h2
    1 packets transmitted, 0 received, 100% packet loss, time 0ms

JSON is compared as values: `"..."`, or a bare `...` in the place of a value, is anything, a bare `...` at the end of a
list or an object is whatever else there is. Text has `...` for any part of a line, and on a line of its own for any
lines. Of pings only the loss counts. `mininet> pingall` and `mininet> link s1 s2 down` are known, too; whatever else
there is runs on a host of Mininet, or in a shell beside it, and what it prints is compared if anything is shown.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn, Protocol

from tests.readme import CHECKOUT, matches

__all__ = ['PAGES', 'Place', 'Request', 'Scenario', 'Step', 'play', 'same', 'scenarios', 'scenarios_of']

PAGES = CHECKOUT / 'docs' / 'apps'

#: Seconds that an answer or a ping may take to become what is shown: switches join, links are found.
PATIENCE = 10.0

BLOCK = re.compile(r'^```console\n(.*?)^```$', re.MULTILINE | re.DOTALL)
PROMPT = re.compile(r'(?P<prompt>\$|mininet>) (?P<command>.*)')
LOSS = re.compile(r'([0-9.]+)% (?:packet loss|dropped)')
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|[\[\]{}]|[^"\[\]{}.]+|\.')
VERSIONS = {'OpenFlow10': 1, 'OpenFlow12': 3, 'OpenFlow13': 4, 'OpenFlow14': 5, 'OpenFlow15': 6}
REST = '...'


@dataclass(frozen=True)
class Request:
    """What a curl command sends."""

    path: str
    method: str = 'GET'
    body: str = ''
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A command and the lines shown below it; `prompt` is `$` or `mininet>`."""

    page: str
    line: int
    prompt: str
    command: str
    shown: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The command's words as a shell reads them."""
        return shlex.split(self.command)

    @property
    def is_request(self) -> bool:
        """Whether it is one for the REST API."""
        return self.prompt == '$' and self.words[0] == 'curl'

    @property
    def pings(self) -> tuple[str, str, int] | None:
        """Who pings whom, and how many times; None if it is another command."""
        words = self.words
        if self.prompt == '$' or words[1:2] != ['ping']:
            return None
        return words[0], words[-1], int(words[words.index('-c') + 1]) if '-c' in words else 1

    @property
    def loss(self) -> float:
        """Per cent of pings that are shown to be lost."""
        found = LOSS.search('\n'.join(self.shown))
        return float(found[1]) if found else self.fail('no loss is shown')

    @property
    def needs_mininet(self) -> bool:
        """Whether an emulated network cannot do it: there hosts only ping each other."""
        if self.prompt == '$':
            return not self.is_request
        pings = self.pings
        return self.words[0] not in ('pingall', 'link') and (pings is None or not re.fullmatch('h[0-9]+', pings[1]))

    def fail(self, why: str) -> NoReturn:
        """Raise an AssertionError that says where."""
        raise AssertionError(f'{self.page}, line {self.line}: {self.command}\n{why}')


@dataclass
class Scenario:
    """A network, a controller, and what is done with them; `arguments` are those of controller-manager."""

    page: str
    number: int
    topology: str
    protocols: str
    arguments: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def __str__(self) -> str:
        return f'{self.page.removesuffix(".md")}-{self.number}'

    @property
    def versions(self) -> list[int]:
        """The versions of OpenFlow that its switches speak."""
        return [VERSIONS[each] for each in self.protocols.split(',')]

    @property
    def needs_mininet(self) -> bool:
        """Whether an emulated network is not enough."""
        return any(step.needs_mininet for step in self.steps)


class Place(Protocol):
    """Where a scenario is played."""

    def request(self, request: Request) -> tuple[int, str]:
        """Status and body of an answer."""

    def ping(self, one: str, other: str, times: int) -> float:
        """Per cent of the pings that were lost."""

    def ping_all(self) -> float:
        """Per cent of the pings that were lost, every host to every other."""

    def link(self, one: str, other: str, up: bool) -> None:
        """Pull a cable out, or plug it in."""

    def run(self, host: str, command: str) -> str:
        """What a command prints on a host, or beside the network if that is ''."""

    def wait(self, seconds: float) -> None:
        """Let time pass."""

    def now(self) -> float:
        """Seconds of the clock that `wait` moves."""


# -- playing -----------------------------------------------------------------------------------------------------------


def play(scenario: Scenario, place: Place) -> None:
    """Do what a scenario shows; raises AssertionError at the first step that comes out differently."""
    for step in scenario.steps:
        if step.is_request:
            _play_request(step, place)
        elif (pings := step.pings) is not None:
            _play_pings(step, place, lambda pings=pings: place.ping(*pings))
        elif step.words[0] == 'pingall':
            _play_pings(step, place, place.ping_all)
        elif step.prompt != '$' and step.words[0] == 'link':
            place.link(step.words[1], step.words[2], up=step.words[3] == 'up')
        else:
            _play_command(step, place)


def _play_request(step: Step, place: Place) -> None:
    """Repeated only where that changes nothing."""
    request = read_curl(step)
    deadline = place.now() + PATIENCE
    while True:
        status, text = place.request(request)
        problem = _difference(step, text)
        if problem is None:
            return
        if (request.method != 'GET' and status < 400) or place.now() > deadline:
            step.fail(problem)
        place.wait(0.2)


def _difference(step: Step, text: str) -> str | None:
    """What is wrong with an answer."""
    shown = '\n'.join(step.shown)
    try:
        wanted = read_shown(shown) if shown else None
        got = json.loads(text) if text else None
    except ValueError:
        return None if matches(step.shown, text) else f'shown:\n{shown}\nanswered:\n{text}'
    where = same(wanted, got)
    return None if where is None else f'{where}\nshown:\n{shown}\nanswered:\n{text}'


def _play_pings(step: Step, place: Place, ping: Callable[[], float]) -> None:
    deadline = place.now() + PATIENCE
    while (loss := ping()) != step.loss:
        if place.now() > deadline:
            step.fail(f'{loss:g}% packet loss instead of {step.loss:g}%')
        place.wait(0.2)


def _play_command(step: Step, place: Place) -> None:
    if step.prompt == '$' or step.words[0] == 'sh':
        output = place.run('', step.command.removeprefix('sh '))
    else:
        host, _, command = step.command.partition(' ')
        output = place.run(host, re.sub(r'\bh([0-9]+)\b(?![-.:])', r'10.0.0.\1', command))
    if step.shown and not matches(step.shown, output):
        step.fail('shown:\n' + '\n'.join(step.shown) + f'\nprinted:\n{output}')


# -- what is shown, and what has come ----------------------------------------------------------------------------------


def read_shown(text: str) -> Any:
    """The value of JSON with `...` in it; raises ValueError."""
    tokens = [token for token in TOKEN.findall(text) if token.strip()]
    joined, open_brackets = '', ['']
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else ''
        if token in '[{':
            open_brackets.append(token)
        elif token in ']}':
            open_brackets.pop()
        if token == REST and following == '}' and not joined.rstrip().endswith(':'):
            token = '"\\u0000": 0'
        elif token == REST:
            at_end = open_brackets[-1] == '[' and following == ']'
            token = '"\\u0000"' if at_end else f'"{REST}"'
        joined += token
    return json.loads(joined)


def same(wanted: Any, got: Any, where: str = 'the answer') -> str | None:
    """None if a value is what is wanted, else a sentence that says where it is not."""
    if wanted == REST:
        return None
    if isinstance(wanted, dict) and isinstance(got, dict):
        return _same_members(dict(wanted), dict(got), where)
    if isinstance(wanted, list) and isinstance(got, list):
        open_end = wanted[-1:] == ['\0']
        items = wanted[:-1] if open_end else wanted
        if len(got) < len(items) or (len(got) > len(items) and not open_end):
            return f'{where} has {len(got)} items'
        problems = (same(one, other, f'{where}[{at}]') for at, (one, other) in enumerate(zip(items, got, strict=False)))
        return next((each for each in problems if each), None)
    if type(wanted) is type(got) and wanted == got:
        return None
    return f'{where} is {got!r}'


def _same_members(wanted: dict[str, Any], got: dict[str, Any], where: str) -> str | None:
    open_end = wanted.pop('\0', None) is not None
    for name in wanted.keys() - got.keys():
        return f'{where} has no {name}'
    for name in () if open_end else got.keys() - wanted.keys():
        return f'{where} has {name}'
    problems = (same(each, got[name], f'{where}.{name}') for name, each in wanted.items())
    return next((each for each in problems if each), None)


# -- reading pages -----------------------------------------------------------------------------------------------------


def scenarios() -> list[Scenario]:
    """Those of every page."""
    return [each for page in [PAGES.parent / 'rest.md', *sorted(PAGES.glob('*.md'))] for each in scenarios_of(page)]


def scenarios_of(page: Path, text: str | None = None) -> list[Scenario]:
    """Those of one page; raises ValueError that says which line makes no sense."""
    found: list[Scenario] = []
    for step in _steps(page.name, page.read_text(encoding='utf-8') if text is None else text):
        if 'mn' in step.words[:2] and step.prompt == '$':
            found.append(Scenario(step.page, len(found) + 1, *_network(step)))
        elif not found:
            raise ValueError(f'{page.name}, line {step.line}: a page begins with `$ sudo mn ...`')
        elif step.prompt == '$' and step.words[0] == 'controller-manager' and not found[-1].arguments:
            found[-1].arguments = step.words[1:]
        else:
            found[-1].steps.append(step)
    for scenario in found:
        if not scenario.arguments:
            raise ValueError(f'{page.name}: {scenario} has no `$ controller-manager APP`')
    return found


def _steps(page: str, text: str) -> Iterator[Step]:
    for block in BLOCK.finditer(text):
        first = text.count('\n', 0, block.start(1)) + 1
        lines = block[1].splitlines()
        starts = [at for at, line in enumerate(lines) if PROMPT.fullmatch(line)]
        if not starts or starts[0] != 0:
            raise ValueError(f'{page}, line {first}: a console block begins with a command')
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield _step(page, first + start, lines[start:end])


def _step(page: str, line: int, lines: list[str]) -> Step:
    found = PROMPT.fullmatch(lines[0])
    prompt, command = ('', '') if found is None else (found['prompt'], found['command'])
    rest = lines[1:]
    while _goes_on(command) and rest:
        command = f'{command.removesuffix(chr(92))}\n{rest.pop(0)}'
    return Step(page, line, prompt, command, tuple(each for each in rest if each.strip()))


def _goes_on(command: str) -> bool:
    """Whether a shell would read another line: behind a backslash, or within quotes."""
    try:
        shlex.split(command)
    except ValueError:
        return True
    return command.endswith('\\')


def _network(step: Step) -> tuple[str, str]:
    """Topology and protocols of Mininet's command line."""
    words = step.words
    options = dict(pairwise(words))
    protocols = re.search(r'protocols=([^ ]*?)(?:,[a-z]|$)', options.get('--switch', ''))
    if '--topo' not in options or protocols is None:
        raise ValueError(f'{step.page}, line {step.line}: --topo and --switch ovs,protocols=... wanted')
    return options['--topo'], protocols[1]


def read_curl(step: Step) -> Request:
    """The request of a curl command; raises AssertionError for an option that is not known here."""
    words = iter(step.words[1:])
    method, body, url, headers = '', '', '', {}
    for word in words:
        if word in ('-X', '--request'):
            method = next(words)
        elif word in ('-d', '--data'):
            body = next(words)
        elif word in ('-H', '--header'):
            name, _, value = next(words).partition(':')
            headers[name] = value.strip()
        elif word.startswith('-') and word != '-s':
            step.fail(f'{word} is not known to tests/page.py')
        elif word != '-s':
            url = word
    host, slash, path = url.removeprefix('http://').partition('/')
    if host != 'localhost:8080':
        step.fail('localhost:8080/... wanted')
    return Request(slash + path, method or ('POST' if body else 'GET'), body, headers)
