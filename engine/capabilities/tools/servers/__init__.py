"""Tool servers: other programs that offer tools over their standard input and output (MCP)."""
