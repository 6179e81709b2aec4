"""The sampling lab: a text token by token, and the chances that sampling settings leave to the next one."""
