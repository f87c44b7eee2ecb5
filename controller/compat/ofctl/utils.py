"""What Ryu's `ofctl_utils` has: names of numbers, values of match fields, and sending."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ...datapath import Datapath, DatapathError
from ...ofctl import BadValue, read_structure
from ...ofctl.match import vlan_to_text
from ...ofctl.values import read_bytes
from ...openflow import version as tables
from ..framework.hub import Event

__all__ = [
    'COPY_FIELD', 'COPY_TTL_IN', 'COPY_TTL_OUT', 'DEC_MPLS_TTL', 'DEC_NW_TTL', 'DEFAULT_TIMEOUT', 'EXPERIMENTER',
    'GROUP', 'LOG', 'METER', 'OUTPUT', 'POP_MPLS', 'POP_PBB', 'POP_VLAN', 'PUSH_MPLS', 'PUSH_PBB', 'PUSH_VLAN',
    'SET_FIELD', 'SET_MPLS_TTL', 'SET_NW_TTL', 'SET_QUEUE', 'OFCtlUtil', 'get_logger', 'get_role',
    'match_vid_to_str', 'send_experimenter', 'send_msg', 'send_stats_request', 'str_to_int', 'to_action',
    'to_match_eth', 'to_match_ip', 'to_match_masked_int', 'to_match_packet_type', 'to_match_vid',
]  # fmt: skip

LOG = logging.getLogger('ryu.lib.ofctl_utils')

#: Seconds that a switch has to answer. Ryu's was 1, in which a large table of flows does not arrive.
DEFAULT_TIMEOUT = 5.0

OUTPUT = 'OUTPUT'
COPY_TTL_OUT = 'COPY_TTL_OUT'
COPY_TTL_IN = 'COPY_TTL_IN'
SET_MPLS_TTL = 'SET_MPLS_TTL'
DEC_MPLS_TTL = 'DEC_MPLS_TTL'
PUSH_VLAN = 'PUSH_VLAN'
POP_VLAN = 'POP_VLAN'
PUSH_MPLS = 'PUSH_MPLS'
POP_MPLS = 'POP_MPLS'
SET_QUEUE = 'SET_QUEUE'
GROUP = 'GROUP'
SET_NW_TTL = 'SET_NW_TTL'
DEC_NW_TTL = 'DEC_NW_TTL'
SET_FIELD = 'SET_FIELD'
PUSH_PBB = 'PUSH_PBB'
POP_PBB = 'POP_PBB'
COPY_FIELD = 'COPY_FIELD'
METER = 'METER'
EXPERIMENTER = 'EXPERIMENTER'

#: What OFCtlUtil knows by name, and the prefix of its constants.
_PREFIXES = {
    'ofp_action_type': 'OFPAT_', 'ofp_buffer': 'OFP_', 'ofp_cml': 'OFPCML_', 'ofp_group': 'OFPG_',
    'ofp_group_bucket_prop_type': 'OFPGBPT_', 'ofp_group_capabilities': 'OFPGFC_', 'ofp_group_type': 'OFPGT_',
    'ofp_instruction_type': 'OFPIT_', 'ofp_meter': 'OFPM_', 'ofp_meter_band_type': 'OFPMBT_',
    'ofp_meter_flags': 'OFPMF_', 'ofp_port': 'OFPP_', 'ofp_port_desc_prop_type': 'OFPPDPT_',
    'ofp_port_features': 'OFPPF_', 'ofp_port_mod_prop_type': 'OFPPMPT_', 'ofp_port_stats_prop_type': 'OFPPSPT_',
    'ofp_queue': 'OFPQ_', 'ofp_queue_desc_prop_type': 'OFPQDPT_', 'ofp_queue_stats_prop_type': 'OFPQSPT_',
    'ofp_role': 'OFPCR_ROLE_', 'ofp_table': 'OFPTT_', 'ofp_table_feature_prop_type': 'OFPTFPT_',
}  # fmt: skip


class OFCtlUtil:
    """Names for the numbers of a version: `ofp_port_to_user(0xfffffffe)` is 'LOCAL', `ofp_port_from_user` undoes it.

    There is such a pair for actions, buffers, groups, meters, ports, queues, roles, tables, and types of properties.
    What has no name, or stands for no number, is returned as it is.
    """

    def __init__(self, ofproto: Any) -> None:
        self.ofproto = ofproto
        self._names: dict[str, dict[int, str]] = {}

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        for ending, convert in (('_from_user', self._reserved_num_from_user), ('_to_user', self._reserved_num_to_user)):
            kind = name.removesuffix(ending)
            if name.endswith(ending) and kind in _PREFIXES:
                function = partial(convert, prefix=_PREFIXES[kind])
                setattr(self, name, function)
                return function
        raise AttributeError(f'OFCtlUtil has no {name}', name=name, obj=self)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(kind + ending for kind in _PREFIXES for ending in ('_from_user', '_to_user'))]

    def _reserved_num_from_user(self, num: Any, prefix: str) -> Any:
        try:
            return str_to_int(num)
        except ValueError:
            name = str(num).upper()
            found = getattr(self.ofproto, name if name.startswith(prefix) else prefix + name, None)
            if isinstance(found, int):
                return found
            LOG.warning('no number: %r is neither one nor the name of a %s', num, prefix.rstrip('_'))
            return num

    def _reserved_num_to_user(self, num: Any, prefix: str) -> Any:
        if prefix == 'OFP_':  # a prefix of everything; of buffers there is one name
            return 'NO_BUFFER' if num == getattr(self.ofproto, 'OFP_NO_BUFFER', 0xFFFFFFFF) else num
        if prefix not in self._names:
            self._names[prefix] = self._names_of(prefix)
        return self._names[prefix].get(num, num) if isinstance(num, int) and not isinstance(num, bool) else num

    def _names_of(self, prefix: str) -> dict[int, str]:
        names = [name for name in dir(self.ofproto) if name.startswith(prefix)]
        found = ((getattr(self.ofproto, name), name.removeprefix(prefix)) for name in names)
        return {number: name for number, name in found if isinstance(number, int)}


def str_to_int(str_num: Any) -> int:
    """The number that text stands for, in decimal or behind 0x, 0o or 0b; raises ValueError."""
    if isinstance(str_num, int) and not isinstance(str_num, bool):
        return str_num
    return int(str(str_num), 0)


def get_logger(logger: logging.Logger | None = None) -> logging.Logger:
    """The given logger, or that of this module."""
    return logger or LOG


# -- values of match fields --------------------------------------------------------------------------------------------


def to_match_eth(value: str) -> Any:
    """`(address, mask)` for text with a slash, else the text."""
    return tuple(value.split('/', 1)) if '/' in value else value


def to_match_ip(value: str) -> Any:
    """`(address, mask)` for an address of either version with a prefix length or a mask, else the text."""
    if '/' not in value:
        return value
    interface = ipaddress.ip_interface(value)
    return str(interface.ip), str(interface.netmask)


def to_match_vid(value: Any, ofpvid_present: int) -> Any:
    """A VLAN id: in decimal that of a tagged frame, in hexadecimal as on the wire; with a slash `(value, mask)`."""
    if isinstance(value, str) and '/' in value:
        return to_match_masked_int(value)
    number = str_to_int(value)
    return number | ofpvid_present if isinstance(value, int) or value.isdigit() else number


def to_match_masked_int(value: Any) -> Any:
    """A number, or `(value, mask)` for text with a slash."""
    if isinstance(value, str) and '/' in value:
        number, _, mask = value.partition('/')
        return str_to_int(number), str_to_int(mask)
    return str_to_int(value)


def to_match_packet_type(value: Any) -> int:
    """A packet type: a number, or a list of namespace and type."""
    if isinstance(value, (list, tuple)):
        return str_to_int(value[0]) << 16 | str_to_int(value[1])
    return str_to_int(value)


def match_vid_to_str(value: int, mask: int | None, ofpvid_present: int) -> str:
    """A VLAN id as text: decimal for that of a tagged frame, else hexadecimal as it is on the wire."""
    return vlan_to_text(value if mask is None else (value, mask))


def to_action(dic: Mapping[str, Any], ofp: Any, parser: Any, action_type: str, util: Any) -> Any:
    """The action that a JSON object says, None for one of no known type; raises BadValue."""
    version = tables(ofp.OFP_VERSION)
    if version.ofp_action_type.prefix + str(action_type) not in version.ofp_action_type.members:
        return None
    return read_structure(version.OFPAction, '', {**dic, 'type': action_type}, lenient=True)


# -- sending -----------------------------------------------------------------------------------------------------------


def send_msg(dp: Any, msg: Any, logger: logging.Logger | None = None) -> None:
    """Send a message that has no reply."""
    if msg.xid is None:
        dp.set_xid(msg)
    get_logger(logger).debug('sends %s (xid %#x) to %s', type(msg).__name__, msg.xid or 0, dp)
    dp.send_msg(msg)


def send_stats_request(
    dp: Any, stats: Any, waiters: dict[Any, dict[int, tuple[Event, list[Any]]]], msgs: list[Any],
    logger: logging.Logger | None = None,
) -> None:  # fmt: skip
    """Send a request, and wait until its replies are in `msgs`, at most DEFAULT_TIMEOUT seconds.

    The datapath itself gives the answer, a multipart reply as one message. While it is waited for,
    `waiters[dp.id][xid]` is (event, msgs): an app may add the replies and set the event too. Without an answer `msgs`
    stays empty, and the log says why.
    """
    log = get_logger(logger)
    dp.set_xid(stats)
    done = Event()
    waiting = waiters.setdefault(dp.id, {})
    waiting[stats.xid] = (done, msgs)
    try:
        if isinstance(dp, Datapath):
            msgs[:] = [dp.request(stats, DEFAULT_TIMEOUT)]
        else:
            dp.send_msg(stats)
            if not done.wait(DEFAULT_TIMEOUT):
                log.warning('%s: no answer to %s within %g s', dp, type(stats).__name__, DEFAULT_TIMEOUT)
    except DatapathError as error:
        log.warning('%s: no answer to %s: %s', dp, type(stats).__name__, error)
    finally:
        waiting.pop(stats.xid, None)


def get_role(dp: Any, waiters: dict[Any, Any], to_user: bool) -> dict[Any, Any]:
    """What role the switch has this controller in, by the switch's id."""
    from .functions import OFCTL

    return OFCTL[dp.ofproto.OFP_VERSION].get_role(dp, waiters, to_user)


def send_experimenter(dp: Any, exp: Mapping[str, Any], logger: logging.Logger | None = None) -> None:
    """Send an experimenter message: `{"experimenter": 101, "exp_type": 1, "data": "...", "data_type": "ascii"}`.

    Raises BadValue.
    """
    encoding = exp.get('data_type', 'ascii')
    if encoding not in ('ascii', 'base64'):
        raise BadValue('data_type', f'{encoding!r} is not ascii or base64')
    data = read_bytes('data', exp.get('data', ''), encoding)
    message = dp.ofproto_parser.OFPExperimenter(
        dp, str_to_int(exp.get('experimenter', 0)), str_to_int(exp.get('exp_type', 0)), data)  # fmt: skip
    send_msg(dp, message, logger)
