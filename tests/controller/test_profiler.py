"""Where the CPU time goes: what a sample stands for, the forms of a profile, and a run of the command."""

import io
import json
import os
import re
import signal
import sys
import threading
from time import thread_time
from xml.etree import ElementTree

import pytest

import greenhub
from controller.config import profile_file
from controller.flame_graph import FORMS, writer_of
from controller.profiler import Frame, Profile, Profiler, Profiling, instruction_at, stack_of

from .tcp import ControllerProcess, TcpSwitch, until

GREENTHREAD = Frame('GreenThread.run', os.path.join('greenhub', 'greenthread.py'), 1)
WORK = Frame('Runner._work', os.path.join('controller', 'runner.py'), 2)
HANDLER = Frame('Mine.packet_in', 'mine.py', 3)
HELPER = Frame('helper', 'mine.py', 4)
SEND = Frame('[self.fd.send]', 'mine.py', 5, calls_c=True)


def burn(seconds):
    """Use CPU time, in C and in Python."""
    end = thread_time() + seconds
    while thread_time() < end:
        sum(range(1000))


def burn_more(seconds):
    burn(seconds)


def greedy():
    burn_more(0.3)
    greenhub.sleep(0)
    burn_more(0.3)


def modest():
    burn(0.1)
    greenhub.sleep(0)
    burn(0.1)


def seconds_in(profile, name):
    return sum(seconds for stack, seconds in profile.stacks.items() if name in [frame.name for frame in stack])


def test_a_stack_begins_with_the_handler():
    assert stack_of([GREENTHREAD, WORK, HANDLER, HELPER], None, False) == (HANDLER, HELPER)


def test_a_stack_without_a_handler_begins_above_the_greenthread():
    assert stack_of([GREENTHREAD, WORK], None, False) == (WORK,)
    assert stack_of([GREENTHREAD], None, False) == (GREENTHREAD,)
    inbox = Frame('Inbox.get', os.path.join('controller', 'inbox.py'), 9)
    assert stack_of([GREENTHREAD, WORK, inbox], None, False) == (WORK, inbox)


def test_a_function_that_is_being_entered_has_used_no_time_yet():
    assert stack_of([HANDLER, HELPER], None, True) == (HANDLER,)
    assert stack_of([HANDLER], None, True) == (HANDLER,)


def test_a_call_to_c_is_the_innermost_frame():
    assert stack_of([GREENTHREAD, HANDLER], SEND, False) == (HANDLER, SEND)


def test_samples_without_a_stack_have_a_name():
    assert stack_of([], None, False) == (Frame('(too many stacks)'),)


def test_what_an_instruction_calls_is_read_from_the_source():
    code = burn.__code__
    found = {instruction_at(code, offset) for offset in range(0, len(code.co_code), 2)}
    calls = {call.name: call for call, _ in found if call is not None}
    assert set(calls) == {'[thread_time]', '[sum]', '[range]'}
    assert calls['[sum]'].line == code.co_firstlineno + 4
    assert (None, True) in found  # the entry


def test_time_in_c_counts_for_the_function_that_called_it():
    profile = Profile({(HANDLER,): 1.0, (HANDLER, SEND): 2.0, (HANDLER, HELPER): 5.0})
    assert profile.by_function() == [(HELPER, 5.0, None, 0.0), (HANDLER, 3.0, SEND, 2.0)]
    assert list(profile.top()) == [
        '  62.5%  helper (mine.py:4)', '  37.5%  Mine.packet_in (mine.py:3), 25.0% in [self.fd.send]',
    ]  # fmt: skip
    assert list(profile.top(1)) == ['  62.5%  helper (mine.py:4)']


def test_greenthreads_are_told_apart_and_have_their_shares():
    profiler = Profiler()
    profiler.start()
    threads = [greenhub.spawn(each) for each in (greedy, modest)]
    for each in threads:
        each.wait()
    profile = profiler.stop()
    assert profile.seconds == pytest.approx(0.8, rel=0.3)
    assert seconds_in(profile, 'greedy') / seconds_in(profile, 'modest') == pytest.approx(3.0, rel=0.25)
    assert seconds_in(profile, 'burn_more') == pytest.approx(seconds_in(profile, 'greedy'), rel=0.1)
    for stack in profile.stacks:
        assert not {'greedy', 'modest'} <= {frame.name for frame in stack}
    (most, _, call, _), *_ = profile.by_function()
    assert (most.name, call.name) == ('burn', '[sum]')


def test_time_of_other_threads_is_nobodys():
    profiler = Profiler()
    profiler.start()
    thread = threading.Thread(target=burn, args=(0.3,))
    thread.start()
    thread.join()
    assert profiler.stop().seconds < 0.1


def test_the_process_goes_on_after_the_last_sample():
    profiler = Profiler()
    profiler.start()
    profiler.stop()
    os.kill(os.getpid(), signal.SIGPROF)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_different_stacks_have_a_bound(monkeypatch):
    monkeypatch.setattr('controller.profiler.MOST_STACKS', 1)
    profiler = Profiler()
    profiler._sample(0, sys._getframe())
    profiler._sample(0, sys._getframe(1))
    profiler._sample(0, sys._getframe())
    assert len(profiler._seen) == 2 and (0,) in profiler._seen


ODD = Frame('a;b<c>&"\n', '<wire 1.3 "X">', 7)
PROFILE = Profile({(HANDLER,): 0.5, (HANDLER, ODD): 1.5, (HELPER, SEND): 0.000001}, 3, 4.0)


def written(name, profile=PROFILE):
    file = io.StringIO()
    writer_of(name)(profile, file)
    return file.getvalue()


def test_collapsed_stacks_have_one_line_each():
    lines = written('p.folded').splitlines()
    assert lines == written('p.txt').splitlines() == [
        'Mine.packet_in (mine.py:3);a,b<c>&"  (<wire 1.3 "X">:7) 1500000',
        'Mine.packet_in (mine.py:3) 500000',
        'helper (mine.py:4);[self.fd.send] 1',
    ]  # fmt: skip
    for line in lines:
        assert re.fullmatch(r'.+ \d+', line)  # what flamegraph.pl takes


def test_speedscope_gets_frames_once_and_samples_by_their_numbers():
    document = json.loads(written('p.json'))
    frames, (profile,) = document['shared']['frames'], document['profiles']
    assert [each['name'] for each in frames] == [HANDLER.name, ODD.name, HELPER.name, SEND.name]
    assert frames[0] == {'name': 'Mine.packet_in', 'file': 'mine.py', 'line': 3}
    assert profile['samples'] == [[0], [0, 1], [2, 3]]
    assert profile['weights'] == [0.5, 1.5, 0.000001]
    assert (profile['type'], profile['unit'], profile['endValue']) == ('sampled', 'seconds', 2.000001)


def test_a_flame_graph_has_callers_below_and_widths_by_time():
    root = ElementTree.fromstring(written('p.svg'))
    space = '{http://www.w3.org/2000/svg}'
    boxes = {each.find(f'{space}text').text: each for each in root.iter(f'{space}svg') if each is not root}
    assert set(boxes) == {'all: 2.00 s of CPU time', HANDLER.name, ODD.name}  # what is too narrow is left out
    widths = {name: float(each.get('width')[:-1]) for name, each in boxes.items()}
    assert (widths[HANDLER.name], widths[ODD.name]) == (pytest.approx(100.0, abs=0.1), pytest.approx(75.0, abs=0.1))
    assert int(boxes[ODD.name].get('y')) < int(boxes[HANDLER.name].get('y'))
    assert boxes[ODD.name].find(f'{space}title').text == f'{ODD}: 75.00%'
    assert 'http' not in written('p.svg').replace('http://www.w3.org/2000/svg', '')  # it needs nothing else


def test_a_page_has_the_flame_graph_and_the_top():
    page = written('p.html')
    assert '<svg ' in page and '75.0%  a;b&lt;c&gt;' in page


@pytest.mark.parametrize('ending', FORMS)
def test_a_profile_of_nothing_can_be_written(ending):
    assert written(f'p{ending}', Profile({})) or ending in ('.folded', '.txt')


def test_the_option_takes_the_forms_there_are():
    assert [profile_file(f'P{ending.upper()}') for ending in FORMS]
    with pytest.raises(ValueError, match=r"'p\.png' has to end with one of \.svg \.html \.json \.folded \.txt"):
        profile_file('p.png')


def test_a_file_that_cannot_be_written_is_said_at_once(tmp_path):
    with pytest.raises(OSError, match=r'--profile: cannot write .*p\.svg: No such file or directory'):
        Profiling(str(tmp_path / 'none' / 'p.svg'))


def test_the_command_says_at_start_what_is_wrong(tmp_path):
    with ControllerProcess(tmp_path, '--profile', 'none/p.svg', listening=False) as controller:
        assert controller.process.wait(10) == 1
        assert '--profile: cannot write none/p.svg' in controller.log
    with ControllerProcess(tmp_path, '--profile', 'p.png', listening=False) as controller:
        assert controller.process.wait(10) == 2
        assert 'has to end with one of' in controller.log


HOT = """
from controller.app import MAIN_DISPATCHER, App, set_ev_cls
from controller.events import EventOFPPacketIn


class Hot(App):
    def find(self):
        total = 0
        for number in range(20_000):
            total += number
        return total

    @set_ev_cls(EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, ev):
        self.find()
        ev.msg.datapath.send_msg(ev.msg.datapath.ofproto_parser.OFPBarrierRequest(ev.msg.datapath))
"""


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_a_run_finds_the_hot_function(tmp_path, number):
    (tmp_path / 'hot.py').write_text(HOT)
    with ControllerProcess(tmp_path, 'hot.py', '--profile', 'p.folded') as controller:
        with TcpSwitch(controller.port) as switch:
            switch.join()
            of = switch.of
            for _ in range(10):
                ask = [of.OFPPacketIn(None, 1, 60, 0, 0, 0, of.OFPMatch(in_port=1), bytes(60)) for _ in range(40)]
                before = len(switch.named('OFPBarrierRequest'))
                switch.send(*ask)
                switch.read_until(lambda before=before: len(switch.named('OFPBarrierRequest')) == before + 40)
        assert controller.end(number) == 0
        log = controller.log
    shares = re.findall(r'^ +([\d.]+)%  (.+)$', log, re.M)
    assert len(shares) <= 10
    assert shares[0][1].startswith('Hot.find (hot.py:7)') and float(shares[0][0]) > 50
    assert re.search(r'--profile: [\d.]+ s of CPU time in [\d.]+ s \(\d+%\), \d+ samples; p\.folded shows', log)
    lines = (tmp_path / 'p.folded').read_text().splitlines()
    assert lines[0].startswith('Hot.packet_in (hot.py:13);Hot.find (hot.py:7)')


def test_a_demo_is_profiled_too(tmp_path):
    with ControllerProcess(tmp_path, 'simple_switch_13', '--profile', 'p.svg', '--demo', 'linear,2',
                           '--wsapi-port', '0') as controller:  # fmt: skip
        until(lambda: 'joined' in controller.log)
        controller.wait_for('ping', 20)
        assert controller.end() == 0
    ElementTree.parse(tmp_path / 'p.svg')
    assert '--profile:' in controller.log
