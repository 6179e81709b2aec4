"""One file that holds everything a person told or gave the program. Knows SQL; knows no capability."""
