"""A protocol made for the tests: every kind of field, every class keyword, in two versions."""

from __future__ import annotations

from controller.wire import Enumeration, Message, Structure, Version

__all__ = ['toy']

toy = Version('toy', 0x7F)


@toy
class toy_type(Enumeration, prefix='TOYT_'):
    PLAIN = 1
    KINDS = 2
    LISTS = 3
    REPORT = 4
    HOLDER = 5


@toy
class toy_flags(Enumeration, prefix='TOYF_', bitmap=True):
    NONE = 0
    UP = 1
    LIVE = 4


# -- structures -----------------------------------------------------------------------------------------------------


@toy
class Point(Structure, size=8):
    """Always as long."""

    x: u16
    y: u16 = 7
    _1: pad(3)
    z: u8


@toy
class Counted(Structure, length='len', size=4):
    """Holds its own length."""

    len: u16
    id: u16
    points: list[Point]


@toy
class Bitfields(Structure, size=8):
    """Bit fields of one byte, of three, and of four, with padding among them."""

    high: bits(3)
    _1: bits(1)
    low: bits(4)
    wide: bits(20)
    narrow: bits(4)(toy_flags)
    whole: bits(32)


@toy
class Opaque(Structure):
    """Fills what it is given."""

    id: u8
    rest: tail


@toy
class Loose(Structure, optional=True):
    """Fields may be left out."""

    number: u16
    point: Point


@toy
class Nothing(Structure, size=0):
    """Has no fields."""


# -- families -------------------------------------------------------------------------------------------------------


@toy
class Inside(Structure, family='type len', align='inside', size=4):
    """TLVs whose length counts their padding."""

    type: u16
    len: u16


@toy
class InsideWord(Inside, type=1, size=8):
    word: u32


@toy
class InsideOdd(Inside, type=2, size=5):
    odd: u8


@toy
class InsideText(Inside, type=(3, 4)):
    name: tail


@toy
class InsideExperimenter(Inside, type=0xFFFF, family='subtype'):
    """A member that opens a family of its own."""

    experimenter: u32
    subtype: u16


@toy
class InsideExperiment(InsideExperimenter, type=9):
    value: u16


@toy
class Outside(Structure, family='type len', align='outside', size=4):
    """TLVs whose length leaves their padding out."""

    type: u16
    len: u16


@toy
class OutsideName(Outside, type=1):
    name: tail


@toy
class Straight(Structure, family='kind len'):
    """TLVs without padding, and a member for all that nobody declared."""

    kind: u8
    len: u8


@toy
class StraightByte(Straight, type=1, size=3):
    byte: u8


@toy
class StraightOther(Straight, type=...):
    raw: tail


# -- messages -------------------------------------------------------------------------------------------------------


@toy
class Plain(Message, type=toy_type.PLAIN, size=16):
    number: u32
    flags: u8(toy_flags)
    kind: u8(toy_type) = toy_type.KINDS
    _1: pad(2)


@toy
class Kinds(Message, type=toy_type.KINDS):
    """One field of every kind that has a fixed width."""

    one: u8
    two: u16
    four: u32
    eight: u64
    hardware: mac
    v4: ipv4
    v6: ipv6
    label: text(8)
    raw: bytes_(4)
    point: Point


@toy
class Lists(Message, type=toy_type.LISTS):
    """Everything of variable extent, and what says how long it is."""

    three: list[u16, 3]
    numbers_size: size_of(numbers)
    numbers: list[u32]
    blob_size: size_of('blob', u8)
    blob: tail
    insides_size: size_of('insides')
    insides: list[Inside]
    counted: Counted
    points: keyed(Point, 'x')


@toy
class Report(Message, type=toy_type.REPORT, family='type', size=12):
    """A multipart message: the second header tells the members apart."""

    type: u16
    _1: pad(2)


@toy
class PointReport(Report, type=1):
    body: list[Point]


@toy
class TextReport(Report, type=2):
    body: tail


@toy
class Holder(Message, type=toy_type.HOLDER):
    """TLVs of each alignment."""

    insides_size: size_of('insides')
    outsides_size: size_of('outsides')
    insides: list[Inside]
    outsides: list[Outside]
    straights: list[Straight]
