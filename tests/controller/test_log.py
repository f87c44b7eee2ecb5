"""The log: no storms, which switch a line is about, and where it goes."""

import logging

import pytest

from controller.config import Config, ConfigError
from controller.log import Throttle, origin_of, set_up


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def root():
    """The root logger, put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    yield root
    for each in root.handlers:
        each.close()
    root.handlers[:], root.level = handlers, level


# -- no storms ------------------------------------------------------------------------------------------------------


def test_one_a_second_and_the_others_are_counted(clock):
    throttle = Throttle(1.0, clock)
    assert [throttle.pass_through('x') for _ in range(4)] == [0, None, None, None]
    clock.now += 1.0
    assert [throttle.pass_through('x') for _ in range(2)] == [3, None]
    clock.now += 5.0
    assert throttle.pass_through('x') == 1
    clock.now += 5.0
    assert throttle.pass_through('x') == 0


def test_each_kind_on_its_own(clock):
    throttle = Throttle(1.0, clock)
    assert (throttle.pass_through('x'), throttle.pass_through('y'), throttle.pass_through('x')) == (0, 0, None)


def test_a_flood_of_kinds_is_not_remembered_for_ever(clock):
    throttle = Throttle(1.0, clock)
    for number in range(10_000):
        clock.now += 0.01
        throttle.pass_through(number)
    assert len(throttle._seen) <= 1024


def test_a_flood_of_kinds_at_once_drops_the_oldest(clock):
    throttle = Throttle(60.0, clock)
    throttle.pass_through('old')
    for number in range(10_000):
        assert throttle.pass_through(number) == 0
    assert len(throttle._seen) <= 1024
    assert (throttle.pass_through(9_999), throttle.pass_through('old')) == (None, 0)


# -- origins --------------------------------------------------------------------------------------------------------


def test_where_an_event_comes_from():
    class Switch:
        def __str__(self):
            return 'switch 000000000000000a'

    class Message:
        datapath = Switch()

    class OfMessage:
        msg = Message()

    class OfSwitch:
        datapath = Switch()

    assert origin_of(OfMessage()) == origin_of(OfSwitch()) == 'switch 000000000000000a'
    assert origin_of(object()) == 'no switch'


# -- where it goes --------------------------------------------------------------------------------------------------


def test_standard_error_without_colour_where_it_is_no_terminal(root, capsys):
    set_up(Config())
    logging.getLogger('x').warning('hello')
    shown = capsys.readouterr().err
    assert shown.endswith('WARNING x: hello\n')
    assert '\033' not in shown


def test_nothing_on_standard_error(root, capsys, tmp_path):
    set_up(Config(use_stderr=False, log_file=str(tmp_path / 'log')))
    logging.getLogger('x').warning('hello')
    assert capsys.readouterr().err == ''
    assert 'hello' in (tmp_path / 'log').read_text()


@pytest.mark.parametrize(
    ('options', 'level'),
    [
        ({}, logging.INFO),
        ({'verbose': True}, logging.DEBUG),
        ({'default_log_level': logging.ERROR}, logging.ERROR),
        ({'default_log_level': 0}, 0),
        ({'verbose': True, 'default_log_level': logging.ERROR}, logging.DEBUG),
    ],
)
def test_levels(root, options, level):
    set_up(Config(**options))
    assert root.level == level


@pytest.mark.parametrize(
    ('options', 'name'),
    [({'log_file': 'a.log'}, 'a.log'), ({}, 'controller-manager.log')],
)
def test_the_name_of_the_file(root, tmp_path, options, name):
    set_up(Config(use_stderr=False, log_dir=str(tmp_path), log_file_mode=0o600, **options))
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_moved_away_is_made_anew(root, tmp_path):
    path = tmp_path / 'log'
    set_up(Config(use_stderr=False, log_file=str(path)))
    logging.getLogger('x').warning('one')
    path.rename(tmp_path / 'log.1')
    logging.getLogger('x').warning('two')
    assert 'two' in path.read_text()
    assert 'two' not in (tmp_path / 'log.1').read_text()


def test_a_file_that_cannot_be_written(root, tmp_path):
    with pytest.raises(OSError, match=r'^--log-file: cannot write .*/no/log: No such file or directory$'):
        set_up(Config(log_file=str(tmp_path / 'no' / 'log')))


def test_a_configuration_of_logging(root, tmp_path):
    path = tmp_path / 'log.conf'
    path.write_text(
        '[loggers]\nkeys=root\n[handlers]\nkeys=h\n[formatters]\nkeys=\n'
        '[logger_root]\nlevel=ERROR\nhandlers=h\n[handler_h]\nclass=NullHandler\n'
    )
    set_up(Config(log_config_file=str(path)))
    assert root.level == logging.ERROR


@pytest.mark.parametrize('text', ['nonsense', '[loggers]\nkeys=root\n', '[loggers]\nkeys=x\n[formatters]\nkeys='])
def test_a_configuration_of_logging_that_is_none(root, tmp_path, text):
    path = tmp_path / 'log.conf'
    path.write_text(text)
    with pytest.raises(ConfigError, match=r'^--log-config-file .*log\.conf: .+'):
        set_up(Config(log_config_file=str(path)))
