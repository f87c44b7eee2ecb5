import pytest

from controller.packet.stream_parser import StreamParser


class Lines(StreamParser):
    """Messages that end in a full stop."""

    def try_parse(self, q):
        line, stop, rest = q.partition(b'.')
        if not stop:
            raise self.TooSmallException
        return line, rest


@pytest.mark.parametrize('size', range(1, 8))
def test_messages_come_however_the_stream_is_cut(size):
    stream, lines, messages = b'one.two..three.fo', Lines(), []
    for start in range(0, len(stream), size):
        messages += lines.parse(stream[start : start + size])
    assert messages == [b'one', b'two', b'', b'three']
    assert lines.parse(b'ur.') == [b'four']


def test_nothing_in_nothing():
    assert Lines().parse(b'') == []


def test_any_buffer_will_do_and_messages_are_bytes():
    assert Lines().parse(bytearray(b'one.two.')) == [b'one', b'two']
    assert all(type(each) is bytes for each in Lines().parse(bytearray(b'one.two.')))


def test_a_parser_that_takes_nothing_does_not_stand_still():
    class Idle(StreamParser):
        def try_parse(self, q):
            return None, q

    with pytest.raises(ValueError, match=r'Idle\.try_parse has taken no byte of 1'):
        Idle().parse(b'x')


def test_it_is_abstract():
    with pytest.raises(TypeError):
        StreamParser()
