"""Ryu's commands: `ryu-manager` in a process of its own, as scripts call it, `ryu run`, and options of any origin."""

import contextlib
import logging
import subprocess
import sys

import pytest

from controller.compat.framework import cfg, flags, log, manager, ryu_base
from controller.config import Config, parse

from ...tcp import CHECKOUT

APP = '''
from ryu import cfg
from ryu.base import app_manager
from ryu.controller import ofp_event
from ryu.controller.handler import set_ev_cls

cfg.CONF.register_cli_opts([cfg.IntOpt('my-opt', default=1), cfg.BoolOpt('fast', default=False)])
cfg.CONF.register_opts([cfg.IntOpt('speed', default=5)], group='car')


class MyApp(app_manager.RyuApp):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        conf = self.CONF
        print('options', conf.my_opt, conf.fast, conf.car.speed, conf.wsapi_port, conf.observe_links, flush=True)
        raise SystemExit('enough')
'''


@pytest.fixture
def run(tmp_path):
    """Runs a program under the alias; returns its exit status and what it wrote."""
    (tmp_path / 'my_app.py').write_text(APP)
    (tmp_path / 'idle_app.py').write_text(APP.replace("raise SystemExit('enough')", 'pass'))

    def run(*arguments, command=('-m', 'controller.compat')):
        done = subprocess.run(
            [sys.executable, *command, *arguments], cwd=tmp_path,
            env={'PYTHONPATH': str(CHECKOUT), 'HOME': str(tmp_path)},
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20,
        )  # fmt: skip
        return done.returncode, done.stdout

    return run


MANAGER = ('-m', 'controller.compat', '-m', 'ryu.cmd.manager')


@pytest.mark.parametrize(
    ('command', 'arguments'),
    [
        (('-m', 'controller'), ()),
        (MANAGER, ()),
        (('-m', 'controller.compat', '-m', 'os_ken.cmd.manager'), ()),
        (('-m', 'controller.compat', '-m', 'ryu.cmd.ryu_base'), ('run',)),
        (('-m', 'controller.compat'), ('ryu-manager',)),
    ],
    ids=['controller-manager', 'ryu.cmd.manager', 'os_ken', 'ryu run', 'a script'],
)
def test_every_command_reads_the_same_options(run, tmp_path, command, arguments):
    (tmp_path / 'ryu-manager').write_text('import sys\nfrom ryu.cmd.manager import main\nsys.exit(main())\n')
    (tmp_path / 'my.conf').write_text('[DEFAULT]\nwsapi_port = 8123\n[car]\nspeed = 7\n')
    _, text = run(
        *arguments, '--config-file', 'my.conf', '--observe-links', 'my_app.py', '--my-opt=3', '--fast', command=command,
    )  # fmt: skip
    assert 'options 3 True 7 8123 True\n' in text


def test_an_idle_manager_ends_as_ryus_does(run):
    status, text = run('idle_app.py', command=MANAGER)
    assert status == 0
    assert 'options 1 False 5 8080 False\n' in text


def test_the_config_file_of_ryu_is_read(run, tmp_path):
    (tmp_path / '.ryu').mkdir()
    (tmp_path / '.ryu' / 'ryu.conf').write_text('[DEFAULT]\nwsapi_port = 8123\n')
    assert 'options 1 False 5 8123 False\n' in run('idle_app.py', command=MANAGER)[1]
    assert 'options 1 False 5 8080 False\n' in run('my_app.py', command=('-m', 'controller'))[1]


def test_options_that_a_file_of_flags_registers(run, tmp_path):
    (tmp_path / 'my_flags.py').write_text(
        "from ryu import cfg\ncfg.CONF.register_cli_opts([cfg.StrOpt('city', help='where to live')], group='home')\n"
    )
    (tmp_path / 'home.py').write_text('from ryu.base import app_manager\nfrom ryu.cfg import CONF\n'
                                      'class A(app_manager.RyuApp):\n    print("in", CONF.home.city)\n')
    status, text = run('--user-flags', 'my_flags.py', '--home-city', 'Rome', 'home.py', command=MANAGER)
    assert (status, text) == (0, 'in Rome\n')
    status, text = run('--help', '--user-flags', 'my_flags.py', command=MANAGER)
    assert status == 0
    assert text.startswith('usage: ryu-manager ')
    assert 'home (of apps):\n  --home-city CITY' in text and 'bgp' not in text


def test_what_is_no_option_of_anybody(run):
    status, text = run('idle_app.py', '--my-opts=3', command=MANAGER)
    assert (status, text.splitlines()[-1]) == (2, 'controller-manager: there is no option --my-opts')
    status, text = run('idle_app.py', '--my-opt=x', command=MANAGER)
    assert status == 1
    assert "ConfigFileValueError: --my-opt: 'x' is no whole number" in text.splitlines()[-1]
    assert 'Traceback' not in text


# -- options of services that are left out --------------------------------------------------------------------------


def test_options_of_what_is_left_out(tmp_path):
    (tmp_path / 'ryu.conf').write_text('[DEFAULT]\nvrrp_rpc_port = 1\n[ovsdb]\nport = 1\nmngr_cert = x\n')
    path = str(tmp_path / 'ryu.conf')
    arguments = '--bgp-app-rpc-port 1 --bgp-app-rpc-host=h --zapi-db-url u --test-switch-target_recv_port 3 app.py'
    config = parse([*arguments.split(), '--config-file', path], {}, own=map(flags.hidden, cfg.on_command_line()))
    assert config.app_lists == ['app.py']
    assert [line.partition(': no effect here; ')[0] for line in flags.without_effect(config.own)] == [
        '--test-switch-target-recv-port', '--bgp-app-rpc-port, --bgp-app-rpc-host', '--zapi-db-url',
        f'{path}: [ovsdb] port, {path}: [ovsdb] mngr_cert', f'{path}: vrrp_rpc_port',
    ]  # fmt: skip
    assert all(len(line.partition('; ')[2]) > 20 for line in flags.without_effect(config.own))
    assert list(config.own.unclaimed()) == []


def test_programs_read_them_with_ryus_defaults():
    conf = cfg.CONF
    assert (conf['bgp-app'].rpc_port, conf['test-switch'].target) == (50002, '0000000000000001')
    assert (conf['test-switch'].target_version, conf['zapi'].frr_version) == ('openflow13', '0.0')


# -- the smaller modules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('arguments', 'status', 'out', 'err'),
    [
        (['--help'], 0, 'usage: ryu ', ''),
        (['--version'], 0, 'ryu 4.34\n', ''),
        (['rpc-cli', '--peers', 'x'], 1, '', 'rpc-cli is left out: '),
        (['of-config-cli'], 1, '', 'of-config-cli is left out: '),
        (['dance'], 1, '', 'Unknown subcommand dance'),
        ([], 1, '', 'usage: ryu '),
    ],
)
def test_the_command_ryu(arguments, status, out, err, capsys):
    assert ryu_base.main(arguments) == status
    written = capsys.readouterr()
    assert out in written.out and err in written.err


def test_the_version_is_ryus(alias):
    import os_ken
    import ryu
    from ryu import version

    assert version == ryu.version == ryu.__version__ == os_ken.__version__ == '4.34'
    assert ryu.version_info == (4, 34)


@contextlib.contextmanager
def bare_log():
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        yield root
    finally:
        root.handlers[:] = kept
        root.setLevel(level)


def test_the_log_of_a_program_with_a_main_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(cfg, 'CONF', cfg._Framework())
    with bare_log() as root:
        log.early_init_log(logging.DEBUG)
        assert (len(root.handlers), root.level) == (1, logging.DEBUG)
        early = root.handlers[0]
        cfg.use(Config(log_dir=str(tmp_path)))
        log.init_log()
        assert early not in root.handlers
        assert [type(each).__name__ for each in root.handlers] == ['StreamHandler', 'WatchedFileHandler']
        assert root.level == logging.INFO
        for handler in root.handlers:
            handler.close()


def test_where_the_managers_config_file_may_be():
    assert manager.CONFIG_FILES[0] == '/usr/local/etc/ryu/ryu.conf'
    assert '/etc/ryu/ryu.conf' in manager.CONFIG_FILES


# -- every option of ryu-manager ------------------------------------------------------------------------------------

#: With a value, as ryu-manager 4.34 --help has them; flags come below.
WITH_VALUE = {
    'app-lists': 'a,b', 'bgp-app-config-file': 'f', 'bgp-app-rpc-host': 'h', 'bgp-app-rpc-port': '1', 'ciphers': 'ALL',
    'default-log-level': '10', 'log-dir': 'd', 'log-file': 'f', 'log-file-mode': '0600', 'ofp-listen-host': '::',
    'ofp-switch-address-list': '10.0.0.1:6653', 'ofp-switch-connect-interval': '2', 'ofp-tcp-listen-port': '6653',
    'pid-file': 'f', 'test-switch-dir': 'd', 'test-switch-interval': '1', 'test-switch-target': '1',
    'test-switch-target-version': 'openflow13', 'test-switch-target_recv_port': '1',
    'test-switch-target_send_port_1': '1', 'test-switch-target_send_port_2': '1', 'test-switch-tester': '1',
    'test-switch-tester-version': 'openflow13', 'test-switch-tester_recv_port_1': '1',
    'test-switch-tester_recv_port_2': '1', 'test-switch-tester_send_port': '1', 'wsapi-host': 'h', 'wsapi-port': '1',
    'zapi-client-route-type': 'BGP', 'zapi-db-url': 'u', 'zapi-frr-version': '3.0', 'zapi-retry-interval': '1',
    'zapi-router-id': '1.1.1.1', 'zapi-server-host': 'h', 'zapi-server-port': '1', 'zapi-server-version': '2',
}  # fmt: skip
FLAGS = [
    'enable-debugger', 'explicit-drop', 'install-lldp-flow', 'observe-links', 'use-stderr', 'use-syslog', 'verbose',
]  # fmt: skip


@pytest.mark.parametrize('equals', [False, True])
def test_ryus_options_with_a_value(equals):
    arguments = [text for name, value in WITH_VALUE.items()
                 for text in ([f'--{name}={value}'] if equals else [f'--{name}', value])]
    config = parse([*arguments, 'app'], {}, own=map(flags.hidden, cfg.on_command_line()))
    list(flags.without_effect(config.own))
    assert list(config.own.unclaimed()) == []
    assert config.app_lists == ['app', 'a', 'b']
    assert (config.log_file_mode, config.default_log_level, config.wsapi_port) == (0o600, 10, 1)


@pytest.mark.parametrize('name', FLAGS)
def test_ryus_flags(name):
    row = name.replace('-', '_')
    assert getattr(parse([f'--{name}'], {}), row) is True
    assert getattr(parse([f'--no{name}'], {}), row) is False


def test_an_abbreviation_is_as_good():
    config = parse(['--observe-link', '--ofp-tcp-listen', '1'], {}, own=cfg.on_command_line())
    assert (config.observe_links, config.ofp_tcp_listen_port) == (True, 1)
