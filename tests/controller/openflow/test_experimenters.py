"""Structures that an app declares for an experimenter of its own, and those that nobody has declared."""

from __future__ import annotations

from typing import Any

import pytest

from controller.openflow import oxm, version, versions
from controller.wire import DecodeError, EncodeError, Structure, Version

ACME = 0x00ACE000
OTHER = 0x00BAD000
VERSIONS = sorted(versions())
WITHOUT_VENDORS = [number for number in VERSIONS if number > 1]
WITH_PROPERTIES = [number for number in VERSIONS if number >= 5]


@pytest.fixture(scope='module')
def acme() -> dict[int, Any]:
    """Every version, with what Acme has declared in it; a copy of it, for the sake of other tests."""
    copies: dict[int, Any] = {}
    for number in VERSIONS:
        name = version(number).name
        copies[number] = of = Version(f'{name} of Acme', number, base=version(number))
        of.fields = oxm.Fields(getattr(oxm, f'OPENFLOW_{name.replace(".", "_")}'))
        declare_for_all(of, number == 1)
    for number in WITHOUT_VENDORS:
        declare_for_later(copies[number])
    for number in WITH_PROPERTIES:
        declare_properties(copies[number])
    return copies


def declare_for_all(of: Any, is_old: bool) -> None:
    @of
    class AcmeAction(of.OFPActionVendor if is_old else of.OFPActionExperimenter, type=ACME, family='subtype', size=10):
        subtype: u16

    @of
    class AcmeBlink(AcmeAction, type=1, size=16):
        light: u16
        _1: pad(4)

    @of
    class AcmeMessage(of.OFPVendor if is_old else of.OFPExperimenter, type=ACME, family='kind'):
        kind: u16

    @of
    class AcmeHello(AcmeMessage, type=1):
        name: tail


def declare_for_later(of: Any) -> None:
    @of
    class AcmeInstruction(of.OFPInstructionExperimenter, type=ACME, size=16):
        light: u16
        _1: pad(6)

    @of
    class AcmeStatsRequest(of.OFPExperimenterStatsRequest, type=ACME, size=28):
        light: u32

    @of
    class AcmeStats(of.OFPExperimenterMultipart, type=ACME, size=8):
        lights: list[u32]

    of.fields.declare(oxm.Field('acme_light', 5, oxm.integer(16), True, oxm_class=0xFFFF, experimenter=ACME))


def declare_properties(of: Any) -> None:
    @of
    class AcmePortProp(of.OFPPortDescPropExperimenter, type=ACME, size=16):
        lights: u32


def examples(of: Any, number: int, experimenter: int) -> list[tuple[Any, Any, str]]:
    """The structure that is decoded at first, what it is then, and its bytes."""
    is_ours, is_old = experimenter == ACME, number == 1
    vendor, message_type = f'{experimenter:08x}', '04'
    unknown = of.OFPActionVendorUnknown if is_old else of.OFPActionExperimenterUnknown
    action = of.AcmeBlink(3) if is_ours else unknown(experimenter, bytes.fromhex('0001000300000000'))
    opener = of.OFPVendor if is_old else of.OFPExperimenter
    found = [(of.OFPAction, action, f'ffff 0010 {vendor} 0001 0003 00000000')]
    if is_old:
        message = of.AcmeHello(None, b'me') if is_ours else opener(None, experimenter, b'\0\1me')
        return [*found, (of, message, f'01{message_type} 0010 00000000 {vendor} 0001 6d65')]
    message = of.AcmeHello(None, 7, b'me') if is_ours else opener(None, experimenter, 7, b'\0\1me')
    instruction = of.AcmeInstruction(3) if is_ours else of.OFPInstructionExperimenter(
        experimenter, bytes.fromhex('0003000000000000'))
    request = of.AcmeStatsRequest(None, exp_type=7, light=3) if is_ours else of.OFPExperimenterStatsRequest(
        None, experimenter=experimenter, exp_type=7, data=bytes.fromhex('00000003'))
    body = of.AcmeStats(7, [1, 2]) if is_ours else of.OFPExperimenterMultipart(
        experimenter, 7, bytes.fromhex('0000000100000002'))
    found += [
        (of, message, f'{number:02x}{message_type} 0014 00000000 {vendor} 00000007 0001 6d65'),
        (of.OFPInstruction, instruction, f'ffff 0010 {vendor} 0003 000000000000'),
        (of, request, f'{number:02x}12 001c 00000000 ffff 0000 00000000 {vendor} 00000007 00000003'),
        (of.OFPExperimenterMultipart, body, f'{vendor} 00000007 00000001 00000002'),
    ]
    if number >= 5:
        prop = of.AcmePortProp(exp_type=7, lights=3) if is_ours else of.OFPPortDescPropExperimenter(
            experimenter=experimenter, exp_type=7, data=[3])
        found.append((of.OFPPortDescProp, prop, f'ffff 0010 {vendor} 00000007 00000003'))
    return found


@pytest.mark.parametrize('experimenter', [ACME, OTHER], ids=['declared', 'not declared'])
@pytest.mark.parametrize('number', VERSIONS)
def test_both_directions(acme: dict[int, Any], number: int, experimenter: int) -> None:
    of = acme[number]
    for opener, structure, text in examples(of, number, experimenter):
        data = bytes.fromhex(text)
        assert structure.encode() == data, structure
        decoded = of.decode(data) if opener is of else opener.decode(data, 0, len(data))
        assert type(decoded) is type(structure), structure
        assert decoded == structure
        assert decoded.encode() == data
        assert repr(decoded) == repr(structure)
        ((name, shown),) = decoded.to_jsondict().items()
        assert getattr(of, name).from_jsondict(shown) == structure


@pytest.mark.parametrize('number', VERSIONS)
def test_where_others_stand(acme: dict[int, Any], number: int) -> None:
    """In a list of actions the declared stand between others, and what nobody knows keeps its bytes."""
    of = acme[number]
    unknown = of.OFPActionVendorUnknown if number == 1 else of.OFPActionExperimenterUnknown
    actions = [of.OFPActionOutput(1), of.AcmeBlink(3), unknown(OTHER, bytes(8)), of.NXActionExit()]
    data = b''.join(each.encode() for each in actions)
    decoded = of.OFPAction.decode_list(data, 0, len(data))
    assert decoded == actions
    assert b''.join(each.encode() for each in decoded) == data
    strange = bytes.fromhex(f'ffff 0010 {ACME:08x} 0009 abcdef010203')
    (action,) = of.OFPAction.decode_list(strange, 0, 16)
    assert type(action) is of.AcmeAction, 'of a subtype that Acme has not declared'
    assert (action.subtype, action.data, action.encode()) == (9, bytes.fromhex('abcdef010203'), strange)


@pytest.mark.parametrize('number', WITHOUT_VENDORS)
def test_a_match_field(acme: dict[int, Any], number: int) -> None:
    of = acme[number]
    match = of.OFPMatch(acme_light=(0x300, 0xff00))
    assert match.encode() == bytes.fromhex('0001 0010 ffff 0b08 00ace000 0300 ff00')
    assert of.OFPMatch.decode(match.encode(), 0, 16)['acme_light'] == (0x300, 0xff00)
    assert of.NXActionRegMove('acme_light', 'reg0', 16).encode()[16:24] == bytes.fromhex('ffff 0a06 00ace000')
    unknown = bytes.fromhex('0001 000e ffff 0a06 00bad000 0300 0000')
    assert of.OFPMatch.decode(unknown, 0, 16).encode() == unknown
    of.fields.declare(oxm.Field('acme_light', 5, oxm.integer(16), True, oxm_class=0xFFFF, experimenter=ACME))
    with pytest.raises(ValueError, match='acme_lamp: there is acme_light already'):
        of.fields.declare(oxm.Field('acme_lamp', 5, oxm.integer(8), oxm_class=0xFFFF, experimenter=ACME))


@pytest.mark.parametrize('number', VERSIONS)
def test_errors_name_them(acme: dict[int, Any], number: int) -> None:
    of = acme[number]
    with pytest.raises(EncodeError, match=r'AcmeBlink\.light: 65536 is no integer'):
        of.AcmeBlink(65536).encode()
    short = bytes.fromhex(f'ffff 0008 {ACME:08x}')
    with pytest.raises(DecodeError, match='AcmeAction'):
        of.OFPAction.decode_list(short, 0, 8)


def test_the_versions_have_classes_of_their_own(acme: dict[int, Any]) -> None:
    classes = {of.AcmeBlink for of in acme.values()}
    assert len(classes) == len(VERSIONS)
    assert all(issubclass(each, Structure) for each in classes)
