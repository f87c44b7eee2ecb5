"""What can be wrong with a peer or with its bytes, as a NOTIFICATION says it (RFC 4271, 4.5 and 6)."""

from __future__ import annotations

from ...wire import DecodeError


class BgpExc(DecodeError):
    """An error that a peer is told of: its CODE and SUB_CODE, and the bytes that it is about as `data`.

    It is a DecodeError since most of them say that bytes are not what BGP wants.
    """
    CODE, SUB_CODE, SEND_ERROR = 0, 0, True
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
    CODE, SUB_CODE, about = 1, 2, ('length', 2)
    length: int
    msg_type_code: int

    def __init__(self, msg_type_code: int, message_length: int) -> None:
        super().__init__(message_length)
        self.msg_type_code = msg_type_code

class MalformedOptionalParam(BgpExc):
    """An optional parameter of an OPEN that is known but cannot be read."""
    CODE = 2


#: The others by code, those of each in the order of their subcodes, from 1 on (RFC 4271, 4.5; RFC 4486).
NAMES = {
    1: 'NotSync BadLen BadMsg',
    2: 'UnsupportedVersion BadPeerAs BadBgpId UnsupportedOptParam AuthFailure UnacceptableHoldTime',
    3: 'MalformedAttrList UnRegWellKnowAttr MissingWellKnown AttrFlagError AttrLenError InvalidOriginError RoutingLoop '
       'InvalidNextHop OptAttrError InvalidNetworkField MalformedAsPath',
    4: 'HoldTimerExpired',
    5: 'FiniteStateMachineError',
    6: 'MaxPrefixReached AdminShutdown PeerDeConfig AdminReset ConnRejected OtherConfChange CollisionResolution '
       'OutOfResource',
}  # fmt: skip
#: What those about a number call it, and how many bytes of `data` it takes: the highest version is, that we know.
ABOUT = {'BadMsg': ('msg_type', 1), 'UnsupportedVersion': ('version', 2), 'MissingWellKnown': ('pattr_type_code', 1)}


def _error(name: str, code: int, sub_code: int) -> type[BgpExc]:
    about = ABOUT.get(name, ('', 0))
    body = {'CODE': code, 'SUB_CODE': sub_code, 'about': about, '__module__': __name__}
    return type(name, (BgpExc,), {**body, '__annotations__': {about[0]: 'int'} if about[0] else {}})


globals().update({
    name: _error(name, code, sub_code)
    for code, names in NAMES.items() for sub_code, name in enumerate(names.split(), 1) if name != 'BadLen'
})  # fmt: skip

__all__ = [name for name, each in globals().items() if getattr(each, '__module__', '') == __name__ and name[0] != '_']
