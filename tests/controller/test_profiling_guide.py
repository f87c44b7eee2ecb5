"""docs/profiling.md: the forms it names are those there are, the bounds it gives those of the code."""

import re

from controller.flame_graph import FORMS
from controller.lib.learning import MOST_ADDRESSES
from controller.log import MOST_KINDS
from controller.topology.hosts import Limits
from controller.topology.links import REMEMBERED
from tests.readme import CHECKOUT

TEXT = (CHECKOUT / 'docs' / 'profiling.md').read_text(encoding='utf-8')


def test_the_readme_names_it():
    assert 'docs/profiling.md' in (CHECKOUT / 'README.md').read_text(encoding='utf-8')


def test_every_form_is_named():
    assert set(re.findall(r'`NAME(\.\w+)`', TEXT)) == set(FORMS)


def test_the_bounds_are_those_of_the_code():
    rows = dict(re.findall(r'^\| ([^|]+) \| ([\d,]+) ', TEXT, re.MULTILINE))
    bounds = {name.split()[0]: int(number.replace(',', '')) for name, number in rows.items()}
    assert bounds['lines'] == MOST_KINDS
    assert bounds['when'] == REMEMBERED
    assert bounds['hosts'] == Limits().hosts
    assert bounds['Ethernet'] == MOST_ADDRESSES
