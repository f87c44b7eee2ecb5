# ruff: noqa: RUF009  (a row of the table is a call)
"""The options: one table, from which come the command line, the environment variables and the config file."""

from __future__ import annotations

import argparse
import configparser
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .own_options import PREFIX, OwnOption, OwnOptions

if TYPE_CHECKING:
    from .openflow.policing import Rate

__all__ = ['Config', 'ConfigError', 'parse', 'release', 'sections_of']

#: Seconds of the shortest interval in which all ports are probed.
LEAST_INTERVAL = 0.1


class ConfigError(Exception):
    """An option has a value that makes no sense; the text names the option and where it was given."""


def flag(text: str) -> bool:
    """`true`, `yes`, `on`, `1`, or their opposites."""
    known = {'1': True, 'true': True, 'yes': True, 'on': True, '0': False, 'false': False, 'no': False, 'off': False}
    try:
        return known[text.strip().lower()]
    except KeyError:
        raise ValueError(f'{text!r} is neither true nor false') from None


def port(text: str) -> int:
    """A TCP port, from 0 (any free one) to 65535."""
    if not (text.isdecimal() and int(text) <= 65535):
        raise ValueError(f'{text!r} is no port')
    return int(text)


def seconds(text: str) -> float:
    """A time in seconds, not negative."""
    try:
        number = float(text)
    except ValueError:
        number = float('nan')
    if not 0 <= number < float('inf'):
        raise ValueError(f'{text!r} is no time in seconds')
    return number


def level(text: str) -> int:
    """A level of the log, by number or name."""
    import logging

    known = logging.getLevelName(text.upper())
    if not isinstance(known, int) and not text.isdecimal():
        raise ValueError(f'{text!r} is no level of the log')
    return known if isinstance(known, int) else int(text)


def octal(text: str) -> int:
    """File permissions."""
    try:
        return int(text, 8)
    except ValueError:
        raise ValueError(f'{text!r} is no octal number') from None


def count(text: str) -> int:
    """How many; none too."""
    if not text.isdecimal():
        raise ValueError(f'{text!r} is no number')
    return int(text)


def rate(text: str) -> Rate:
    """`N` or `N:BURST`: so many a second, and so many at once (else those of a second)."""
    from .openflow.policing import Rate

    limit, _, burst = text.partition(':')
    try:
        found = Rate(count(limit), count(burst or limit))
    except ValueError:
        found = Rate(0, 0)
    if not (found.limit and found.burst):
        raise ValueError(f'{text!r} is not N or N:BURST, both 1 or more')
    return found


def profile_file(text: str) -> str:
    """A file for a profile, whose name ends as one of its forms does."""
    known = ('.svg', '.html', '.json', '.folded', '.txt')
    if not text.lower().endswith(known):
        raise ValueError(f'{text!r} has to end with one of {" ".join(known)}, which are its forms')
    return text


def addresses(text: str) -> list[tuple[str, int]]:
    """`HOST:PORT` of switches, separated by commas; an IPv6 address stands in brackets."""
    pairs = [each.strip().rpartition(':') for each in text.split(',') if each.strip()]
    for host, colon, number in pairs:
        if not (host and colon and number.isdigit()):
            raise ValueError(f'{host + colon + number!r} is not HOST:PORT')
    return [(host.strip('[]'), port(number)) for host, _, number in pairs]


def names(text: str) -> list[str]:
    """Host names, separated by commas."""
    found = [each.strip() for each in text.split(',') if each.strip()]
    for each in found:
        if not all(char.isalnum() or char in '.-_' for char in each):
            raise ValueError(f'{each!r} is no host name')
    return found


def origins(text: str) -> list[str]:
    """Origins of web pages as browsers send them (RFC 6454), separated by commas."""
    found = [each.strip() for each in text.split(',') if each.strip()]
    for each in found:
        scheme, separator, host = each.partition('://')
        if not (scheme in ('http', 'https') and separator and host) or set(host) & set('/?#@* '):
            raise ValueError(f'{each!r} is no origin of a page, such as https://HOST or http://HOST:PORT')
    return [each.lower() for each in found]


def demo(text: str) -> str:
    """The name of an emulated network, checked."""
    from .emulator.topology import parse as parse_topology

    parse_topology(text)
    return text


def option(group: str, default: Any, convert: Callable[[str], Any], metavar: str | None, help: str) -> Any:
    """One row of the table."""
    metadata = {'help': help, 'convert': convert, 'group': group, 'metavar': metavar}
    if isinstance(default, list):
        return field(default_factory=list, metadata=metadata)
    return field(default=default, metadata=metadata)


_apps, _switches, _rest = partial(option, 'apps'), partial(option, 'switches'), partial(option, 'REST')
_topology = partial(option, 'topology')
_log, _process = partial(option, 'log'), partial(option, 'process')


@dataclass
class Config:
    """Every option with its default; the names are Ryu's where Ryu has the option.

    `own` is what was said of options that are none of these, for the apps to ask.
    """

    app_lists: list[str] = _apps([], str, 'APP', 'an app to run, beside those named as arguments')
    list_apps: bool = _apps(False, flag, None, 'show the apps that would run, with the events that they hear; exit')
    real_ryu: bool = _apps(False, flag, None, 'leave `import ryu` and `import os_ken` to what is installed')
    demo: str | None = _apps(
        None, demo, 'TOPOLOGY',
        'run on an embedded network: linear,N tree,DEPTH[,FANOUT] ring,N single,N mesh,N '
        'torus,ROWS,COLUMNS fat_tree,PORTS; loads ofctl_rest too',
    )  # fmt: skip

    ofp_listen_host: str = _switches('0.0.0.0', str, 'HOST', 'address to listen on for switches (every one)')
    ofp_tcp_listen_port: int | None = _switches(None, port, 'PORT', 'TCP port for switches (6653, and 6633)')
    ofp_ssl_listen_port: int | None = _switches(None, port, 'PORT', 'TLS port for switches (6653, and 6633)')
    ctl_privkey: str | None = _switches(None, str, 'FILE', 'private key of the controller: switches have to use TLS')
    ctl_cert: str | None = _switches(None, str, 'FILE', 'certificate of the controller')
    ca_certs: str | None = _switches(None, str, 'FILE', "authorities that must have signed the switches' certificates")
    ciphers: str | None = _switches(None, str, 'LIST', 'TLS ciphers, as OpenSSL writes them')
    ofp_switch_address_list: list[tuple[str, int]] = _switches([], addresses, 'LIST', 'switches to dial: HOST:PORT,...')
    ofp_switch_connect_interval: float = _switches(1.0, seconds, 'SECONDS', 'between attempts to dial a switch (1)')
    socket_timeout: float = _switches(5.0, seconds, 'SECONDS', 'limit of the OpenFlow and TLS handshakes (5)')
    echo_request_interval: float = _switches(15.0, seconds, 'SECONDS', 'between echo requests (15); 0: none are sent')
    maximum_unreplied_echo_requests: int = _switches(3, count, 'N', 'that may go unanswered (3); 0: none are sent')
    ovsdb_timeout: float = _switches(2.0, seconds, 'SECONDS', "limit of what apps ask Open vSwitch's database (2)")

    packet_in_rate: Rate | None = _switches(
        None, rate, 'N[:BURST]',
        'packet-ins a second that are taken of each switch, and how many at once (as many); LLDP does not count',
    )  # fmt: skip

    capture: str | None = _switches(
        None, str, 'FILE', 'keep packet-ins, for Wireshark (pcapng; NAME.pcap: pcap; -: standard output)',
    )  # fmt: skip

    wsapi_host: str = _rest(
        '127.0.0.1', str, 'HOST',
        'address that the REST API listens on (127.0.0.1); any beyond this machine wants --wsapi-token or certificates',
    )  # fmt: skip
    wsapi_port: int = _rest(8080, port, 'PORT', 'port of the REST API (8080)')
    rest_timeout: float = _rest(5.0, seconds, 'SECONDS', 'limit of what a REST request waits for a switch (5)')
    wsapi_token: str | None = _rest(
        None, str, 'FILE', 'ask REST clients for a token of this file: a line is TOKEN [NAME] [read-only]',
    )  # fmt: skip
    wsapi_cert: str | None = _rest(None, str, 'FILE', 'certificate of the REST API, which then is HTTPS')
    wsapi_key: str | None = _rest(None, str, 'FILE', 'its private key')
    wsapi_ca_certs: str | None = _rest(
        None, str, 'FILE', 'ask REST clients for a certificate that these authorities have signed',
    )  # fmt: skip
    wsapi_insecure: bool = _rest(False, flag, None, 'let everybody use REST, also beyond this machine')
    wsapi_names: list[str] = _rest([], names, 'NAME,...', 'host names of the REST API, beside this machine\'s own')
    wsapi_cors: list[str] = _rest([], origins, 'ORIGIN,...', 'web pages that may use the REST API (none but its own)')
    wsapi_rate: int | None = _rest(
        None, count, 'N', 'REST requests a second of one client (500; on this machine any number); 0: any number',
    )  # fmt: skip
    wsapi_log: str | None = _rest(None, str, 'FILE', 'access log of the REST API, in the Common Log Format')

    observe_links: bool = _topology(False, flag, None, 'look for links from the start; else when an app asks for them')
    install_lldp_flow: bool = _topology(True, flag, None, 'install a flow entry that brings LLDP to the controller')
    explicit_drop: bool = _topology(True, flag, None, 'have switches drop the LLDP that they buffer for the controller')
    lldp_interval: float = _topology(3.0, seconds, 'SECONDS', 'in which every port is probed once (3)')
    host_timeout: float = _topology(3600.0, seconds, 'SECONDS', 'after which a silent host is gone (3600); 0: never')
    strict_links: bool = _topology(True, flag, None, 'refuse links that others contradict, or where a host was seen')

    verbose: bool = _log(False, flag, None, 'log everything, and failures with tracebacks')
    default_log_level: int | None = _log(None, level, 'LEVEL', 'least level that is logged, by name or number (INFO)')
    use_stderr: bool = _log(True, flag, None, 'log to standard error')
    use_syslog: bool = _log(False, flag, None, 'log to syslog')
    log_dir: str | None = _log(None, str, 'DIR', 'directory of the log file')
    log_file: str | None = _log(None, str, 'FILE', 'name of the log file')
    log_file_mode: int = _log(0o644, octal, 'MODE', 'permissions of the log file, octal (644)')
    log_config_file: str | None = _log(None, str, 'FILE', 'configuration of the logging module')

    slow_handler: float = _process(
        1.0, seconds, 'SECONDS', 'log who keeps everything else waiting for so long (1); 0: nobody',
    )  # fmt: skip
    profile: str | None = _process(
        None, profile_file, 'FILE',
        'where the CPU time goes, written at the end: NAME.svg or .html for a browser, .json for speedscope, .folded',
    )  # fmt: skip
    pid_file: str | None = _process(None, str, 'FILE', 'file to write the process id to')
    user_flags: str | None = _process(None, str, 'FILE', 'Python file to run before the apps are loaded')
    enable_debugger: bool = _process(False, flag, None, 'leave threads alone when monkey patching, for debuggers')
    monkey_patch: bool = _process(True, flag, None, 'make the standard library wait through the hub')

    def __post_init__(self) -> None:
        self.own = OwnOptions()


def parse(
    arguments: Sequence[str],
    environ: dict[str, str] | None = None,
    *,
    own: Iterable[OwnOption] = (),
    default_files: Sequence[str] = (),
    prog: str = 'controller-manager',
    with_help: bool = True,
) -> Config:
    """The options from command line, environment and config file, in that order of weight.

    `own` are options of apps that are known already; of others the text is kept. `default_files` are read where no
    config file is named. Without `with_help`, --help and --version are left for a later reading. Prints help or version
    and exits where asked to; exits with status 2 for a wrong command line; raises ConfigError for what is wrong
    elsewhere.
    """
    environ = dict(os.environ) if environ is None else environ
    kept = OwnOptions(environ=environ)
    parser = _parser(own, kept, prog, with_help)
    known, unknown = parser.parse_known_intermixed_args(arguments)  # apps may stand between options
    given = vars(known)
    # argparse leaves over what stands behind an option that it does not know.
    apps = [*given.pop('apps'), *(each for each in unknown if not each.startswith('-'))]
    for token in unknown:
        if token.startswith('--'):
            kept.add_argument(token)
        elif token.startswith('-') and with_help:
            parser.error(f'unrecognized arguments: {token}')
    files = given.pop('config_file', None) or [each for each in [environ.get(PREFIX + 'CONFIG_FILE')] if each]
    files += [path for folder in given.pop('config_dir', ()) for path in _files_in(Path(folder))]
    rows = {each.name: each for each in fields(Config)}
    values: dict[str, Any] = {}
    for path in files or default_files:
        values.update(_from_file(Path(path), rows, kept))
    for name, row in rows.items():
        if PREFIX + name.upper() in environ:
            values[name] = _converted(environ[PREFIX + name.upper()], row, PREFIX + name.upper())
    values.update(given)
    config = Config(**values)
    config.own = kept
    config.app_lists = [name for each in (*apps, *config.app_lists) for name in each.split(',') if name]  # as in Ryu
    _check(config)
    return config


def _check(config: Config) -> None:
    if bool(config.ctl_privkey) != bool(config.ctl_cert):
        raise ConfigError('--ctl-privkey and --ctl-cert go together')
    if config.ca_certs and not config.ctl_cert:
        raise ConfigError('--ca-certs needs --ctl-privkey and --ctl-cert')
    if config.ofp_ssl_listen_port is not None and not config.ctl_cert:
        raise ConfigError('--ofp-ssl-listen-port needs --ctl-privkey and --ctl-cert')
    if bool(config.wsapi_key) != bool(config.wsapi_cert):
        raise ConfigError('--wsapi-key and --wsapi-cert go together')
    if config.wsapi_ca_certs and not config.wsapi_cert:
        raise ConfigError('--wsapi-ca-certs needs --wsapi-cert and --wsapi-key')
    if config.lldp_interval < LEAST_INTERVAL:
        raise ConfigError(f'--lldp-interval: {LEAST_INTERVAL:g} s is the least')
    if config.capture == '-' and config.demo:
        raise ConfigError('--capture - and --demo would both write to standard output')
    for name in ('ctl_privkey', 'ctl_cert', 'ca_certs', 'wsapi_token', 'wsapi_cert', 'wsapi_key', 'wsapi_ca_certs',
                 'log_config_file', 'user_flags'):  # fmt: skip
        path = getattr(config, name)
        if path and not os.path.isfile(path):
            raise ConfigError(f'--{name.replace("_", "-")}: there is no file {path}')


DESCRIPTION = 'Run SDN controller apps: OpenFlow switches connect, the apps decide, a REST API looks on.'
EXAMPLES = """\
examples:
  controller-manager simple_switch_13                    a learning switch on port 6653 (and 6633)
  controller-manager simple_switch_13 --demo linear,3    the same, on an embedded network of three switches
  controller-manager apps/my_app.py ofctl_rest --verbose an app of your own, and REST on localhost:8080
  controller-manager simple_switch_13 --profile p.svg    where its CPU time goes, as a flame graph
  controller-manager ctl flows 1                         a running controller, looked at; see ctl --help
  controller-manager openflow describe OFPFlowMod        what the protocol says; see openflow --help
  controller-manager replay h1.pcap --app my_app.py      what an app does about a capture; see replay --help

Every option can also be set as an environment variable (CONTROLLER_WSAPI_PORT=8081) or in a file given by
--config-file, in TOML or in the form of ryu.conf (wsapi_port = 8081). Options that an app has registered are
written with "=" (--limit=5).
"""


def _parser(own: Iterable[OwnOption], kept: OwnOptions, prog: str, with_help: bool) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        usage='%(prog)s [OPTION]... [APP]...',
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        argument_default=argparse.SUPPRESS,
        add_help=with_help,
    )
    parser.add_argument('apps', nargs='*', metavar='APP', default=[], help='path, module, or name of a bundled app')
    if with_help:
        parser.add_argument('--version', action=_Version)
    parser.add_argument('--config-file', action='append', metavar='FILE', help='read options from a file')
    parser.add_argument('--config-dir', action='append', metavar='DIR', help='and from its *.conf and *.toml files')
    groups: dict[str, Any] = {}
    for row in fields(Config):
        meta = row.metadata
        group = groups.get(meta['group'])
        if group is None:
            group = groups[meta['group']] = parser.add_argument_group(meta['group'])
        dashed = row.name.replace('_', '-')
        if meta['convert'] is flag:
            negative, positive = f'--no{dashed}', f'--{dashed}'
            shown = [f'--no-{dashed}', negative] if row.default else [positive]
            group.add_argument(
                *shown, dest=row.name, action='store_const', const=not row.default,
                help=f'do not {meta["help"]}' if row.default else meta['help'],
            )  # fmt: skip
            hidden = [positive] if row.default else [f'--no-{dashed}', negative]
            group.add_argument(
                *hidden, dest=row.name, action='store_const', const=bool(row.default), help=argparse.SUPPRESS
            )
        elif row.name == 'app_lists':
            group.add_argument(f'--{dashed}', action='append', metavar=meta['metavar'], help=meta['help'])
        else:
            group.add_argument(
                f'--{dashed}', type=_checked(meta['convert']), metavar=meta['metavar'] or 'VALUE', help=meta['help']
            )
    for option in own:
        if option.help is None:
            option.add_to(parser, kept)
            continue
        if option.heading not in groups:
            groups[option.heading] = parser.add_argument_group(option.heading)
        option.add_to(groups[option.heading], kept)
    return parser


class _Version(argparse.Action):
    """--version, whose text is looked up only when it is asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(nargs=0, help='show the version and exit', **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f'{parser.prog} {release()}')
        parser.exit()


def release() -> str:
    """The version of this software as it is installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version('controller-manager')
    except PackageNotFoundError:
        return '(not installed)'


def _checked(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """A converter whose complaint argparse shows."""

    def converted(text: str) -> Any:
        try:
            return convert(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return converted


def _converted(value: Any, row: Any, place: str) -> Any:
    """A value from a file or the environment, as the option wants it."""
    if row.name == 'app_lists':
        return value if isinstance(value, list) else [each.strip() for each in value.split(',') if each.strip()]
    if isinstance(value, list):
        value = ','.join(map(str, value))
    try:
        return row.metadata['convert'](str(value))
    except ValueError as error:
        raise ConfigError(f'{place}: {error}') from None


def _from_file(path: Path, rows: dict[str, Any], kept: OwnOptions) -> dict[str, Any]:
    """The options of a file; what is in a section of an app's own, or has a name that is not known, is kept."""
    ours = {row.metadata['group'].lower() for row in rows.values()}
    values = {}
    for section, name, value in sections_of(path):
        section = None if section is None or section.lower() in ours else section
        row = None if section else rows.get(name.replace('-', '_'))
        if row is None:
            kept.add_from_file(str(path), section, name, value)
        else:
            values[row.name] = _converted(value, row, f'{path}: {name}')
    return values


def _files_in(folder: Path) -> list[Path]:
    """The config files of a directory, in the order of their names: of two the later one has the word."""
    if not folder.is_dir():
        raise ConfigError(f'--config-dir: there is no directory {folder}')
    return sorted(path for path in folder.iterdir() if path.suffix in ('.conf', '.toml'))


def sections_of(path: Path) -> Iterator[tuple[str | None, str, Any]]:
    """Section, name and value of all that stands in a TOML file, or in one in Ryu's form (`[DEFAULT]`, NAME = VALUE).

    The section is None outside of all, and of `[DEFAULT]`. Raises ConfigError.
    """
    import tomllib

    try:
        text = path.read_text(encoding='utf-8')
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f'{path}: cannot be read: {error}') from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if path.suffix == '.toml':
            raise ConfigError(f'{path}: {error}') from None
        yield from _in_form_of_ryu(path, text)
        return
    for name, value in table.items():
        if isinstance(value, dict):
            yield from ((None if name == 'DEFAULT' else name, *each) for each in value.items())
        else:
            yield None, name, value


def _in_form_of_ryu(path: Path, text: str) -> Iterator[tuple[str | None, str, Any]]:
    reader = configparser.ConfigParser(interpolation=None, default_section='')
    try:
        reader.read_string(text)
    except configparser.Error as fault:
        raise ConfigError(f'{path}: {fault.message.splitlines()[0]}') from None
    for section in reader.sections():
        yield from ((None if section == 'DEFAULT' else section, *each) for each in reader[section].items())
