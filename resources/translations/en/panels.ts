<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>panels</name>
  <message numerus="yes"><source>A new backup was made, and %n older one(s) deleted.</source><translation><numerusform>A new backup was made, and %n older one deleted.</numerusform><numerusform>A new backup was made, and %n older ones deleted.</numerusform></translation></message>
</context>
</TS>
