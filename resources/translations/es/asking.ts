<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>errors</name>
  <message><source>There is no collection “{name}”. The collections are: {names}.</source><translation>No hay ninguna colección «{name}». Las colecciones son: {names}.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>ask all collections</source><translation>preguntar a todas las colecciones</translation></message>
  <message><source>a file or folder to ask, read now where that is needed; may be repeated</source><translation>un archivo o carpeta al que preguntar, que se lee ahora si hace falta; se puede repetir</translation></message>
  <message><source>go on with the last conversation; without other sources it asks what that one asked</source><translation>seguir con la última conversación; si no se indica otra cosa, pregunta a los mismos documentos</translation></message>
  <message><source>There is no conversation to go on with.</source><translation>No hay ninguna conversación con la que seguir.</translation></message>
  <message><source>There are no documents yet. Read some with “ateneo index”.</source><translation>Todavía no hay documentos. Lee algunos con «ateneo index».</translation></message>
</context>
</TS>
