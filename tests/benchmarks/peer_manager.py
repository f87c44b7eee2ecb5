"""Runs os-ken apps, their names joined by commas, which os-ken itself has no command for:

    OSKEN_HUB_TYPE=native python peer_manager.py PORT peer_simple_switch_13 30

It is run by path and by os-ken's own interpreter, so the app is found beside this file. More arguments are options of
os-ken's, those of modules that the app imports among them.
"""

import importlib
import sys

from os_ken.lib import hub

hub.patch(thread=False)  # before anything imports socket, as os-ken's documentation of its hub asks

from os_ken import cfg, log  # noqa: E402
from os_ken.base.app_manager import AppManager  # noqa: E402


def main(port, apps, log_level, *options):
    """Listens on this loopback port."""
    apps = apps.split(',')
    for app in apps:
        importlib.import_module(app)  # once options are read, no module may add any
    cfg.CONF(['--ofp-listen-host', '127.0.0.1', '--ofp-tcp-listen-port', port, '--default-log-level', log_level,
              *options], project='os_ken', default_config_files=[])
    log.init_log()
    AppManager.run_apps(['os_ken.controller.ofp_handler', *apps])


if __name__ == '__main__':
    main(*sys.argv[1:])
