"""The type stubs: up to date, and understood by mypy and pyright."""

from pathlib import Path

import pytest

from controller.openflow import of13, stubs, version, versions
from tests.type_checkers import mypy_errors, pyright_errors, wrong_lines

CHECKOUT = Path(__file__).parents[3]

#: An app; a type checker has to complain about the lines that say so, and about no others.
APP = '''
from typing import Any
from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.datapath import Datapath
from controller.events import EventOFPPacketIn
from controller.openflow import OF13, of10, of13, of15, version

class Switch(App):
    OFP_VERSIONS = [OF13]

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev: EventOFPPacketIn) -> None:
        msg: of13.OFPPacketIn = ev.msg
        datapath = msg.datapath
        ofproto, parser = datapath.ofproto, datapath.ofproto_parser
        in_port: int = msg.match['in_port']
        source: str = msg.match['ipv6_nd_sll']
        name: str = msg.match['in_port']  # wrong
        total: str = msg.total_len  # wrong
        msg.bufer_id  # wrong
        actions = [parser.OFPActionOutput(ofproto.OFPP_FLOOD), parser.OFPActionSetField(eth_dst=b'123456')]
        instructions = [parser.OFPInstructionActions(ofproto.OFPIT_APPLY_ACTIONS, actions)]
        match = parser.OFPMatch(in_port=in_port, eth_type=0x800, ipv4_src=('10.0.0.0', '255.0.0.0'))
        datapath.send_msg(parser.OFPFlowMod(datapath, priority=1, match=match, instructions=instructions))
        datapath.send_msg(parser.OFPPacketOut(datapath, ofproto.OFP_NO_BUFFER, in_port, actions, msg.data))
        parser.OFPFlowMod(datapath, prioritty=1)  # wrong
        parser.OFPFlowMod(datapath, priority='high')  # wrong
        parser.OFPFlowMod(match=match)  # wrong
        parser.OFPFlowMod(datapath, instructions=[parser.OFPActionOutput(1)])  # wrong
        parser.OFPFlowMood(datapath)  # wrong
        parser.OFPMatch(in_prot=1)  # wrong
        parser.OFPActionSetField(eth_dst=1)  # wrong
        ofproto.OFPP_FLOD  # wrong

    def ports(self, datapath: Datapath) -> list[int]:
        reply = datapath.request(of13.OFPPortDescStatsRequest(datapath))
        return [port.port_no for port in reply.body]

def of_a_version(datapath: Any) -> None:
    version(OF13).OFPFlowMod(datapath, prioritty=1)  # wrong
    of10.OFPFlowMod(datapath, of10.OFPMatch(dl_src='00:00:00:00:00:01'), actions=[of10.OFPActionOutput(1)])
    of10.OFPFlowMod(datapath, of13.OFPMatch())  # wrong
    of10.OFPInstructionActions  # wrong
    of15.OFPFlowMod(datapath, importance=1, flags=of15.OFPFF_SEND_FLOW_REM)
    version(int('4')).OFPFlowMod(datapath, anything=1)

def described(port: of13.OFPPort) -> bytes:
    return port.name
'''


@pytest.mark.parametrize('number', sorted(versions()))
def test_up_to_date(number):
    """Run `make generated` where this fails."""
    of = version(number)
    path = CHECKOUT / 'controller' / 'openflow' / f'v{of.name.replace(".", "_")}.pyi'
    assert path.read_text() == stubs.stub(of)


def test_the_command_tells_what_is_stale(monkeypatch, capsys):
    assert stubs.main(['--check']) == 0
    monkeypatch.setattr(stubs, 'HEAD', stubs.HEAD + '# new\n')
    assert stubs.main(['--check']) == 1
    assert 'v1_3.pyi: stale\n' in capsys.readouterr().out


def test_a_structure_is_an_annotation_at_run_time_too():
    assert of13 is version(4)
    assert isinstance(of13.OFPFlowMod, type)


@pytest.fixture
def app(tmp_path):
    path = tmp_path / 'app.py'
    path.write_text(APP)
    return path


@pytest.mark.timeout(300)  # ten seconds, unless others have the processor
def test_mypy(app, mypy_cache):
    errors = mypy_errors(app, mypy_cache)
    assert errors.keys() == wrong_lines(APP), errors
    assert any('Unexpected keyword argument "prioritty" for "OFPFlowMod"' in each for each in errors.values())


@pytest.mark.timeout(300)  # three seconds, unless others have the processor
def test_pyright(app):
    errors = pyright_errors(app)
    assert errors.keys() == wrong_lines(APP), errors
    assert any('No parameter named "prioritty"' in each for each in errors.values())
