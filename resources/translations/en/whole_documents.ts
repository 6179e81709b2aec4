<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>documents</name>
  <message numerus="yes"><source>%n criteria</source><translation><numerusform>%n criterion</numerusform><numerusform>%n criteria</numerusform></translation></message>
</context>
</TS>
