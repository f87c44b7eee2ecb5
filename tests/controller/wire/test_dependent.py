"""Fields that depend on others or enclose messages, constructors in other orders, and versions by pattern."""

from __future__ import annotations

import inspect

import pytest

from controller.wire import DecodeError, EncodeError, Enumeration, Message, Structure, Version

of81 = Version('8.1', 0x81)


@of81
class kinds(Enumeration, prefix='KIND_'):
    ECHO = 2
    ASK = 18
    TELL = 19
    WRAP = 33
    FORWARD = 34


@of81
class Echo(Message, type=kinds.ECHO, size=8):
    data: tail


@of81
class Ask(Message, type=kinds.ASK, family='type', last='flags', size=12):
    type: u16
    flags: u16 = 0


@of81
class AskOne(Ask, type=1, size=16):
    number: u32 = 7


@of81
class One(Structure, size=4):
    number: u32


@of81
class Tell(Message, type=kinds.TELL, size=12):
    type: u16
    flags: u16 = 0
    body: chosen(type, {1: One, 2: list[One]})


@of81
class Prop(Structure, family='type length', align='outside', wire_order=True, size=4):
    type: u16
    length: u16


@of81
class PropWords(Prop, type=1, size=8):
    number: u32
    data: words


@of81
class PropShort(Prop, type=2, size=6):
    number: u16


@of81
class Wrap(Message, type=kinds.WRAP, size=16):
    inner: message(same_xid=True)
    properties: list[Prop]


@of81
class Forward(Message, type=kinds.FORWARD, size=16):
    inner: message


of82 = Version('8.2', 0x82, base=of81, without=('Wr*', 'Ask', 'kinds'), renamed={'Ask': 'Request'})


@of82
class kinds(of81.kinds, without='WRAP'):
    MORE = 40


@of82
class Request(Message, type=kinds.ASK, family='type', size=12):
    type: u16
    flags: u16 = 0


def parameters(cls):
    with pytest.raises(DecodeError):
        cls.decode(b'', 0, 0)  # which compiles the class
    return list(inspect.signature(cls.__init__).parameters)[1:]


def test_the_order_of_the_constructor():
    assert parameters(AskOne) == ['datapath', 'number', 'flags', 'type_']
    assert parameters(Ask) == ['datapath', 'type_', 'flags', 'data']
    assert parameters(PropWords) == ['type_', 'length', 'number', 'data']
    assert PropWords().data == []
    assert PropWords(None, None, 5, [6]).encode() == bytes.fromhex('0001 000c 00000005 00000006 00000000')


@pytest.mark.parametrize(('kind', 'body', 'text'), [
    (1, One(5), '00000005'),
    (2, [One(5), One(6)], '00000005 00000006'),
    (2, [], ''),
    (3, b'abc', '616263'),
])
def test_what_a_field_holds_by_the_number_in_another(kind, body, text):
    data = Tell(None, kind, 0, body).encode()
    assert data[12:] == bytes.fromhex(text)
    again = of81.decode(data)
    assert (again.body, again.encode()) == (body, data)


@pytest.mark.parametrize(('kind', 'text', 'where'), [(1, '0000', 'body'), (2, '00000005 0000', 'body')])
def test_a_body_that_is_not_what_the_number_says(kind, text, where):
    data = Tell(None, kind, 0, bytes.fromhex(text)).encode()
    with pytest.raises(DecodeError) as caught:
        of81.decode(data)
    assert caught.value.where == where


@pytest.mark.parametrize(('given', 'kept'), [
    ([], []), ([1, 2], [1, 2]), (b'', []), (b'\0\0\0\1', [1]), (b'abc', b'abc'),
])
def test_words(given, kept):
    data = PropWords(number=5, data=given).encode()
    (again,) = Prop.decode_list(data, 0, len(data))
    assert again.data == kept
    assert again.encode() == data


@pytest.mark.parametrize('wrong', [[1 << 32], ['a'], 'text', 5])
def test_what_is_no_word(wrong):
    with pytest.raises(EncodeError, match=r'PropWords\.data'):
        PropWords(number=5, data=wrong).encode()


def test_a_member_of_fixed_size_is_padded_too():
    data = PropShort(number=5).encode()
    assert data == bytes.fromhex('0002 0006 0005 0000')
    assert PropShort.decode_prefix(data, 0, 8) == (PropShort(number=5), 8)
    assert PropShort.decode_list(data * 2, 0, 16) == [PropShort(number=5)] * 2
    with pytest.raises(DecodeError):
        PropShort.decode_list(data, 0, 6)


def test_a_message_inside_another_is_padded_if_anything_follows():
    bare = Wrap(None, Echo(None, b'abc'), [])
    bare.xid = 9
    assert bare.encode() == bytes.fromhex('8121 0013 00000009 8102 000b 00000009 616263')
    assert of81.decode(bare.encode()) == bare
    followed = Wrap(None, Echo(None, b'abc'), [PropShort(number=5)])
    assert followed.encode()[16:] == bytes.fromhex('616263 0000000000 0002 0006 0005 0000')
    assert of81.decode(followed.encode()) == followed
    forward = Forward(None, Echo(None, b'abc'))
    forward.xid, forward.inner.xid = 1, 2
    again = of81.decode(forward.encode())
    assert (again.xid, again.inner.xid, again.inner.buf) == (1, 2, forward.inner.encode())


def test_messages_are_not_nested_any_deeper():
    data = Forward(None, Forward(None, Echo(None))).encode()
    with pytest.raises(DecodeError, match='no message to be enclosed'):
        of81.decode(data)


def test_a_version_by_pattern_and_with_other_names():
    assert not hasattr(of82, 'Wrap')
    assert not hasattr(of82, 'KIND_WRAP')
    assert (of82.KIND_MORE, of82.KIND_ECHO) == (40, 2)
    assert issubclass(of82.AskOne, of82.Request)
    assert of82.decode(of82.AskOne(None).encode()).number == 7
    assert set(of82.messages) == {2, 18, 19, 34}
    with pytest.raises(TypeError, match=r'OpenFlow 8\.1> has no Nobody\* to leave out'):
        Version('8.3', 0x83, base=of81, without=('Nobody*',)).messages  # noqa: B018
    with pytest.raises(TypeError, match='no KIND_NONE to leave out'):
        class of_nothing(of81.kinds, without='NONE'):
            pass
