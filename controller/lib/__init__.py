"""What apps share: addresses, datapath ids, and small helpers around the protocols."""
