<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>documents</name>
  <message numerus="yes"><source>%n still to be divided anew</source><translation><numerusform>%n still to be divided anew</numerusform><numerusform>%n still to be divided anew</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s) still to be divided as you chose; until then search and answers use the old pieces.</source><translation><numerusform>%n document still to be divided as you chose; until then search and answers use its old pieces.</numerusform><numerusform>%n documents still to be divided as you chose; until then search and answers use their old pieces.</numerusform></translation></message>
  <message numerus="yes"><source>It is small and stays whole: %n token(s).</source><translation><numerusform>It is small and stays whole: %n token.</numerusform><numerusform>It is small and stays whole: %n tokens.</numerusform></translation></message>
  <message numerus="yes"><source>%n piece(s)</source><translation><numerusform>%n piece</numerusform><numerusform>%n pieces</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s) are now looked for in “{folder}”.</source><translation><numerusform>%n document is now looked for in “{folder}”.</numerusform><numerusform>%n documents are now looked for in “{folder}”.</numerusform></translation></message>
</context>
</TS>
