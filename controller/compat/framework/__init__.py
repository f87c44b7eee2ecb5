"""What Ryu has in its base, its controller package and its command, and we have not under such names."""
