"""What the network looks like: its switches, their ports, the links between them, and the hosts.

`switches` is the app that keeps it; `events` is what it tells other apps, `model` what it speaks of, and `probe`,
`links` and `discovery` are the protocol that finds links, pure: bytes and time in, frames and findings out.
"""
