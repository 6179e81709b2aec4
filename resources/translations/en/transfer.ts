<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>chat</name>
  <message numerus="yes"><source>Export %n conversation(s)</source><translation><numerusform>Export %n conversation</numerusform><numerusform>Export %n conversations</numerusform></translation></message>
  <message numerus="yes"><source>%n conversation(s) written to {name}.</source><translation><numerusform>%n conversation written to {name}.</numerusform><numerusform>%n conversations written to {name}.</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) are no longer there and are missing in it.</source><translation><numerusform>%n picture is no longer there and is missing in it.</numerusform><numerusform>%n pictures are no longer there and are missing in it.</numerusform></translation></message>
  <message numerus="yes"><source>%n conversation(s) of {source} imported.</source><translation><numerusform>%n conversation of {source} imported.</numerusform><numerusform>%n conversations of {source} imported.</numerusform></translation></message>
  <message numerus="yes"><source>%n were already here.</source><translation><numerusform>%n was already here.</numerusform><numerusform>%n were already here.</numerusform></translation></message>
  <message numerus="yes"><source>%n message(s) were added to “{title}”.</source><translation><numerusform>%n message was added to “{title}”.</numerusform><numerusform>%n messages were added to “{title}”.</numerusform></translation></message>
  <message numerus="yes"><source>%n message(s) were added to conversations that were already here.</source><translation><numerusform>%n message was added to a conversation that was already here.</numerusform><numerusform>%n messages were added to conversations that were already here.</numerusform></translation></message>
  <message numerus="yes"><source>%n are damaged and were left out.</source><translation><numerusform>%n is damaged and was left out.</numerusform><numerusform>%n are damaged and were left out.</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) are not in the export.</source><translation><numerusform>%n picture is not in the export.</numerusform><numerusform>%n pictures are not in the export.</numerusform></translation></message>
  <message numerus="yes"><source>%n message(s) copied.</source><translation><numerusform>%n message copied.</numerusform><numerusform>%n messages copied.</numerusform></translation></message>
</context>
</TS>
