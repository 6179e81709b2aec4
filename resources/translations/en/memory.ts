<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>chat</name>
  <message numerus="yes"><source>%n thing(s) remembered</source><translation><numerusform>%n thing remembered</numerusform><numerusform>%n things remembered</numerusform></translation></message>
</context>
</TS>
