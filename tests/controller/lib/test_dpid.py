import pytest

from controller.lib import dpid


@pytest.mark.parametrize(('number', 'text'), [(1, '0000000000000001'), (2**64 - 1, 'f' * 16), (0, '0' * 16)])
def test_number_and_text_agree(number, text):
    assert dpid.dpid_to_str(number) == text
    assert dpid.str_to_dpid(text) == number


def test_capital_digits_are_read():
    assert dpid.str_to_dpid('00000000000000AB') == 0xAB


@pytest.mark.parametrize('text', ['', '1', '00000000000000zz', '0x00000000000001', '0' * 17, ' 00000000000001'])
def test_anything_else_is_refused_by_name(text):
    with pytest.raises(ValueError, match='is not a datapath id'):
        dpid.str_to_dpid(text)
