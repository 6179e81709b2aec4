<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>QFileDialog</name>
  <message><source>&amp;Look in:</source><translation>&amp;Buscar en:</translation></message>
  <message><source>Files of &amp;type:</source><translation>&amp;Tipo de archivos:</translation></message>
</context>
<context>
  <name>QFileSystemModel</name>
  <message><source>&lt;b&gt;The name &quot;%1&quot; cannot be used.&lt;/b&gt;&lt;p&gt;Try using another name, with fewer characters or no punctuation marks.</source><translation>&lt;b&gt;No se puede usar el nombre «%1».&lt;/b&gt;&lt;p&gt;Prueba con otro, más corto o sin signos de puntuación.</translation></message>
</context>
<context>
  <name>QAbstractFileIconProvider</name>
  <message><source>Drive</source><translation>Unidad</translation></message>
  <message><source>File</source><translation>Archivo</translation></message>
  <message><source>File Folder</source><translation>Carpeta</translation></message>
  <message><source>Folder</source><translation>Carpeta</translation></message>
  <message><source>Alias</source><translation>Alias</translation></message>
  <message><source>Shortcut</source><translation>Acceso directo</translation></message>
  <message><source>Unknown</source><translation>Desconocido</translation></message>
  <message><source>%1 File</source><translation>Archivo %1</translation></message>
</context>
</TS>
