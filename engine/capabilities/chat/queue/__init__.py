"""Questions that wait for their turn: saved in the library, so that neither a page change nor a crash loses one."""
