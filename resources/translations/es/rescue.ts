<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>write what can be read of a damaged library to text files</source><translation>escribe en archivos de texto lo que se pueda leer de una biblioteca dañada</translation></message>
  <message><source>Saved in {path}: {n} messages.</source><translation>Guardado en {path}: {n} mensajes.</translation></message>
</context>
</TS>
