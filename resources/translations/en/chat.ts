<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>chat</name>
  <message numerus="yes"><source>%n earlier message(s) no longer fit, and the model did not read them.</source><translation><numerusform>%n earlier message no longer fits, and the model did not read it.</numerusform><numerusform>%n earlier messages no longer fit, and the model did not read them.</numerusform></translation></message>
  <message numerus="yes"><source>%n sentence(s) marked “?” are not in your documents.</source><translation><numerusform>%n sentence marked “?” is not in your documents.</numerusform><numerusform>%n sentences marked “?” are not in your documents.</numerusform></translation></message>
  <message numerus="yes"><source>%n question(s) waiting</source><translation><numerusform>%n question waiting</numerusform><numerusform>%n questions waiting</numerusform></translation></message>
  <message numerus="yes"><source>%n file(s) could not be read; the Documents page says why.</source><translation><numerusform>%n file could not be read; the Documents page says why.</numerusform><numerusform>%n files could not be read; the Documents page says why.</numerusform></translation></message>
  <message numerus="yes"><source>%n source(s)</source><translation><numerusform>%n source</numerusform><numerusform>%n sources</numerusform></translation></message>
  <message numerus="yes"><source>%n source(s) found. Reading…</source><translation><numerusform>%n source found. Reading…</numerusform><numerusform>%n sources found. Reading…</numerusform></translation></message>
  <message numerus="yes"><source>Ask about %n picture(s)</source><translation><numerusform>Ask about this picture</numerusform><numerusform>Ask about these %n pictures</numerusform></translation></message>
</context>
</TS>
