"""The limited, low-priority child that reads other people's files and embeds them. It never opens the library."""
