"""Options of apps: kept as text until an app asks, known before where a program says so, and refused if nobody asks."""

import pytest

from controller.config import parse
from controller.own_options import OwnOption, Said, environment_name


def given(*arguments, own=(), **environ):
    return parse(arguments, environ, own=own)


@pytest.fixture
def file(tmp_path):
    def file(text, name='my.conf'):
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return file


def test_what_the_framework_does_not_know_is_kept():
    config = given('a.py', '--my-opt=3', 'b.py', '--verbose', '--my_opt=4', '--fast', 'c.py')
    assert config.app_lists == ['a.py', 'b.py', 'c.py']
    assert config.verbose
    assert config.own.find('my_opt') == Said('4', '--my-opt')
    assert config.own.all_of('my-opt') == [Said('3', '--my-opt'), Said('4', '--my-opt')]
    assert config.own.find('fast') == Said(None, '--fast')
    assert config.own.find('fast', flag=True) == Said('true', '--fast')
    assert config.own.find('slow') is None


@pytest.mark.parametrize(
    ('argument', 'value'),
    [('--fast', 'true'), ('--nofast', 'false'), ('--no-fast', 'false'), ('--fast=off', 'off')],
)
def test_a_flag(argument, value):
    assert given(argument).own.find('fast', flag=True).value == value


def test_where_a_value_comes_from(file):
    path = file('speed = 1\n[car]\nspeed = 2\n[switches]\nwheels = 4\n', 'c.toml')
    assert environment_name('max-speed', 'my-car') == 'CONTROLLER_MY_CAR_MAX_SPEED'
    own = given('--config-file', path).own
    assert (own.find('speed'), own.find('speed', 'car')) == (Said(1, f'{path}: speed'), Said(2, f'{path}: [car] speed'))
    assert own.find('wheels') == Said(4, f'{path}: wheels')  # a heading of --help is no group
    own = given('--config-file', path, '--car-speed=5', CONTROLLER_SPEED='3', CONTROLLER_CAR_SPEED='4').own
    assert own.find('speed') == Said('3', 'CONTROLLER_SPEED')
    assert own.find('speed', 'car') == Said('5', '--car-speed')


def test_the_form_of_ryu(file):
    own = given('--config-file', file('[DEFAULT]\na = 1\n[test-switch]\na_b = x\n')).own
    assert own.find('a').value == '1'
    assert own.find('a-b', 'test_switch') is None
    assert own.find('a-b', 'test-switch').value == 'x'


def test_what_nobody_asks_for(file):
    path = file('left = 1\n[right]\nwest = 2\neast = 3\n')
    own = given('--config-file', path, '--up=3', '--down', '--nofast').own
    own.find('east', 'right')
    own.find('up')
    own.find('fast', flag=True)
    assert list(own.unclaimed()) == [
        'there is no option --down', f'{path}: there is no option left', f'{path}: there is no option [right] west',
    ]  # fmt: skip


SPEED = OwnOption('max-speed', 'N', 'how fast', 'of the car', int, 'm')
FAST = OwnOption('fast', None, 'hurry', 'of the car', on=True)


def test_what_is_known_before():
    config = given('--max-speed', '3', 'a.py', '-m', '4', '--max_speed=5', '--no-fast', own=[SPEED, FAST])
    assert config.app_lists == ['a.py']
    assert [each.value for each in config.own.all_of('max-speed')] == ['3', '4', '5']
    assert config.own.find('fast', flag=True).value == 'false'


def test_help_shows_it(capsys):
    with pytest.raises(SystemExit) as end:
        given('--help', own=[SPEED, FAST, OwnOption('secret')])
    text = capsys.readouterr().out
    assert end.value.code == 0
    assert 'of the car:\n  --max-speed' in text
    assert '--nofast' in text and ' --fast' not in text
    assert 'secret' not in text


def test_a_wrong_value_ends_with_status_2(capsys):
    with pytest.raises(SystemExit) as end:
        given('--max-speed', 'x', own=[SPEED])
    assert end.value.code == 2
    assert "argument --max-speed/-m: invalid literal for int() with base 10: 'x'" in capsys.readouterr().err


def test_default_files_count_where_no_file_is_named(file):
    first, second = file('socket_timeout = 1', 'a.conf'), file('socket_timeout = 2', 'b.conf')
    assert parse([], {}, default_files=[first]).socket_timeout == 1
    assert parse(['--config-file', second], {}, default_files=[first]).socket_timeout == 2


def test_help_can_be_left_for_a_second_reading():
    config = parse(['--help', '--version', '-h', '--user-flags', __file__], {}, with_help=False)
    assert config.user_flags == __file__
