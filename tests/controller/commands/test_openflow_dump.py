"""`controller-manager openflow dump`: every form of hex, capture files, filters, and errors without tracebacks."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.commands.errors import CommandError
from controller.commands.openflow import main
from controller.commands.openflow_dump import bytes_of
from controller.openflow import OF10, OF13, version
from tests.controller.lib.captures import SERVER, frame, pcap

of10, of13 = version(OF10), version(OF13)
ECHO = of13.OFPEchoRequest(None, data=bytes(range(0x61, 0x7B))).encode()
MOD = of13.OFPFlowMod(None, instructions=[of13.OFPInstructionActions(4, [of13.OFPActionOutput(7)])]).encode()
BROKEN = MOD[:-13] + b'\x08' + MOD[-12:]  # an output action of 8 bytes

XXD = """\
00000000: 0402 0022 0000 0000 6162 6364 6566 6768  ..."....abcdefgh
00000010: 696a 6b6c 6d6e 6f70 7172 7374 7576 7778  ijklmnopqrstuvwx
00000020: 797a                                     yz
"""
HEXDUMP = """\
00000000  04 02 00 22 00 00 00 00  61 62 63 64 65 66 67 68  |..."....abcdefgh|
00000010  69 6a 6b 6c 6d 6e 6f 70  71 72 73 74 75 76 77 78  |ijklmnopqrstuvwx|
00000020  79 7a                                             |yz|
00000022
"""
TCPDUMP = """\
\t0x0000:  0402 0022 0000 0000 6162 6364 6566 6768  ..."....abcdefgh
\t0x0010:  696a 6b6c 6d6e 6f70 7172 7374 7576 7778  ijklmnopqrstuvwx
\t0x0020:  797a                                     yz
"""


def run(capsys, *arguments):
    """Exit status, output and complaints."""
    status = main(['dump', *arguments])
    output, errors = capsys.readouterr()
    return status, output, errors


# -- hex ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'text',
    [
        ECHO.hex(),
        ECHO.hex(' '),
        ECHO.hex(':'),
        ECHO.hex('\n', 4),
        '0x' + ECHO.hex(' ', 2).replace(' ', ', 0x').upper().replace('0X', '0x'),
        ''.join(f'\\x{byte:02x}' for byte in ECHO),
        '# an echo\n' + ECHO.hex() + '  # of 34 bytes\n\n',
        XXD,
        HEXDUMP,
        TCPDUMP,
    ],
)
def test_every_form_of_hex(text):
    assert bytes_of(text.encode()) == ECHO


def test_bytes_that_are_no_text_are_messages_themselves():
    assert bytes_of(ECHO) == ECHO


@pytest.mark.parametrize(
    ('text', 'problem'),
    [('0402 000g', "'g' in line 1 is no hex digit"), ('04\n020', 'line 2 has an odd number'), (' \n', 'no bytes')],
)
def test_what_is_no_hex(text, problem):
    with pytest.raises(CommandError, match=problem):
        bytes_of(text.encode())


@given(st.binary(max_size=80) | st.text('0123456789abcdefx:|# \n', max_size=80).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_any_text_is_bytes_or_a_complaint(data):
    try:
        assert bytes_of(data)
    except CommandError as error:
        assert str(error)


def test_a_message_is_explained(capsys):
    status, output, _ = run(capsys, *MOD.hex(' ').split())
    assert status == 0
    assert 'OFPFlowMod.instructions[0].actions[0].port     7' in output


def test_the_rows_can_be_read_again(capsys):
    assert bytes_of(run(capsys, MOD.hex())[1].encode()) == MOD


def test_several_messages(capsys):
    output = run(capsys, (ECHO + MOD).hex())[1]
    assert len(output.split('\n\n')) == 2


def test_a_message_that_is_none_is_explained_as_far_as_it_goes(capsys):
    status, output, _ = run(capsys, BROKEN.hex())
    assert status == 1
    assert 'takes 16 bytes, has 8' in output.splitlines()[-1]
    assert run(capsys, ECHO.hex()[:20])[0] == 1
    assert run(capsys, '0402')[0] == 1


def test_another_version(capsys):
    assert 'OpenFlow 1.0' in run(capsys, of10.OFPEchoRequest(None, data=b'x').encode().hex())[1]
    status, output, _ = run(capsys, '--version', '1.0', ECHO.hex())
    assert status == 0
    assert '(OpenFlow 1.0)' in output
    status, _, errors = run(capsys, '02' + ECHO.hex()[2:])
    assert status == 1
    assert 'version 0x02, of which nothing is known here' in errors


# -- files ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def capture(tmp_path):
    """A controller's connection with HELLO, ECHO and a FLOW_MOD, a broken one, and one that is not OpenFlow."""
    hello = of13.OFPHello(None).encode()
    messages = [hello, ECHO, MOD, BROKEN]
    here, client = ('10.0.0.1', 6653), ('10.0.0.2', 40000)
    frames, seq = [frame(b'', 0, True, source=here, destination=client)], 1
    for each in messages:
        frames.append(frame(each, seq, source=here, destination=client))
        seq += len(each)
    frames.append(frame(b'GET /', 1, source=('10.0.0.3', 50000), destination=('10.0.0.2', 80)))
    path = tmp_path / 'switch.pcap'
    path.write_bytes(pcap(frames))
    return path


def test_a_capture_is_a_line_for_each_message(capsys, capture):
    status, output, _ = run(capsys, str(capture))
    assert status == 1  # one is broken
    assert output.splitlines() == [
        '00:16:41.000001  10.0.0.1:6653 > 10.0.0.2:40000  1.3 OFPHello xid 0x0, 8 bytes',
        '00:16:42.000002  10.0.0.1:6653 > 10.0.0.2:40000  1.3 OFPEchoRequest xid 0x0, 34 bytes',
        '00:16:43.000003  10.0.0.1:6653 > 10.0.0.2:40000  1.3 OFPFlowMod xid 0x0, 80 bytes',
        '00:16:44.000004  10.0.0.1:6653 > 10.0.0.2:40000  1.3 OFPFlowMod xid 0x0, 80 bytes  OFPActionOutput in '
        'instructions[0].actions[0]: takes 16 bytes, has 8 at byte 64 of 80 '
        '(00 00 00 08 00 00 00 07 ff e5 00 00 00 00 00 00)',
    ]


@pytest.mark.parametrize('name', ['ECHO_REQUEST', 'OFPT_ECHO_REQUEST', 'echo_request', 'OFPEchoRequest', '2'])
def test_only_some_types(capsys, capture, name):
    status, output, _ = run(capsys, str(capture), '--type', name)
    assert status == 0
    assert output.count('\n') == 1
    assert 'OFPEchoRequest' in output
    assert run(capsys, str(capture), '--type', f'{name},HELLO')[1].count('\n') == 2
    assert run(capsys, str(capture), '--type', name, '--type', 'HELLO')[1].count('\n') == 2


def test_a_type_that_there_is_not(capsys, capture):
    status, _, errors = run(capsys, str(capture), '--type', 'FLOWMOD')
    assert status == 1
    assert 'did you mean' in errors
    assert 'OFPFlowMod' in errors


def test_only_a_port(capsys, capture):
    assert run(capsys, str(capture), '--port', str(SERVER[1]))[1].count('\n') == 4
    assert run(capsys, str(capture), '--port', '40000')[1].count('\n') == 4
    assert run(capsys, str(capture), '--port', '1')[1] == ''
    with pytest.raises(SystemExit):
        run(capsys, str(capture), '--port', '0')


def test_a_capture_byte_by_byte(capsys, capture):
    output = run(capsys, str(capture), '-v', '--type', 'FLOW_MOD')[1]
    assert output.count('OFPFlowMod.priority') == 2


def test_standard_input(capsys, capture, monkeypatch, tmp_path):
    with capture.open() as file:
        monkeypatch.setattr(sys, 'stdin', file)
        assert run(capsys, '-')[1].count('\n') == 4
    (tmp_path / 'hex').write_text(XXD)
    assert 'OFPEchoRequest.data' in run(capsys, str(tmp_path / 'hex'))[1]


@pytest.mark.parametrize(
    ('arguments', 'problem'),
    [
        (['no/such/file'], 'no/such/file: no file of that name, and no hex digits'),
        (['.'], 'Is a directory'),
        (['/dev/zero', '/dev/zero'], '/dev/zero: one file at a time'),
        (['04', '0'], 'odd number of hex digits'),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(capsys, arguments, problem):
    status, output, errors = run(capsys, *arguments)
    assert (status, output) == (1, '')
    assert problem in errors
    assert errors.count('\n') == 1


def test_a_damaged_capture_gives_what_it_has(capsys, capture):
    capture.write_bytes(capture.read_bytes()[:-3])
    status, output, errors = run(capsys, str(capture))
    assert status == 1
    assert output.count('\n') == 4
    assert 'the file ends at byte' in errors


def test_the_help_teaches(capsys):
    with pytest.raises(SystemExit):
        main(['dump', '--help'])
    output = capsys.readouterr().out
    assert 'controller-manager openflow dump switch.pcap' in output
    assert '--port' in output
