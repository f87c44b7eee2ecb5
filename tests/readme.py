"""README.md, and other documents, as something to run: their scenes, and a terminal that plays them.

HTML comments in the document direct the play:

    <!-- file: NAME -->          the next block is the text of a file, there for all commands below it
    <!-- terminal: NAME -->      the first command keeps running while the others run, until Ctrl-C ends it well
    <!-- mininet -->             these commands need Open vSwitch and Mininet
    <!-- openvswitch -->         these need Open vSwitch with a bridge br0
    <!-- make -->                these run in a checkout
    <!-- end -->                 the end of what the last four have begun

A console block outside of those is a scene of its own. In what a command prints, `...` stands for any text within a
line and, alone in a line, for any lines.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.conformance.lab import Namespace, spawn, wait_until

__all__ = [
    'CHECKOUT', 'Command', 'Scene', 'Terminal', 'code_spans', 'default_ports', 'fresh_checkout', 'matches', 'one_scene',
    'refuse', 'scenes', 'table_rows',
]

CHECKOUT = Path(__file__).resolve().parents[1]
README = CHECKOUT / 'README.md'

PORTS = (6633, 6653, 8080)
NEVER_COPIED = shutil.ignore_patterns('.*', '__pycache__', 'build', 'dist')
DIRECTIVE = re.compile(r'<!-- (\w+)(?:: (.+))? -->')
BLOCK = re.compile(r'```(\w*)')
SPAN = re.compile(r'`([^`]+)`')
LIMIT = 30.0  # seconds that a command may take, and what one that keeps running may take to print what is shown


@dataclass(frozen=True)
class Command:
    """A command of a document, the lines that it shows below it, and where."""

    text: str
    shown: tuple[str, ...]
    line: int
    document: str = 'README.md'

    def check(self, output: str) -> None:
        assert matches(self.shown, output), self.complaint(output)

    def complaint(self, output: str) -> str:
        shown = '\n'.join(self.shown)
        return f'{self.document}, line {self.line}: $ {self.text}\n--- should print\n{shown}\n--- printed\n{output}'


@dataclass
class Scene:
    """Commands that belong together, and the files that they find."""

    kind: str
    name: str
    files: dict[str, str]
    commands: list[Command] = field(default_factory=list)

    def __str__(self) -> str:
        return self.name


def scenes(text: str | None = None, document: Path = README) -> list[Scene]:
    """All scenes of a document, in order; raises ValueError for a block or a directive that nothing would run."""
    try:
        found = _scenes(document.read_text(encoding='utf-8') if text is None else text)
    except ValueError as error:
        raise ValueError(f'{document.name}, {error}') from None
    for scene in found:
        scene.commands = [replace(command, document=document.name) for command in scene.commands]
    return found


def _scenes(text: str) -> list[Scene]:
    found: list[Scene] = []
    files: dict[str, str] = {}
    scene: Scene | None = None
    file = ''
    for number, line, block in _elements(text):
        kind, argument = _directive(line, number)
        if kind == 'end' and scene is not None:
            scene = None
        elif kind == 'file' and argument:
            file = argument
        elif kind in ('terminal', 'mininet', 'openvswitch', 'make') and scene is None:
            scene = Scene(kind, argument or kind, dict(files))
            found.append(scene)
        elif kind:
            raise ValueError(f'line {number}: a directive out of place: {line}')
        elif file:
            files[file], file = ''.join(each + '\n' for each in block), ''
        elif scene is not None and line == '```':
            scene.commands += _plain_commands(block, number)
        elif line == '```console':
            commands = list(_console_commands(block, number))
            if scene is None:
                found.append(Scene('console', commands[0].text, dict(files), commands))
            else:
                scene.commands += commands
        else:
            raise ValueError(f'line {number}: no test runs this block')
    return found


def one_scene(name: str) -> Scene:
    (scene,) = (scene for scene in scenes() if scene.name == name)
    return scene


def _elements(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Line number, line, and the lines within, of every block and directive."""
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        if BLOCK.fullmatch(line):
            block = []
            for _, inner in lines:
                if inner == '```':
                    break
                block.append(inner)
            yield number, line, block
        elif line.startswith('<!--'):
            yield number, line, []


def _directive(line: str, number: int) -> tuple[str, str | None]:
    found = DIRECTIVE.fullmatch(line)
    if line.startswith('<!--') and not found:
        raise ValueError(f'line {number}: not a directive: {line}')
    return (found[1], found[2]) if found else ('', None)


def _plain_commands(block: list[str], number: int) -> Iterator[Command]:
    """A command a line, after which a comment may stand; what it prints is not shown."""
    for at, line in enumerate(block, number + 1):
        command = line.partition('  #')[0].strip()
        if command:
            yield Command(command, ('...',), at)


def _console_commands(block: list[str], number: int) -> Iterator[Command]:
    starts = [at for at, line in enumerate(block) if line.startswith('$ ')]
    if not starts or starts[0] != 0:
        raise ValueError(f'line {number}: a console block begins with a command')
    for start, end in zip(starts, [*starts[1:], len(block)], strict=True):
        yield Command(block[start][2:], tuple(block[start + 1 : end]), number + 1 + start)


def table_rows(heading: str) -> list[tuple[list[str], list[str]]]:
    """The code of the two cells of each row of the table below a heading of the README."""
    section = README.read_text(encoding='utf-8').partition(f'\n## {heading}\n')[2].partition('\n## ')[0]
    rows = [line.strip('|').split('|') for line in section.splitlines() if line.startswith('|')]
    return [(SPAN.findall(left), SPAN.findall(right)) for left, right in rows[2:]]


def code_spans() -> list[str]:
    """The code within the README's sentences: not its blocks, not its tables."""
    text = re.sub(r'^```.*?^```$', '', README.read_text(encoding='utf-8'), flags=re.DOTALL | re.MULTILINE)
    return SPAN.findall('\n'.join(line for line in text.splitlines() if not line.startswith('|')))


def matches(shown: tuple[str, ...], output: str, *, whole: bool = True) -> bool:
    """Whether `output` is what is `shown`; begins with it, where it is not the `whole` that counts."""
    pattern = ''.join(
        r'(?:.*\n)*?' if line == '...' else re.escape(line).replace(re.escape('...'), '.*?') + r'\n' for line in shown
    )
    lines = ''.join(line.rstrip() + '\n' for line in output.splitlines())
    return bool(re.fullmatch(pattern, lines) if whole else re.match(pattern, lines))


class Terminal:
    """A shell in `directory`, with the commands of this Python's environment first on its PATH.

    `within` is a command line that runs the shell of a command which does not keep running.
    """

    def __init__(self, directory: Path, within: Sequence[str] = ()) -> None:
        self.directory = directory
        self._within = within

    def play(self, scene: Scene) -> None:
        """Run the commands of a scene, and compare what they print with what is shown."""
        for name, text in scene.files.items():
            (self.directory / name).write_text(text, encoding='utf-8')
        with ExitStack() as stack:
            for number, command in enumerate(scene.commands):
                if command.text.endswith(' &'):
                    stack.enter_context(self.running(replace(command, text=command.text.removesuffix(' &'))))
                elif scene.kind == 'terminal' and number == 0:
                    stack.enter_context(self.running(command))
                else:
                    self.run(command)

    def run(self, command: Command, limit: float = LIMIT) -> str:
        """What `command` prints, which is what is shown."""
        done = subprocess.run(
            [*self._within, 'sh', '-c', command.text], cwd=self.directory, env=self._environment(), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit,
        )  # fmt: skip
        assert done.returncode == 0, f'exit status {done.returncode}: {command.complaint(done.stdout)}'
        command.check(done.stdout)
        return done.stdout

    @contextmanager
    def running(self, command: Command) -> Iterator[None]:
        """`command` has printed what is shown and keeps running; afterwards Ctrl-C ends it with status 0."""
        with tempfile.TemporaryFile('w+') as log:
            options = {'cwd': self.directory, 'env': self._environment(), 'start_new_session': True}
            process = spawn('sh', '-c', f'exec {command.text}', log=log, **options)

            def output() -> str:
                return os.pread(log.fileno(), 1 << 20, 0).decode()

            def shown() -> bool:
                return matches(command.shown, output(), whole=False) or process.poll() is not None

            try:
                try:
                    wait_until('what is shown', shown, LIMIT)
                    assert process.poll() is None, f'exit status {process.returncode}'
                except AssertionError as error:
                    raise AssertionError(f'{error}: {command.complaint(output())}') from None
                yield
                os.kill(_foreground(process.pid), signal.SIGINT)
                assert process.wait(LIMIT) == 0, f'exit status {process.returncode}: {command.complaint(output())}'
                assert 'Traceback' not in output(), output()
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait(LIMIT)

    def _environment(self) -> dict[str, str]:
        ours = ('PYTEST', 'MAKE', 'MFLAGS')  # what a person's terminal has not: pytest and make run this
        environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        environment['PYTEST_ADDOPTS'] = '-p no:hypothesispytest'  # nor has it hypothesis, which takes a second to load
        return {**environment, 'PATH': f'{Path(sys.executable).parent}:{environment["PATH"]}'}


def _foreground(pid: int) -> int:
    """The process that a command comes down to: what make runs, for make, whose exit status is then the same."""
    children = Path(f'/proc/{pid}/task/{pid}/children').read_text().split()
    return _foreground(int(children[0])) if children else pid


def fresh_checkout(directory: Path) -> Path:
    """A checkout that nobody has used yet, in `directory`."""
    checkout = directory / 'checkout'
    shutil.copytree(CHECKOUT, checkout, ignore=NEVER_COPIED)
    return checkout


@contextmanager
def default_ports() -> Iterator[None]:
    """The default ports for a test alone: root gets a network to itself, others need them to be free."""
    with ExitStack() as stack:
        try:
            stack.enter_context(stack.enter_context(closing(Namespace())).entered())
        except OSError:
            busy = [str(port) for port in PORTS if not _is_free(port)]
            if busy:
                refuse(f'the README is tested on ports {", ".join(map(str, PORTS))}; in use: {", ".join(busy)}')
        yield


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(('0.0.0.0', port))
        except OSError:
            return False
        return True


def refuse(why: str) -> None:
    """Skip; under CI that is a failure."""
    (pytest.fail if os.environ.get('CI') == 'true' else pytest.skip)(why)
