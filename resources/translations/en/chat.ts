<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>chat</name>
  <message numerus="yes"><source>%n question(s) waiting</source><translation><numerusform>%n question waiting</numerusform><numerusform>%n questions waiting</numerusform></translation></message>
  <message numerus="yes"><source>%n file(s) could not be read; the Documents page says why.</source><translation><numerusform>%n file could not be read; the Documents page says why.</numerusform><numerusform>%n files could not be read; the Documents page says why.</numerusform></translation></message>
  <message numerus="yes"><source>%n source(s)</source><translation><numerusform>%n source</numerusform><numerusform>%n sources</numerusform></translation></message>
  <message numerus="yes"><source>%n source(s) found. Reading…</source><translation><numerusform>%n source found. Reading…</numerusform><numerusform>%n sources found. Reading…</numerusform></translation></message>
  <message numerus="yes"><source>Ask about %n picture(s)</source><translation><numerusform>Ask about this picture</numerusform><numerusform>Ask about these %n pictures</numerusform></translation></message>
</context>
</TS>
