<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>documents</name>
  <message><source>Collection</source><translation>Colección</translation></message>
  <message><source>Document</source><translation>Documento</translation></message>
  <message numerus="yes"><source>%n could not be read</source><translation><numerusform>%n no se ha podido leer</numerusform><numerusform>%n no se han podido leer</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s)</source><translation><numerusform>%n documento</numerusform><numerusform>%n documentos</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s) read</source><translation><numerusform>%n documento leído</numerusform><numerusform>%n documentos leídos</numerusform></translation></message>
  <message numerus="yes"><source>%n document(s) removed from the library; the files stay where they are.</source><translation><numerusform>Se ha quitado %n documento de la biblioteca; el archivo sigue donde estaba.</numerusform><numerusform>Se han quitado %n documentos de la biblioteca; los archivos siguen donde estaban.</numerusform></translation></message>
  <message numerus="yes"><source>%n can only be found by their words, for now</source><translation><numerusform>%n solo se encuentra por sus palabras, de momento</numerusform><numerusform>%n solo se encuentran por sus palabras, de momento</numerusform></translation></message>
  <message numerus="yes"><source>%n no longer there</source><translation><numerusform>%n ya no está</numerusform><numerusform>%n ya no están</numerusform></translation></message>
  <message numerus="yes"><source>%n passage(s)</source><translation><numerusform>%n pasaje</numerusform><numerusform>%n pasajes</numerusform></translation></message>
  <message numerus="yes"><source>%n unchanged</source><translation><numerusform>%n sin cambios</numerusform><numerusform>%n sin cambios</numerusform></translation></message>
  <message><source>Add a folder of documents…</source><translation>Añadir una carpeta de documentos…</translation></message>
  <message><source>Add a folder…</source><translation>Añadir una carpeta…</translation></message>
  <message><source>Add documents</source><translation>Añadir documentos</translation></message>
  <message><source>Add documents…</source><translation>Añadir documentos…</translation></message>
  <message><source>Add files…</source><translation>Añadir archivos…</translation></message>
  <message><source>Add to the documents</source><translation>Añadir a los documentos</translation></message>
  <message><source>All documents</source><translation>Todos los documentos</translation></message>
  <message><source>Ask about these documents</source><translation>Preguntar sobre estos documentos</translation></message>
  <message><source>By meaning</source><translation>Por significado</translation></message>
  <message><source>By words</source><translation>Por palabras</translation></message>
  <message><source>By words and meaning</source><translation>Por palabras y significado</translation></message>
  <message><source>Words only</source><translation>Solo palabras</translation></message>
  <message><source>Only its words can be searched. To search it by meaning too, add it again once a model that finds passages by meaning is installed.</source><translation>Solo se puede buscar por sus palabras. Para buscarlo también por lo que significa, vuelve a añadirlo cuando haya un modelo que busque pasajes por su significado.</translation></message>
  <message><source>Collections</source><translation>Colecciones</translation></message>
  <message><source>Documents</source><translation>Documentos</translation></message>
  <message><source>Drop documents or folders here</source><translation>Suelta aquí documentos o carpetas</translation></message>
  <message><source>Folder</source><translation>Carpeta</translation></message>
  <message><source>Less sure</source><translation>Menos seguros</translation></message>
  <message numerus="yes"><source>%n less sure</source><translation><numerusform>%n menos seguro</numerusform><numerusform>%n menos seguros</numerusform></translation></message>
  <message><source>No passage matches for sure</source><translation>Ningún pasaje coincide con seguridad</translation></message>
  <message><source>Filter by name</source><translation>Filtrar por nombre</translation></message>
  <message><source>How to search</source><translation>Cómo buscar</translation></message>
  <message><source>Name</source><translation>Nombre</translation></message>
  <message><source>Not read</source><translation>Sin leer</translation></message>
  <message><source>Nothing was found. Try other words, or search by meaning.</source><translation>No se ha encontrado nada. Prueba con otras palabras o busca por significado.</translation></message>
  <message><source>Only those with problems</source><translation>Solo los que dan problemas</translation></message>
  <message><source>Only the first {read} MB were read.</source><translation>Solo se han leído los primeros {read} MB.</translation></message>
  <message numerus="yes"><source>Only the first %n page(s) were read.</source><translation><numerusform>Solo se ha leído la primera página.</numerusform><numerusform>Solo se han leído las primeras %n páginas.</numerusform></translation></message>
  <message><source>Only the first {percent} % of it were read.</source><translation>Solo se ha leído el primer {percent} %.</translation></message>
  <message><source>Unreadable text on page {pages}: its fonts do not say which letters they draw.</source><translation>Texto ilegible en la página {pages}: sus tipos de letra no dicen qué letras dibujan.</translation></message>
  <message><source>From page {page} on only the text was read, without tables and columns, because the document is very long.</source><translation>Desde la página {page} solo se ha leído el texto, sin tablas ni columnas, porque el documento es muy largo.</translation></message>
  <message><source>Not read yet, because they are pictures of text: pages {pages}.</source><translation>Aún sin leer, porque son imágenes de texto: páginas {pages}.</translation></message>
  <message><source>Read by OCR, because they are pictures of text: pages {pages}.</source><translation>Leídas con reconocimiento de texto (OCR), porque son imágenes: páginas {pages}.</translation></message>
  <message><source>Not read, because of their kind: {names}.</source><translation>No leídos, por su tipo: {names}.</translation></message>
  <message><source>Of the files in it the first {count} were read.</source><translation>De los archivos que contiene se han leído los primeros {count}.</translation></message>
  <message><source>It contains instructions to an assistant. They are read as text and not followed.</source><translation>Contiene instrucciones para un asistente. Se leen como texto y no se siguen.</translation></message>
  <message><source>Hidden sheets were left out: {names}.</source><translation>Las hojas ocultas no se han leído: {names}.</translation></message>
  <message numerus="yes"><source>%n formula(s) have no stored result. Open the file in its own program and save it.</source><translation><numerusform>Una fórmula no tiene el resultado guardado. Abre el archivo en su programa y guárdalo.</numerusform><numerusform>%n fórmulas no tienen el resultado guardado. Abre el archivo en su programa y guárdalo.</numerusform></translation></message>
  <message><source>More cells than columns in line {lines}: read without the columns' names. A text with separators needs quotation marks.</source><translation>Hay más celdas que columnas en la línea {lines}: se ha leído sin los nombres de las columnas. Un texto con separadores necesita comillas.</translation></message>
  <message><source>The rest of a very long file was left out.</source><translation>El archivo es muy largo y el resto no se ha leído.</translation></message>
  <message><source>All its words can be searched, and {percent} % of it by meaning.</source><translation>Se puede buscar por todas sus palabras, y el {percent} % también por su significado.</translation></message>
  <message><source>Ateneo reads PDF, Word, spreadsheets, slides, e-mail, e-books and text on this computer. Then you can ask questions about them.</source><translation>Ateneo lee PDF, Word, hojas de cálculo, presentaciones, correos, libros electrónicos y textos en este ordenador. Después puedes preguntar sobre ellos.</translation></message>
  <message><source>Pages</source><translation>Páginas</translation></message>
  <message><source>Read it again</source><translation>Volver a leerlo</translation></message>
  <message><source>Reading documents for “{collection}”</source><translation>Leyendo documentos para «{collection}»</translation></message>
  <message><source>Ready</source><translation>Listo</translation></message>
  <message><source>Note</source><translation>Nota</translation></message>
  <message><source>Remove from the library</source><translation>Quitar de la biblioteca</translation></message>
  <message><source>Rename</source><translation>Cambiar el nombre</translation></message>
  <message><source>Samples</source><translation>Ejemplos</translation></message>
  <message><source>Search your documents</source><translation>Buscar en tus documentos</translation></message>
  <message><source>Searching…</source><translation>Buscando…</translation></message>
  <message><source>Show its text</source><translation>Ver su texto</translation></message>
  <message><source>Status</source><translation>Estado</translation></message>
  <message><source>Stopped.</source><translation>Detenido.</translation></message>
  <message><source>Try it with the sample documents</source><translation>Pruébalo con los documentos de ejemplo</translation></message>
  <message><source>“{name}” was removed from the library; the files stay where they are.</source><translation>Se ha quitado «{name}» de la biblioteca; los archivos siguen donde estaban.</translation></message>
  <message><source>Delete for good…</source><translation>Borrar para siempre…</translation></message>
  <message numerus="yes"><source>Delete for good what was read of %n document(s)? The files stay where they are, and answers keep what they quote.</source><translation><numerusform>¿Borrar para siempre lo leído de %n documento? El archivo se queda donde está y las respuestas conservan lo que citan.</numerusform><numerusform>¿Borrar para siempre lo leído de %n documentos? Los archivos se quedan donde están y las respuestas conservan lo que citan.</numerusform></translation></message>
  <message><source>Ask in the chat</source><translation>Preguntar en el chat</translation></message>
  <message><source>Opening your library…</source><translation>Abriendo tu biblioteca…</translation></message>
  <message><source>Ask about this in the chat</source><translation>Preguntar sobre esto en el chat</translation></message>
  <message><source>Try failed files again</source><translation>Reintentar los que fallaron</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>less sure passages</source><translation>pasajes menos seguros</translation></message>
  <message><source>also in {files}</source><translation>también en {files}</translation></message>
  <message><source>read files and folders into a collection</source><translation>lee archivos y carpetas y los añade a una colección</translation></message>
  <message><source>name of the collection</source><translation>nombre de la colección</translation></message>
  <message><source>find passages by meaning and by words</source><translation>busca pasajes por significado y por palabras</translation></message>
  <message><source>what to look for</source><translation>qué buscar</translation></message>
  <message><source>search only this collection; repeat it for several</source><translation>buscar solo en esta colección; se puede repetir para varias</translation></message>
  <message><source>how many passages</source><translation>cuántos pasajes</translation></message>
  <message><source>hybrid: by meaning and words; dense: by meaning only; keyword: by words only</source><translation>hybrid: por significado y palabras; dense: solo por significado; keyword: solo por palabras</translation></message>
  <message><source>the documents' numbers, from the list</source><translation>números de los documentos, los de la lista</translation></message>
  <message><source>{collection}: {added} added, {updated} updated, {unchanged} unchanged, {removed} no longer there, {failed} could not be read.</source><translation>{collection}: {added} añadidos, {updated} actualizados, {unchanged} sin cambios, {removed} que ya no están, {failed} que no se han podido leer.</translation></message>
  <message><source>{n} pages are pictures of text and were not read: that needs a model that reads text in pictures (OCR).</source><translation>{n} páginas son imágenes de texto y no se han leído: hace falta un modelo que lea el texto de las imágenes (OCR).</translation></message>
  <message><source>Not read, because of their kind: {kinds}.</source><translation>No leídos, por su tipo: {kinds}.</translation></message>
  <message><source>Nothing was found.</source><translation>No se ha encontrado nada.</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Documents</source><translation>Documentos</translation></message>
</context>
</TS>
