"""What README.md says about installing: it takes packages from the network, and so is no unit test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.readme import Command, Terminal, code_spans, default_ports, fresh_checkout, one_scene


@pytest.fixture(scope='module')
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout after what `make run` does first and needs the network of the machine for."""
    checkout = fresh_checkout(tmp_path_factory.mktemp('fresh'))
    Terminal(checkout).run(Command('make .venv/installed', ('...',), 0), limit=240)
    return checkout


@pytest.mark.timeout(300)
def test_make_run(installed: Path) -> None:
    """`make run` is the command that the README shows, and the demo and the REST API are as shown there."""
    (make,) = (command for command in one_scene('make').commands if command.text == 'make run')
    scene = one_scene('make run')
    demo, *rest = scene.commands
    recipe = f'.venv/bin/{demo.text}'
    scene.commands = [replace(make, shown=(recipe, *demo.shown)), *rest]
    with default_ports():
        Terminal(installed).play(scene)


@pytest.mark.timeout(120)
def test_installing(installed: Path) -> None:
    terminal = Terminal(installed)
    activate, *installing = [span for span in code_spans() if 'activate' in span or span.startswith('pip install')]
    program = terminal.run(Command(f'{activate}; command -v controller-manager', ('...',), 0))
    assert program.strip() == str(installed / '.venv/bin/controller-manager')
    for install in installing:
        terminal.run(Command(f'{activate}; {install}', ('...',), 0), limit=100)
    where = 'python -P -c "import controller.apps.simple_switch_13 as app; print(app.__file__)"'
    module = Path(terminal.run(Command(f'{activate}; {where}', ('...',), 0)).strip())
    assert installed / '.venv/lib' in module.parents, 'installed, and not where the checkout is'
    terminal.run(Command(f'{activate}; cd /; controller-manager --version', ('controller-manager ...',), 0))
    terminal.run(Command(f'{activate}; cd /; python -m pytest --version', ('pytest ...',), 0))
