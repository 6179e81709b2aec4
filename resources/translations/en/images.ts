<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>images</name>
  <message numerus="yes"><source>%n copies</source><translation><numerusform>%n copy</numerusform><numerusform>%n copies</numerusform></translation></message>
  <message numerus="yes"><source>%n could not be copied.</source><translation><numerusform>%n could not be copied.</numerusform><numerusform>%n could not be copied.</numerusform></translation></message>
  <message numerus="yes"><source>%n could not be read</source><translation><numerusform>%n could not be read</numerusform><numerusform>%n could not be read</numerusform></translation></message>
  <message numerus="yes"><source>%n found by name and date only, for now</source><translation><numerusform>%n found by name and date only, for now</numerusform><numerusform>%n found by name and date only, for now</numerusform></translation></message>
  <message numerus="yes"><source>%n gone</source><translation><numerusform>%n gone</numerusform><numerusform>%n gone</numerusform></translation></message>
  <message numerus="yes"><source>%n group(s)</source><translation><numerusform>%n group</numerusform><numerusform>%n groups</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s)</source><translation><numerusform>%n picture</numerusform><numerusform>%n pictures</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) copied into {path}; the originals stay.</source><translation><numerusform>%n picture copied into {path}; the original stays.</numerusform><numerusform>%n pictures copied into {path}; the originals stay.</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) read</source><translation><numerusform>%n picture read</numerusform><numerusform>%n pictures read</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) removed from the library; the files stay where they are.</source><translation><numerusform>%n picture removed from the library; the file stays where it is.</numerusform><numerusform>%n pictures removed from the library; the files stay where they are.</numerusform></translation></message>
  <message numerus="yes"><source>{n} of %n picture(s)</source><translation><numerusform>{n} of %n picture</numerusform><numerusform>{n} of %n pictures</numerusform></translation></message>
  <message numerus="yes"><source>Show %n more group(s)</source><translation><numerusform>Show %n more group</numerusform><numerusform>Show %n more groups</numerusform></translation></message>
  <message numerus="yes"><source>%n less sure</source><translation><numerusform>%n less sure</numerusform><numerusform>%n less sure</numerusform></translation></message>
  <message numerus="yes"><source>Show %n weaker</source><translation><numerusform>Show %n weaker</numerusform><numerusform>Show %n weaker</numerusform></translation></message>
  <message numerus="yes"><source>Text was found in %n picture(s).</source><translation><numerusform>Text was found in %n picture.</numerusform><numerusform>Text was found in %n pictures.</numerusform></translation></message>
  <message numerus="yes"><source>The text in %n picture(s) is still to be read.</source><translation><numerusform>The text in %n picture is still to be read.</numerusform><numerusform>The text in %n pictures is still to be read.</numerusform></translation></message>
  <message numerus="yes"><source>The model has changed: %n picture(s) still to be read.</source><translation><numerusform>The model has changed: %n picture still to be read.</numerusform><numerusform>The model has changed: %n pictures still to be read.</numerusform></translation></message>
</context>
</TS>
