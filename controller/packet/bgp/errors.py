"""What can be wrong with a peer or with its bytes, as a NOTIFICATION says it (RFC 4271, 4.5 and 6)."""

from __future__ import annotations

from ...wire import DecodeError


class BgpExc(DecodeError):
    """An error that a peer is told of: its CODE and SUB_CODE, and the bytes that it is about as `data`.

    It is a DecodeError since most of them say that bytes are not what BGP wants.
    """

    CODE = 0
    SUB_CODE = 0
    SEND_ERROR = True
    #: What the one that is about a number calls it, and how many bytes of `data` it takes.
    about = '', 0
    data: bytes

    def __init__(self, data: bytes | str | int = b'') -> None:
        name, size = self.about
        if isinstance(data, int):
            setattr(self, name, data)
            data = data.to_bytes(size)
        super().__init__(type(self).__name__, 'refused', data if isinstance(data, bytes) else data.encode(), 0)
        self.data = data

    def __str__(self) -> str:
        return f'<{type(self).__name__} {self.data!r}>'


class BadNotification(BgpExc):
    """A NOTIFICATION that cannot be read; it is not answered (RFC 4271, 6.4)."""

    SEND_ERROR = False


class BadLen(BgpExc):
    """A message of type `msg_type_code` that is not `length` bytes long, whatever its header says."""

    CODE = 1
    SUB_CODE = 2
    about = 'length', 2
    length: int
    msg_type_code: int

    def __init__(self, msg_type_code: int, message_length: int) -> None:
        super().__init__(message_length)
        self.msg_type_code = msg_type_code


def _error(name: str, code: int, sub_code: int, about: tuple[str, int] = ('', 0)) -> type[BgpExc]:
    body = {'CODE': code, 'SUB_CODE': sub_code, 'about': about, '__module__': __name__}
    return type(name, (BgpExc,), {**body, '__annotations__': {about[0]: 'int'} if about[0] else {}})


NotSync = _error('NotSync', 1, 1)  # the marker is not all ones
BadMsg = _error('BadMsg', 1, 3, ('msg_type', 1))

MalformedOptionalParam = _error('MalformedOptionalParam', 2, 0)
UnsupportedVersion = _error('UnsupportedVersion', 2, 1, ('version', 2))  # the highest that is understood here
BadPeerAs = _error('BadPeerAs', 2, 2)
BadBgpId = _error('BadBgpId', 2, 3)
UnsupportedOptParam = _error('UnsupportedOptParam', 2, 4)
AuthFailure = _error('AuthFailure', 2, 5)
UnacceptableHoldTime = _error('UnacceptableHoldTime', 2, 6)

MalformedAttrList = _error('MalformedAttrList', 3, 1)
UnRegWellKnowAttr = _error('UnRegWellKnowAttr', 3, 2)
MissingWellKnown = _error('MissingWellKnown', 3, 3, ('pattr_type_code', 1))
AttrFlagError = _error('AttrFlagError', 3, 4)
AttrLenError = _error('AttrLenError', 3, 5)
InvalidOriginError = _error('InvalidOriginError', 3, 6)
RoutingLoop = _error('RoutingLoop', 3, 7)
InvalidNextHop = _error('InvalidNextHop', 3, 8)
OptAttrError = _error('OptAttrError', 3, 9)
InvalidNetworkField = _error('InvalidNetworkField', 3, 10)
MalformedAsPath = _error('MalformedAsPath', 3, 11)

HoldTimerExpired = _error('HoldTimerExpired', 4, 1)
FiniteStateMachineError = _error('FiniteStateMachineError', 5, 1)

MaxPrefixReached = _error('MaxPrefixReached', 6, 1)
AdminShutdown = _error('AdminShutdown', 6, 2)
PeerDeConfig = _error('PeerDeConfig', 6, 3)
AdminReset = _error('AdminReset', 6, 4)
ConnRejected = _error('ConnRejected', 6, 5)
OtherConfChange = _error('OtherConfChange', 6, 6)
CollisionResolution = _error('CollisionResolution', 6, 7)
OutOfResource = _error('OutOfResource', 6, 8)

__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
