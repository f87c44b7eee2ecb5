"""What the tables, groups and meters of an emulated switch can do, in the words of OpenFlow 1.3."""

from __future__ import annotations

from typing import Any

from ..openflow import OF15
from .flowtable import FlowTable
from .frame import FIELDS, MATCHABLE, SETTABLE
from .groups import MAX_GROUPS
from .meters import DROP, DSCP_REMARK, MAX_BANDS, MAX_METERS
from .traversal import ORDER

__all__ = ['group_features', 'meter_features', 'table_features']

EVERY_BIT = 2**64 - 1

#: Instructions that entries may have; a meter is one until 1.4 alone, a trigger since 1.5.
INSTRUCTIONS = ('WRITE_METADATA', 'WRITE_ACTIONS', 'APPLY_ACTIONS', 'CLEAR_ACTIONS', 'METER', 'STAT_TRIGGER')


def _action_types(ofproto: Any) -> list[int]:
    return sorted(getattr(ofproto, name).type for name in ORDER if hasattr(ofproto, name))


def table_features(ofproto: Any, table: FlowTable, tables: int) -> Any:
    """The OFPTableFeaturesStats of a table out of so many (1.3.5, 7.3.5.5); all tables are alike but for where they
    can go to."""
    last = table.table_id + 1 == tables
    names = [f'OFPIT_{name}' for name in (INSTRUCTIONS if last else ('GOTO_TABLE', *INSTRUCTIONS))]
    instructions = [getattr(ofproto, name) for name in names if hasattr(ofproto, name)]
    actions = [ofproto.OFPActionId(number) for number in _action_types(ofproto)]
    matched = [name for name in FIELDS if name in MATCHABLE and name in ofproto.fields.by_name]
    settable = [ofproto.OFPOxmId(name) for name in FIELDS if name in SETTABLE]
    properties = [
        ofproto.OFPTableFeaturePropInstructions(
            ofproto.OFPTFPT_INSTRUCTIONS,
            instruction_ids=[ofproto.OFPInstructionId(number) for number in sorted(instructions)],
        ),
        ofproto.OFPTableFeaturePropNextTables(
            ofproto.OFPTFPT_NEXT_TABLES, table_ids=list(range(table.table_id + 1, tables))
        ),
        ofproto.OFPTableFeaturePropActions(ofproto.OFPTFPT_WRITE_ACTIONS, action_ids=actions),
        ofproto.OFPTableFeaturePropActions(ofproto.OFPTFPT_APPLY_ACTIONS, action_ids=actions),
        ofproto.OFPTableFeaturePropOxm(
            ofproto.OFPTFPT_MATCH, oxm_ids=[ofproto.OFPOxmId(name, FIELDS[name].maskable) for name in matched]
        ),
        ofproto.OFPTableFeaturePropOxm(
            ofproto.OFPTFPT_WILDCARDS, oxm_ids=[ofproto.OFPOxmId(name) for name in matched]
        ),
        ofproto.OFPTableFeaturePropOxm(ofproto.OFPTFPT_WRITE_SETFIELD, oxm_ids=settable),
        ofproto.OFPTableFeaturePropOxm(ofproto.OFPTFPT_APPLY_SETFIELD, oxm_ids=settable),
    ]
    if ofproto.OFP_VERSION >= OF15:
        properties += [
            ofproto.OFPTableFeaturePropOxm(number, oxm_ids=settable)
            for number in (ofproto.OFPTFPT_WRITE_COPYFIELD, ofproto.OFPTFPT_APPLY_COPYFIELD)
        ]
    return ofproto.OFPTableFeaturesStats(
        table_id=table.table_id,
        name=f'table {table.table_id}'.encode(),
        metadata_match=EVERY_BIT,
        metadata_write=EVERY_BIT,
        max_entries=table.max_entries,
        properties=properties,
        **_features_of_version(ofproto),
    )


def _features_of_version(ofproto: Any) -> dict[str, int]:
    """What a table features structure says of the version's own table options (1.5.1, 7.3.5.18.1)."""
    if ofproto.OFP_VERSION < OF15:
        return {'config': 0}
    capabilities = ofproto.OFPTC_EVICTION | ofproto.OFPTC_VACANCY_EVENTS
    return {'command': 0, 'features': ofproto.OFPTFF_INGRESS_TABLE, 'capabilities': capabilities}


def group_features(ofproto: Any) -> Any:
    """The OFPGroupFeaturesStats of the switch (1.3.5, 7.3.5.11): all four types, chains checked for loops."""
    actions = sum(1 << number for number in _action_types(ofproto))
    capabilities = (
        ofproto.OFPGFC_SELECT_WEIGHT | ofproto.OFPGFC_SELECT_LIVENESS | ofproto.OFPGFC_CHAINING
        | ofproto.OFPGFC_CHAINING_CHECKS
    )
    return ofproto.OFPGroupFeaturesStats(0b1111, capabilities, [MAX_GROUPS] * 4, [actions] * 4)


def meter_features(ofproto: Any) -> Any:
    """The OFPMeterFeaturesStats of the switch (1.3.5, 7.3.5.14)."""
    capabilities = ofproto.OFPMF_KBPS | ofproto.OFPMF_PKTPS | ofproto.OFPMF_BURST | ofproto.OFPMF_STATS
    said = [MAX_METERS, 1 << DROP | 1 << DSCP_REMARK, capabilities, MAX_BANDS, 0]
    if ofproto.OFP_VERSION >= OF15:
        said.append(ofproto.OFPMFF_ACTION_SET | ofproto.OFPMFF_ANY_POSITION | ofproto.OFPMFF_MULTI_LIST)
    return ofproto.OFPMeterFeaturesStats(*said)
