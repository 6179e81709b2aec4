<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>documents</name>
  <message numerus="yes"><source>{name} · %n question(s)</source><translation><numerusform>{name} · %n question</numerusform><numerusform>{name} · %n questions</numerusform></translation></message>
  <message numerus="yes"><source>%n question(s) whose right document does not come first</source><translation><numerusform>%n question whose right document does not come first</numerusform><numerusform>%n questions whose right document does not come first</numerusform></translation></message>
</context>
</TS>
