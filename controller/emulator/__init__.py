"""The embedded network: OpenFlow switches, hosts and links in this process."""
