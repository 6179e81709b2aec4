<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>shell</name>
  <message numerus="yes"><source>The operating system counts %n connection(s) of Ateneo to the internet. There should be none: close Ateneo and have this computer checked.</source><translation><numerusform>The operating system counts %n connection of Ateneo to the internet. There should be none: close Ateneo and have this computer checked.</numerusform><numerusform>The operating system counts %n connections of Ateneo to the internet. There should be none: close Ateneo and have this computer checked.</numerusform></translation></message>
  <message numerus="yes"><source>%n damaged entry(s) could not be read and are empty now.</source><translation><numerusform>%n damaged entry could not be read and is empty now.</numerusform><numerusform>%n damaged entries could not be read and are empty now.</numerusform></translation></message>
  <message numerus="yes"><source>%n message(s) saved as text in {folder}.</source><translation><numerusform>%n message saved as text in {folder}.</numerusform><numerusform>%n messages saved as text in {folder}.</numerusform></translation></message>
  <message numerus="yes"><source>Offline except %n tool server(s)</source><translation><numerusform>Offline except %n tool server</numerusform><numerusform>Offline except %n tool servers</numerusform></translation></message>
  <message numerus="yes"><source>Offline · %n connection(s)</source><translation><numerusform>Offline · %n connection</numerusform><numerusform>Offline · %n connections</numerusform></translation></message>
</context>
</TS>
