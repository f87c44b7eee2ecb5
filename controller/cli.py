"""The command `controller-manager`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from .config import ConfigError, parse

if TYPE_CHECKING:
    from .config import Config
    from .manager import Controller

__all__ = ['main']


def main(
    arguments: Sequence[str] | None = None,
    *,
    prog: str = 'controller-manager',
    default_files: Sequence[str] = (),
    is_idle: Callable[[Controller], bool] | None = None,
) -> int:
    """Run the command line; the exit status is 0 after a graceful stop, 1 after a failure to start, 2 for misuse, and
    130, as shells have it, after a Ctrl-C that came before everything had started.

    `default_files` are the config files that are read where none is named; the command ends at once where the loaded
    controller `is_idle`.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments[:1] == ['openflow']:
            from .commands import openflow

            return openflow.main(arguments[1:])
        if arguments[:1] == ['replay']:
            from .commands import replay

            return replay.main(arguments[1:])
        if arguments[:1] == ['ctl']:
            from .commands import ctl

            return ctl.main(arguments[1:])
        return start(read(arguments, prog, default_files), is_idle)
    except ConfigError as error:
        print(f'controller-manager: {error}', file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def read(arguments: Sequence[str], prog: str, default_files: Sequence[str]) -> Config:
    """The options, with those that the file of --user-flags registers; the process is prepared for apps then."""
    place: dict[str, Any] = {'prog': prog, 'default_files': default_files}
    registering = any(each.startswith('--user-flags') for each in arguments)
    if registering:
        first = parse(arguments, with_help=False, **place)
        prepare(first)
        run_user_flags(first)
    config = parse(arguments, own=options_for_ryu(), **place)
    prepare(config)
    if config.user_flags and not registering:
        run_user_flags(config)
    return config


def prepare(config: Config) -> None:
    """Give apps what they expect of the process."""
    patch(config)  # before anything that might wait is imported
    answer_for_ryu(config)


def patch(config: Config) -> None:
    """Make the standard library cooperate: apps call time.sleep, requests and threading.Thread."""
    if config.monkey_patch:
        import greenhub

        greenhub.monkey_patch(all=True, thread=not config.enable_debugger)


def answer_for_ryu(config: Config) -> None:
    """Have apps that were written for Ryu find this framework under its names."""
    if not config.real_ryu:
        from .compat import install
        from .compat.framework import cfg

        install()
        cfg.use(config)


def options_for_ryu() -> Iterable[Any]:
    """The options of Ryu's services, and those that programs have registered under its names."""
    from .compat.framework import cfg, flags

    return [flags.hidden(each) for each in cfg.on_command_line()]


def start(config: Config, is_idle: Callable[[Controller], bool] | None = None) -> int:
    """Load and run what the options ask for."""
    from . import log
    from .loader import LoadError
    from .manager import Controller

    try:
        flush_each_line()
        log.set_up(config)
        if not config.real_ryu:
            from .compat import log_what_is_hidden

            log_what_is_hidden()
        raise_descriptor_limit()
        write_pid(config)
        profiling = profiling_of(config)
        controller = Controller(config)
        controller.load(apps_of(config))
        settle_options_of_apps(controller)
        if config.list_apps:
            print(*controller.report(), sep='\n')
            return 0
        if is_idle is not None and is_idle(controller):
            controller.stop()
            return 0
        start_capture(controller, config.capture)
        controller.reload_on_signal()
        controller.end_on_signals()  # before the first line that says that it listens
        controller.start()
    except (LoadError, OSError) as error:
        if config.verbose:
            log.traceback_of(error)
        print(f'controller-manager: {error}', file=sys.stderr)
        abandon_threads(1)
        return 1
    settle_garbage_collector()
    with profiling:
        if config.demo:
            run_demo(controller, config.demo)
        controller.run()
    abandon_threads(0)
    return 0


def flush_each_line() -> None:
    """Have what apps print seen when they print it, in a pipe or a file too."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)


def settle_options_of_apps(controller: Controller) -> None:
    """Raise ConfigError for options of apps that make no sense, or that no app has asked for."""
    own = controller.config.own
    if not controller.config.real_ryu:
        from .compat.framework import cfg, flags
        from .current import acting_for

        with acting_for(controller):
            cfg.check_registered()
        for line in flags.without_effect(own):
            controller.logger.warning('%s', line)
    unclaimed = list(own.unclaimed())
    if unclaimed:
        raise ConfigError('; '.join(unclaimed))


def abandon_threads(status: int) -> None:
    """End the process now where apps have left threads running that Python would wait for, perhaps for ever."""
    import logging
    import threading

    left = [each.name for each in threading.enumerate() if each is not threading.main_thread() and not each.daemon]
    if left:
        import atexit
        import os

        logging.getLogger('controller').warning('not waiting for threads of apps: %s', ', '.join(left))
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def apps_of(config: Config) -> list[str]:
    """The apps to load; a demo brings the REST API along, so that there is something to look at."""
    names = list(config.app_lists)
    if config.demo and not any('ofctl_rest' in name for name in names):
        names.append('ofctl_rest')
        print('--demo: loading ofctl_rest too, for the REST API', file=sys.stderr)
    if not names:
        print('no app named: switches can connect, but nothing decides (see --help)', file=sys.stderr)
    return names


def start_capture(controller: Any, path: str | None) -> None:
    """Keep what the switches hand to the controller, as --capture asks."""
    if path:
        from .capture import PacketInCapture

        (capture,) = controller.load([PacketInCapture])
        capture.write_to(path)


def profiling_of(config: Config) -> AbstractContextManager[object]:
    """What --profile asks for, ready to begin; raises OSError where the file cannot be written."""
    if config.profile is None:
        return nullcontext()
    from .profiler import Profiling

    return Profiling(config.profile)


def run_demo(controller: Any, topology: str) -> None:
    """Show an embedded network at work in the terminal, beside the controller."""
    import greenhub

    from .emulator.demo import show

    greenhub.spawn(show, controller, topology, sys.stdout)


def raise_descriptor_limit() -> None:
    """As many connections as the system lets this process have."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def settle_garbage_collector() -> None:
    """What is loaded stays: leave it out of collections, and collect when there is more to find.

    Messages and events die by reference count; with CPython's defaults a tenth of the time per packet-in went into
    looking at them.
    """
    import gc

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 10)


def write_pid(config: Config) -> None:
    """Leave the process id in a file."""
    if config.pid_file:
        import os

        try:
            with open(config.pid_file, 'w', encoding='ascii') as file:
                file.write(f'{os.getpid()}\n')
        except OSError as error:
            raise OSError(f'--pid-file: cannot write {config.pid_file}: {error.strerror}') from error


def run_user_flags(config: Config) -> None:
    """Run the user's file before the apps are loaded, as --user-flags asks; raises ConfigError."""
    from .loader import LoadError, load_module

    try:
        load_module(str(config.user_flags))
    except LoadError as error:
        raise ConfigError(f'--user-flags: {error}') from error
