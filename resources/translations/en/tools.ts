<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>chat</name>
  <message numerus="yes"><source>%n step(s), {failed} without a result</source><translation><numerusform>%n step, {failed} without a result</numerusform><numerusform>%n steps, {failed} without a result</numerusform></translation></message>
  <message numerus="yes"><source>%n step(s) before the answer</source><translation><numerusform>%n step before the answer</numerusform><numerusform>%n steps before the answer</numerusform></translation></message>
</context>
</TS>
