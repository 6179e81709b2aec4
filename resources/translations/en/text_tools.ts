<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>text_tools</name>
  <message numerus="yes"><source>%n found</source><translation><numerusform>%n found</numerusform><numerusform>%n found</numerusform></translation></message>
  <message numerus="yes"><source>%n left empty: nothing could be done with the text.</source><translation><numerusform>%n left empty: nothing could be done with the text.</numerusform><numerusform>%n left empty: nothing could be done with the texts.</numerusform></translation></message>
  <message numerus="yes"><source>%n of them were there already.</source><translation><numerusform>%n of them was there already.</numerusform><numerusform>%n of them were there already.</numerusform></translation></message>
  <message numerus="yes"><source>%n row(s) written to {name}.</source><translation><numerusform>%n row written to {name}.</numerusform><numerusform>%n rows written to {name}.</numerusform></translation></message>
  <message numerus="yes"><source>%n text(s)</source><translation><numerusform>%n text</numerusform><numerusform>%n texts</numerusform></translation></message>
  <message numerus="yes"><source>%n topic(s)</source><translation><numerusform>%n topic</numerusform><numerusform>%n topics</numerusform></translation></message>
  <message numerus="yes"><source>Stopped. %n row(s) are kept; write to {name} again to continue.</source><translation><numerusform>Stopped. %n row is kept; write to {name} again to continue.</numerusform><numerusform>Stopped. %n rows are kept; write to {name} again to continue.</numerusform></translation></message>
</context>
</TS>
