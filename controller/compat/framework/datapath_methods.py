"""What Ryu's `Datapath` has and ours has not: helpers of its first years, and its knobs.

The helpers make 1.0's messages in Ryu; here they serve every version. The channel itself negotiates, answers ECHO and
says when a phase begins, so what Ryu's handlers do by calling a datapath is done already.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...bus import Bus
from ...current import CurrentControllerError, current_controller
from ...datapath import Datapath
from ...openflow import OF10, OF15, versions
from ...openflow import version as tables
from ...openflow.connection import DEAD
from ...registry import Registry
from ..adoption import Adoption

if TYPE_CHECKING:
    from ..nx_match import ClsRule

__all__ = ['adopt', 'disown']

NO_BUFFER = 0xFFFF_FFFF
NXFF_OPENFLOW10 = 0  # how a switch speaks of flows unless told otherwise


class Bytes:
    """A message that somebody has encoded."""

    def __init__(self, buf: bytes) -> None:
        self.buf = bytes(buf)
        self.xid = int.from_bytes(self.buf[4:8])

    def encode(self) -> bytes:
        """The bytes."""
        return self.buf


# -- life -------------------------------------------------------------------------------------------------------------

def init(self: Datapath, *args: Any) -> None:
    """As ours; `Datapath(socket, address)` is a connection to the current controller, without one to none."""
    if not isinstance(args[0], Registry):
        try:
            controller = current_controller()
        except CurrentControllerError:
            args = Registry(Bus(), versions()), *args
        else:
            args = controller.switches, *args, controller.limits
    INIT(self, *args)


def set_state(self: Datapath, state: str) -> None:
    """End the connection, where `state` is DEAD_DISPATCHER; the other phases begin when the channel is there."""
    if state == DEAD:
        self.close('an app has set its state')


def set_version(self: Datapath, version: int) -> None:
    """Have the numbers and structures of a version at hand before the switch has said which one it speaks."""
    self.ofproto = self.ofproto_parser = tables(version)


def set_ports(self: Datapath, ports: dict[int, Any]) -> None:
    """Have other ports than those that the switch has described."""
    self.connection.ports = ports


def acknowledge_echo_reply(self: Datapath, xid: int) -> None:
    """The switch lives: no ECHO that it was asked so far counts as unanswered."""
    self.connection._unanswered = 0


def set_echo_interval(self: Datapath, seconds: float) -> None:
    """Ask so often whether the switch lives; 0: never."""
    self.connection.limits = replace(self.connection.limits, echo_interval=seconds)


def set_unanswered_echoes(self: Datapath, count: int) -> None:
    """Close the connection after so many questions without an answer."""
    self.connection.limits = replace(self.connection.limits, unanswered_echoes=count)


def supported_ofp_version(self: Datapath) -> Collection[int]:
    """The numbers of the versions that the apps can handle."""
    return self._registry.versions


# -- sending ----------------------------------------------------------------------------------------------------------

def set_xid(self: Datapath, msg: Any) -> int:
    """Give a message its transaction id, and return that; AssertionError where it has one."""
    xid = self.connection.next_xid()
    msg.set_xid(xid)
    return xid


def send(self: Datapath, buf: bytes, close_socket: bool = False) -> bool:
    """Send a message that was encoded already; False where the connection has ended."""
    message: Any = Bytes(buf)
    return self.send_msg(message, close_socket)


def send_packet_out(
    self: Datapath, buffer_id: int = NO_BUFFER, in_port: int | None = None, actions: Any = None, data: Any = None
) -> None:
    """Send a packet, as if it had come in by `in_port` (None: by none)."""
    of = self.ofproto
    if in_port is None:
        in_port = of.OFPP_NONE if of.OFP_VERSION == OF10 else of.OFPP_CONTROLLER
    where = {'match': of.OFPMatch(in_port=in_port)} if of.OFP_VERSION >= OF15 else {'in_port': in_port}
    self.send_msg(of.OFPPacketOut(self, buffer_id, **where, actions=actions or [], data=data))


def send_flow_mod(
    self: Datapath, rule: ClsRule, cookie: int, command: int, idle_timeout: int, hard_timeout: int,
    priority: int | None = None, buffer_id: int = NO_BUFFER, out_port: int | None = None, flags: int = 0,
    actions: Any = None,
) -> None:
    """Change the flows of an OpenFlow 1.0 switch that a rule matches; Nicira's messages where 1.0's cannot say it."""
    of = self.ofproto
    priority = of.OFP_DEFAULT_PRIORITY if priority is None else priority
    out_port = of.OFPP_NONE if out_port is None else out_port
    needed = rule.flow_format()
    if self.flow_format < needed:  # type: ignore[attr-defined]
        send_nxt_set_flow_format(self, needed)
    times = cookie, command, idle_timeout, hard_timeout, priority, buffer_id, out_port, flags
    if needed == of.NXFF_OPENFLOW10:
        self.send_msg(of.OFPFlowMod(self, of.OFPMatch(*rule.match_tuple()), *times, actions))
    else:
        self.send_msg(of.NXTFlowMod(self, *times, rule, actions))


def send_flow_del(self: Datapath, rule: ClsRule, cookie: int, out_port: int | None = None) -> None:
    """Delete the flows of an OpenFlow 1.0 switch that a rule matches."""
    send_flow_mod(self, rule, cookie, self.ofproto.OFPFC_DELETE, 0, 0, 0, out_port=out_port)


def send_delete_all_flows(self: Datapath) -> None:
    """Delete every flow."""
    of = self.ofproto
    if of.OFP_VERSION == OF10:
        from ..nx_match import ClsRule

        send_flow_del(self, ClsRule(), 0)
        return
    self.send_msg(of.OFPFlowMod(
        self, table_id=of.OFPTT_ALL, command=of.OFPFC_DELETE, out_port=of.OFPP_ANY, out_group=of.OFPG_ANY,
        match=of.OFPMatch(), instructions=[],
    ))  # fmt: skip


def send_barrier(self: Datapath) -> bool:
    """Ask the switch to finish what it was sent; False where the connection has ended."""
    return self.send_msg(self.ofproto.OFPBarrierRequest(self))


def send_nxt_set_flow_format(self: Datapath, flow_format: int) -> None:
    """Have an OpenFlow 1.0 switch speak of flows in Nicira's messages (NXFF_NXM), or in its own."""
    if self.flow_format != flow_format:  # type: ignore[attr-defined]
        self.flow_format = flow_format  # type: ignore[attr-defined]
        self.send_msg(self.ofproto.NXTSetFlowFormat(self, flow_format))
        send_barrier(self)


def is_reserved_port(self: Datapath, port_no: int) -> bool:
    """Whether a port number stands for something else than a port."""
    return port_no > self.ofproto.OFPP_MAX


def set_last_xid(self: Datapath, xid: int) -> None:
    """Count transaction ids on from here."""
    self.connection._xid = xid


INIT = Datapath.__init__
PORTS: Any = vars(Datapath)['ports']

ADOPTION = Adoption({Datapath: {
    '__init__': init,
    'acknowledge_echo_reply': acknowledge_echo_reply,
    'echo_request_interval': property(lambda self: self.connection.limits.echo_interval, set_echo_interval),
    'flow_format': NXFF_OPENFLOW10,
    'is_reserved_port': is_reserved_port,
    'max_unreplied_echo_requests': property(
        lambda self: self.connection.limits.unanswered_echoes, set_unanswered_echoes),
    'ports': property(PORTS.fget, set_ports, doc=PORTS.__doc__),
    'send': send,
    'send_barrier': send_barrier,
    'send_delete_all_flows': send_delete_all_flows,
    'send_flow_del': send_flow_del,
    'send_flow_mod': send_flow_mod,
    'send_nxt_set_flow_format': send_nxt_set_flow_format,
    'send_packet_out': send_packet_out,
    'set_state': set_state,
    'set_version': set_version,
    'set_xid': set_xid,
    'socket': property(lambda self: self._socket),
    'supported_ofp_version': property(supported_ofp_version),
    'xid': property(lambda self: self.connection._xid, set_last_xid),
}})

adopt, disown = ADOPTION.adopt, ADOPTION.disown
