<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>documents</name>
  <message numerus="yes"><source>Facts of %n document(s)</source><translation><numerusform>Facts of %n document</numerusform><numerusform>Facts of %n documents</numerusform></translation></message>
</context>
</TS>
