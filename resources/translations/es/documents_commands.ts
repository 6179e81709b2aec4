<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>read files and folders into a collection</source><translation>lee archivos y carpetas y los añade a una colección</translation></message>
  <message><source>a file or a folder</source><translation>un archivo o una carpeta</translation></message>
  <message><source>name of the collection</source><translation>nombre de la colección</translation></message>
  <message><source>find passages by meaning and by words</source><translation>busca pasajes por significado y por palabras</translation></message>
  <message><source>what to look for</source><translation>qué buscar</translation></message>
  <message><source>a collection to search; all when left out</source><translation>una colección en la que buscar; si no se indica, en todas</translation></message>
  <message><source>how many passages</source><translation>cuántos pasajes</translation></message>
  <message><source>by meaning and words, by meaning only, by words only</source><translation>por significado y palabras, solo por significado, solo por palabras</translation></message>
  <message><source>list indexed documents, remove them, or read failed ones again</source><translation>muestra los documentos indexados, los quita o vuelve a leer los que fallaron</translation></message>
  <message><source>numbers of documents, as the list shows them</source><translation>números de los documentos, tal como salen en la lista</translation></message>
  <message><source>{collection}: {added} added, {updated} updated, {unchanged} unchanged, {removed} removed, {failed} failed.</source><translation>{collection}: {added} añadidos, {updated} actualizados, {unchanged} sin cambios, {removed} quitados, {failed} con error.</translation></message>
  <message><source>Nothing was found.</source><translation>No se ha encontrado nada.</translation></message>
  <message><source>page {page}</source><translation>página {page}</translation></message>
</context>
</TS>
