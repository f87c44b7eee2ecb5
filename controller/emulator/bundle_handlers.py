"""How a switch answers what a controller says of bundles (1.4.1, 6.9 and 7.3.9; in 1.3 an extension, EXT-230)."""

from __future__ import annotations

from typing import Any, ClassVar

from .bundles import CLOSE, COMMIT, DISCARD, OPEN, Bundle, BundleTable
from .dialect import Dialect
from .refused import Refused

__all__ = ['BundleHandlers']


class BundleHandlers(Dialect):
    """Bundles: those of the ONF in 1.3, and in later versions the same under another name."""

    HANDLERS: ClassVar[dict[str, str]] = {
        'ONFBundleCtrlMsg': '_bundle_control',
        'ONFBundleAddMsg': '_bundle_add',
        'OFPBundleCtrlMsg': '_bundle_control',
        'OFPBundleAddMsg': '_bundle_add',
    }

    def reset(self) -> None:
        """Bundles end with the channel that they were opened on (1.4.1, 6.9.1)."""
        super().reset()
        self.bundles = BundleTable()

    def _bundle_add(self, request: Any) -> None:
        if request.message.xid != request.xid:
            raise Refused('OFPET_BUNDLE_FAILED', 'OFPBFC_MSG_BAD_XID')
        self._check_bundle_flags(request.flags)
        self.bundles.add(request.bundle_id, request.flags, request.message)

    def _bundle_control(self, request: Any) -> None:
        bundle_id, flags = request.bundle_id, request.flags
        if request.type == OPEN:
            self._check_bundle_flags(flags)
            self.bundles.open(bundle_id, flags)
        elif request.type == CLOSE:
            self.bundles.close(bundle_id, flags)
        elif request.type == COMMIT:
            self._commit(self.bundles.take(bundle_id, flags))
        elif request.type == DISCARD:
            self.bundles.discard(bundle_id)
        else:
            raise Refused('OFPET_BUNDLE_FAILED', 'OFPBFC_BAD_TYPE')
        answer = type(request)(None, bundle_id=bundle_id, type_=request.type + 1, flags=flags, properties=[])
        self.reply(request, answer)

    def _check_bundle_flags(self, flags: int) -> None:
        """Refuse what a version knows and this switch does not."""

    def _commit(self, bundle: Bundle) -> None:
        """Do all that a bundle says; where one message is refused, nothing of it, and that message is answered with
        its error too (1.4.1, 6.9.4)."""
        message = None
        try:
            with self.switch.transaction():
                for message in bundle.messages:
                    self.handle(message)
        except Refused as refused:
            self.refuse(message, refused)
            raise Refused('OFPET_BUNDLE_FAILED', 'OFPBFC_MSG_FAILED') from refused
