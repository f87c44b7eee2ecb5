"""JSON to OpenFlow messages and back, in the form of Ryu's `ofctl` REST API, for every version that has tables.

Modules: `values` (numbers, names, addresses), `match`, `reading` (JSON to structures), `writing` (structures to JSON),
`messages` (whole requests and replies).
"""

from .match import match_to_json, read_match
from .messages import (
    Query,
    Unsupported,
    clear_flows,
    experiment,
    flow_mod,
    group_mod,
    meter_mod,
    port_mod,
    query,
    role_request,
)
from .reading import read_instructions, read_members, read_structure
from .values import BadValue, Impossible, NoSuchPort, expect
from .writing import action_to_json, action_to_text, instruction_to_json, instructions_to_json, to_json

__all__ = [
    'BadValue',
    'Impossible',
    'NoSuchPort',
    'Query',
    'Unsupported',
    'action_to_json',
    'action_to_text',
    'clear_flows',
    'expect',
    'experiment',
    'flow_mod',
    'group_mod',
    'instruction_to_json',
    'instructions_to_json',
    'match_to_json',
    'meter_mod',
    'port_mod',
    'query',
    'read_instructions',
    'read_match',
    'read_members',
    'read_structure',
    'role_request',
    'to_json',
]
