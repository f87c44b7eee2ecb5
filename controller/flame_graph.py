"""A profile in the forms that people look at: a flame graph for the browser, speedscope's JSON, collapsed stacks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import IO
from zlib import crc32

import msgspec

from .profiler import Frame, Profile

__all__ = ['FORMS', 'writer_of']

ROW = 18  # pixels
NARROWEST = 0.0005  # of the whole: what is less wide is left out

Writer = Callable[[Profile, IO[str]], None]


def write_folded(profile: Profile, file: IO[str]) -> None:
    """A line for each stack, `outermost;...;innermost MICROSECONDS`, for flamegraph.pl, inferno, speedscope."""
    for stack, seconds in sorted(profile.stacks.items(), key=lambda each: -each[1]):
        frames = ';'.join(str(frame).replace(';', ',').replace('\n', ' ') for frame in stack)
        file.write(f'{frames} {max(1, round(seconds * 1e6))}\n')


def write_speedscope(profile: Profile, file: IO[str]) -> None:
    """The file format of https://www.speedscope.app."""
    numbers: dict[Frame, int] = {}
    samples = [[numbers.setdefault(frame, len(numbers)) for frame in stack] for stack in profile.stacks]
    document = {
        '$schema': 'https://www.speedscope.app/file-format-schema.json',
        'exporter': 'controller-manager --profile',
        'shared': {'frames': [{'name': each.name, 'file': each.file, 'line': each.line} for each in numbers]},
        'profiles': [{
            'type': 'sampled', 'name': 'controller-manager', 'unit': 'seconds', 'startValue': 0,
            'endValue': profile.seconds, 'samples': samples, 'weights': list(profile.stacks.values()),
        }],
    }  # fmt: skip
    file.write(msgspec.json.encode(document).decode())


@dataclass
class _Node:
    """A function where it was called from one stack, and what it called."""

    seconds: float = 0.0
    called: dict[Frame, _Node] = field(default_factory=dict)

    @classmethod
    def of(cls, profile: Profile) -> _Node:
        """The tree of all stacks."""
        root = cls()
        for stack, seconds in profile.stacks.items():
            node = root
            node.seconds += seconds
            for frame in stack:
                node = node.called.setdefault(frame, cls())
                node.seconds += seconds
        return root


#: One function, whose text ends where the next one begins: an SVG in an SVG shows nothing beyond its edge.
BOX = ('<svg x="{x:.3f}%" y="{y}" width="{width:.3f}%" height="{height}"><title>{title}</title>'
       '<rect width="100%" height="100%" fill="{colour}"/><text x="3" y="13">{text}</text></svg>\n')  # fmt: skip

#: A click makes a function as wide as the page, and those it was called from; one on `all` shows all again.
GRAPH = """\
<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}" font-family="sans-serif" font-size="12">
<style>svg > svg {{ cursor: pointer }} svg > svg:hover rect {{ stroke: #000 }} rect {{ stroke: #fff }}</style>
{boxes}<script><![CDATA[
const all = [...document.querySelectorAll('svg > svg')].map(box => ({{
  box, x: parseFloat(box.getAttribute('x')), y: +box.getAttribute('y'), w: parseFloat(box.getAttribute('width')) }}));
for (const chosen of all) chosen.box.addEventListener('click', () => {{
  const end = chosen.x + chosen.w, slack = 0.001;
  for (const each of all) {{
    const below = each.y > chosen.y && each.x <= chosen.x + slack && each.x + each.w >= end - slack;
    const inside = each.y <= chosen.y && each.x >= chosen.x - slack && each.x + each.w <= end + slack;
    each.box.style.display = below || inside ? '' : 'none';
    each.box.setAttribute('x', below ? '0%' : (each.x - chosen.x) / chosen.w * 100 + '%');
    each.box.setAttribute('width', below ? '100%' : each.w / chosen.w * 100 + '%');
  }}
}});
]]></script>
</svg>
"""


def write_svg(profile: Profile, file: IO[str]) -> None:
    """A flame graph, for any browser: callers below, what they called above, as wide as the CPU time that it took."""
    root = _Node.of(profile)
    drawn = list(_boxes(Frame(f'all: {profile.seconds:.2f} s of CPU time'), root, root.seconds or 1.0))
    height = ROW * (1 + max(depth for depth, *_ in drawn))
    boxes = ''.join(
        BOX.format(x=x * 100, y=height - ROW * (depth + 1), width=width * 100, height=ROW, colour=_colour(frame),
                   text=escape(frame.name), title=escape(f'{frame}: {width:.2%}'))
        for depth, x, width, frame in drawn
    )  # fmt: skip
    file.write(GRAPH.format(height=height, boxes=boxes))


def write_html(profile: Profile, file: IO[str]) -> None:
    """A page with the flame graph and the functions with the most time in themselves."""
    file.write('<!doctype html>\n<meta charset="utf-8">\n<title>controller-manager --profile</title>\n'
               '<body style="font-family: sans-serif">\n')  # fmt: skip
    write_svg(profile, file)
    file.write(f'<pre>CPU time in the function itself\n{escape(chr(10).join(profile.top(40)))}</pre>\n</body>\n')


def _boxes(
    frame: Frame, node: _Node, whole: float, x: float = 0.0, depth: int = 0
) -> Iterator[tuple[int, float, float, Frame]]:
    """What is drawn: row, left edge and width as shares of the whole, and the function."""
    yield depth, x, node.seconds / whole if depth else 1.0, frame
    for each, called in sorted(node.called.items()):
        width = called.seconds / whole
        if width >= NARROWEST:
            yield from _boxes(each, called, whole, x, depth + 1)
        x += width


def _colour(frame: Frame) -> str:
    """The functions of a file look alike; what is in C is grey."""
    return '#ccc' if frame.calls_c or not frame.file else f'hsl({crc32(frame.file.encode()) % 360}, 65%, 75%)'


#: What the end of a file's name stands for; `config.profile_file` knows them too.
FORMS: dict[str, Writer] = {
    '.svg': write_svg, '.html': write_html, '.json': write_speedscope, '.folded': write_folded, '.txt': write_folded,
}  # fmt: skip


def writer_of(path: str) -> Writer:
    """What writes a profile to a file of that name; raises KeyError."""
    return FORMS[os.path.splitext(path)[1].lower()]
