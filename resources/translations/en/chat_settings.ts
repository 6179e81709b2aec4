<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>chat</name>
  <message numerus="yes"><source>In the picture %n word(s) can come next, the first in {share} of all cases.</source><translation><numerusform>In the picture only %n word can come next, the first in {share} of all cases.</numerusform><numerusform>In the picture %n words can come next, the first in {share} of all cases.</numerusform></translation></message>
  <message numerus="yes"><source>It ends at %n text(s) of yours.</source><translation><numerusform>It ends at %n text of yours.</numerusform><numerusform>It ends at %n texts of yours.</numerusform></translation></message>
  <message numerus="yes"><source>Answer %n time(s)</source><translation><numerusform>Answer %n time</numerusform><numerusform>Answer %n times</numerusform></translation></message>
  <message numerus="yes"><source>%n token(s)</source><translation><numerusform>%n token</numerusform><numerusform>%n tokens</numerusform></translation></message>
</context>
<context>
  <name>widgets</name>
  <message numerus="yes"><source>made likelier by the penalties: written %n time(s) before</source><translation><numerusform>made likelier by the penalties: written once before</numerusform><numerusform>made likelier by the penalties: written %n times before</numerusform></translation></message>
  <message numerus="yes"><source>made less likely by the penalties: written %n time(s) before</source><translation><numerusform>made less likely by the penalties: written once before</numerusform><numerusform>made less likely by the penalties: written %n times before</numerusform></translation></message>
  <message numerus="yes"><source>%n token(s) can be chosen here.</source><translation><numerusform>Only %n token can be chosen here.</numerusform><numerusform>%n tokens can be chosen here.</numerusform></translation></message>
  <message numerus="yes"><source>%n other(s)</source><translation><numerusform>%n other</numerusform><numerusform>%n others</numerusform></translation></message>
</context>
<context>
  <name>cli</name>
  <message numerus="yes"><source>written %n time(s) before</source><translation><numerusform>written once before</numerusform><numerusform>written %n times before</numerusform></translation></message>
</context>
</TS>
