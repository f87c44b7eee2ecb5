"""Bundles of 1.3, which are an extension of the ONF; what they do is tested under 1.4."""

from __future__ import annotations

from typing import Any

import pytest

from controller.emulator.bundles import CLOSE, COMMIT, DISCARD, OPEN
from controller.openflow import OF13, version

from .lab import Bench

of: Any = version(OF13)
FLAGS = of.ONF_BF_ATOMIC | of.ONF_BF_ORDERED


@pytest.fixture
def bench() -> Bench:
    return Bench(OF13)


def control(kind: int, bundle_id: int = 1, flags: int = FLAGS) -> Any:
    return of.ONFBundleCtrlMsg(None, bundle_id, kind, flags, [])


def adding(message: Any) -> Any:
    return of.ONFBundleAddMsg(None, 1, FLAGS, message, [])


def test_opened_filled_and_committed(bench: Bench) -> None:
    assert bench.answer(control(OPEN)).type == of.ONF_BCT_OPEN_REPLY
    assert bench.ask(adding(bench.flow([of.OFPActionOutput(2)]))) == []
    assert bench.answer(control(CLOSE)).type == of.ONF_BCT_CLOSE_REPLY
    assert bench.flows() == []
    assert bench.answer(control(COMMIT)).type == of.ONF_BCT_COMMIT_REPLY
    assert len(bench.flows()) == 1


def test_one_refused_message_refuses_all(bench: Bench) -> None:
    bench.answer(control(OPEN))
    bench.ask(adding(bench.flow([of.OFPActionOutput(2)])))
    bench.ask(adding(bench.flow([of.OFPActionOutput(99)])))
    of_message, of_bundle = bench.ask(control(COMMIT))
    assert (of_message.type, of_message.code) == (of.OFPET_BAD_ACTION, of.OFPBAC_BAD_OUT_PORT)
    assert (of_bundle.type, of_bundle.exp_type) == (of.OFPET_EXPERIMENTER, of.ONFERR_ET_FAILED)
    assert of_bundle.experimenter == of.ONF_EXPERIMENTER_ID
    assert bench.flows() == []


@pytest.mark.parametrize(('request_', 'code'), [
    (control(OPEN), 'BUNDLE_EXIST'), (control(CLOSE, flags=0), 'BAD_FLAGS'), (control(DISCARD, 2), 'BAD_ID'),
    (control(99), 'BAD_TYPE'), (adding(of.OFPBarrierRequest(None)), 'MSG_UNSUP'),
])  # fmt: skip
def test_what_is_refused(bench: Bench, request_: Any, code: str) -> None:
    bench.answer(control(OPEN))
    assert bench.answer(request_).exp_type == getattr(of, f'ONFERR_ET_{code}')


def test_a_slave_has_no_bundles(bench: Bench) -> None:
    bench.answer(of.OFPRoleRequest(None, of.OFPCR_ROLE_SLAVE, 1))
    assert bench.error(control(OPEN)) == ('OFPET_BAD_REQUEST', 'OFPBRC_IS_SLAVE')
