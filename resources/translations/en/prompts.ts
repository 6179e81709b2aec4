<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>prompts</name>
  <message numerus="yes"><source>%n entries were added.</source><translation><numerusform>%n entry was added.</numerusform><numerusform>%n entries were added.</numerusform></translation></message>
</context>
</TS>
