"""A switch under test: what one sends to it, and what comes out."""

from __future__ import annotations

from typing import Any

from controller.emulator.frame import Frame
from controller.emulator.ports import Port
from controller.emulator.switch import Switch
from controller.openflow import version
from controller.packet import arp, ethernet, icmp, ipv4, tcp, udp, vlan
from controller.packet.packet import Packet

MAC1, MAC2, BROADCAST = '00:00:00:00:00:01', '00:00:00:00:00:02', 'ff:ff:ff:ff:ff:ff'


def frame_of(*layers: Any) -> Frame:
    packet = Packet(protocols=list(layers))
    packet.serialize()
    return Frame(packet.data)


def arp_request() -> Frame:
    return frame_of(
        ethernet.ethernet(BROADCAST, MAC1, 0x0806), arp.arp(src_mac=MAC1, src_ip='10.0.0.1', dst_ip='10.0.0.2')
    )


def udp_datagram(ttl: int = 64, tag: int | None = None, tos: int = 0, size: int = 32) -> Frame:
    tags = [] if tag is None else [vlan.vlan(pcp=3, vid=tag, ethertype=0x0800)]
    return frame_of(
        ethernet.ethernet(MAC2, MAC1, 0x0800 if tag is None else 0x8100),
        *tags,
        ipv4.ipv4(src='10.0.0.1', dst='10.0.0.2', proto=17, ttl=ttl, tos=tos),
        udp.udp(1000, 2000),
        b'x' * size,
    )


def tcp_segment() -> Frame:
    return frame_of(
        ethernet.ethernet(MAC2, MAC1, 0x0800), ipv4.ipv4(src='10.0.0.1', dst='10.0.0.2', proto=6), tcp.tcp(1000, 80)
    )


def echo_request() -> Frame:
    return frame_of(
        ethernet.ethernet(MAC2, MAC1, 0x0800),
        ipv4.ipv4(src='10.0.0.1', dst='10.0.0.2', proto=1),
        icmp.icmp(icmp.ICMP_ECHO_REQUEST, 0, 0, icmp.echo(1, 2, b'data')),
    )


def unchecked(of: Any, **fields: Any) -> Any:
    """A match whose fields may lack their prerequisites: our own codec builds none, a switch may get it from others."""
    tlvs = [{'OXMTlv': {'field': name, 'value': value, 'mask': None}} for name, value in fields.items()]
    return of.OFPMatch.from_jsondict({'oxm_fields': tlvs})


class Bench:
    """A switch with four ports and a clock that one sets; messages go both ways as bytes."""

    def __init__(self, number: int, **options: Any) -> None:
        self.now = 100.0
        self.of: Any = version(number)
        ports = [Port(n, f'02:00:00:00:01:{n:02x}', f's1-eth{n}') for n in (1, 2, 3, 4)]
        self.switch = Switch(1, ports, lambda: self.now, **options)
        self.switch.connect(number)
        self.xid = 0

    def ask(self, request: Any) -> list[Any]:
        """Send a message; what the switch says to it."""
        self.xid += 1
        request.xid = self.xid
        request.serialize()
        self.switch.handle(self.of.decode(request.buf))
        return self.said()

    def answer(self, request: Any) -> Any:
        """Send a request; its one answer, which has its xid."""
        (answer,) = self.ask(request)
        assert answer.xid == self.xid
        return answer

    def answer_without_xid(self, request: Any) -> Any:
        """Send a message; the one that it makes the switch say by itself."""
        (said,) = self.ask(request)
        return said

    def error(self, request: Any) -> tuple[str, str]:
        """Send a message that is refused; the names of type and code of the error, which quotes it."""
        answer = self.answer(request)
        assert type(answer).__name__ == 'OFPErrorMsg'
        assert answer.data == request.buf[:64]
        kind = self.of.ofp_error_type.describe(answer.type)
        return kind, next(
            each.describe(answer.code) for name, each in vars(self.of).items() if name == CODES[kind]
        )

    def said(self) -> list[Any]:
        """What the switch has said since one last asked, decoded."""
        messages = []
        while self.switch.messages:
            message = self.switch.messages.popleft()
            message.xid = message.xid or 0
            message.serialize()
            messages.append(self.of.decode(message.buf))
        return messages

    def receive(self, frame: Frame, port: int = 1) -> list[tuple[int, Frame]]:
        """Let a frame arrive; where it leaves."""
        self.switch.receive(port, frame)
        return self.out()

    def out(self) -> list[tuple[int, Frame]]:
        frames = list(self.switch.frames)
        self.switch.frames.clear()
        return frames

    def after(self, seconds: float) -> list[Any]:
        """Let time pass; what the switch says."""
        self.now += seconds
        self.switch.tick()
        return self.said()

    def flow(self, actions: list[Any], match: dict[str, Any] | None = None, **fields: Any) -> Any:
        """A FLOW_MOD of either version with these actions."""
        of = self.of
        if of.OFP_VERSION == 1:
            said = {'actions': actions}
        else:
            said = {'instructions': [of.OFPInstructionActions(of.OFPIT_APPLY_ACTIONS, actions)]}
            fields = {'out_port': of.OFPP_ANY, 'out_group': of.OFPG_ANY, **fields}
        return of.OFPFlowMod(None, match=of.OFPMatch(**(match or {})), **{**said, **fields})

    def flows(self) -> list[Any]:
        """The flow entries, as the switch describes them."""
        of = self.of
        request = of.OFPFlowStatsRequest(None, match=of.OFPMatch())
        return self.answer(request).body


#: Type of error -> the enumeration of its codes.
CODES = {
    'OFPET_BAD_REQUEST': 'ofp_bad_request_code',
    'OFPET_BAD_ACTION': 'ofp_bad_action_code',
    'OFPET_BAD_INSTRUCTION': 'ofp_bad_instruction_code',
    'OFPET_BAD_MATCH': 'ofp_bad_match_code',
    'OFPET_FLOW_MOD_FAILED': 'ofp_flow_mod_failed_code',
    'OFPET_GROUP_MOD_FAILED': 'ofp_group_mod_failed_code',
    'OFPET_PORT_MOD_FAILED': 'ofp_port_mod_failed_code',
    'OFPET_TABLE_MOD_FAILED': 'ofp_table_mod_failed_code',
    'OFPET_QUEUE_OP_FAILED': 'ofp_queue_op_failed_code',
    'OFPET_SWITCH_CONFIG_FAILED': 'ofp_switch_config_failed_code',
    'OFPET_ROLE_REQUEST_FAILED': 'ofp_role_request_failed_code',
    'OFPET_METER_MOD_FAILED': 'ofp_meter_mod_failed_code',
    'OFPET_BUNDLE_FAILED': 'ofp_bundle_failed_code',
    'OFPET_FLOW_MONITOR_FAILED': 'ofp_flow_monitor_failed_code',
    'OFPET_BAD_PROPERTY': 'ofp_bad_property_code',
    'OFPET_ASYNC_CONFIG_FAILED': 'ofp_async_config_failed_code',
    'OFPET_TABLE_FEATURES_FAILED': 'ofp_table_features_failed_code',
}
