"""Actions from the text that ovs-ofctl takes."""

from __future__ import annotations

from typing import Any

from ..openflow import ovs_syntax
from ..openflow import version as tables
from .exception import OFPInvalidActionString

__all__ = ['ofp_instruction_from_str']


def ofp_instruction_from_str(ofproto: Any, action_str: str) -> list[dict[str, Any]]:
    """Actions and instructions, as JSON, of the version of `ofproto`; raises OFPInvalidActionString."""
    try:
        return ovs_syntax.ofp_instruction_from_str(tables(ofproto.OFP_VERSION), action_str)
    except ValueError as error:
        raise OFPInvalidActionString(f'unable to parse: {action_str} ({error})') from error
