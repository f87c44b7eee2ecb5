"""Why an emulated switch refuses a message."""

from __future__ import annotations

__all__ = ['Refused']


class Refused(Exception):
    """The switch will answer with an error: `kind` and `code` are the specification's names, `OFPET_BAD_ACTION` and
    `OFPBAC_BAD_OUT_PORT`. Several codes go from the exact one to what older versions have for it."""

    def __init__(self, kind: str, *codes: str) -> None:
        super().__init__(kind, *codes)
        self.kind = kind
        self.codes = codes
