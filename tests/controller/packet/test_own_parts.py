"""Options, TLVs and chunks of an app: a table that derives from a family is read in its lists, and without its module
being changed."""

from __future__ import annotations

import pytest

from controller.packet import cfm, dhcp, dhcp6, icmpv6, packet_base, sctp, slow, tcp

FAMILIES = {
    tcp.TCPOption: '4d 06', dhcp.option: '4d 04', dhcp6.option: '004d 0004', icmpv6.nd_option: '4d 01 0000',
    sctp.chunk: '4d 00 0008', sctp.param: '004d 0008', sctp.cause: '004d 0008', cfm.tlv: '4d 0004',
}  # fmt: skip


@pytest.mark.parametrize(('family', 'head'), FAMILIES.items(), ids=lambda each: getattr(each, '__qualname__', ''))
def test_a_member_of_ones_own(family, head):
    raw = bytes.fromhex(head) + b'\0\0\0\7'
    try:
        if family is icmpv6.nd_option:
            class Own(family, type=77):
                _1: pad(2)
                number: u32
        else:
            class Own(family, type=77):
                number: u32

        (own,) = family.decode_list(raw, 0, len(raw))
        assert type(own) is Own and own.number == 7
        assert own.serialize() == raw
    finally:
        family.table.family.members.pop(77, None)
    assert type(family.decode_list(raw, 0, len(raw))[0]) is not Own


def test_a_slow_protocol_of_ones_own(monkeypatch):
    monkeypatch.setattr(slow.slow, 'payload_classes', slow.slow.payload_classes)

    class oam(packet_base.Header):
        subtype: u8 = slow.SLOW_SUBTYPE_OAM
        flags: u16 = 0
        code: u8 = 0

    slow.slow.register_packet_type(oam, slow.SLOW_SUBTYPE_OAM)
    assert slow.slow.parser(b'\3\0\1\2rest') == (oam(3, 1, 2), None, b'rest')
