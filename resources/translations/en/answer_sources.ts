<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>panels</name>
  <message numerus="yes"><source>{stage}: %n candidate(s) in {ms} ms</source><translation><numerusform>{stage}: %n candidate in {ms} ms</numerusform><numerusform>{stage}: %n candidates in {ms} ms</numerusform></translation></message>
  <message numerus="yes"><source>%n passage(s) were compared by meaning.</source><translation><numerusform>%n passage was compared by meaning.</numerusform><numerusform>%n passages were compared by meaning.</numerusform></translation></message>
</context>
</TS>
