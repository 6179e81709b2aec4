<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>chat</name>
  <message numerus="yes"><source>%n conversation(s)</source><translation><numerusform>%n conversation</numerusform><numerusform>%n conversations</numerusform></translation></message>
  <message numerus="yes"><source>%n conversation(s) are in the archive, at the end of the list.</source><translation><numerusform>%n conversation is in the archive, at the end of the list.</numerusform><numerusform>%n conversations are in the archive, at the end of the list.</numerusform></translation></message>
  <message numerus="yes"><source>%n conversation(s) moved.</source><translation><numerusform>%n conversation moved.</numerusform><numerusform>%n conversations moved.</numerusform></translation></message>
  <message numerus="yes"><source>%n conversation(s) were deleted.</source><translation><numerusform>%n conversation was deleted.</numerusform><numerusform>%n conversations were deleted.</numerusform></translation></message>
</context>
</TS>
