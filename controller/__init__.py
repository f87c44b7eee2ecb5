"""An SDN controller framework: OpenFlow switches on one side, apps and a REST API on the other."""
