"""How the tables of a switch give up flow entries and tell that they fill (1.4.1, 5.5, 6.4.1 and 7.3.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from .dialect_1_3 import Dialect13
from .flowtable import FlowEntry, FlowTable, TableConfig
from .refused import Refused
from .tables import EVICTION, Removed

__all__ = ['TableHandlers']


class TableHandlers(Dialect13):
    """Eviction and vacancy events as 1.4 has them."""

    HANDLERS: ClassVar[dict[str, str]] = {'OFPTableDescStatsRequest': '_table_descriptions'}

    def _table_mod(self, request: Any) -> None:
        ofproto, tables = self.ofproto, self.switch.tables
        if request.table_id != ofproto.OFPTT_ALL and request.table_id >= len(tables):
            raise Refused('OFPET_TABLE_MOD_FAILED', 'OFPTMFC_BAD_TABLE')
        known = ofproto.OFPTC_DEPRECATED_MASK | ofproto.OFPTC_EVICTION | ofproto.OFPTC_VACANCY_EVENTS
        if request.config & ~known:
            raise Refused('OFPET_TABLE_MOD_FAILED', 'OFPTMFC_BAD_CONFIG')
        config = TableConfig(bool(request.config & ofproto.OFPTC_EVICTION), self._vacancy(request))
        for table in tables.tables if request.table_id == ofproto.OFPTT_ALL else [tables[request.table_id]]:
            filling = config.vacancy is None or self._free(table) > config.vacancy[0]
            table.config = replace(config, filling=filling)

    def _vacancy(self, request: Any) -> tuple[int, int] | None:
        """The thresholds of vacancy events; how entries are evicted is the switch's own choice (7.3.3)."""
        thresholds = None
        for each in request.properties:
            name = type(each).__name__
            if name == 'OFPTableModPropVacancy':
                if each.vacancy_down > each.vacancy_up or each.vacancy_up > 100:
                    raise Refused('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_VALUE')
                thresholds = each.vacancy_down, each.vacancy_up
            elif name != 'OFPTableModPropEviction':
                raise Refused('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_TYPE')
        if not request.config & self.ofproto.OFPTC_VACANCY_EVENTS:
            return None
        if thresholds is None:
            raise Refused('OFPET_BAD_PROPERTY', 'OFPBPC_BAD_VALUE')
        return thresholds

    def _table_descriptions(self, request: Any) -> None:
        rows = [self._table_description(table) for table in self.switch.tables.tables]
        self._reply_in_parts(request, self.ofproto.OFPTableDescStatsReply, rows)

    def _table_description(self, table: FlowTable) -> Any:
        ofproto, config = self.ofproto, table.config
        flags = ofproto.OFPTMPEF_IMPORTANCE | ofproto.OFPTMPEF_LIFETIME
        properties = [ofproto.OFPTableModPropEviction(flags=flags)]
        down, up = config.vacancy or (0, 0)
        if config.vacancy is not None:
            free = self._free(table)
            properties.append(ofproto.OFPTableModPropVacancy(vacancy_down=down, vacancy_up=up, vacancy=free))
        bits = config.evicts * ofproto.OFPTC_EVICTION | (config.vacancy is not None) * ofproto.OFPTC_VACANCY_EVENTS
        return ofproto.OFPTableDesc(table_id=table.table_id, config=bits, properties=properties)

    @staticmethod
    def _free(table: FlowTable) -> int:
        """How much of a table is free, in per cent."""
        return 100 * (table.max_entries - len(table)) // table.max_entries

    # -- changes ------------------------------------------------------------------------------------------------

    def _add(self, request: Any) -> list[Removed]:
        """A full table that evicts makes room for an entry that is no less important (6.4.1)."""
        evicted: list[Removed] = []
        if request.table_id < len(self.switch.tables):
            table = self.switch.tables[request.table_id]
            if table.config.evicts and len(table) >= table.max_entries and not self._replaces(request, table):
                evicted = self._evict(table, request.importance)
        return evicted + super()._add(request)

    def _replaces(self, request: Any, table: FlowTable) -> bool:
        entry = self._entry(request)
        return table.find(entry.match, entry.priority) is not None

    @staticmethod
    def _evict(table: FlowTable, importance: int) -> list[Removed]:
        """Of the least important entries the one that would end first goes."""

        def value(entry: FlowEntry) -> tuple[int, float]:
            return entry.importance, float('inf') if entry.expires is None else entry.expires

        victim = min(table, key=value)
        if victim.importance > importance:
            return []
        table.remove(victim)
        return [(victim, EVICTION)]

    def tell_changes(self) -> None:
        """Tell of tables that have passed a threshold, too."""
        super().tell_changes()
        for table in self.switch.tables.tables:
            config = table.config
            if config.vacancy is None:
                continue
            (down, up), free = config.vacancy, self._free(table)
            if free < down if config.filling else free > up:
                table.config = replace(config, filling=not config.filling)
                self._tell_status(table, config.filling)

    def _tell_status(self, table: FlowTable, filling: bool) -> None:
        ofproto = self.ofproto
        reason = ofproto.OFPTR_VACANCY_DOWN if filling else ofproto.OFPTR_VACANCY_UP
        if self.wants('table_status', reason):
            self.switch.say(ofproto.OFPTableStatus(None, reason=reason, table=self._table_description(table)))
