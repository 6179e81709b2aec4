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
  <message><source>By the nearest sentence</source><translation>Por la frase más cercana</translation></message>
  <message><source>{stage} ({time} ms, candidates: {count})</source><translation>{stage} ({time} ms, candidatos: {count})</translation></message>
</context>
<context>
  <name>documents</name>
  <message><source>Only in “{names}”</source><translation>Solo en «{names}»</translation></message>
  <message><source>Only in “{names}”: search all documents</source><translation>Solo en «{names}»: buscar en todos los documentos</translation></message>
  <message><source>Search all documents</source><translation>Buscar en todos los documentos</translation></message>
  <message><source>PDF</source><translation>PDF</translation></message>
  <message><source>Word documents</source><translation>Documentos de Word</translation></message>
  <message><source>Spreadsheets</source><translation>Hojas de cálculo</translation></message>
  <message><source>Slides</source><translation>Presentaciones</translation></message>
  <message><source>E-mail</source><translation>Correos</translation></message>
  <message><source>E-books</source><translation>Libros electrónicos</translation></message>
  <message><source>Web pages</source><translation>Páginas web</translation></message>
  <message><source>Plain text</source><translation>Texto sin formato</translation></message>
  <message><source>{since} to {until}</source><translation>Del {since} al {until}</translation></message>
  <message><source>From {day}</source><translation>Desde el {day}</translation></message>
  <message><source>Until {day}</source><translation>Hasta el {day}</translation></message>
  <message><source>Kind of document</source><translation>Tipo de documento</translation></message>
  <message><source>Language</source><translation>Idioma</translation></message>
  <message><source>Author</source><translation>Autor</translation></message>
  <message><source>Date</source><translation>Fecha</translation></message>
  <message><source>From this day</source><translation>Desde</translation></message>
  <message><source>Up to this day</source><translation>Hasta</translation></message>
  <message><source>Any folder</source><translation>Cualquiera</translation></message>
  <message><source>Any kind</source><translation>Cualquiera</translation></message>
  <message><source>Any language</source><translation>Cualquiera</translation></message>
  <message><source>Anybody</source><translation>Cualquiera</translation></message>
  <message><source>Any date</source><translation>Cualquiera</translation></message>
  <message><source>The last 7 days</source><translation>Los últimos 7 días</translation></message>
  <message><source>The last 30 days</source><translation>Los últimos 30 días</translation></message>
  <message><source>This year</source><translation>Este año</translation></message>
  <message><source>Last year</source><translation>El año pasado</translation></message>
  <message><source>From a day on…</source><translation>Desde un día…</translation></message>
  <message><source>Up to a day…</source><translation>Hasta un día…</translation></message>
  <message><source>Between two days…</source><translation>Entre dos días…</translation></message>
  <message><source>Exactly these words, in this order</source><translation>Exactamente estas palabras, en este orden</translation></message>
  <message><source>The same as writing them in quotation marks: “gas boiler” finds only what says just that.</source><translation>Es lo mismo que escribirlas entre comillas: «caldera de gas» solo encuentra lo que diga justo eso.</translation></message>
  <message><source>Remove all filters</source><translation>Quitar todos los filtros</translation></message>
  <message><source>Done</source><translation>Listo</translation></message>
  <message><source>Filters of the search</source><translation>Filtros de la búsqueda</translation></message>
  <message><source>Filters</source><translation>Filtros</translation></message>
  <message><source>Remove the filter “{name}”</source><translation>Quitar el filtro «{name}»</translation></message>
  <message><source>Narrow the search by folder, kind, date, language or author</source><translation>Acotar la búsqueda por carpeta, tipo, fecha, idioma o autor</translation></message>
  <message><source>In “{name}”</source><translation>En «{name}»</translation></message>
  <message><source>Exactly: {words}</source><translation>Exactamente: {words}</translation></message>
  <message><source>By {author}</source><translation>De {author}</translation></message>
  <message><source>Nothing was found with these filters. Remove some, or try other words.</source><translation>Con estos filtros no se ha encontrado nada. Quita alguno o prueba con otras palabras.</translation></message>
  <message><source>No document passes these filters.</source><translation>Ningún documento cumple estos filtros.</translation></message>
  <message><source>No problems: everything was read.</source><translation>Sin problemas: se ha leído todo.</translation></message>
  <message numerus="yes"><source>%n sheet(s)</source><translation><numerusform>1 hoja</numerusform><numerusform>%n hojas</numerusform></translation></message>
  <message numerus="yes"><source>%n slide(s)</source><translation><numerusform>1 diapositiva</numerusform><numerusform>%n diapositivas</numerusform></translation></message>
</context>
</TS>
