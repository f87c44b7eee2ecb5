"""The Open Networking Foundation's extensions of OpenFlow 1.3 as a table: what 1.4 then made standard.

Flow monitoring (EXT-187), changes of role (EXT-191), bundles (EXT-230), forwarded requests (EXT-235), and the numbers
of the errors. The match fields of the extensions are in `oxm_fields`. Names, constructor order and defaults are Ryu's
where it has them.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, Self

from ..wire import Enumeration, Extension, Message, Structure
from ..wire.json import from_jsondict
from .nicira import MonitorRequest

__all__ = ['onf']

onf = Extension('ONF')


# What the version has -------------------------------------------------------------------------------------------------

@onf.placeholder
class OFPExperimenter(Message, family='experimenter'):
    """A message of an experimenter."""

@onf.placeholder
class OFPExperimenterStatsRequest(Message, family='experimenter'):
    """A multipart request of an experimenter."""

@onf.placeholder
class OFPExperimenterMultipart(Structure, family='experimenter'):
    """The body of a multipart reply of an experimenter."""


# Numbers --------------------------------------------------------------------------------------------------------------

@onf
class onf_ids(Enumeration, prefix='ONF_'):
    """What the Foundation's structures are told by."""
    EXPERIMENTER_ID = 0x4f4e4600

@onf
class onf_exp_type(Enumeration, prefix='ONF_ET_'):
    """Message types."""
    ROLE_STATUS = 1911
    BUNDLE_CONTROL = 2300
    BUNDLE_ADD_MESSAGE = 2301
    REQUESTFORWARD = 2350

@onf
class onf_flow_monitor_msg_type(Enumeration, prefix='ONFT_FLOW_MONITOR_'):
    """Message types of flow monitors."""
    CANCEL = 1870
    PAUSED = 1871
    RESUMED = 1872

@onf
class onf_multipart_type(Enumeration, prefix='ONFMP_'):
    """Multipart types."""
    FLOW_MONITOR = 1870

@onf
class onf_flow_monitor_flags(Enumeration, prefix='ONFFMF_', bitmap=True):
    """What a monitor is told of."""
    INITIAL = 1 << 0
    ADD = 1 << 1
    DELETE = 1 << 2
    MODIFY = 1 << 3
    ACTIONS = 1 << 4
    OWN = 1 << 5

@onf
class onf_flow_update_event(Enumeration, prefix='ONFFME_'):
    """What happened to a monitored flow."""
    ADDED = 0
    DELETED = 1
    MODIFIED = 2
    ABBREV = 3

@onf
class onf_bundle_ctrl_type(Enumeration, prefix='ONF_BCT_'):
    """What happens to a bundle."""
    OPEN_REQUEST = 0
    OPEN_REPLY = 1
    CLOSE_REQUEST = 2
    CLOSE_REPLY = 3
    COMMIT_REQUEST = 4
    COMMIT_REPLY = 5
    DISCARD_REQUEST = 6
    DISCARD_REPLY = 7

@onf
class onf_bundle_flags(Enumeration, prefix='ONF_BF_', bitmap=True):
    """How a bundle is executed."""
    ATOMIC = 1 << 0
    ORDERED = 1 << 1

@onf
class onf_bundle_prop_type(Enumeration, prefix='ONF_ET_BPT_'):
    """Bundle property types."""
    EXPERIMENTER = 0xffff

@onf
class onf_error_type(Enumeration, prefix='ONFERR_'):
    """Codes of an experimenter's error; that the word ET is missing from one, and another misspelt, is history."""
    ET_UNKNOWN = 2300
    ET_EPERM = 2301
    ET_BAD_ID = 2302
    ET_BUNDLE_EXIST = 2303
    ET_BUNDLE_CLOSED = 2304
    ET_OUT_OF_BUNDLES = 2305
    ET_BAD_TYPE = 2306
    ET_BAD_FLAGS = 2307
    ET_MSG_BAD_LEN = 2308
    ET_MSG_BAD_XID = 2309
    ET_MSG_UNSUP = 2310
    ET_MSG_CONFLICT = 2311
    ET_MSG_TOO_MANY = 2312
    ET_FAILED = 2313
    ET_TIMEOUT = 2314
    ET_BUNDLE_IN_PROGRESS = 2315
    ET_CANT_SYNC = 2320
    ET_BAD_PRIORITY = 2360
    ET_ASYNC_INVALUD = 2370
    ET_ASYNC_UNSUPPORTED = 2371
    ET_ASYNC_EPERM = 2372
    DUP_INSTRUCTION = 2600
    ET_MPART_REQUEST_TIMEOUT = 2640
    ET_MPART_REPLY_TIMEOUT = 2641

@onf
class ONFExperimenter(OFPExperimenter, type=onf_ids.EXPERIMENTER_ID, family='exp_type', size=16):
    """A message of the Foundation's; one that nobody declared has `data`."""


# Bundles (EXT-230) ----------------------------------------------------------------------------------------------------

@onf
class OFPBundleProp(Structure, family='type length', align='outside', wire_order=True, size=4):
    """A property of a bundle."""
    type: u16(onf_bundle_prop_type)
    length: u16

@onf
class ONFBundleCtrlMsg(ONFExperimenter, type=onf_exp_type.BUNDLE_CONTROL, size=24):
    """Open, close, commit or discard a bundle, or the answer to it."""
    bundle_id: u32
    type: u16(onf_bundle_ctrl_type)
    flags: u16(onf_bundle_flags)
    properties: list[OFPBundleProp]

@onf
class ONFBundleAddMsg(ONFExperimenter, type=onf_exp_type.BUNDLE_ADD_MESSAGE, size=32):
    """Put a message into a bundle; it goes under the transaction id of this one."""
    bundle_id: u32
    _1: pad(2)
    flags: u16(onf_bundle_flags)
    message: message(same_xid=True)
    properties: list[OFPBundleProp]


# Flow monitors (EXT-187) ----------------------------------------------------------------------------------------------

class _Matching(Structure):
    """What holds a match in `match_len` bytes.

    EXT-187 has the match fields alone there, and so has Ryu. Open vSwitch has the whole ofp_match, and refuses anything
    else: that is what is sent. What is decoded keeps its form, in its JSON too, where `match_len` tells.
    """

    @classmethod
    def from_jsondict(
        cls, dict_: Mapping[str, Any], decode_string: Callable[[str], bytes] = b64decode, **additional_args: Any
    ) -> Self:
        """The structure with these fields; raises ValueError."""
        structure: Any = from_jsondict(cls, dict_, decode_string, **additional_args)
        if 'match_len' in dict_:
            structure.match.has_header = dict_['match_len'] == structure.match.length
        return structure

@onf
class ONFFlowMonitorRequest(MonitorRequest, _Matching, size=16, order='id flags match out_port table_id'):
    """Which flows are monitored, and what is told of them."""
    id: u32
    flags: u16(onf_flow_monitor_flags)
    match_len: size_of('match')
    out_port: u32(ofp_port_no) = 0xffffffff
    table_id: u8(ofp_table) = 0xff
    _1: pad(3)
    match: bare(OFPMatch, True)

    MATCH_LEN = 6

@onf
class ONFExperimenterStatsRequest(
        OFPExperimenterStatsRequest, type=onf_ids.EXPERIMENTER_ID, family='exp_type', size=24):
    """A multipart request of the Foundation's; one that nobody declared has `data`."""

@onf
class ONFFlowMonitorStatsRequest(ONFExperimenterStatsRequest, type=onf_multipart_type.FLOW_MONITOR, size=24):
    """Be told of flows from now on."""
    body: list[ONFFlowMonitorRequest]

@onf
class ONFFlowUpdateHeader(Structure, family='event length', size=4):
    """What happened to a flow."""
    length: u16
    event: u16(onf_flow_update_event)

@onf
class ONFFlowUpdateFull(_Matching, ONFFlowUpdateHeader, size=24, type=(
        onf_flow_update_event.ADDED, onf_flow_update_event.DELETED, onf_flow_update_event.MODIFIED)):
    """A flow was added, deleted (`reason` says why) or modified."""
    reason: u16(ofp_flow_removed_reason)
    priority: u16
    idle_timeout: u16
    hard_timeout: u16
    match_len: size_of('match')
    table_id: u8(ofp_table)
    _1: pad(1)
    cookie: u64
    match: bare(OFPMatch, True)
    instructions: list[OFPInstruction]

@onf
class ONFFlowUpdateAbbrev(ONFFlowUpdateHeader, type=onf_flow_update_event.ABBREV, size=8):
    """This controller's own message with that transaction id has changed a flow."""
    xid: u32

@onf
class ONFExperimenterMultipart(OFPExperimenterMultipart, type=onf_ids.EXPERIMENTER_ID, family='exp_type', size=8):
    """The body of a multipart reply of the Foundation's; one that nobody declared has `data`."""

@onf
class ONFFlowMonitorMultipart(ONFExperimenterMultipart, type=onf_multipart_type.FLOW_MONITOR, size=8):
    """What happened to flows: the body of an OFPExperimenterStatsReply."""
    updates: list[ONFFlowUpdateHeader]

@onf
class ONFFlowMonitorCancel(ONFExperimenter, type=onf_flow_monitor_msg_type.CANCEL, size=20):
    """End a flow monitor."""
    id: u32

@onf
class ONFFlowMonitorPaused(ONFExperimenter, type=onf_flow_monitor_msg_type.PAUSED, size=16):
    """There were more updates than the channel takes: some are left out from here on."""

@onf
class ONFFlowMonitorResumed(ONFExperimenter, type=onf_flow_monitor_msg_type.RESUMED, size=16):
    """What was left out has been made up for."""


# Asynchronous messages (EXT-191, EXT-235) -----------------------------------------------------------------------------

@onf
class ONFRoleStatus(ONFExperimenter, type=onf_exp_type.ROLE_STATUS, size=32):
    """The role of this controller changed without its asking."""
    role: u32(ofp_controller_role)
    reason: u8
    _1: pad(3)
    generation_id: u64

@onf
class ONFRequestForward(ONFExperimenter, type=onf_exp_type.REQUESTFORWARD, size=24):
    """Another controller changed a group or a meter, by this message."""
    request: message
