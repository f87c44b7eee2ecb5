"""docs/ctl.md is true: its commands are run against a controller with an emulated network, and print what is shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from controller.commands.ctl import VIEWS
from tests.readme import CHECKOUT, Scene, Terminal, default_ports, scenes

GUIDE = CHECKOUT / 'docs' / 'ctl.md'


@pytest.mark.parametrize('scene', scenes(document=GUIDE), ids=str)
def test_scene(scene: Scene, tmp_path: Path) -> None:
    if not (Path(sys.executable).parent / 'controller-manager').exists():
        pytest.fail('this Python has no controller-manager: run make test, or pip install --editable .')
    with default_ports():
        Terminal(tmp_path).play(scene)


def test_every_command_is_named() -> None:
    text = GUIDE.read_text(encoding='utf-8')
    commands = [*VIEWS, 'add-flow', 'add-flows', 'mod-flow', 'del-flows', 'events', 'apps']
    assert [each for each in commands if each not in text] == []
