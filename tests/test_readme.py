"""README.md is true: every command and every listing in it is run, and prints what is shown."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.readme import (
    CHECKOUT,
    Command,
    Scene,
    Terminal,
    code_spans,
    default_ports,
    fresh_checkout,
    matches,
    one_scene,
    refuse,
    scenes,
    table_rows,
)

#: What the README's sentences tell to run, and the test here, in tests/conformance/test_readme.py or in
#: tests/conformance/test_installing.py that does.
COMMANDS_IN_SENTENCES = {
    'make run': 'test_make_run',
    'make help': 'test_make_help',
    'make bench': 'test_make_help',
    'make bench-greenhub': 'test_make_help',
    '. .venv/bin/activate': 'test_installing',
    'pip install .': 'test_installing',
    'pip install pytest': 'test_installing',
    'controller-manager --help': 'test_options',
    'ethtool -K h1-eth0 tx off': 'test_openvswitch',
}


@pytest.fixture
def ports() -> Iterator[None]:
    with default_ports():
        yield


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    if shutil.which('curl') is None:
        refuse('the README is tested with curl')
    if not Path(sys.executable).with_name('controller-manager').exists():
        pytest.fail('this Python has no controller-manager: run make test, or pip install --editable .')
    return Terminal(tmp_path)


@pytest.mark.parametrize('scene', [scene for scene in scenes() if scene.kind in ('terminal', 'console')], ids=str)
def test_scene(scene: Scene, terminal: Terminal, ports: None) -> None:
    terminal.play(scene)


# -- in a checkout ------------------------------------------------------------------------------------------------


@pytest.fixture(scope='module')
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that nobody has used yet."""
    return fresh_checkout(tmp_path_factory.mktemp('fresh'))


def test_make_test(checkout: Path) -> None:
    """It would run all of pytest: this very test cannot run it."""
    (make,) = (command for command in one_scene('make').commands if command.text == 'make test')
    steps = Terminal(checkout).run(replace(make, text='make -n test', shown=('...',))).splitlines()
    assert steps[-1].endswith('.venv/bin/python -m pytest'), 'no choice of tests behind it'
    options = tomllib.loads((checkout / 'pyproject.toml').read_text())['tool']['pytest']['ini_options']
    assert options['testpaths'] == ['tests']
    selecting = ('-m', '-k', '--ignore', '--deselect', '--maxfail', '-x')
    assert not [word for word in options['addopts'].split() if word.startswith(selecting)]


def test_make_help(checkout: Path) -> None:
    terminal = Terminal(checkout)
    offered = terminal.run(Command('make help', ('...',), 0))
    for target in 'run', 'test', 'bench', 'bench-greenhub':
        assert f'make {target} ' in offered
    for target in 'bench', 'bench-greenhub':
        assert '-m tests.benchmarks' in terminal.run(Command(f'make -n {target}', ('...',), 0))


# -- what the sentences name --------------------------------------------------------------------------------------


def test_no_command_is_left_out() -> None:
    programs = ('make', '.', 'pip', 'python', 'controller-manager', 'curl', 'mn', 'ovs-vsctl', 'ethtool', 'sudo', 'git')
    told = {span for span in code_spans() if ' ' in span and span.split()[0] in programs}
    assert told == set(COMMANDS_IN_SENTENCES)
    assert {scene.kind for scene in scenes()} == {'console', 'terminal', 'make', 'mininet', 'openvswitch'}


def test_options(terminal: Terminal) -> None:
    explained = terminal.run(Command('controller-manager --help', ('...',), 0))
    named = [span for span in code_spans() if span.startswith('--')]
    assert len(named) >= 5
    assert [option for option in named if f'{option} ' not in explained] == []


def test_files() -> None:
    named = [span for span in code_spans() if '/' in span and ' ' not in span]
    assert len(named) >= 5
    assert [name for name in named if not (CHECKOUT / name).exists()] == []
    apps = {span for span in code_spans() if (CHECKOUT / 'apps' / span).is_file()}
    assert apps == {path.name for path in (CHECKOUT / 'apps').glob('*.py')} - {'__init__.py'}


def test_every_guide_is_named() -> None:
    named = [each for (each,), _ in table_rows('Guides')]
    assert sorted(named) == sorted(f'docs/{path.name}' for path in (CHECKOUT / 'docs').glob('*.md'))


# -- coming from Ryu ----------------------------------------------------------------------------------------------

RYU_COMMAND = 'ryu-manager app.py'

RYU_APP = """\
import eventlet
from ryu.app.wsgi import ControllerBase, route, WSGIApplication
from ryu.base import app_manager
from ryu.controller import ofp_event
from ryu.controller.handler import set_ev_cls, MAIN_DISPATCHER
from ryu.lib import hub
from ryu.lib.packet import packet, ethernet
from ryu.ofproto import ofproto_v1_3
from ryu.topology.api import get_switch, get_link


class Listener(app_manager.RyuApp):
    OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]
    _CONTEXTS = {'wsgi': WSGIApplication}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.heard = set()
        self.rounds = 0
        self.sent = []
        kwargs['wsgi'].register(Site, {'app': self})
        self.thread = hub.spawn(self.count)

    def count(self):
        while self.rounds < 2:
            hub.sleep(0.01)
            eventlet.sleep(0.01)
            self.rounds += 1

    @set_ev_cls(ofp_event.EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        datapath = ev.msg.datapath
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        assert ofproto.OFP_VERSION == 4
        self.heard.add(packet.Packet(ev.msg.data).get_protocol(ethernet.ethernet).src)
        self.sent.append(datapath.send_msg(parser.OFPBarrierRequest(datapath)))


class Site(ControllerBase):
    def __init__(self, req, link, data, **config):
        super().__init__(req, link, data, **config)
        self.app = data['app']

    @route('heard', '/heard', methods=['GET'])
    def heard(self, req, **kwargs):
        return [sorted(self.app.heard), self.app.rounds, all(self.app.sent), len(get_switch(self.app))]
"""

TRANSLATED = """\
<!-- file: app.py -->
```python
{app}
```
<!-- terminal: Ryu -->
```console
$ {command} simple_switch_13 --demo single,2
...
  2 of 2 pings answered: 0 % loss
...
$ curl -s localhost:8080/heard
[["00:00:00:00:00:01","00:00:00:00:00:02"],2,true,1]
```
<!-- end -->
"""


def translated(text: str) -> str:
    """A text of Ryu's with every row of the table applied."""
    for left, right in table_rows('Coming from Ryu'):
        name = right[0].split()[-1] if right else ''  # what the import brings stands for what Ryu wrote
        for old, new in zip(left, right + [name] * (len(left) - len(right)) if right else left, strict=True):
            text = text.replace(old, new)
    return text


def test_ryu_table(terminal: Terminal, ports: None) -> None:
    """A Ryu app and its command, translated word by word as the table says, work."""
    for left, _ in table_rows('Coming from Ryu'):
        assert [code for code in left if code not in RYU_APP + RYU_COMMAND] == [], 'the app here uses every row'
    app, command = translated(RYU_APP), translated(RYU_COMMAND)
    assert 'ryu' not in app + command
    (scene,) = scenes(TRANSLATED.format(app=app, command=command))
    terminal.play(scene)


# -- the test's own tools -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('shown', 'output', 'whole'),
    [
        (['a'], 'a', True),
        (['a'], 'a\n', True),
        ([], '', True),
        (['...'], '', True),
        (['...', 'b', '...'], 'a\nb\nc\n', True),
        (['x...z', '...'], 'xyz\n', True),
        (['{"1":{...}}'], '{"1":{"a":1}}', True),
        (['a'], 'a\nb\n', False),
    ],
)
def test_what_matches(shown: list[str], output: str, whole: bool) -> None:
    assert matches(tuple(shown), output, whole=whole)


@pytest.mark.parametrize(
    ('shown', 'output', 'whole'),
    [
        (['a'], 'b', True),
        (['a'], 'a\nb\n', True),
        ([], 'complaint\n', True),
        (['a...c'], 'a\nc\n', True),
        (['...', 'b'], 'a\nb\nc\n', True),
        (['.'], 'x', True),
        (['...', 'c'], 'a\nb\n', False),
    ],
)
def test_what_does_not_match(shown: list[str], output: str, whole: bool) -> None:
    assert not matches(tuple(shown), output, whole=whole)


@pytest.mark.parametrize(
    'text',
    [
        '```\nls\n```\n',
        '```python\nx = 1\n```\n',
        '<!-- end -->\n',
        '<!-- nonsense -->\n',
        '```console\nno command\n```\n',
    ],
)
def test_a_block_that_no_test_would_run_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r'README\.md'):
        scenes(text)


@pytest.mark.parametrize(
    ('command', 'complaint'),
    [
        (Command('echo a', ('b',), 7), 'line 7: .*\n.*\nb\n.*\na'),
        (Command('exit 3', (), 7), 'exit status 3'),
    ],
)
def test_a_command_that_does_something_else_is_an_error(tmp_path: Path, command: Command, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        Terminal(tmp_path).run(command)


@pytest.mark.parametrize(
    ('command', 'complaint'),
    [
        (Command('echo a', ('b',), 7), 'exit status 0'),
        (Command('python -c "import time; print(1, flush=True); time.sleep(60)"', ('1',), 7), 'exit status'),
    ],
)
def test_a_command_that_ends_early_or_badly_is_an_error(tmp_path: Path, command: Command, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint), Terminal(tmp_path).running(command):
        pass


def test_timeouts_are_errors(tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        Terminal(tmp_path).run(Command('sleep 60', (), 7), limit=0.1)
