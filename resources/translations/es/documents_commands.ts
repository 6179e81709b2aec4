<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>read files and folders into a collection</source><translation>lee archivos y carpetas y los añade a una colección</translation></message>
  <message><source>a file or a folder</source><translation>un archivo o una carpeta</translation></message>
  <message><source>its name</source><translation>su nombre</translation></message>
  <message><source>find passages by meaning and by words</source><translation>busca pasajes por significado y por palabras</translation></message>
  <message><source>what to look for</source><translation>qué buscar</translation></message>
  <message><source>where to look; all when left out</source><translation>dónde buscar; en todas si no se indica</translation></message>
  <message><source>how many passages</source><translation>cuántos pasajes</translation></message>
  <message><source>both, meaning, words</source><translation>ambos, significado, palabras</translation></message>
  <message><source>list, remove or try again what was indexed</source><translation>muestra, quita o reintenta lo indexado</translation></message>
  <message><source>numbers of documents, as the list shows them</source><translation>números de documentos, como los muestra la lista</translation></message>
  <message><source>{collection}: {added} added, {updated} updated, {unchanged} unchanged, {removed} removed, {failed} failed.</source><translation>{collection}: {added} añadidos, {updated} actualizados, {unchanged} sin cambios, {removed} quitados, {failed} con fallo.</translation></message>
  <message><source>Nothing was found.</source><translation>No se ha encontrado nada.</translation></message>
  <message><source>page {page}</source><translation>página {page}</translation></message>
</context>
</TS>
