# Made by `python -m controller.commands.packet_stubs` from capabilities.py: change that.
# mypy: disable-error-code="assignment, misc, override"

from ..packet_base import Part

__all__ = [
    'BGPOptParamUnknown', 'BGPOptParamCapabilityUnknown', 'BGPOptParamCapabilityRouteRefresh',
    'BGPOptParamCapabilityCiscoRouteRefresh', 'BGPOptParamCapabilityEnhancedRouteRefresh',
    'BGPOptParamCapabilityCarryingLabelInfo', 'BGPOptParamCapabilityFourOctetAsNumber',
    'BGPOptParamCapabilityMultiprotocol', 'BGPOptParamCapabilityGracefulRestart',
]

class _OptParam(Part):
    type: int
    length: int
    data: bytes
    def __init__(self, type_: int, data: bytes = b'', length: int | None = None) -> None: ...

class BGPOptParamUnknown(_OptParam):
    value: bytes
    def __init__(self, type_: int, value: bytes = b'', length: int | None = None) -> None: ...

class _OptParamCapability(Part):
    cap_code: int
    cap_length: int
    data: bytes
    type: int; follows: bool
    def __init__(self, cap_code: int, data: bytes = b'', cap_length: int | None = None) -> None: ...
    @property
    def length(self) -> int: ...

class BGPOptParamCapabilityUnknown(_OptParamCapability):
    cap_value: bytes
    def __init__(self, cap_code: int, cap_value: bytes = b'', cap_length: int | None = None) -> None: ...

class BGPOptParamCapabilityRouteRefresh(_OptParamCapability):
    def __init__(self, cap_code: int | None = None, cap_length: int | None = None) -> None: ...

class BGPOptParamCapabilityCiscoRouteRefresh(_OptParamCapability):
    def __init__(self, cap_code: int | None = None, cap_length: int | None = None) -> None: ...

class BGPOptParamCapabilityEnhancedRouteRefresh(_OptParamCapability):
    def __init__(self, cap_code: int | None = None, cap_length: int | None = None) -> None: ...

class BGPOptParamCapabilityCarryingLabelInfo(_OptParamCapability):
    def __init__(self, cap_code: int | None = None, cap_length: int | None = None) -> None: ...

class BGPOptParamCapabilityFourOctetAsNumber(_OptParamCapability):
    as_number: int
    def __init__(self, as_number: int, cap_code: int | None = None, cap_length: int | None = None) -> None: ...

class BGPOptParamCapabilityMultiprotocol(_OptParamCapability):
    afi: int
    reserved: int
    safi: int
    def __init__(
        self, afi: int, safi: int, reserved: int = 0, cap_code: int | None = None, cap_length: int | None = None,
    ) -> None: ...

class BGPOptParamCapabilityGracefulRestart(_OptParamCapability):
    flags: int
    time: int
    tuples: list[tuple[int, int, int]]
    def __init__(
        self, flags: int, time: int, tuples: list[tuple[int, int, int]], cap_code: int | None = None,
        cap_length: int | None = None,
    ) -> None: ...
