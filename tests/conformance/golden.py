"""The sample messages in os-ken's source distribution, and the JSON that Ryu gives for each.

    python -m tests.conformance.golden [NAME ...]

Of every sample is shown: it decodes; our JSON is Ryu's; the message that Ryu's JSON describes equals it; both encode
to the bytes of the sample.  `golden_exceptions.toml` lists what does not hold for which sample, with the reason; what
it lists and holds all the same is a complaint too, so the list can only shrink.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Collection, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from controller.openflow import version
from controller.packet.packet import Packet
from controller.wire import Message, Version
from controller.wire.json import ofp_msg_from_jsondict
from tests.conformance.sources import OS_KEN, CannotFetch, source

__all__ = ['EXCEPTIONS', 'HOLDS', 'Exemption', 'Sample', 'broken', 'complaints', 'differences', 'exemptions', 'main',
           'samples']

EXCEPTIONS = Path(__file__).with_name('golden_exceptions.toml')
PACKETS, TEXTS = Path('os_ken/tests/packet_data'), Path('os_ken/tests/unit/ofproto/json')

#: What has to hold of a sample, in words for people.
HOLDS = {
    'decodes': 'it decodes',
    'json': "our JSON is Ryu's",
    'builds': "Ryu's JSON describes a message",
    'equals': 'that message equals the decoded one',
    'same bytes': 'that message encodes to the bytes of the sample',
    'bytes': 'the decoded message encodes to the bytes of the sample',
}


@dataclass(frozen=True)
class Sample:
    """A message, and Ryu's JSON of it."""

    name: str
    data: bytes
    jsondict: dict[str, Any]


@dataclass(frozen=True)
class Exemption:
    """What of HOLDS may be broken for a sample, and why."""

    sample: str
    broken: frozenset[str]
    reason: str


def samples() -> Iterator[Sample]:
    """All of them, in the order of their names; raises CannotFetch."""
    root = source(OS_KEN)
    for path in sorted((root / PACKETS).glob('of*/*')):
        name, cut, length = f'{path.parent.name}/{path.name}'.partition('.truncated')
        text = root / TEXTS / (f'{name}.packet{cut}{length}.json' if cut else f'{name}.json')
        if cut:  # the file is another message's first bytes
            path = path.with_name(path.name.partition('.truncated')[0] + '.packet')
        yield Sample(name + cut + length, path.read_bytes()[: int(length) if cut else None],
                     json.loads(text.read_text(encoding='utf-8')))


def exemptions() -> list[Exemption]:
    """The list of exceptions."""
    entries = tomllib.loads(EXCEPTIONS.read_text(encoding='utf-8')).get('exception', [])
    return [Exemption(entry['sample'], frozenset(entry['broken']), entry['reason']) for entry in entries]


def broken(sample: Sample) -> dict[str, str]:
    """What of HOLDS does not hold, with what is seen instead."""
    of = version(sample.data[0])
    found: dict[str, str] = {}

    def attempt(what: str, work: Any) -> Any:
        try:
            return work()
        except ValueError as error:
            found[what] = str(error)
            return None

    message = attempt('decodes', partial(of.decode, sample.data))
    built = attempt('builds', partial(build, of, sample))
    if message is not None and (text := different(shown(message, built), sample.jsondict)):
        found['json'] = text
    if message is not None and built is not None and whole(built) != message:
        found['equals'] = repr(built)
    for what, each in (('bytes', message), ('same bytes', built)):
        encoded = attempt(what, each.encode) if each is not None else None
        if encoded is not None and encoded != sample.data:
            found[what] = encoded.hex()
    return found


def shown(message: Message, built: Message | None) -> dict[str, Any]:
    """A decoded message as JSON; its packet is taken apart where Ryu's JSON has it so."""
    if built is not None and isinstance(getattr(built, 'data', None), Packet):
        message = copy(message)
        message.data = Packet(message.data)
    return message.to_jsondict()


def whole(built: Message) -> Message:
    """A message that was built, its packet as bytes."""
    if not isinstance(getattr(built, 'data', None), Packet):
        return built
    built = copy(built)
    built.data = built.data.encode()
    return built


def build(of: Version, sample: Sample) -> Any:
    """The message of a sample's JSON, under the sample's transaction id, which the JSON lacks."""
    message = ofp_msg_from_jsondict(of, sample.jsondict)
    message.xid = int.from_bytes(sample.data[4:8])
    return message


def different(ours: Any, theirs: Any) -> str:
    """The differences between our JSON and theirs in one line, which is empty where there are none."""
    found = list(differences(json.loads(json.dumps(ours)), theirs))
    return '; '.join(found[:5]) + (f'; and {len(found) - 5} more' if len(found) > 5 else '')


def differences(ours: Any, theirs: Any, path: str = '') -> Iterator[str]:
    """The places where two JSON values differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(ours.keys() | theirs.keys()):
            if name in ours and name in theirs:
                yield from differences(ours[name], theirs[name], f'{path}.{name}')
            else:
                yield f'{path}.{name}: only {"ours" if name in ours else "theirs"}'
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(mine, other, f'{path}[{index}]')
    elif ours != theirs or type(ours) is not type(theirs):
        yield f'{path}: ours {str(ours)[:60]}, theirs {str(theirs)[:60]}'


def complaints(found: dict[str, dict[str, str]], exempt: Collection[Exemption]) -> list[str]:
    """What is broken and not listed, and what is listed and not broken; `found`: sample -> what is broken."""
    listed = {each.sample: each.broken for each in exempt}
    lines = []
    for sample, what in found.items():
        lines += [f'{sample}: not so: {HOLDS[each]} ({seen})' for each, seen in what.items()
                  if each not in listed.get(sample, ())]
        lines += [f'{sample}: {HOLDS[each]}, so {EXCEPTIONS.name} must not list it'
                  for each in sorted(listed.get(sample, frozenset()) - what.keys())]
    return lines + [f'{sample}: there is no such sample' for sample in sorted(listed.keys() - found.keys())]


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the samples, print the figures and the complaints; 1 if there are any, 2 if there are no samples."""
    parser = argparse.ArgumentParser(prog='python -m tests.conformance.golden', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', metavar='NAME', nargs='*', help='part of the names of samples; by default all')
    options = parser.parse_args(arguments)
    try:
        chosen = [each for each in samples() if not options.names or any(name in each.name for name in options.names)]
    except CannotFetch as error:
        parser.exit(2, f'golden: {error}\n')
    found = {each.name: broken(each) for each in chosen}
    exempt = [each for each in exemptions() if not options.names or each.sample in found]
    print(score(found), *complaints(found, exempt), sep='\n  ')
    return int(bool(complaints(found, exempt)))


def score(found: dict[str, dict[str, str]]) -> str:
    """The figures, as a sentence."""
    return f'{len(found)} samples of {OS_KEN}: {sum(not each for each in found.values())} as Ryu has them'


if __name__ == '__main__':
    sys.exit(main())
