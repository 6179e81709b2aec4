<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>documents</name>
  <message numerus="yes"><source>Facts of %n document(s)</source><translation><numerusform>Datos de %n documento</numerusform><numerusform>Datos de %n documentos</numerusform></translation></message>
  <message><source>File</source><translation>Archivo</translation></message>
  <message><source>Not read yet</source><translation>Aún sin leer</translation></message>
  <message><source>This document has no text</source><translation>Este documento no tiene texto</translation></message>
  <message><source>The document does not state it. Double-click to write it yourself.</source><translation>El documento no lo dice. Haz doble clic para escribirlo tú.</translation></message>
  <message><source>Facts of the documents</source><translation>Datos de los documentos</translation></message>
  <message><source>Written by you</source><translation>Escrito por ti</translation></message>
  <message><source>Quoted by the model, {page}. Check it: click to see the page.</source><translation>Citado por el modelo, {page}. Compruébalo: pulsa para ver la página.</translation></message>
  <message><source>Found in the document, {page}. Click to see it.</source><translation>Está en el documento, {page}. Pulsa para verlo.</translation></message>
  <message><source>Look for, with commas between</source><translation>Qué buscar, separado por comas</translation></message>
  <message><source>supplier, date, total, VAT number</source><translation>proveedor, fecha, total, NIF</translation></message>
  <message><source>After a colon you can say what is meant: deadline: the last day for claims. Each value is quoted from its document; what a document does not state stays empty.</source><translation>Tras dos puntos puedes decir a qué te refieres: plazo: el último día para reclamar. Cada valor se cita de su documento; lo que un documento no dice queda vacío.</translation></message>
  <message><source>Go on</source><translation>Seguir</translation></message>
  <message><source>Extract</source><translation>Extraer</translation></message>
  <message><source>Remove this table</source><translation>Quitar esta tabla</translation></message>
  <message><source>Tables of before</source><translation>Tablas anteriores</translation></message>
  <message><source>Tables of before…</source><translation>Tablas anteriores…</translation></message>
  <message><source>There is no chat model, so only labels, tables and forms were read.</source><translation>No hay modelo de chat, así que solo se han leído etiquetas, tablas y formularios.</translation></message>
  <message><source>The chat model is too small to quote facts, so only labels, tables and forms were read.</source><translation>El modelo de chat es demasiado pequeño para citar datos, así que solo se han leído etiquetas, tablas y formularios.</translation></message>
  <message><source>Extracting facts</source><translation>Extrayendo datos</translation></message>
  <message><source>Stopped. The documents that were read are kept.</source><translation>Detenido. Se conservan los documentos ya leídos.</translation></message>
  <message><source>The table was removed.</source><translation>Se ha quitado la tabla.</translation></message>
  <message><source>Excel workbook (*.xlsx)</source><translation>Libro de Excel (*.xlsx)</translation></message>
  <message><source>Facts</source><translation>Datos</translation></message>
  <message><source>Extract facts into a table…</source><translation>Extraer datos a una tabla…</translation></message>
</context>
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
