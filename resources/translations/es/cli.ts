<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>begin with an empty library where one was lost</source><translation>empieza con una biblioteca vacía donde se perdió una</translation></message>
  <message><source>To begin with an empty library, add --new-library.</source><translation>Para empezar con una biblioteca vacía, añade --new-library.</translation></message>
  <message><source>the question</source><translation>la pregunta</translation></message>
  <message><source>page {page}</source><translation>página {page}</translation></message>
  <message><source>That command is not understood: {message}</source><translation>No se entiende la orden: {message}</translation></message>
  <message><source>this is missing: {names}</source><translation>falta {names}</translation></message>
  <message><source>this is not known here: {names}</source><translation>aquí no se conoce {names}</translation></message>
  <message><source>{name} cannot be {value}; choose from {choices}</source><translation>{name} no puede ser {value}; elige entre {choices}</translation></message>
  <message><source>{name} cannot be {value}</source><translation>{name} no puede ser {value}</translation></message>
  <message><source>{name} needs a value</source><translation>{name} necesita un valor</translation></message>
  <message><source>{name} does not go with {other}</source><translation>{name} no se puede usar junto con {other}</translation></message>
  <message><source>usage:</source><translation>uso:</translation></message>
  <message><source>arguments</source><translation>argumentos</translation></message>
  <message><source>options</source><translation>opciones</translation></message>
  <message><source>commands</source><translation>órdenes</translation></message>
  <message><source>command</source><translation>orden</translation></message>
  <message><source>show this help</source><translation>muestra esta ayuda</translation></message>
  <message><source>show the version</source><translation>muestra la versión</translation></message>
  <message><source>the profile folder</source><translation>la carpeta del perfil</translation></message>
  <message><source>the models' folder</source><translation>la carpeta de los modelos</translation></message>
  <message><source>the language of messages</source><translation>el idioma de los mensajes</translation></message>
  <message><source>print data as JSON</source><translation>imprime los datos en JSON</translation></message>
  <message><source>print technical details</source><translation>imprime los detalles técnicos</translation></message>
  <message><source>An offline assistant. Without a command it opens the window.</source><translation>Un asistente sin conexión. Sin orden, abre la ventana.</translation></message>
  <message><source>build the starter models from their downloaded packages</source><translation>prepara los modelos de inicio a partir de sus paquetes descargados</translation></message>
  <message><source>the folder with the packages</source><translation>la carpeta con los paquetes</translation></message>
  <message><source>Ready: {models}.</source><translation>Listo: {models}.</translation></message>
  <message><source>a file or a folder</source><translation>un archivo o una carpeta</translation></message>
  <message><source>write the list to this file</source><translation>escribe la lista en este archivo</translation></message>
  <message><source>{path}: {count} lines written.</source><translation>{path}: {count} líneas escritas.</translation></message>
  <message><source>{name} is ready.</source><translation>{name} está listo.</translation></message>
  <message><source>the name of an installed model</source><translation>el nombre de un modelo instalado</translation></message>
  <message><source>random seed: the same number gives the same result</source><translation>semilla aleatoria: el mismo número da el mismo resultado</translation></message>
  <message><source>same</source><translation>mismo significado</translation></message>
  <message><source>Stopped after {rows} rows, which are kept. Run the command again to continue.</source><translation>Detenido tras {rows} filas, que se conservan. Ejecuta el comando otra vez para continuar.</translation></message>
  <message><source>waits for other programs</source><translation>espera a otros programas</translation></message>
  <message><source>waits until the answer is written</source><translation>espera a que se escriba la respuesta</translation></message>
  <message><source>Waiting for another job of Ateneo to finish…</source><translation>Esperando a que termine otra tarea de Ateneo…</translation></message>
  <message><source>list the conversations, delete them, restore them, or purge them: delete them for good</source><translation>muestra las conversaciones, las borra, las recupera o las purga: las borra para siempre</translation></message>
  <message><source>the conversations' numbers, from the list</source><translation>los números de las conversaciones, que salen en la lista</translation></message>
  <message><source>list, restore or purge all that were deleted</source><translation>mostrar, recuperar o purgar todas las borradas</translation></message>
  <message><source>Name the conversations by their numbers.</source><translation>Indica las conversaciones por sus números.</translation></message>
  <message><source>delete a classifier and its examples for good</source><translation>borrar para siempre un clasificador y sus ejemplos</translation></message>
  <message><source>name a classifier, or add --removed</source><translation>nombra un clasificador o añade --removed</translation></message>
  <message><source>Deleted for good: {count}.</source><translation>Borrado para siempre: {count}.</translation></message>
  <message><source>Backups made before still hold it, some for up to a year. “ateneo backup --clean” deletes those backups.</source><translation>Las copias de seguridad anteriores aún lo conservan, algunas hasta un año. «ateneo backup --clean» borra esas copias.</translation></message>
  <message><source>purge all that were removed</source><translation>purgar todos los quitados</translation></message>
  <message><source>Name the documents by their numbers.</source><translation>Indica los documentos por sus números.</translation></message>
  <message><source>Answers that quote it keep the quotation, and backups made before still hold it: see “ateneo backup --clean”.</source><translation>Las respuestas que lo citan conservan la cita y las copias de seguridad anteriores aún lo conservan: mira «ateneo backup --clean».</translation></message>
  <message><source>show or limit what models have computed of conversations</source><translation>muestra o limita lo que los modelos han calculado de las conversaciones</translation></message>
  <message><source>keep at most so many megabytes; 0 keeps none</source><translation>guarda como mucho tantos megabytes; 0 no guarda nada</translation></message>
  <message><source>Of your conversations the models have kept {used} of {limit}, so that they need not read them again.</source><translation>De tus conversaciones los modelos tienen guardados {used} de {limit}, para no tener que leerlas de nuevo.</translation></message>
  <message><source>then delete all older backups, which may hold what was deleted since</source><translation>después borra todas las copias anteriores, que pueden conservar lo borrado desde entonces</translation></message>
  <message><source>Older backups and replaced libraries deleted: {count}.</source><translation>Copias anteriores y bibliotecas reemplazadas borradas: {count}.</translation></message>
  <message><source>There is nothing in this list yet.</source><translation>Todavía no hay nada en esta lista.</translation></message>
</context>
</TS>
