"""`import ryu` and `import os_ken` find this framework; what is not here says so."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import controller.compat
from controller.compat.finder import Facade, Finder
from controller.compat.python2 import Python2Finder
from controller.compat.table import LEFT_OUT, TABLE
from controller.lib import mac
from controller.openflow import versions
from controller.openflow.v1_3 import of13

CHECKOUT = Path(__file__).resolve().parents[3]
GUIDE = CHECKOUT / 'docs' / 'ryu.md'


def test_classes_and_functions_are_the_same_objects_and_modules_are_not(alias):
    ryu_mac = importlib.import_module('ryu.lib.mac')
    parser = importlib.import_module('ryu.ofproto.ofproto_v1_3_parser')
    assert ryu_mac is not mac
    assert ryu_mac.haddr_to_bin is mac.haddr_to_bin
    assert parser.OFPFlowMod is of13.OFPFlowMod


@pytest.mark.parametrize('name', sorted(name for name in TABLE if name))
def test_every_name_of_every_row_is_there(alias, name):
    if 'ofproto_v1_' in name and getattr(TABLE[name].homes[0], 'number', None) not in versions():
        pytest.skip('this version has no tables yet')
    module = importlib.import_module(f'ryu.{name}')
    assert [each for each in module.__all__ if not hasattr(module, each)] == []
    assert set(module.__all__) <= set(dir(module))
    assert importlib.import_module(f'os_ken.{name}') is module


def test_a_name_may_be_replaced_for_a_test(alias, monkeypatch):
    module = importlib.import_module('ryu.lib.mac')
    monkeypatch.setattr('os_ken.lib.mac.haddr_to_bin', 'replaced')
    assert module.haddr_to_bin == 'replaced'
    assert mac.haddr_to_bin != 'replaced'


def test_reload_keeps_the_module(alias):
    module = importlib.import_module('ryu.ofproto')
    assert importlib.reload(module) is module


@pytest.mark.parametrize('code', [
    'import ryu.services.protocols.bgp', 'import os_ken.nothing', 'from ryu.lib import nothing',
    'from ryu.lib.mac import nothing', 'from ryu import nothing', 'import ryu.lib.mac.nothing',
])
def test_what_is_not_here_is_an_import_error_that_points_to_the_guide(alias, code):
    with pytest.raises(ImportError, match=r'is not here: .*docs/ryu\.md') as raised:
        exec(code, {})
    assert '.'.join(code.split()[1::2]).startswith(raised.value.msg.split()[0])
    assert GUIDE.exists()


@pytest.mark.parametrize('name', LEFT_OUT)
def test_what_is_left_out_names_what_to_take(alias, name):
    with pytest.raises(ImportError, match=f'is not here: {re.escape(LEFT_OUT[name])}; docs/ryu.md'):
        importlib.import_module(f'ryu.{name}.anything')


def test_a_missing_attribute_points_to_the_guide(alias):
    with pytest.raises(AttributeError, match=r'ryu\.lib\.mac has no nothing here: docs/ryu.md'):
        importlib.import_module('ryu.lib.mac').nothing  # noqa: B018


def test_a_name_that_was_mistyped_is_answered_by_the_one_that_was_meant(alias):
    with pytest.raises(ImportError, match=r'ryu\.base\.app_manger is not here \(did you mean app_manager\?\)'):
        importlib.import_module('ryu.base.app_manger')
    with pytest.raises(AttributeError, match=r'has no EventOFPPacktIn here \(did you mean EventOFPPacketIn\?\)'):
        importlib.import_module('ryu.controller.ofp_event').EventOFPPacktIn  # noqa: B018  (that it is asked for is the test)


def test_star_imports_take_public_names_only(alias):
    names = {}
    exec('from ryu.ofproto.ofproto_v1_3 import *\nfrom ryu.ofproto.ofproto_v1_3_parser import *', names)
    assert names['OFPP_CONTROLLER'] == of13.OFPP_CONTROLLER
    assert names['OFPMatch'] is of13.OFPMatch
    assert not [name for name in names if name[0] == '_' and name != '__builtins__']


def test_a_package_has_the_modules_below_it_without_a_line_that_imports_them(alias):
    topology = importlib.import_module('ryu').topology
    assert topology.event.EventSwitchEnter is importlib.import_module('controller.topology.events').EventSwitchEnter
    names: dict[str, object] = {}
    exec('from ryu.ofproto import *', names)
    assert names['ofproto_v1_3'] is importlib.import_module('ryu.ofproto.ofproto_v1_3')


def test_a_star_import_of_the_events_takes_those_of_all_messages(alias):
    names: dict[str, object] = {}
    exec('from ryu.controller.ofp_event import *', names)
    assert names['EventOFPPacketIn'] is importlib.import_module('controller.events').EventOFPPacketIn
    assert {'EventOFPStateChange', 'EventOFPFlowStatsReply', 'EventOFPVendor', 'EventOFPRoleStatus'} <= names.keys()


def test_the_tables_have_the_names_of_both_modules(alias):
    assert of13.OFPMatchField is importlib.import_module('ryu.ofproto.ofproto_v1_3_parser').OFPMatchField
    assert of13.OFP_SWITCH_FEATURES_SIZE == 32
    assert of13.UINT32_MAX == 0xFFFFFFFF
    assert of13.oxm_from_user('in_port', 1) == (0x8000 << 7, b'\0\0\0\1', None)
    with pytest.raises(AttributeError, match=r'OpenFlow 1\.3 has no nothing'):
        of13.nothing  # noqa: B018
    assert not hasattr(of13, 'OFPNothing_SIZE')


def test_without_the_alias_the_tables_have_their_own_names():
    assert not hasattr(of13, 'OFP_SWITCH_FEATURES_SIZE')
    assert not hasattr(of13, 'UINT32_MAX')


def test_without_the_alias_what_is_equal_by_value_is_no_key():
    for value in (of13.OFPActionOutput(1), of13.OFPMatch(), of13.OFPActionSetField(in_port=1)):
        with pytest.raises(TypeError, match='unhashable'):
            hash(value)


def test_numbers_and_classes_are_in_modules_of_their_own(alias):
    numbers = importlib.import_module('ryu.ofproto.ofproto_v1_3')
    parser = importlib.import_module('ryu.ofproto.ofproto_v1_3_parser')
    assert not hasattr(numbers, 'OFPFlowMod')
    assert not hasattr(parser, 'OFPP_CONTROLLER')
    assert parser.ofproto is numbers


def test_niciras_numbers_have_a_module_of_their_own(alias):
    from ryu.ofproto import nicira_ext, ofproto_v1_0

    assert nicira_ext.NXAST_RESUBMIT == ofproto_v1_0.NXAST_RESUBMIT == 1
    assert nicira_ext.NX_ACTION_RESUBMIT_PACK_STR == '!HHIHHB3x'
    assert nicira_ext.ofs_nbits(4, 31) == 4 << 6 | 27
    assert nicira_ext.nxm_nx_reg(1) == nicira_ext.nxm_header(1, 1, 4) == 0x00010204
    assert nicira_ext.nxm_nx_reg_w(1) == nicira_ext.nxm_header_w(1, 1, 4) == 0x00010308
    assert not hasattr(nicira_ext, 'OFPP_ALL')


def test_a_program_may_have_a_package_of_its_own_below(alias, tmp_path):
    (tmp_path / 'mine.py').write_text('answer = 42')
    package = sys.modules['ryu.app_of_mine'] = ModuleType('ryu.app_of_mine')
    package.__path__ = [str(tmp_path)]
    assert importlib.import_module('ryu.app_of_mine.mine').answer == 42


def test_install_twice_is_once_and_uninstall_leaves_nothing():
    before = list(sys.meta_path)
    controller.compat.install()
    controller.compat.install()
    assert isinstance(sys.meta_path[0], Finder)
    assert [each for each in sys.meta_path[1:] if not isinstance(each, Python2Finder)] == before
    importlib.import_module('ryu.lib.mac')
    controller.compat.uninstall()
    assert sys.meta_path == before
    assert not [name for name in sys.modules if name.partition('.')[0] in ('ryu', 'os_ken')]
    assert not hasattr(of13.OFPMatch, 'parser')
    assert of13.fields.strict


def test_the_original_may_not_have_been_imported(monkeypatch):
    monkeypatch.setitem(sys.modules, 'ryu', ModuleType('ryu'))
    with pytest.raises(RuntimeError, match='has to come before that'):
        controller.compat.install()
    assert not any(isinstance(each, Finder) for each in sys.meta_path)


def test_a_facade_imports_nothing_but_what_is_asked_for():
    code = 'import sys, controller.compat as c; c.install(); import ryu.lib.mac, ryu.ofproto.ofproto_v1_3;' \
           'print("controller.openflow.v1_3" in sys.modules); ryu.ofproto.ofproto_v1_3.OFPP_ALL;' \
           'print("controller.openflow.v1_3" in sys.modules)'
    assert run('-c', code) == 'False\nTrue\n'


def run(*arguments, status=0):
    done = subprocess.run([sys.executable, *arguments], cwd=CHECKOUT, capture_output=True, text=True, timeout=30)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr * bool(status)


@pytest.fixture
def script(tmp_path):
    path = tmp_path / 'program.py'
    path.write_text('import sys, helper\nfrom ryu.lib import mac\nprint(__name__, sys.argv[1:], mac.__name__)\n')
    (tmp_path / 'helper.py').write_text('')
    return path


def test_the_command_runs_a_script_with_its_arguments(script):
    assert run('-m', 'controller.compat', str(script), '-v', 'x') == "__main__ ['-v', 'x'] ryu.lib.mac\n"


def test_the_command_runs_a_module():
    assert 'usage' in run('-m', 'controller.compat', '-m', 'json.tool', '--help')


def test_the_command_explains_itself():
    assert 'SCRIPT' in run('-m', 'controller.compat', '--help')
    assert 'SCRIPT' in run('-m', 'controller.compat', status=2)
    assert 'SCRIPT' in run('-m', 'controller.compat', '-x', status=2)


def test_the_command_tells_why_there_is_no_program():
    assert "can't open file 'nothing.py'" in run('-m', 'controller.compat', 'nothing.py', status=2)
    assert 'no module named nothing' in run('-m', 'controller.compat', '-m', 'nothing', status=2)


def test_a_traceback_begins_in_the_program(script):
    script.write_text('from ryu.lib import nothing\n')
    lines = run('-m', 'controller.compat', str(script), status=1).splitlines()
    assert lines[0].startswith('Traceback')
    assert 'program.py' in lines[1]
    assert 'ryu.lib.nothing is not here' in lines[-1]


def test_facades_are_documented(alias):
    assert isinstance(importlib.import_module('ryu'), Facade)
    guide = GUIDE.read_text()
    assert 'controller/compat/table.py' in guide


# -- what programs put into a module --------------------------------------------------------------------------------


def test_what_is_put_in_the_place_of_a_name_is_what_our_code_uses(alias):
    from unittest import mock

    from ryu.lib import hub

    listen = hub.listen
    for _ in range(2):  # the second time the facade has the name already
        with mock.patch('ryu.lib.hub.listen') as mocked:
            server = hub.StreamServer(('127.0.0.1', 1))
        mocked.assert_called_once_with(('127.0.0.1', 1))
        assert server.server is mocked.return_value
        assert hub.listen is listen
    hub.anything = 1  # no name of Ryu's
    assert hub.anything == 1
    del hub.anything
