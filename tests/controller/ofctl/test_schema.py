"""What the schemas of requests take is read, and what they do not is refused; in every version."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controller import ofctl
from controller.ofctl.schema import request_schemas
from controller.ofctl.standing import Standing
from controller.openflow import version, versions
from controller.rest import read_dpid

sys.path.insert(0, str(Path(__file__).parent))
from from_schema import changed, values

SCHEMAS = request_schemas()
READERS = {
    'FlowEntry': lambda switch, body: ofctl.flow_mod(switch, 'add', body),
    'GroupEntry': lambda switch, body: ofctl.group_mod(switch, 'add', body),
    'MeterEntry': lambda switch, body: ofctl.meter_mod(switch, 'add', body),
    'PortConfig': ofctl.port_mod,
    'Role': ofctl.role_request,
    'Experiment': ofctl.experiment,
    'FlowFilter': lambda switch, body: ofctl.query(switch, 'flow', body).message,
    'DescriptionFilter': lambda switch, body: ofctl.query(switch, 'flowdesc', body).message,
    'AggregateFilter': lambda switch, body: ofctl.query(switch, 'aggregateflow', body).message,
}
CASES = [
    (name, number) for name in READERS for number in sorted(versions())
    if name + version(number).name.replace('.', '') in SCHEMAS
]  # fmt: skip


def test_schemas_are_schemas() -> None:
    for each in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(each)


def taken(name: str, number: int, body: Any) -> bool:
    """Whether a body is read, and makes a message."""
    given = dict(body) if isinstance(body, dict) else body
    try:
        if not name.endswith('Filter') and (name != 'Experiment' or 'dpid' in given):
            read_dpid(given.pop('dpid', None))
        READERS[name](Standing(number), given).encode()
    except ofctl.Impossible:
        raise
    except ofctl.BadValue:
        return False
    return True


def validator(name: str, number: int) -> Any:
    schema = {**SCHEMAS[name + version(number).name.replace('.', '')], 'components': {'schemas': dict(SCHEMAS)}}
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize(('name', 'number'), CASES)
def test_what_a_schema_takes_is_read_and_what_it_does_not_is_refused(name: str, number: int) -> None:
    schema, judge = SCHEMAS[name + version(number).name.replace('.', '')], validator(name, number)

    @settings(max_examples=60, deadline=None, derandomize=True, database=None,
              suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])
    @given(st.data())
    def judged(data: Any) -> None:
        body = data.draw(values(schema, SCHEMAS))
        if data.draw(st.booleans()):
            body = data.draw(changed(body))
        if not isinstance(body, dict):
            return
        try:
            read = taken(name, number, body)
        except ofctl.Impossible:
            return  # answered by 409, whatever the schema says
        assert read == judge.is_valid(body), body

    judged()
