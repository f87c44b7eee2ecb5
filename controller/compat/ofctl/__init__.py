"""Ryu's `ofctl`: JSON of flow entries, groups and meters, asked of a switch and sent to it.

Modules: `functions` (`ofctl_v1_0` to `ofctl_v1_5`), `utils`, `strings` (what ovs-ofctl takes), `nicira`, and of
`ryu.app.ofctl` its `api`, `event`, `exception` and `service`. The JSON itself is that of `controller.ofctl`.
"""
