<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>counter</name>
  <message><source>Write a text</source><translation>Escribe un texto</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Counter</source><translation>Contador</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>There is nothing to count in “{name}”. Write a word.</source><translation>No hay nada que contar en «{name}». Escribe una palabra.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>count the words of a text</source><translation>cuenta las palabras de un texto</translation></message>
  <message><source>the text to count</source><translation>el texto que se cuenta</translation></message>
</context>
</TS>
