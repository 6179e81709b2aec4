"""What the window loads, and when: nothing before its first frame that the frame does not show."""
