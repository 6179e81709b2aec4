<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>look for facts in many documents and put them into a table</source><translation>busca datos en muchos documentos y los reúne en una tabla</translation></message>
  <message><source>what to look for, with commas between: supplier, date, total; a description may follow a colon</source><translation>qué buscar, separado por comas: proveedor, fecha, total; tras dos puntos puede ir una descripción</translation></message>
  <message><source>write the table to this file, .csv or .xlsx, with the source of each value</source><translation>guarda la tabla en este archivo, .csv o .xlsx, con la fuente de cada valor</translation></message>
  <message><source>go on with the table of this number, or print it</source><translation>sigue con la tabla de este número, o la muestra</translation></message>
  <message><source>look only at labels, tables and patterns, and ask no model</source><translation>mira solo etiquetas, tablas y formatos, sin preguntar a ningún modelo</translation></message>
  <message><source>There is no chat model, so only labels, tables and patterns were looked at.</source><translation>No hay modelo de chat, así que solo se han mirado etiquetas, tablas y formatos.</translation></message>
  <message><source>The chat model is too small for this, so only labels, tables and patterns were looked at.</source><translation>El modelo de chat es demasiado pequeño para esto, así que solo se han mirado etiquetas, tablas y formatos.</translation></message>
  <message><source>The name of the file must end with .csv or .xlsx.</source><translation>El nombre del archivo tiene que acabar en .csv o .xlsx.</translation></message>
  <message><source>This is table {number}.</source><translation>Es la tabla {number}.</translation></message>
  <message><source>written by you</source><translation>escrito por ti</translation></message>
  <message><source>File</source><translation>Archivo</translation></message>
  <message><source>{name}: source</source><translation>{name}: fuente</translation></message>
  <message><source>Sources</source><translation>Fuentes</translation></message>
  <message><source>Facts</source><translation>Datos</translation></message>
  <message><source>Field</source><translation>Dato</translation></message>
  <message><source>Value</source><translation>Valor</translation></message>
  <message><source>Page</source><translation>Página</translation></message>
  <message><source>Quoted</source><translation>Cita</translation></message>
  <message><source>Path</source><translation>Ruta</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>Name what to look for, for example: supplier, date, total. At most {limit} are possible.</source><translation>Di qué hay que buscar, por ejemplo: proveedor, fecha, total. Se pueden pedir {limit} como mucho.</translation></message>
</context>
</TS>
