"""Where the CPU time goes: a sampling profiler of this process, whose figures `--profile` writes when it ends.

The system interrupts the process each time it has used a little CPU time, and a function here notes the stack of the
greenthread that runs. Waiting costs nothing and is not seen; neither is what other OS threads do.
"""

from __future__ import annotations

import ast
import dis
import linecache
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from time import perf_counter, thread_time
from types import CodeType, FrameType
from typing import IO, NamedTuple

__all__ = ['Frame', 'Profile', 'Profiler', 'Profiling', 'Stack']

#: Seconds of CPU time between two samples. The kernel rounds it up to its own tick, mostly 1 or 4 ms.
INTERVAL = 0.001
#: Different stacks that are told apart: bounds memory where recursion makes ever new ones.
MOST_STACKS = 100_000
LONGEST_NAME = 60
TOP = 10

PLUMBING = os.path.join('greenhub', 'greenthread.py')  # the bottom of every greenthread says nothing of it
RUNNER = os.path.join('controller', 'runner.py')  # what calls handlers

#: The offset of the instruction that runs in the innermost frame, and the ids of the codes of all, innermost first.
Sample = tuple[int, ...]


class Frame(NamedTuple):
    """A function in a stack; `calls_c`: no function, but a call that its caller makes to something in C."""

    name: str
    file: str = ''
    line: int = 0
    calls_c: bool = False

    def __str__(self) -> str:
        return f'{self.name} ({self.file}:{self.line})' if self.file and not self.calls_c else self.name


#: Frames, the outermost first.
Stack = tuple[Frame, ...]


class Profile:
    """What was found: seconds of CPU time by stack, of `samples` samples in `elapsed` seconds."""

    def __init__(self, stacks: Mapping[Stack, float], samples: int = 0, elapsed: float = 0.0) -> None:
        self.stacks = stacks
        self.samples = samples
        self.elapsed = elapsed
        self.seconds = sum(stacks.values())

    def by_function(self) -> list[tuple[Frame, float, Frame | None, float]]:
        """Each function with the seconds in itself, in C too; and what in C it called longest, with those seconds."""
        own: dict[Frame, float] = defaultdict(float)
        in_c: dict[Frame, dict[Frame | None, float]] = defaultdict(lambda: defaultdict(float, {None: 0.0}))
        for stack, seconds in self.stacks.items():
            calls_c = stack[-1].calls_c and len(stack) > 1
            function = stack[-2] if calls_c else stack[-1]
            own[function] += seconds
            if calls_c:
                in_c[function][stack[-1]] += seconds
        ordered = sorted(own.items(), key=lambda each: -each[1])
        return [(each, seconds, *max(in_c[each].items(), key=lambda row: row[1])) for each, seconds in ordered]

    def top(self, number: int = TOP) -> Iterator[str]:
        """The functions with the most CPU time in themselves, as lines for a terminal."""
        whole = self.seconds or 1.0
        for function, seconds, call, in_c in self.by_function()[:number]:
            share = in_c / whole
            more = f', {share:.1%} in {call}' if share >= 0.01 else ''
            yield f'{seconds / whole:7.1%}  {function}{more}'


class Profiler:
    """Takes samples between `start` and `stop`, in the main OS thread."""

    def __init__(self) -> None:
        self._seen: dict[Sample, float] = {}
        self._codes: dict[int, CodeType] = {}  # by id: a code's own hash reads all its instructions
        self._samples = 0
        self._began = self._last = 0.0

    def start(self) -> None:
        """Take samples from now on."""
        self._began, self._last = perf_counter(), thread_time()
        signal.signal(signal.SIGPROF, self._sample)
        signal.siginterrupt(signal.SIGPROF, False)  # libraries in C may not expect to be interrupted
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)

    def stop(self) -> Profile:
        """Take no more samples; what was found."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_IGN)  # by default one that is under way would end the process
        frames = {number: frame_of(code) for number, code in self._codes.items()}
        stacks: dict[Stack, float] = defaultdict(float)
        for (offset, *numbers), seconds in self._seen.items():
            call, entered = instruction_at(self._codes[numbers[0]], offset) if numbers else (None, False)
            called = [frames[each] for each in reversed(numbers)]
            stacks[stack_of(called, call, entered)] += seconds
        return Profile(stacks, self._samples, perf_counter() - self._began)

    def _sample(self, _signum: int, frame: FrameType | None) -> None:
        """Note who runs. The time is the OS thread's, so what others used, which may have caused this, is no one's."""
        now = thread_time()
        codes = self._codes
        stack = [0 if frame is None else frame.f_lasti]
        while frame is not None:  # ends where the greenthread does
            code = frame.f_code
            number = id(code)
            if number not in codes:
                codes[number] = code
            stack.append(number)
            frame = frame.f_back
        key = tuple(stack)
        if key not in self._seen and len(self._seen) >= MOST_STACKS:
            key = (0,)
        self._seen[key] = self._seen.get(key, 0.0) + now - self._last
        self._samples += 1
        self._last = thread_time()  # the profiler's own time is not the program's


def stack_of(frames: list[Frame], call: Frame | None, entered: bool) -> Stack:
    """The stack that a sample stands for.

    Python calls the handler of a signal after a call to C, at the end of a loop, or as a function is entered. In the
    last case the time before was the caller's; in the first much of it was spent in C, where no frame shows it.
    """
    if not frames:
        return (Frame('(too many stacks)'),)
    if entered and len(frames) > 1:
        frames = frames[:-1]
    return (*frames[bottom_of(frames) :], *([call] if call else ()))


def bottom_of(frames: list[Frame]) -> int:
    """Where a stack begins to say what is being done: at the handler of an app, or above a greenthread's own start."""
    for index in range(1, len(frames)):
        if frames[index - 1].file.endswith(RUNNER) and not frames[index].file.endswith(RUNNER):
            if not frames[index].file.startswith(('greenhub', 'controller' + os.sep + 'inbox')):
                return index
            break
    return 1 if len(frames) > 1 and frames[0].file.endswith(PLUMBING) else 0


def frame_of(code: CodeType) -> Frame:
    """A function, with its file as seen from where Python imports."""
    places = [os.path.join(each, '') for each in sys.path if each]
    known = max((len(each) for each in places if code.co_filename.startswith(each)), default=0)
    return Frame(code.co_qualname, code.co_filename[known:], code.co_firstlineno)


def instruction_at(code: CodeType, offset: int) -> tuple[Frame | None, bool]:
    """What an instruction calls, as the source has it, or None; and whether it is the one that enters the function."""
    operation = dis.opname[code.co_code[offset]]
    if not operation.startswith('CALL'):
        return None, operation == 'RESUME'
    line, end_line, start, end = next(islice(code.co_positions(), offset // 2, None))
    if line is None or end_line is None or start is None or end is None:
        return None, False
    lines = [linecache.getline(code.co_filename, each).encode() for each in range(line, end_line + 1)]
    lines[-1] = lines[-1][:end]  # first, as both may be the same line
    lines[0] = lines[0][start:]
    try:
        found = ast.parse(b'(' + b''.join(lines) + b')', mode='eval').body
    except (SyntaxError, ValueError):
        return None, False
    if not isinstance(found, ast.Call):
        return None, False
    name = ast.unparse(found.func).replace('\n', ' ')[:LONGEST_NAME]
    return Frame(f'[{name}]', frame_of(code).file, line, calls_c=True), False


class Profiling:
    """Profiles what runs in its context, and writes to a file what it found, in the form that its name asks for.

    Raises OSError at once where the file cannot be written.
    """

    def __init__(self, path: str, told: IO[str] | None = None) -> None:
        self.path = path
        self._told = told or sys.stderr
        self._profiler = Profiler()
        try:
            self._file = open(path, 'w', encoding='utf-8')  # noqa: SIM115 - written when the process ends
        except OSError as error:
            raise OSError(f'--profile: cannot write {path}: {error.strerror}') from error

    def __enter__(self) -> Profiling:
        self._profiler.start()
        return self

    def __exit__(self, *_: object) -> None:
        from .flame_graph import writer_of

        profile = self._profiler.stop()
        try:
            with self._file as file:
                writer_of(self.path)(profile, file)
        except OSError as error:
            print(f'--profile: cannot write {self.path}: {error.strerror}', file=self._told)
            return
        busy = profile.seconds / profile.elapsed if profile.elapsed else 0.0
        print(f'--profile: {profile.seconds:.2f} s of CPU time in {profile.elapsed:.1f} s ({busy:.0%}), '
              f'{profile.samples} samples; {self.path} shows who called whom', file=self._told)  # fmt: skip
        if profile.seconds:
            print('  itself  function', *profile.top(), sep='\n', file=self._told)
