import pytest

from controller.packet import bgp

ALL = [
    (bgp.BGPOptParamCapabilityUnknown(200, b'hoge'), '0206 c804 686f6765'),
    (bgp.BGPOptParamCapabilityGracefulRestart(8, 120, [(1, 1, 0x80), (2, 1, 0)]), '020c 400a 8078 00010180 00020100'),
    (bgp.BGPOptParamCapabilityRouteRefresh(), '0202 0200'),
    (bgp.BGPOptParamCapabilityCiscoRouteRefresh(), '0202 8000'),
    (bgp.BGPOptParamCapabilityEnhancedRouteRefresh(), '0202 4600'),
    (bgp.BGPOptParamCapabilityMultiprotocol(1, 128), '0206 0104 0001 00 80'),
    (bgp.BGPOptParamCapabilityCarryingLabelInfo(), '0202 0400'),
    (bgp.BGPOptParamCapabilityFourOctetAsNumber(70000), '0206 4104 00011170'),
    (bgp.BGPOptParamUnknown(99, b'fuga'), '6304 66756761'),
]


def params(raw):
    """What an OPEN with these bytes as its parameters has."""
    raw = bgp.BGPOpen(1, '1.2.3.4').serialize()[19:28] + bytes((len(raw),)) + raw
    whole = bytes.fromhex('ff' * 16) + (19 + len(raw)).to_bytes(2) + b'\1' + raw
    found = bgp.BGPMessage.parser(whole)[0]
    assert found.serialize() == whole
    return found


@pytest.mark.parametrize(('capability', 'raw'), ALL, ids=lambda each: type(each).__name__)
def test_each(capability, raw):
    raw = bytes.fromhex(raw)
    assert capability.serialize() == raw
    assert params(raw).opt_param == [capability]
    assert (capability.type, params(raw).opt_param[0].length) == (raw[0], raw[1])


def test_several_in_one_parameter_stay_together():
    together = params(bytes.fromhex('020a 0200 0104 00010001 4600'))
    apart = params(bytes.fromhex('0202 0200 0206 0104 00010001 0202 4600'))
    assert together.opt_param == apart.opt_param
    del together.opt_param[0]
    assert together.serialize()[29:].hex() == '0208' '010400010001' '4600'


def test_the_last_one_of_a_code_counts():
    found = params(bytes.fromhex('0206 0104 00010001 0206 0104 00020001 0202 0200'))
    assert found.get_opt_param_cap(bgp.BGP_CAP_MULTIPROTOCOL).afi == 2
    assert {*found.opt_param_cap_map} == {1, 2} and found.get_opt_param_cap(65) is None


@pytest.mark.parametrize(
    ('raw', 'items'),
    [
        ('0205 4103 000001', [bgp.BGPOptParamCapabilityUnknown(65, b'\0\0\1')]),
        ('0203 020041', [bgp.BGPOptParamUnknown(2, b'\2\0\x41')]),
        ('0200', [bgp.BGPOptParamUnknown(2, b'')]),
        ('0202 0200 02', [bgp.BGPOptParamCapabilityRouteRefresh(), b'\2']),
        ('0202 0200 0209', [bgp.BGPOptParamCapabilityRouteRefresh(), b'\2\x09']),
    ],
)
def test_what_cannot_be_read_is_kept(raw, items):
    assert [*map(type, params(bytes.fromhex(raw)).opt_param)] == [*map(type, items)]
    assert params(bytes.fromhex(raw)).opt_param == items
