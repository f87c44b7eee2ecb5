"""The options: Ryu's names and defaults, where they may be given and which place counts, what is wrong and where."""

import dataclasses
import logging

import pytest

from controller.config import Config, ConfigError, parse
from controller.openflow.policing import Rate


def options(*arguments, **environ):
    return parse(arguments, {f'CONTROLLER_{name}': value for name, value in environ.items()})


@pytest.fixture
def file(tmp_path):
    def file(text, name='controller.conf'):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return file


# -- defaults -------------------------------------------------------------------------------------------------------


#: What ryu-manager has where nothing is said.
RYU = {
    'app_lists': [],
    'pid_file': None,
    'enable_debugger': False,
    'user_flags': None,
    'ofp_listen_host': '0.0.0.0',
    'ofp_tcp_listen_port': None,
    'ofp_ssl_listen_port': None,
    'ctl_privkey': None,
    'ctl_cert': None,
    'ca_certs': None,
    'ciphers': None,
    'ofp_switch_address_list': [],
    'ofp_switch_connect_interval': 1,
    'socket_timeout': 5.0,
    'echo_request_interval': 15.0,
    'ovsdb_timeout': 2,
    'wsapi_port': 8080,
    'observe_links': False,
    'install_lldp_flow': True,
    'explicit_drop': True,
    'default_log_level': None,
    'verbose': False,
    'use_stderr': True,
    'use_syslog': False,
    'log_dir': None,
    'log_file': None,
    'log_file_mode': 0o644,
    'log_config_file': None,
}
#: Where ours differ: REST on the loopback address only, and a check that switches live.
OURS = {'wsapi_host': '127.0.0.1', 'maximum_unreplied_echo_requests': 3}
#: What Ryu does not have.
NEW = {'capture': None, 'demo': None, 'packet_in_rate': None,
       'rest_timeout': 5.0, 'slow_handler': 1.0, 'profile': None, 'monkey_patch': True,
       'wsapi_token': None, 'wsapi_cert': None, 'wsapi_key': None, 'wsapi_ca_certs': None, 'wsapi_insecure': False,
       'wsapi_names': [], 'wsapi_cors': [], 'wsapi_rate': None, 'wsapi_log': None,
       'list_apps': False, 'real_ryu': False, 'lldp_interval': 3.0, 'strict_links': True, 'host_timeout': 3600.0}


def test_defaults():
    assert dataclasses.asdict(options()) == {**RYU, **OURS, **NEW}


def test_defaults_are_not_shared():
    options().app_lists.append('x')
    assert options().app_lists == []
    assert Config().app_lists == []


# -- the command line -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('arguments', 'name', 'value'),
    [
        (['--ofp-tcp-listen-port', '6640'], 'ofp_tcp_listen_port', 6640),
        (['--ofp-tcp-listen-port=0'], 'ofp_tcp_listen_port', 0),
        (['--wsapi-host', '::'], 'wsapi_host', '::'),
        (['--wsapi-names', 'sdn.example.com,sdn'], 'wsapi_names', ['sdn.example.com', 'sdn']),
        (['--wsapi-cors', 'https://A.example, http://b:3000'], 'wsapi_cors', ['https://a.example', 'http://b:3000']),
        (['--wsapi-rate', '0'], 'wsapi_rate', 0),
        (['--socket-timeout', '0.5'], 'socket_timeout', 0.5),
        (['--log-file-mode', '600'], 'log_file_mode', 0o600),
        (['--default-log-level', 'debug'], 'default_log_level', logging.DEBUG),
        (['--default-log-level', '30'], 'default_log_level', 30),
        (['--verbose'], 'verbose', True),
        (['--verbose', '--noverbose'], 'verbose', False),
        (['--verbose', '--no-verbose'], 'verbose', False),
        (['--nouse-stderr'], 'use_stderr', False),
        (['--no-use-stderr'], 'use_stderr', False),
        (['--no-use-stderr', '--use-stderr'], 'use_stderr', True),
        (['--no-monkey-patch'], 'monkey_patch', False),
        (['--ofp-switch-address-list', '10.0.0.1:6653'], 'ofp_switch_address_list', [('10.0.0.1', 6653)]),
        (
            ['--ofp-switch-address-list', 'sw1:1, [fe80::1]:2'],
            'ofp_switch_address_list',
            [('sw1', 1), ('fe80::1', 2)],
        ),
        (['--maximum-unreplied-echo-requests', '0'], 'maximum_unreplied_echo_requests', 0),
        (['--demo', 'linear,3'], 'demo', 'linear,3'),
        (['--packet-in-rate', '500'], 'packet_in_rate', Rate(500, 500)),
        (['--packet-in-rate', '500:2000'], 'packet_in_rate', Rate(500, 2000)),
    ],
)
def test_arguments(arguments, name, value):
    assert getattr(options(*arguments), name) == value


@pytest.mark.parametrize(
    'arguments',
    [
        ['a.py', 'b', '--verbose'],
        ['--verbose', 'a.py', 'b'],
        ['a.py', '--verbose', 'b'],
        ['a.py', '--app-lists', 'b'],
        ['--app-lists', 'a.py', '--app-lists', 'b'],
    ],
)
def test_apps_may_stand_anywhere(arguments):
    assert options(*arguments).app_lists == ['a.py', 'b']


@pytest.mark.parametrize(
    ('arguments', 'complaint'),
    [
        (['--wsapi-port', 'http'], "argument --wsapi-port: 'http' is no port"),
        (['--wsapi-port', '65536'], "argument --wsapi-port: '65536' is no port"),
        (['--ofp-tcp-listen-port', '-1'], 'argument --ofp-tcp-listen-port: '),
        (['--socket-timeout', 'nan'], "argument --socket-timeout: 'nan' is no time in seconds"),
        (['--socket-timeout', 'soon'], "argument --socket-timeout: 'soon' is no time in seconds"),
        (['--default-log-level', 'loud'], "argument --default-log-level: 'loud' is no level of the log"),
        (['--log-file-mode', 'rw'], "argument --log-file-mode: 'rw' is no octal number"),
        (['--ofp-switch-address-list', 'sw1'], "argument --ofp-switch-address-list: 'sw1' is not HOST:PORT"),
        (['--maximum-unreplied-echo-requests', 'x'], "--maximum-unreplied-echo-requests: 'x' is no number"),
        (['--demo', 'circle,3'], 'argument --demo: '),
        (['--packet-in-rate', '0'], "--packet-in-rate: '0' is not N or N:BURST, both 1 or more"),
        (['--packet-in-rate', '5:0'], "--packet-in-rate: '5:0' is not N or N:BURST"),
        (['--packet-in-rate', '5/s'], "--packet-in-rate: '5/s' is not N or N:BURST"),
        (['-n'], 'unrecognized arguments: -n'),
        (['--wsapi-names', 'http://sdn'], "argument --wsapi-names: 'http://sdn' is no host name"),
        (['--wsapi-cors', '*'], "argument --wsapi-cors: '*' is no origin of a page, such as https://HOST or http"),
        (['--wsapi-cors', 'http://a/b'], "argument --wsapi-cors: 'http://a/b' is no origin of a page"),
        (['--wsapi-port'], 'argument --wsapi-port: expected one argument'),
    ],
)
def test_a_wrong_argument_is_named_and_ends_with_status_2(arguments, complaint, capsys):
    with pytest.raises(SystemExit) as caught:
        options(*arguments)
    assert caught.value.code == 2
    assert complaint in capsys.readouterr().err


def test_help_names_every_option(capsys):
    with pytest.raises(SystemExit) as caught:
        options('--help')
    shown = capsys.readouterr().out
    assert caught.value.code == 0
    for each in dataclasses.fields(Config):
        dashed = each.name.replace('_', '-')
        assert f'--{dashed}' in shown or f'--no-{dashed}' in shown, each.name
    assert max(map(len, shown.splitlines())) < 110


def test_version(capsys):
    with pytest.raises(SystemExit) as caught:
        options('--version')
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith('controller-manager ')


# -- which place counts ---------------------------------------------------------------------------------------------


def test_the_command_line_before_the_environment_before_the_file(file):
    path = file('wsapi_port = 1\nsocket_timeout = 1.0\nverbose = true\n')
    config = options('--config-file', path, '--wsapi-port', '3', WSAPI_PORT='2', SOCKET_TIMEOUT='2')
    assert (config.wsapi_port, config.socket_timeout, config.verbose) == (3, 2.0, True)


def test_a_flag_on_the_command_line_takes_one_in_the_file_back(file):
    assert options('--config-file', file('verbose = true'), '--no-verbose').verbose is False


def test_the_later_of_two_files_counts(file):
    first, second = file('wsapi_port = 1\nverbose = true', 'a'), file('wsapi_port = 2', 'b')
    config = options('--config-file', first, '--config-file', second)
    assert (config.wsapi_port, config.verbose) == (2, True)


def test_the_file_may_be_named_by_the_environment(file):
    assert options(CONFIG_FILE=file('wsapi_port = 9')).wsapi_port == 9


@pytest.mark.parametrize(
    ('name', 'text', 'value'),
    [
        ('APP_LISTS', 'a, b', ['a', 'b']),
        ('VERBOSE', 'yes', True),
        ('USE_STDERR', 'off', False),
        ('OFP_SWITCH_ADDRESS_LIST', 'a:1,b:2', [('a', 1), ('b', 2)]),
        ('LOG_FILE_MODE', '600', 0o600),
    ],
)
def test_environment(name, text, value):
    assert getattr(options(**{name: text}), name.lower()) == value


def test_apps_of_arguments_and_file_come_together(file):
    assert options('a', '--config-file', file('app_lists = ["b", "c"]')).app_lists == ['a', 'b', 'c']


# -- files ----------------------------------------------------------------------------------------------------------

TOML = """
# comment
app-lists = ["a.py", "b"]
wsapi_port = 8081
wsapi-host = "::1"
verbose = true
use-stderr = false
socket_timeout = 2
ofp_switch_address_list = ["10.0.0.1:6653", "10.0.0.2:6653"]
log-file-mode = "600"
"""
INI = """
# comment
; another
[DEFAULT]
app_lists = a.py, b
wsapi_port = 8081
wsapi-host = ::1
verbose = True
use_stderr = False
socket-timeout = 2
ofp_switch_address_list = 10.0.0.1:6653,10.0.0.2:6653
log_file_mode = 600
"""


@pytest.mark.parametrize(
    ('text', 'name'), [(TOML, 'c.toml'), (TOML, 'c.conf'), (INI, 'ryu.conf'), ('[switches]\n' + TOML, 'c.toml')]
)
def test_files_in_both_forms(file, text, name):
    config = options('--config-file', file(text, name))
    assert config.app_lists == ['a.py', 'b']
    assert (config.wsapi_port, config.wsapi_host) == (8081, '::1')
    assert (config.verbose, config.use_stderr, config.socket_timeout) == (True, False, 2.0)
    assert config.ofp_switch_address_list == [('10.0.0.1', 6653), ('10.0.0.2', 6653)]
    assert config.log_file_mode == 0o600


@pytest.mark.parametrize(
    ('text', 'name', 'complaint'),
    [
        ('wsapi_port = "http"', 'c.toml', "c.toml: wsapi_port: 'http' is no port"),
        ('[DEFAULT]\nwsapi_port = http', 'ryu.conf', "ryu.conf: wsapi_port: 'http' is no port"),
        ('verbose = "maybe"', 'c.toml', "c.toml: verbose: 'maybe' is neither true nor false"),
        ('wsapi_port = = 1', 'c.toml', 'c.toml: Invalid value (at line 1'),
        ('[DEFAULT\nwsapi_port = x', 'ryu.conf', 'ryu.conf: '),
        ('wsapi_port = x y', 'ryu.conf', 'ryu.conf: '),
        ('demo = "circle"', 'c.toml', 'c.toml: demo: '),
    ],
)
def test_a_wrong_file_is_named_with_the_option(file, text, name, complaint):
    path = file(text, name)
    with pytest.raises(ConfigError) as caught:
        options('--config-file', path)
    assert complaint in str(caught.value)
    assert '\n' not in str(caught.value)


@pytest.mark.parametrize('content', [b'\xff\xfe', None])
def test_a_file_that_cannot_be_read(tmp_path, content):
    path = tmp_path / 'c.toml'
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r'c\.toml: cannot be read: '):
        options('--config-file', str(path))


def test_a_wrong_environment_is_named():
    with pytest.raises(ConfigError, match="CONTROLLER_WSAPI_PORT: 'x' is no port"):
        options(WSAPI_PORT='x')


# -- options that need each other -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('arguments', 'complaint'),
    [
        (['--ctl-cert', 'c'], '--ctl-privkey and --ctl-cert go together'),
        (['--ca-certs', 'c'], '--ca-certs needs --ctl-privkey and --ctl-cert'),
        (['--wsapi-cert', 'c'], '--wsapi-key and --wsapi-cert go together'),
        (['--wsapi-ca-certs', 'c'], '--wsapi-ca-certs needs --wsapi-cert and --wsapi-key'),
        (['--wsapi-token', 'no such'], '--wsapi-token: there is no file no such'),
        (['--ofp-ssl-listen-port', '1'], '--ofp-ssl-listen-port needs --ctl-privkey and --ctl-cert'),
        (['--ctl-cert', '/no/c', '--ctl-privkey', '/no/k'], '--ctl-privkey: there is no file /no/k'),
        (['--user-flags', '/no/f'], '--user-flags: there is no file /no/f'),
        (['--log-config-file', '/no/f'], '--log-config-file: there is no file /no/f'),
    ],
)
def test_options_that_need_each_other(arguments, complaint):
    with pytest.raises(ConfigError) as caught:
        options(*arguments)
    assert str(caught.value) == complaint


def test_the_files_of_a_directory_in_the_order_of_their_names(tmp_path):
    (tmp_path / '20-port.toml').write_text('wsapi_port = 2\nverbose = true\n')
    (tmp_path / '10-all.conf').write_text('[DEFAULT]\nwsapi_port = 1\nrest_timeout = 7\n')
    (tmp_path / 'notes.txt').write_text('not for us')
    config = options('--config-dir', str(tmp_path))
    assert (config.wsapi_port, config.rest_timeout, config.verbose) == (2, 7, True)
    with pytest.raises(ConfigError, match='there is no directory /no/where'):
        options('--config-dir', '/no/where')
