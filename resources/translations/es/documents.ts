<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>documents</name>
  <message numerus="yes"><source>%n could not be read</source><translation><numerusform>%n no se ha podido leer</numerusform><numerusform>%n no se han podido leer</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s)</source><translation><numerusform>%n documento</numerusform><numerusform>%n documentos</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s) read</source><translation><numerusform>%n documento leído</numerusform><numerusform>%n documentos leídos</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s) removed from the library; the files stay where they are.</source><translation><numerusform>Se ha quitado %n documento de la biblioteca; el archivo sigue donde estaba.</numerusform><numerusform>Se han quitado %n documentos de la biblioteca; los archivos siguen donde estaban.</numerusform></translation></message>
  <message numerus="yes"><source>%n found by their words only, for now</source><translation><numerusform>%n se encuentra solo por sus palabras, de momento</numerusform><numerusform>%n se encuentran solo por sus palabras, de momento</numerusform></translation></message>
  <message numerus="yes"><source>%n gone</source><translation><numerusform>%n desaparecido</numerusform><numerusform>%n desaparecidos</numerusform></translation></message>
  <message numerus="yes"><source>%n passage(s)</source><translation><numerusform>%n pasaje</numerusform><numerusform>%n pasajes</numerusform></translation></message>
  <message numerus="yes"><source>%n unchanged</source><translation><numerusform>%n sin cambios</numerusform><numerusform>%n sin cambios</numerusform></translation></message>
  <message><source>Add a folder of documents…</source><translation>Añadir una carpeta de documentos…</translation></message>
  <message><source>Add a folder…</source><translation>Añadir una carpeta…</translation></message>
  <message><source>Add documents</source><translation>Añadir documentos</translation></message>
  <message><source>Add documents…</source><translation>Añadir documentos…</translation></message>
  <message><source>Add files…</source><translation>Añadir archivos…</translation></message>
  <message><source>Add to the documents</source><translation>Añadir a los documentos</translation></message>
  <message><source>All documents</source><translation>Todos los documentos</translation></message>
  <message><source>Ask these documents</source><translation>Preguntar a estos documentos</translation></message>
  <message><source>By meaning</source><translation>Por significado</translation></message>
  <message><source>By words</source><translation>Por palabras</translation></message>
  <message><source>By words and meaning</source><translation>Por palabras y significado</translation></message>
  <message><source>By words only</source><translation>Solo por palabras</translation></message>
  <message><source>Collections</source><translation>Colecciones</translation></message>
  <message><source>Documents</source><translation>Documentos</translation></message>
  <message><source>Documents: {name}</source><translation>Documentos: {name}</translation></message>
  <message><source>Drop documents or folders here</source><translation>Suelta aquí documentos o carpetas</translation></message>
  <message><source>Filter by name</source><translation>Filtrar por nombre</translation></message>
  <message><source>How to search</source><translation>Cómo buscar</translation></message>
  <message><source>Name</source><translation>Nombre</translation></message>
  <message><source>Not read</source><translation>Sin leer</translation></message>
  <message><source>Nothing was found. Try other words, or search by meaning.</source><translation>No se ha encontrado nada. Prueba con otras palabras o busca por significado.</translation></message>
  <message><source>Only problems</source><translation>Solo problemas</translation></message>
  <message><source>Only the first {read} MB were read.</source><translation>Solo se han leído los primeros {read} MB.</translation></message>
  <message><source>PDF, Word, spreadsheets, slides, mail, e-books and text are read on this computer; then ask them.</source><translation>Los PDF, Word, hojas de cálculo, presentaciones, correos, libros y textos se leen en este ordenador; después, pregúntales.</translation></message>
  <message><source>Pages</source><translation>Páginas</translation></message>
  <message><source>Read failed ones again ({n})</source><translation>Leer otra vez los fallidos ({n})</translation></message>
  <message><source>Read it again</source><translation>Leerlo otra vez</translation></message>
  <message><source>Reading into {collection}</source><translation>Leyendo en {collection}</translation></message>
  <message><source>Ready</source><translation>Listo</translation></message>
  <message><source>Remark</source><translation>Observación</translation></message>
  <message><source>Remove from the library</source><translation>Quitar de la biblioteca</translation></message>
  <message><source>Rename</source><translation>Cambiar el nombre</translation></message>
  <message><source>Samples</source><translation>Ejemplos</translation></message>
  <message><source>Search in the documents</source><translation>Buscar en los documentos</translation></message>
  <message><source>Searching…</source><translation>Buscando…</translation></message>
  <message><source>Show its text</source><translation>Ver su texto</translation></message>
  <message><source>State</source><translation>Estado</translation></message>
  <message><source>Stopped.</source><translation>Detenido.</translation></message>
  <message><source>Try it with the sample documents</source><translation>Pruébalo con los documentos de ejemplo</translation></message>
  <message><source>{n} ms</source><translation>{n} ms</translation></message>
  <message><source>“{name}” was removed from the library; the files stay where they are.</source><translation>Se ha quitado «{name}» de la biblioteca; los archivos siguen donde estaban.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>read files and folders into a collection</source><translation>lee archivos y carpetas y los añade a una colección</translation></message>
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
</context>
<context>
  <name>features</name>
  <message><source>Documents</source><translation>Documentos</translation></message>
</context>
</TS>
