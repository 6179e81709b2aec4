<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>errors</name>
  <message><source>There is no collection “{name}”. The collections are: {names}.</source><translation>No hay ninguna colección «{name}». Las colecciones son: {names}.</translation></message>
  <message><source>“{text}” is no condition. Write a name, a sign and a value: supplier=Acme, amount&gt;100, date&gt;=2025-03.</source><translation>«{text}» no es una condición. Escribe un nombre, un signo y un valor: proveedor=Acme, importe&gt;100, fecha&gt;=2025-03.</translation></message>
  <message><source>“{name}” is no kind of document that Ateneo tells apart. Write one of these: {names}.</source><translation>«{name}» no es una clase de documento que Ateneo distinga. Escribe una de estas: {names}.</translation></message>
  <message><source>No table and no label of these documents is called “{name}”. They have: {names}.</source><translation>Ninguna tabla ni etiqueta de estos documentos se llama «{name}». Tienen: {names}.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>count documents, or the rows of their tables</source><translation>contar documentos, o las filas de sus tablas</translation></message>
  <message><source>add up the amounts of documents, or a column of their tables</source><translation>sumar los importes de los documentos, o una columna de sus tablas</translation></message>
  <message><source>name of the collection; may be repeated, and without it all are looked at</source><translation>nombre de la colección; se puede repetir y, si no se indica, se miran todas</translation></message>
  <message><source>the column that is added up, by its name; without it the amount of each document or row</source><translation>la columna que se suma, por su nombre; si no se indica, el importe de cada documento o fila</translation></message>
  <message><source>what is worked out of the amounts</source><translation>lo que se calcula con los importes</translation></message>
  <message><source>only documents of this kind or type: invoices, contracts, pdf …</source><translation>solo documentos de esta clase o tipo: facturas, contratos, pdf…</translation></message>
  <message><source>only those that mention these words; may be repeated</source><translation>solo los que mencionan estas palabras; se puede repetir</translation></message>
  <message><source>only those for which this holds: supplier=Acme, amount&gt;100, date&gt;=2025-03, City~Madrid; may be repeated</source><translation>solo aquellos en los que se cumple esto: proveedor=Acme, importe&gt;100, fecha&gt;=2025-03, Ciudad~Madrid; se puede repetir</translation></message>
  <message><source>group by month, year, supplier, customer, type, folder, language, collection or the name of a column</source><translation>agrupar por mes, año, proveedor, cliente, tipo, carpeta, idioma, colección o el nombre de una columna</translation></message>
  <message><source>no amounts were found</source><translation>no se han encontrado importes</translation></message>
  <message><source>ask all collections</source><translation>preguntar a todas las colecciones</translation></message>
  <message><source>a file or folder to ask, read now where that is needed; may be repeated</source><translation>un archivo o carpeta al que preguntar, que se lee ahora si hace falta; se puede repetir</translation></message>
  <message><source>go on with the last conversation; without other sources it asks what that one asked</source><translation>seguir con la última conversación; si no se indica otra cosa, pregunta a los mismos documentos</translation></message>
  <message><source>There is no conversation to go on with.</source><translation>No hay ninguna conversación con la que seguir.</translation></message>
  <message><source>There are no documents yet. Read some with “ateneo index”.</source><translation>Todavía no hay documentos. Lee algunos con «ateneo index».</translation></message>
</context>
</TS>
