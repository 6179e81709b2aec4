<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>errors</name>
  <message><source>“{day}” is no day. Write it as year-month-day, such as 2026-03-05; a year or a month alone will do.</source><translation>«{day}» no es un día. Escríbelo como año-mes-día, por ejemplo 2026-03-05; basta con el año o con el año y el mes.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>narrow the search</source><translation>acotar la búsqueda</translation></message>
  <message><source>what to look for; “words in quotation marks” have to stand so</source><translation>qué buscar; «lo que va entre comillas» tiene que aparecer tal cual</translation></message>
  <message><source>search only what is in this folder; repeat it for several</source><translation>buscar solo en lo que hay en esta carpeta; se puede repetir</translation></message>
  <message><source>search only documents of this kind ({kinds}) or ending; repeat it for several</source><translation>buscar solo en documentos de este tipo ({kinds}) o con esta terminación; se puede repetir</translation></message>
  <message><source>search only documents of this day or later: 2026-03-05, 2026-03 or 2026</source><translation>buscar solo en documentos de este día o posteriores: 2026-03-05, 2026-03 o 2026</translation></message>
  <message><source>search only documents of this day or earlier</source><translation>buscar solo en documentos de este día o anteriores</translation></message>
  <message><source>search only documents in this language: es, en …; repeat it for several</source><translation>buscar solo en documentos en este idioma: es, en…; se puede repetir</translation></message>
  <message><source>search only documents by this author; a part of the name will do</source><translation>buscar solo en documentos de este autor; basta con parte del nombre</translation></message>
  <message><source>search all documents even where the query names one</source><translation>buscar en todos los documentos aunque la consulta nombre uno</translation></message>
  <message><source>show the candidates of every stage, with scores and times</source><translation>mostrar los candidatos de cada etapa, con puntuaciones y tiempos</translation></message>
  <message><source>Searched only in: {names} (--everywhere searches all).</source><translation>Se ha buscado solo en: {names} (con --everywhere se busca en todo).</translation></message>
  <message><source>Words looked for: {words}</source><translation>Palabras buscadas: {words}</translation></message>
  <message><source>Both together</source><translation>Las dos cosas</translation></message>
  <message><source>By meaning</source><translation>Por significado</translation></message>
  <message><source>By words</source><translation>Por palabras</translation></message>
  <message><source>{stage}: {count} candidates in {time} ms</source><translation>{stage}: {count} candidatos en {time} ms</translation></message>
</context>
<context>
  <name>documents</name>
  <message><source>Only in “{names}”</source><translation>Solo en «{names}»</translation></message>
  <message><source>Only in “{names}”: search all documents</source><translation>Solo en «{names}»: buscar en todos los documentos</translation></message>
  <message><source>Search all documents</source><translation>Buscar en todos los documentos</translation></message>
</context>
</TS>
