"""Carry apps/ in the wheel as controller/apps/; an editable install reads them where they are, in the checkout."""

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundledApps(BuildHookInterface):
    def initialize(self, version: str, build_data: dict) -> None:
        if version != 'editable':
            build_data['force_include']['apps'] = 'controller/apps'
