<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>chat</name>
  <message numerus="yes"><source>%n earlier message(s) do not fit and will not be read.</source><translation><numerusform>%n earlier message does not fit and will not be read.</numerusform><numerusform>%n earlier messages do not fit and will not be read.</numerusform></translation></message>
  <message numerus="yes"><source>%n earlier message(s) will not be read, as chosen above.</source><translation><numerusform>%n earlier message will not be read, as chosen above.</numerusform><numerusform>%n earlier messages will not be read, as chosen above.</numerusform></translation></message>
  <message numerus="yes"><source>It stands for the first %n message(s).</source><translation><numerusform>It stands for the first message.</numerusform><numerusform>It stands for the first %n messages.</numerusform></translation></message>
  <message numerus="yes"><source>%n more message(s) will be added soon.</source><translation><numerusform>%n more message will be added soon.</numerusform><numerusform>%n more messages will be added soon.</numerusform></translation></message>
  <message numerus="yes"><source>And %n more.</source><translation><numerusform>And %n more.</numerusform><numerusform>And %n more.</numerusform></translation></message>
</context>
</TS>
