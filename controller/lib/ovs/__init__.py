"""Open vSwitch's own configuration, by its database (RFC 7047): what `ovs-vsctl` does, as a library.

`vsctl` runs its commands, `bridge` has the common ones as methods of a switch, `queues` gives ports queues; they need
the `ovs` library, which `pip install controller-manager[ovs]` brings. Below them are `database` (a connection, and
transactions), `records` (which record is meant, and values as people write them) and `bridges` (bridges and ports as
`ovs-vsctl` sees them).
"""
