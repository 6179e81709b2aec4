<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>documents</name>
  <message numerus="yes"><source>%n formula(s) have no stored result. Open the file in its own program and save it.</source><translation><numerusform>A formula has no stored result. Open the file in its own program and save it.</numerusform><numerusform>%n formulas have no stored result. Open the file in its own program and save it.</numerusform></translation></message>
  <message numerus="yes"><source>%n could not be read</source><translation><numerusform>%n could not be read</numerusform><numerusform>%n could not be read</numerusform></translation></message>
  <message numerus="yes"><source>%n sheet(s)</source><translation><numerusform>%n sheet</numerusform><numerusform>%n sheets</numerusform></translation></message>
  <message numerus="yes"><source>%n slide(s)</source><translation><numerusform>%n slide</numerusform><numerusform>%n slides</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s)</source><translation><numerusform>%n document</numerusform><numerusform>%n documents</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s) read</source><translation><numerusform>%n document read</numerusform><numerusform>%n documents read</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s) removed from the library; the files stay where they are.</source><translation><numerusform>%n document removed from the library; the file stays where it is.</numerusform><numerusform>%n documents removed from the library; the files stay where they are.</numerusform></translation></message>
  <message numerus="yes"><source>%n can only be found by their words, for now</source><translation><numerusform>%n can only be found by its words, for now</numerusform><numerusform>%n can only be found by their words, for now</numerusform></translation></message>
  <message numerus="yes"><source>Only the first %n page(s) were read.</source><translation><numerusform>Only the first page was read.</numerusform><numerusform>Only the first %n pages were read.</numerusform></translation></message>
  <message numerus="yes"><source>%n no longer there</source><translation><numerusform>%n no longer there</numerusform><numerusform>%n no longer there</numerusform></translation></message>
  <message numerus="yes"><source>%n less sure</source><translation><numerusform>%n less sure</numerusform><numerusform>%n less sure</numerusform></translation></message>
  <message numerus="yes"><source>%n passage(s)</source><translation><numerusform>%n passage</numerusform><numerusform>%n passages</numerusform></translation></message>
  <message numerus="yes"><source>%n unchanged</source><translation><numerusform>%n unchanged</numerusform><numerusform>%n unchanged</numerusform></translation></message>
  <message numerus="yes"><source>Delete for good what was read of %n document(s)? The files stay where they are, and answers keep what they quote.</source><translation><numerusform>Delete for good what was read of %n document? Its file stays where it is, and answers keep what they quote.</numerusform><numerusform>Delete for good what was read of %n documents? Their files stay where they are, and answers keep what they quote.</numerusform></translation></message>
</context>
</TS>
