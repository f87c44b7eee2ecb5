"""Versions that take over from another, and extensions that several share."""

from __future__ import annotations

import copy
import inspect
import pickle
import sys
from threading import Thread

import pytest

from controller.wire import DecodeError, Enumeration, Extension, Message, Structure, Version
from controller.wire.decoder import MOST_SEEN

vendor = Extension('a vendor')


@vendor.placeholder
class Action(Structure, family='type len', align='inside', size=4):
    type: u16
    len: u16


@vendor.placeholder
class ActionExperimenter(Action, type=0xffff, family='experimenter', size=8):
    experimenter: u32


@vendor
class vendor_numbers(Enumeration, prefix='VENDOR_'):
    ID = 0xabc


@vendor
class VendorAction(ActionExperimenter, type=vendor_numbers.ID, family='subtype', size=10):
    subtype: u16


@vendor
class VendorCount(VendorAction, type=1, size=16):
    _1: pad(2)
    count: u32


of91 = Version('9.1', 0x71)


@of91
class kinds(Enumeration, prefix='KIND_'):
    HELLO = 0
    SETUP = 1
    OLD = 2


@of91
class Port(Structure, size=4):
    number: u32


@of91
class Action(Structure, family='type len', align='inside', size=4):
    type: u16
    len: u16


@of91
class ActionOutput(Action, type=0, size=8):
    port: u32


@of91
class ActionVendor(Action, type=0xffff, family='experimenter', size=8):
    experimenter: u32


@of91
class Setup(Message, type=kinds.SETUP, size=12):
    port: Port
    actions: list[Action]

    def described(self):
        return f'port {self.port.number}'


@of91
class Old(Message, type=kinds.OLD, size=8):
    pass


of91.include(__name__, 'vendor', ActionExperimenter='ActionVendor')

of92 = Version('9.2', 0x72, base=of91, without=('Old',))


@of92
class kinds(Enumeration, prefix='KIND_'):
    HELLO = 0
    SETUP = 1
    NEW = 3


@of92
class Port(Structure, size=8):  # noqa: F811
    number: u64


@of92
class ActionTwice(of92.Action, type=1, size=8):
    port: u32


@pytest.fixture(autouse=True, scope='module')
def importable():
    """Extensions are named by their module, which the test runner has not put where imports look."""
    sys.modules.setdefault(__name__, sys.modules.get(__name__) or sys.modules[Setup.__module__])


def setup(version, actions):
    message = version.Setup(None, version.Port(5), actions)
    message.serialize()
    return message


def test_what_is_taken_over_means_the_structures_of_its_version():
    message = setup(of92, [of92.ActionOutput(1), of92.ActionTwice(2)])
    decoded = of92.decode(message.buf)
    assert decoded == message
    assert (decoded.version, decoded.buf[0]) == (0x72, 0x72)
    assert isinstance(decoded.port, of92.Port)
    assert [type(each) for each in decoded.actions] == [of92.ActionOutput, of92.ActionTwice]
    assert len(setup(of91, []).buf) + 4 == len(setup(of92, []).buf)
    assert decoded.described() == 'port 5'


def test_the_base_keeps_what_it_has():
    assert of91.ActionOutput is ActionOutput
    assert of92.ActionOutput is not of91.ActionOutput
    assert type(of91.decode(setup(of91, [of91.ActionOutput(1)]).buf).actions[0]) is ActionOutput
    decoded = of91.decode(setup(of91, [of91.Action(1, data=bytes(4))]).buf)
    assert type(decoded.actions[0]) is of91.Action, 'a member of the later family only'


def test_what_a_version_is_without():
    assert not hasattr(of92, 'Old')
    assert of91.Old in of91.messages.values()
    assert sorted(of92.messages) == [1]
    wrong = Version('9.3', 0x73, base=of91, without=['Nothing', 'Old'])
    for _ in range(2):
        with pytest.raises(TypeError, match='has no Nothing to leave out'):
            wrong.complete()


def test_an_enumeration_goes_with_all_its_constants():
    assert (of91.KIND_OLD, of92.KIND_NEW) == (2, 3)
    assert not hasattr(of92, 'KIND_OLD')
    assert of92.VENDOR_ID == of91.VENDOR_ID == 0xabc
    assert not hasattr(Version('9.4', 0x74, base=of91, without=['kinds']), 'KIND_OLD')


def test_all_of_a_version_can_be_listed():
    assert {'Setup', 'Port', 'ActionTwice', 'VendorCount'} <= of92.structures().keys()
    assert of92.enumerations().keys() == {'kinds', 'vendor_numbers'}
    assert {'Setup', 'KIND_NEW', 'VENDOR_ID'} <= set(dir(of92))


def test_the_order_of_a_list_is_that_of_the_tables():
    version = Version('9.0', 0x7e, base=of92)
    assert version.VendorCount
    assert [*version.structures()] == [*of92.structures()]


def test_a_name_that_nobody_has():
    with pytest.raises(AttributeError, match=r'OpenFlow 9\.2 has no Nothing'):
        _ = of92.Nothing


@pytest.mark.parametrize('version', [of91, of92])
def test_an_extension_is_of_the_version_that_includes_it(version):
    action = version.VendorCount(7)
    assert isinstance(action, version.ActionVendor)
    decoded = version.decode(setup(version, [action]).buf).actions
    assert decoded == [action]
    assert type(decoded[0]) is version.VendorCount


def test_an_extension_may_come_after_the_version_was_complete():
    version = Version('9.13', 0x7d, base=of91, without=['Vendor*', 'vendor_*'])
    raw = setup(of91, [of91.VendorCount(7)]).buf
    raw = b'\x7d' + raw[1:]
    assert type(version.decode(raw).actions[0]) is version.ActionVendor
    version.include(__name__, 'vendor', ActionExperimenter='ActionVendor')
    assert version.decode(raw).actions == [version.VendorCount(7)]


def test_a_member_may_come_after_the_family_was_compiled():
    version = Version('9.5', 0x75, base=of91)
    raw = setup(version, [version.Action(9, data=bytes(4))]).buf
    assert type(version.decode(raw).actions[0]) is version.Action

    @version
    class Late(version.Action, type=9, size=8):
        _1: pad(4)

    assert type(version.decode(raw).actions[0]) is Late


def test_two_members_for_one_value():
    with pytest.raises(TypeError, match='Again: ActionTwice has type 1 already'):
        class Again(ActionTwice.__mro__[1], type=1):
            pass


def test_a_declaration_that_comes_too_late():
    version = Version('9.6', 0x76, base=of91)
    assert version.Port is not of91.Port
    with pytest.raises(TypeError, match='Port was taken over before this declaration'):
        @version
        class Port(Structure):
            number: u8


def test_an_app_may_declare_for_a_version_what_it_has_declared_for_its_base():
    base = Version('9.14', 0x7e, base=of91)
    version = Version('9.15', 0x7f, base=base)
    for each in (base, version):
        @each
        class Blink(each.Action, type=9, size=8):
            __module__ = 'an.app'
            times: u32

        version.complete()
        assert each.Blink is Blink
        assert each.decode(setup(each, [each.Blink(3)]).buf).actions == [Blink(3)]
    assert [*version.structures()].count('Blink') == 1


def test_two_threads_get_the_same_class():
    base, first, others = Version('9.11', 0x7b), [], []

    class Slow(Structure):
        def __init_subclass__(cls, **keywords):
            super().__init_subclass__(**keywords)
            if others and not others[0].is_alive():
                others[0].start()
                others[0].join(0.05)  # it has to wait for this one

    @base
    class Taken(Slow, size=1):
        number: u8

    version = Version('9.12', 0x7c, base=base)
    others.append(Thread(target=lambda: first.append((version.Taken, version.structures()))))
    assert version.structures() == {'Taken': version.Taken}
    others[0].join(5)
    assert first == [(version.Taken, {'Taken': version.Taken})]


def test_super_knows_one_version_only():
    base = Version('9.7', 0x77)

    @base
    class Proud(Structure):
        number: u8

        def encode(self):
            return super().encode()

    with pytest.raises(TypeError, match=r'Proud\.encode: super\(\) without arguments'):
        _ = Version('9.8', 0x78, base=base).Proud


@pytest.mark.parametrize('version', [of91, of92])
def test_copies_and_pickles(version):
    message = version.Setup(None, version.Port(5), [version.ActionOutput(1), version.VendorCount(2)])
    assert copy.deepcopy(message) == message
    # Port is the name of two classes of this module, which no module of tables has
    assert pickle.loads(pickle.dumps(message.actions)) == message.actions
    for copied in (copy.copy(version), copy.deepcopy(version), pickle.loads(pickle.dumps(version))):
        assert copied is version


def test_an_enumeration_that_extends_the_bases():
    base = Version('9.9', 0x79)

    @base
    class flags(Enumeration, prefix='FLAG_', bitmap=True):
        ONE = 1 << 0

    version = Version('9.10', 0x7a, base=base)

    @version
    class flags(base.flags):  # noqa: F811  # the point: another version's class of that name
        TWO = 1 << 1

    assert (version.FLAG_ONE, version.FLAG_TWO, flags.ONE) == (1, 2, 1)
    assert version.flags.members == {'FLAG_ONE': 1, 'FLAG_TWO': 2}
    assert version.flags.describe(3) == 'FLAG_ONE|FLAG_TWO'
    assert base.flags.members == {'FLAG_ONE': 1}
    assert not hasattr(base, 'FLAG_TWO')


# -- lists that become objects late


@of91
class Entry(Structure, length='len', size=4):
    len: u16
    number: u16
    actions: late(list[Action])


@of91
class Entries(Message, type=9, size=8):
    entries: list[Entry]


def entries(*actions):
    message = of91.Entries(None, [of91.Entry(number, [action]) for number, action in enumerate(actions)])
    message.serialize()
    return message


def test_items_whose_bytes_were_seen_become_objects_when_somebody_looks():
    sent = entries(*[of91.ActionOutput(1)] * 3, of91.ActionOutput(2))
    first, second, third, fourth = of91.decode(sent.buf).entries
    assert 'actions' in vars(first) and 'actions' in vars(fourth), 'of these there were none before'
    assert 'actions' not in vars(second)
    assert second.actions == [of91.ActionOutput(1)]
    assert second.actions is second.actions
    assert second.actions[0] is not first.actions[0]
    for copied in (copy.copy(third), copy.deepcopy(third), of91.Entry.from_jsondict(third.to_jsondict()['Entry'])):
        assert copied == third
    assert of91.decode(sent.buf) == sent
    assert repr(of91.decode(sent.buf)) == repr(sent)
    assert of91.decode(sent.buf).encode() == sent.buf


def test_damage_is_found_at_once_however_often_it_comes():
    raw = entries(of91.ActionOutput(1), of91.ActionOutput(1)).buf
    damaged = raw[:-6] + b'\0\7' + raw[-4:]
    for _ in range(3):
        with pytest.raises(DecodeError, match=r'ActionOutput in entries\[1\]\.actions\[0\]: takes 8 bytes, has 7'):
            of91.decode(damaged)


def test_a_late_list_that_was_never_given():
    with pytest.raises(AttributeError, match='Entry has no actions'):
        _ = object.__new__(of91.Entry).actions


def test_what_is_remembered_is_bounded():
    for number in range(0, 5000, 100):
        of91.decode(entries(*[of91.ActionOutput(port) for port in range(number, number + 100)]).buf)
    assert all(len(each) <= MOST_SEEN for each in of91._seen)


def test_a_new_member_makes_the_version_forget():
    of91.decode(entries(of91.ActionOutput(1)).buf)

    @of91
    class Newcomer(of91.Action, type=77, size=8):
        _1: pad(4)

    assert not any(of91._seen)


def test_the_constructor_can_be_asked_for_before_it_is_used():
    class Fresh(of91.Action, type=78, size=8):
        port: u32

    assert str(inspect.signature(Fresh)) == '(port, type_=None, len_=None)'
