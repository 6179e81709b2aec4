<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>list the conversations, the pinned ones first and the archived ones last</source><translation>muestra las conversaciones, las fijadas primero y las archivadas al final</translation></message>
  <message><source>only those of this folder</source><translation>solo las de esta carpeta</translation></message>
  <message><source>only the archived ones</source><translation>solo las archivadas</translation></message>
  <message><source>keep conversations at the top of the list</source><translation>deja conversaciones al principio de la lista</translation></message>
  <message><source>unpin them</source><translation>dejar de fijarlas</translation></message>
  <message><source>put conversations at the end of the list</source><translation>deja conversaciones al final de la lista</translation></message>
  <message><source>take them out again</source><translation>sacarlas del archivo</translation></message>
  <message><source>make conversations private: nothing of them is remembered elsewhere, and no vectors are kept</source><translation>hace privadas las conversaciones: nada de ellas se recuerda en otro sitio ni se guardan sus vectores</translation></message>
  <message><source>make them ordinary again</source><translation>volver a hacerlas normales</translation></message>
  <message><source>let the model write the title of a conversation</source><translation>deja que el modelo escriba el título de una conversación</translation></message>
  <message><source>list the folders of conversations, make one, or put conversations into it</source><translation>muestra las carpetas de conversaciones, crea una o mete conversaciones en ella</translation></message>
  <message><source>the folder's name; it is made where there is none; none takes the conversations out of theirs</source><translation>el nombre de la carpeta; se crea si no existe; none saca las conversaciones de la suya</translation></message>
  <message><source>give the folder another name</source><translation>cambiar el nombre de la carpeta</translation></message>
  <message><source>delete the folder; its conversations stay</source><translation>borrar la carpeta; sus conversaciones se quedan</translation></message>
  <message><source>* pinned, a archived, p private</source><translation>* fijada, a archivada, p privada</translation></message>
  <message><source>The model wrote no title that could be used; the old one stays.</source><translation>El modelo no ha escrito ningún título que sirva; se queda el que había.</translation></message>
  <message><source>find messages of all conversations, by their words and by their meaning</source><translation>busca mensajes en todas las conversaciones, por sus palabras y por su significado</translation></message>
  <message><source>what to search for</source><translation>qué buscar</translation></message>
  <message><source>how many messages to show</source><translation>cuántos mensajes mostrar</translation></message>
  <message><source>only in this folder</source><translation>solo en esta carpeta</translation></message>
  <message><source>Nothing was found. Try other words, or fewer.</source><translation>No se ha encontrado nada. Prueba con otras palabras, o con menos.</translation></message>
  <message><source>New messages are read first, so that they are found by their meaning: {count}.</source><translation>Antes se leen los mensajes nuevos, para encontrarlos por su significado: {count}.</translation></message>
  <message><source>a folder of conversations to ask as well; may be repeated</source><translation>una carpeta de conversaciones a la que también se pregunta; puede repetirse</translation></message>
  <message><source>begin the conversation in this folder</source><translation>empezar la conversación en esta carpeta</translation></message>
  <message><source>begin a private conversation: nothing of it is remembered elsewhere</source><translation>empezar una conversación privada: nada de ella se recuerda en otro sitio</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>“{name}” is too small to write good titles. Choose a bigger model, or type the title yourself.</source><translation>«{name}» es demasiado pequeño para escribir buenos títulos. Elige un modelo mayor o escribe tú el título.</translation></message>
</context>
<context>
  <name>answers</name>
  <message><source>I found nothing about this in those conversations.</source><translation>No he encontrado nada sobre esto en esas conversaciones.</translation></message>
</context>
<context>
  <name>chat</name>
  <message><source>Pinned</source><translation>Fijadas</translation></message>
  <message><source>Similar in meaning</source><translation>De significado parecido</translation></message>
  <message><source>Unfolded</source><translation>Desplegado</translation></message>
  <message><source>Folded</source><translation>Plegado</translation></message>
  <message><source>Archive</source><translation>Archivar</translation></message>
  <message><source>Archived conversations</source><translation>Conversaciones archivadas</translation></message>
  <message><source>Folder</source><translation>Carpeta</translation></message>
  <message numerus="yes"><source>%n conversation(s)</source><translation><numerusform>%n conversación</numerusform><numerusform>%n conversaciones</numerusform></translation></message>
  <message><source>Private</source><translation>Privada</translation></message>
  <message><source>Archived</source><translation>Archivada</translation></message>
  <message><source>Unpin</source><translation>Dejar de fijar</translation></message>
  <message><source>Pin</source><translation>Fijar</translation></message>
  <message><source>Move to folder</source><translation>Mover a una carpeta</translation></message>
  <message><source>Take out of the archive</source><translation>Sacar del archivo</translation></message>
  <message><source>Nothing of a private conversation is remembered in others or found by its meaning.</source><translation>Nada de una conversación privada se recuerda en otras ni se encuentra por su significado.</translation></message>
  <message><source>Write a new title</source><translation>Escribir otro título</translation></message>
  <message><source>Export…</source><translation>Exportar…</translation></message>
  <message><source>New conversation in this folder</source><translation>Nueva conversación en esta carpeta</translation></message>
  <message><source>Ask these conversations</source><translation>Preguntar a estas conversaciones</translation></message>
  <message><source>In no folder</source><translation>En ninguna carpeta</translation></message>
  <message><source>New folder…</source><translation>Carpeta nueva…</translation></message>
  <message><source>New folder</source><translation>Carpeta nueva</translation></message>
  <message><source>New private conversation</source><translation>Nueva conversación privada</translation></message>
  <message><source>The folder “{name}” was deleted; its conversations are still here.</source><translation>La carpeta «{name}» se ha borrado; sus conversaciones siguen aquí.</translation></message>
  <message><source>“{title}” is in the archive, at the end of the list.</source><translation>«{title}» está en el archivo, al final de la lista.</translation></message>
  <message numerus="yes"><source>%n conversation(s) are in the archive, at the end of the list.</source><translation><numerusform>%n conversación está en el archivo, al final de la lista.</numerusform><numerusform>%n conversaciones están en el archivo, al final de la lista.</numerusform></translation></message>
  <message numerus="yes"><source>%n conversation(s) moved.</source><translation><numerusform>%n conversación movida.</numerusform><numerusform>%n conversaciones movidas.</numerusform></translation></message>
  <message numerus="yes"><source>%n conversation(s) were deleted.</source><translation><numerusform>%n conversación borrada.</numerusform><numerusform>%n conversaciones borradas.</numerusform></translation></message>
  <message><source>The model wrote no title that could be used; the old one stays.</source><translation>El modelo no ha escrito ningún título que sirva; se queda el que había.</translation></message>
  <message><source>Something else needed the model first. Ask for the title again.</source><translation>Otra cosa necesitaba antes el modelo. Vuelve a pedir el título.</translation></message>
  <message><source>{name} (conversations)</source><translation>{name} (conversaciones)</translation></message>
</context>
</TS>
