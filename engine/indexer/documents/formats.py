"""Kinds of documents that no suffix names: office files that are one XML file instead of an archive of several."""

FLAT_TEXT, FLAT_SHEET = ".fodt", ".fods"
SHEET_XML = ".sheet.xml"
"""The spreadsheet of Office 2003, which many programs still write; it is named .xls."""
WORD_XML = ".word.xml"
"""The document of Word 2003 in one file, and that of newer versions ("flat OPC"); both are named .doc or .xml."""
