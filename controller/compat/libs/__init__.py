"""What Ryu's `lib` has and our libraries have not."""
