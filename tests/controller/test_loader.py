"""From what a user types to an app's class: paths, names, one identity, and clear words for every mistake."""

import sys
from pathlib import Path

import pytest

from controller.app import App
from controller.loader import LoadError, bundled, load_class, load_module

from .tcp import CHECKOUT

APP = """
from controller.app import App

class Mine(App):
    pass
"""


@pytest.fixture(autouse=True)
def clean():
    """Forgets what a test has imported."""
    modules, path = set(sys.modules), list(sys.path)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if not name.startswith(('controller.', 'apps.')):
            del sys.modules[name]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, name, text=APP):
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    return path


def refused(name):
    """Why it cannot be loaded: one line."""
    with pytest.raises(LoadError) as caught:
        load_class(name)
    text = str(caught.value)
    assert '\n' not in text
    return text


# -- what may be typed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize('name', ['lone_app.py', './lone_app.py', './lone_app', 'lone_app'])
def test_a_path_with_and_without_suffix_and_a_module(folder, name):
    write(folder, 'lone_app.py')
    assert load_class(name).__name__ == 'Mine'


def test_an_absolute_path_from_anywhere(folder, tmp_path_factory):
    path = write(tmp_path_factory.mktemp('elsewhere'), 'far_app.py')
    assert load_class(str(path)).__name__ == 'Mine'


def test_a_dotted_module(folder):
    write(folder, 'my_apps/__init__.py', '')
    write(folder, 'my_apps/first.py')
    assert load_class('my_apps.first').__module__ == 'my_apps.first'


@pytest.mark.parametrize('name', ['simple_switch', 'simple_switch_13', 'simple_monitor_13', 'ofctl_rest'])
def test_every_bundled_app_from_any_directory(folder, name):
    assert name in bundled()
    assert load_class(name).__module__ == f'controller.apps.{name}'


def test_an_app_of_ones_own_goes_before_a_bundled_one(folder):
    write(folder, 'simple_switch.py')
    assert load_class('simple_switch').__name__ == 'Mine'


# -- one identity ---------------------------------------------------------------------------------------------------


def test_a_bundled_app_is_one_module_however_it_is_named(monkeypatch):
    monkeypatch.chdir(CHECKOUT / 'apps')
    names = ['simple_switch_13', './simple_switch_13.py', str(CHECKOUT / 'apps/simple_switch_13.py')]
    names += ['controller.apps.simple_switch_13']
    monkeypatch.syspath_prepend(CHECKOUT)
    names += ['apps.simple_switch_13']
    assert len({load_class(name) for name in names}) == 1


def test_an_app_of_ones_own_is_one_module_however_it_is_named(folder):
    path = write(folder, 'same_app.py')
    assert len({load_class(name) for name in ('same_app', 'same_app.py', str(path))}) == 1
    assert load_module('same_app') is sys.modules['same_app']


def test_an_app_that_another_app_has_imported_is_the_same(folder):
    write(folder, 'base_app.py')
    write(folder, 'derived_app.py', 'import base_app\nclass Derived(base_app.Mine): pass\n')
    derived = load_class('derived_app.py')
    assert derived.__mro__[1] is load_class('base_app.py')


def test_a_symbolic_link_is_the_file(folder):
    write(folder, 'real_app.py')
    (folder / 'link').mkdir()
    (folder / 'link' / 'real_app.py').symlink_to(folder / 'real_app.py')
    assert load_class('link/real_app.py') is load_class('real_app.py')


def test_files_of_one_name_in_several_folders(folder):
    paths = [str(write(folder, f'{each}/twin.py', APP + f'    number = {each}\n')) for each in range(3)]
    assert [load_class(path).number for path in paths] == [0, 1, 2]
    assert [load_class(path).number for path in paths] == [0, 1, 2]
    assert len({load_class(path) for path in paths}) == 3


def test_an_app_named_like_a_module_of_the_standard_library(folder):
    write(folder, 'json.py')
    write(folder, 'sndhdr_neighbour.py', 'import json\ntext = json.dumps([1])\n')
    assert load_class('json.py').__name__ == 'Mine'
    assert load_module('sndhdr_neighbour.py').text == '[1]'


def test_an_app_named_like_a_module_that_was_not_imported_yet(folder):
    sys.modules.pop('colorsys', None)
    write(folder, 'colorsys.py')
    assert load_class('colorsys.py').__name__ == 'Mine'
    assert load_module('colorsys').Mine is load_class('colorsys.py')
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)


def test_an_app_may_import_its_neighbours(folder):
    write(folder, 'sub/helper_of_app.py', 'answer = 42\n')
    write(folder, 'sub/with_helper.py', 'from helper_of_app import answer\n' + APP)
    assert load_class('sub/with_helper.py').__name__ == 'Mine'


def test_of_several_classes_the_first_by_name_counts(folder):
    write(folder, 'several.py', APP + '\nclass Another(App): pass\nclass Zebra(App): pass\n')
    assert load_class('several.py').__name__ == 'Another'


def test_imported_classes_do_not_count(folder):
    write(folder, 'importing.py', 'from controller.apps.simple_switch_13 import *\n' + APP)
    assert load_class('importing.py').__name__ == 'Mine'


# -- mistakes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('name', ['no_such_app', 'no.such.app', 'my-app'])
def test_a_name_that_is_nothing(folder, name):
    assert refused(name) == (
        f'{name}: no such file, module or bundled app (bundled are: {", ".join(bundled())})'
    )


@pytest.mark.parametrize('name', ['no_such.py', 'no/such', '/no/such.py', '.'])
def test_a_path_that_is_nothing(folder, name):
    assert refused(name).startswith(f'{name}: ') or refused(name).startswith(f'{name}.py: no such file')


def test_a_file_without_an_app(folder):
    write(folder, 'empty_app.py', 'x = 1\n')
    assert refused('empty_app.py') == 'empty_app.py: no class in it derives from App'


def test_a_syntax_error_names_file_and_line(folder):
    write(folder, 'crooked.py', 'x = 1\nclass Crooked(:\n')
    assert refused('crooked.py').startswith('crooked.py: SyntaxError: ')
    assert 'crooked.py, line 2' in refused('crooked.py')


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        ('x = 1\nimport not_installed_here', "ModuleNotFoundError: No module named 'not_installed_here'"),
        ('x = 1\nfrom controller.app import Nonsense', "ImportError: cannot import name 'Nonsense'"),
        ('x = 1\n1 / 0', 'ZeroDivisionError: division by zero'),
        ('x = 1\nraise SystemExit(3)', 'SystemExit: 3'),
        ('x = 1\nfrom controller.events import EventOFPPaketIn', "ImportError: cannot import name 'EventOFPPaketIn'"),
    ],
)
def test_a_failure_inside_names_the_line_of_the_app(folder, text, reason):
    write(folder, 'failing.py', text)
    problem = refused('failing.py')
    assert problem.startswith(f'failing.py: {reason}')
    assert problem.endswith('failing.py, line 2)')
    assert 'failing' not in sys.modules


@pytest.mark.parametrize(
    ('decorator', 'reason'),
    [
        ("@set_ev_cls('EventOFPPacketIn')", "set_ev_cls takes event classes, not 'EventOFPPacketIn'"),
        ('@set_ev_cls(App)', 'set_ev_cls takes event classes, not'),
        ("@set_ev_cls(EventOFPStateChange, 'mian')", 'set_ev_cls: no such dispatcher: mian'),
    ],
)
def test_a_handler_of_what_is_no_event(folder, decorator, reason):
    head = 'from controller.app import *\nfrom controller.events import *\nclass Wrong(App):\n'
    write(folder, 'wrong_event.py', f'{head}    {decorator}\n    def handle(self, ev): pass\n')
    problem = refused('wrong_event.py')
    assert reason in problem
    assert 'wrong_event.py, line 4' in problem


def test_the_base_of_all_apps_is_no_app(folder):
    write(folder, 'bare.py', 'from controller.app import App\n')
    assert refused('bare.py').endswith('no class in it derives from App')
    assert App.__module__ == 'controller.app'


def test_of_several_apps_in_a_file_the_first_by_name_is_loaded_and_the_others_are_named(tmp_path, caplog):
    caplog.set_level('INFO')
    app = tmp_path / 'two_apps_here.py'
    app.write_text('from controller.app import App\nclass Second(App): pass\nclass First(App): pass\n')
    assert load_class(str(app)).__name__ == 'First'
    assert 'First is its app, the first by name; not loaded: Second' in caplog.text


@pytest.mark.parametrize('path', ['ryu/app/simple_switch_13.py', '/nowhere/ryu/app/gui_topology/gui_topology.py'])
def test_a_path_in_a_book_is_the_bundled_app_where_there_is_no_such_file(folder, path):
    assert load_class(path).__module__ == f'controller.apps.{Path(path).stem}'


@pytest.mark.parametrize('path', ['lab/simple_switch_13.py', 'ryu/app/no_such_app.py'])
def test_another_path_is_that_of_a_file(folder, path):
    assert refused(path) == f'{path}: no such file'
