"""Ryu's exceptions."""

from __future__ import annotations

from typing import Any

__all__ = [
    'MacAddressDuplicated', 'NetworkAlreadyExist', 'NetworkNotFound', 'OFPInvalidActionString', 'OFPMalformedMessage',
    'OFPTruncatedMessage', 'OFPUnknownVersion', 'OSKenException', 'PortAlreadyExist', 'PortNotFound', 'PortUnknown',
    'RyuException',
]  # fmt: skip


class RyuException(Exception):
    """`message` is what it says, filled in with the keyword arguments; `msg` takes its place."""

    message = 'An unknown exception'

    def __init__(self, msg: str | None = None, **kwargs: Any) -> None:
        self.kwargs = kwargs
        text = self.message if msg is None else msg
        try:
            text = text % kwargs
        except (KeyError, TypeError, ValueError):
            text = self.message
        super().__init__(text)


OSKenException = RyuException


class OFPUnknownVersion(RyuException):
    """A version of OpenFlow that there is not."""

    message = 'unknown version %(version)x'


class OFPMalformedMessage(RyuException):
    """A message that is none."""

    message = 'malformed message'


class OFPTruncatedMessage(RyuException):
    """A message that ends too early: what could be read of it, the rest, and why it ended there."""

    message = 'truncated message: %(orig_ex)s'

    def __init__(self, ofpmsg: Any, residue: Any, original_exception: Exception, msg: str | None = None,
                 **kwargs: Any) -> None:
        self.ofpmsg, self.residue, self.original_exception = ofpmsg, residue, original_exception
        super().__init__(msg, **{**kwargs, 'orig_ex': str(original_exception)})


class OFPInvalidActionString(RyuException):
    """No action of ovs-ofctl's syntax."""

    message = 'unable to parse: %(action_str)s'


class NetworkNotFound(RyuException):
    """There is no such network."""

    message = 'no such network id %(network_id)s'


class NetworkAlreadyExist(RyuException):
    """There is such a network already."""

    message = 'network id %(network_id)s already exists'


class PortNotFound(RyuException):
    """The network has no such port."""

    message = 'no such port (%(dpid)s, %(port)s) in network %(network_id)s'


class PortAlreadyExist(RyuException):
    """The network has such a port already."""

    message = 'port (%(dpid)s, %(port)s) in network %(network_id)s already exists'


class PortUnknown(RyuException):
    """The port belongs to no network."""

    message = 'unknown network id for port (%(dpid)s %(port)s)'


class MacAddressDuplicated(RyuException):
    """Two ports have the same address."""

    message = 'MAC address %(mac)s is duplicated'
