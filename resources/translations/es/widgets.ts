<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>widgets</name>
  <message><source>Add documents for all conversations…</source><translation>Añadir documentos para todas las conversaciones…</translation></message>
  <message><source>Answers come from the model alone: there are no documents to search yet.</source><translation>Las respuestas salen solo del modelo: aún no hay documentos en los que buscar.</translation></message>
  <message><source>Asked as soon as the answer before it is finished</source><translation>Se hará en cuanto termine la respuesta anterior</translation></message>
  <message><source>Attach files to this conversation…</source><translation>Adjuntar archivos a esta conversación…</translation></message>
  <message><source>Attached files</source><translation>Archivos adjuntos</translation></message>
  <message><source>Only the attached files</source><translation>Solo los archivos adjuntos</translation></message>
  <message><source>Stop this answer</source><translation>Detener esta respuesta</translation></message>
  <message><source>Ask anything, or drop a file here</source><translation>Pregunta lo que quieras o suelta aquí un archivo</translation></message>
  <message><source>Attach files to ask about</source><translation>Adjuntar archivos para preguntar sobre ellos</translation></message>
  <message><source>Choose the documents to ask</source><translation>Elegir los documentos a los que preguntar</translation></message>
  <message><source>Copied</source><translation>Copiado</translation></message>
  <message><source>Copy</source><translation>Copiar</translation></message>
  <message><source>Copy the address</source><translation>Copiar la dirección</translation></message>
  <message><source>Documents: {names}</source><translation>Documentos: {names}</translation></message>
  <message><source>No documents</source><translation>Sin documentos</translation></message>
  <message><source>Open</source><translation>Abrir</translation></message>
  <message><source>Open this address in your browser? It is outside Ateneo and may use the internet.</source><translation>¿Abrir esta dirección en tu navegador? Está fuera de Ateneo y puede usar internet.</translation></message>
  <message><source>Send</source><translation>Enviar</translation></message>
  <message><source>Settings of this conversation</source><translation>Ajustes de esta conversación</translation></message>
  <message><source>Show the rest ({n} more characters)</source><translation>Mostrar el resto ({n} caracteres más)</translation></message>
  <message><source>Stop</source><translation>Detener</translation></message>
  <message><source>Hide</source><translation>Ocultar</translation></message>
  <message><source>The work goes on; the bar at the bottom of the window shows it.</source><translation>El trabajo sigue; puedes verlo en la barra de abajo.</translation></message>
  <message><source>Text of the message</source><translation>Texto del mensaje</translation></message>
  <message><source>Your question</source><translation>Tu pregunta</translation></message>
  <message><source>image blocked</source><translation>imagen bloqueada</translation></message>
  <message><source>p. {page}</source><translation>pág. {page}</translation></message>
  <message><source>Find in this conversation</source><translation>Buscar en esta conversación</translation></message>
  <message><source>Previous match</source><translation>Resultado anterior</translation></message>
  <message><source>Next match</source><translation>Resultado siguiente</translation></message>
  <message><source>Close the search</source><translation>Cerrar la búsqueda</translation></message>
  <message><source>No matches</source><translation>Sin resultados</translation></message>
  <message><source>{n} of {all}</source><translation>{n} de {all}</translation></message>
  <message><source>Show all files that could not be read</source><translation>Ver todos los archivos que no se han podido leer</translation></message>
  <message><source>Stopping. Finished work is kept</source><translation>Deteniendo. Se conserva lo que ya está hecho</translation></message>
  <message><source>{done} of {total}</source><translation>{done} de {total}</translation></message>
  <message><source>{n} a second</source><translation>{n} por segundo</translation></message>
  <message><source>waits for other programs</source><translation>espera a otros programas</translation></message>
  <message><source>waits until the answer is written</source><translation>espera a que se escriba la respuesta</translation></message>
  <message><source>{time} left</source><translation>quedan {time}</translation></message>
  <message><source>{name}, {n} of {total}</source><translation>{name}, {n} de {total}</translation></message>
  <message><source>{n}%</source><translation>{n} %</translation></message>
  <message><source>Remove {name}</source><translation>Quitar {name}</translation></message>
  <message><source>Save as a picture…</source><translation>Guardar como imagen…</translation></message>
  <message><source>Found in the picture</source><translation>Lo encontrado en la imagen</translation></message>
  <message><source>picture</source><translation>imagen</translation></message>
  <message><source>As a table</source><translation>Como tabla</translation></message>
  <message><source>Copy as a table</source><translation>Copiar como tabla</translation></message>
  <message><source>Export CSV…</source><translation>Exportar CSV…</translation></message>
  <message><source>is</source><translation>es</translation></message>
  <message><source>taken for</source><translation>tomado por</translation></message>
  <message><source>{label} taken for {guess}: {n} of {of}</source><translation>{label} tomado por {guess}: {n} de {of}</translation></message>
  <message><source>Have the question labelled by a classifier</source><translation>Etiquetar la pregunta con un clasificador</translation></message>
  <message><source>Labelled by {name}</source><translation>Etiquetada por {name}</translation></message>
  <message><source>Label with {name}</source><translation>Etiquetar con {name}</translation></message>
  <message><source>Show the list</source><translation>Mostrar la lista</translation></message>
  <message><source>Texts</source><translation>Textos</translation></message>
  <message><source>Clean the backups too: make a new one and delete all older ones</source><translation>Limpiar también las copias de seguridad: hacer una nueva y borrar todas las anteriores</translation></message>
  <message><source>This cannot be undone. Backups made before still hold it, some of them for up to a year, unless you clean them.</source><translation>No se puede deshacer. Las copias de seguridad anteriores lo conservan, algunas hasta un año, si no las limpias.</translation></message>
  <message><source>This cannot be undone.</source><translation>No se puede deshacer.</translation></message>
  <message><source>Delete for good</source><translation>Borrar para siempre</translation></message>
  <message><source>row {n}</source><translation>fila {n}</translation></message>
  <message><source>rows {first}–{last}</source><translation>filas {first}–{last}</translation></message>
  <message><source>paragraph {n}</source><translation>párrafo {n}</translation></message>
  <message><source>paragraphs {first}–{last}</source><translation>párrafos {first}–{last}</translation></message>
  <message><source>Source {number}: {name}. {text}</source><translation>Fuente {number}: {name}. {text}</translation></message>
  <message><source>Source: {name}. {text}</source><translation>Fuente: {name}. {text}</translation></message>
</context>
</TS>
