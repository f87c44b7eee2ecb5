"""`ryu.cfg`: options as programs written for Ryu register and read them, their own and the framework's."""

import logging

import pytest

from controller.compat.framework import cfg
from controller.config import Config, ConfigError, parse
from controller.current import acting_for
from controller.manager import Controller


@pytest.fixture
def file(tmp_path):
    def file(text, name='my.conf'):
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return file


@pytest.fixture
def options():
    """Options of a program's own, of every kind."""
    options = cfg.ConfigOpts()
    options.register_cli_opts([
        cfg.StrOpt('who', default='me'), cfg.BoolOpt('fast', default=False), cfg.MultiStrOpt('m', default=[]),
        cfg.ListOpt('l', default=[]), cfg.IntOpt('n', min=1, max=3),
    ])  # fmt: skip
    options.register_opts(
        [cfg.StrOpt('a-b', default='x'), cfg.DictOpt('d'), cfg.PortOpt('p', default='8'),
         cfg.StrOpt('c', choices=['x', 'y'], default='x')],
        group='g',
    )  # fmt: skip
    return options


# -- a ConfigOpts of a program's own --------------------------------------------------------------------------------


def test_values_of_every_kind(options, file):
    path = file('[DEFAULT]\nl = a, b,c\n[g]\na_b = 5\nd = k:v, k2:v2\n')
    options(['--who', 'you', '--m', '1', '--m', '2', '--nofast', '--n', '2', '--config-file', path], project='t')
    assert (options.who, options.fast, options.m, options.l, options.n) == ('you', False, ['1', '2'], list('abc'), 2)
    assert (options.g.a_b, options.g.d, options.g.p, options['g']['c']) == ('5', {'k': 'v', 'k2': 'v2'}, 8, 'x')
    assert list(options.g) == ['a_b', 'd', 'p', 'c']
    assert 'g' in options and 'who' in options and 'nobody' not in options
    assert dict(options.g) == {'a_b': '5', 'd': {'k': 'v', 'k2': 'v2'}, 'p': 8, 'c': 'x'}


def test_which_place_counts(options, file, monkeypatch):
    path = file('[DEFAULT]\nwho = file\n[g]\nc = y\n')
    options(['--config-file', path])
    assert (options.who, options.g.c) == ('file', 'y')
    monkeypatch.setenv('CONTROLLER_WHO', 'environment')
    options(['--config-file', path])
    assert options.who == 'environment'
    options(['--config-file', path, '--who=line'])
    assert options.who == 'line'
    options.set_override('who', 'override')
    assert options.who == 'override'
    options.clear_override('who')
    assert options.who == 'line'


def test_set_default(options):
    options.set_default('who', 'they')
    options.set_default('c', 'y', group='g')
    options([])
    assert (options.who, options.g.c) == ('they', 'y')
    options.clear_default('who')
    assert options.who == 'me'
    options(['--who', 'you'])
    options.set_default('who', 'they')
    assert options.who == 'you'


def test_overrides_are_converted(options):
    options.set_override('n', '3')
    assert options.n == 3
    with pytest.raises(ValueError, match="'z' is none of x, y"):
        options.set_override('c', 'z', group='g')


@pytest.mark.parametrize(
    ('read', 'text'),
    [
        (lambda options: options.zz, r'no such option zz in group \[DEFAULT\]'),
        (lambda options: options['zz'], r'no such option zz in group \[DEFAULT\]'),
        (lambda options: options.g.zz, r'no such option zz in group \[g\]'),
        (lambda options: options.set_override('zz', 1), r'no such option zz in group \[DEFAULT\]'),
    ],
)
def test_what_nobody_has_registered(options, read, text):
    with pytest.raises(cfg.NoSuchOptError, match=text):
        read(options)
    assert getattr(options, 'zz', None) is None
    with pytest.raises(cfg.NoSuchGroupError):
        options.set_override('zz', 1, group='h')


def test_registering_twice(options):
    assert options.register_opt(cfg.StrOpt('who', default='me')) is False
    with pytest.raises(cfg.DuplicateOptError, match='duplicate option: who'):
        options.register_opt(cfg.StrOpt('who', default='other'))
    options.unregister_opts([cfg.StrOpt('who')])
    assert options.register_opt(cfg.StrOpt('who', default='other')) is True
    options.register_group(cfg.OptGroup('empty'))
    assert list(options.empty) == []


@pytest.mark.parametrize(
    ('arguments', 'text'),
    [(['--n', '4'], '4 is more than 3'), (['--n', 'x'], "'x' is no whole number"), (['--zz'], 'unrecognized')],
)
def test_a_wrong_command_line_ends_with_status_2(options, arguments, text, capsys):
    with pytest.raises(SystemExit) as end:
        options(arguments)
    assert end.value.code == 2
    assert text in capsys.readouterr().err


def test_wrong_files(options, file):
    with pytest.raises(cfg.ConfigFilesNotFoundError, match=r'/nope/ryu\.conf') as caught:
        options([], default_config_files=['/nope/ryu.conf'])
    assert caught.value.config_files == ['/nope/ryu.conf']
    with pytest.raises(cfg.ConfigFileParseError):
        options([], default_config_files=[file('what is this')])
    path = file('[g]\np = 70000\n')
    with pytest.raises(cfg.ConfigFileValueError) as fault:
        options([], default_config_files=[path])
    assert str(fault.value) == f'{path}: [g] p: 70000 is more than 65535'


def test_what_has_to_be_given(options):
    options.register_cli_opt(cfg.StrOpt('must', required=True))
    with pytest.raises(cfg.RequiredOptError, match='must'):
        options([])
    options(['--must', 'a'])
    assert options.must == 'a'


def test_arguments_without_a_name():
    options = cfg.ConfigOpts()
    options.register_cli_opts([cfg.StrOpt('first', positional=True), cfg.MultiStrOpt('rest', positional=True)])
    options(['a', 'b', 'c'])
    assert (options.first, options.rest) == ('a', ['b', 'c'])


def test_help_and_version(options, capsys):
    for argument, text in [('--version', 'mine 1.0\n'), ('--help', '--who WHO')]:
        with pytest.raises(SystemExit):
            options([argument], version='mine 1.0', prog='mine')
        assert text in capsys.readouterr().out
    options([], prog='mine')
    options.print_usage()
    assert capsys.readouterr().out.startswith('usage: mine')


def test_secrets_are_not_logged(options, caplog):
    options.register_opt(cfg.StrOpt('password', default='hunter2', secret=True))
    options.log_opt_values(logging.getLogger(), logging.ERROR)
    assert 'password = ****' in caplog.messages and 'g.p = 8' in caplog.messages
    assert 'hunter2' not in caplog.text + repr(cfg.StrOpt('password', default='hunter2', secret=True))


@pytest.mark.parametrize(
    ('opt', 'given', 'value'),
    [
        (cfg.FloatOpt('x', min=0), '1.5', 1.5),
        (cfg.IPOpt('x', version=4), '10.0.0.1', '10.0.0.1'),
        (cfg.Opt('x', type=int), '7', 7),
        (cfg.Opt('x'), '7', '7'),
        (cfg.ListOpt('x', item_type=int), '1,2', [1, 2]),
        (cfg.ListOpt('x', bounds=True), '[a,b]', ['a', 'b']),
        (cfg.ListOpt('x'), '', []),
        (cfg.MultiOpt('x', item_type=int), '3', [3]),
        (cfg.BoolOpt('x'), 'Yes', True),
        (cfg.StrOpt('x', choices=['On', 'Off'], ignore_case=True), 'on', 'On'),
        (cfg.StrOpt('x', quotes=True), '"a"', 'a'),
    ],
)
def test_kinds(opt, given, value):
    assert opt.convert(given) == value


@pytest.mark.parametrize(
    ('opt', 'given', 'complaint'),
    [
        (cfg.FloatOpt('x', min=0), '-1', '-1.0 is less than 0'),
        (cfg.FloatOpt('x'), 'y', "'y' is no number"),
        (cfg.IPOpt('x', version=4), '::1', '::1 is no IPv4 address'),
        (cfg.IPOpt('x'), 'host', "'host' does not appear to be an IPv4 or IPv6 address"),
        (cfg.IntOpt('x', choices=[1, 2]), '3', '3 is none of 1, 2'),
        (cfg.ListOpt('x', bounds=True), 'a', "'a' is not in brackets"),
        (cfg.DictOpt('x'), 'a', "'a' is not KEY:VALUE"),
        (cfg.BoolOpt('x'), 'maybe', "'maybe' is neither true nor false"),
        (cfg.StrOpt('x', max_length=2), 'abc', "'abc' is longer than 2 characters"),
        (cfg.StrOpt('x', regex='^a'), 'b', "'b' does not match ^a"),
    ],
)
def test_what_is_of_no_kind(opt, given, complaint):
    with pytest.raises(ValueError) as caught:
        opt.convert(given)
    assert str(caught.value) == complaint


# -- CONF -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def conf(monkeypatch):
    """A CONF in which nothing is registered."""
    monkeypatch.setattr(cfg, 'CONF', cfg._Framework())
    return cfg.CONF


def test_the_frameworks_options_are_those_of_the_controller_at_hand(conf):
    conf.register_opts([cfg.IntOpt('my-opt', default=1)])
    first, second = (Controller(parse(arguments, {})) for arguments in (['--wsapi-port', '1', '--my-opt=2'], []))
    for controller, port, mine in [(first, 1, 2), (second, 8080, 1)]:
        with acting_for(controller):
            assert (conf.wsapi_port, conf.my_opt) == (port, mine)
    with acting_for(first):
        conf.set_override('wsapi-port', 3)
        assert first.config.wsapi_port == 3
        conf.clear_override('wsapi_port')
        assert first.config.wsapi_port == 1
    assert second.config.wsapi_port == 8080
    first.stop()
    second.stop()


def test_some_of_the_frameworks_options_have_ryus_form(conf):
    cfg.use(Config(ofp_switch_address_list=[('10.0.0.1', 1), ('::1', 2)]))
    assert conf.ofp_switch_address_list == ['10.0.0.1:1', '[::1]:2']
    assert conf.log_file_mode == '0644'


def test_a_program_with_a_main_of_its_own(conf, file, capsys):
    conf.register_cli_opts([cfg.StrOpt('who', default='me')])
    with pytest.raises(cfg.ConfigFilesNotFoundError):
        conf([], project='ryu', default_config_files=['/nope/ryu.conf'])
    conf(['app.py', '--who', 'you', '--wsapi-port', '9'], default_config_files=[file('[DEFAULT]\nwsapi_host = ::1')])
    assert (conf.who, conf.wsapi_port, conf.wsapi_host, conf.app_lists) == ('you', 9, '::1', ['app.py'])
    with pytest.raises(SystemExit) as end:
        conf(['--nobody'])
    assert end.value.code == 2
    assert capsys.readouterr().err == 'there is no option --nobody\n'


def test_positional_arguments_come_before_the_command_line_is_read(conf):
    conf.register_cli_opt(cfg.StrOpt('early', positional=True))
    cfg.use(Config())
    with pytest.raises(cfg.ArgsAlreadyParsedError):
        conf.register_cli_opt(cfg.StrOpt('late', positional=True))
    conf.register_cli_opt(cfg.StrOpt('named'))


def test_wrong_values_are_found_when_everything_is_loaded(conf):
    cfg.use(parse(['--my-n=x'], {}))
    conf.register_cli_opt(cfg.IntOpt('my-n'))
    with pytest.raises(ConfigError, match=r"^--my-n: 'x' is no whole number$"):
        cfg.check_registered()
    cfg.use(parse(['--my-n'], {}))
    with pytest.raises(ConfigError, match=r'^--my-n: takes a value'):
        cfg.check_registered()


def test_a_module_that_is_read_again_may_have_changed_its_options(alias):
    """As when an app is reloaded."""
    readings = []  # the old one is there while it is read again

    def read(module, default):
        readings.append({'__name__': module})
        exec(f"from ryu import cfg\ncfg.CONF.register_opts([cfg.IntOpt('of_reloaded', default={default})])",
             readings[-1])

    from ryu import cfg

    read('an_app', 3)
    read('an_app', 4)
    assert cfg.CONF.of_reloaded == 4
    with pytest.raises(cfg.DuplicateOptError):
        read('another_app', 5)
    cfg.CONF.unregister_opt(cfg.IntOpt('of_reloaded'))
