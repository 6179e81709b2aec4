<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>talk with the model; without a question, line by line</source><translation>habla con el modelo; sin pregunta, línea a línea</translation></message>
  <message><source>the question; read from a pipe when left out</source><translation>la pregunta; si falta, se lee de la entrada estándar</translation></message>
  <message><source>answer a question from indexed documents, with its sources</source><translation>responde a una pregunta a partir de los documentos indexados y cita sus fuentes</translation></message>
  <message><source>the question</source><translation>la pregunta</translation></message>
  <message><source>the collection to ask; may be repeated</source><translation>la colección a la que preguntar; se puede repetir</translation></message>
  <message><source>how many passages the model reads</source><translation>cuántos pasajes lee el modelo</translation></message>
  <message><source>continue this conversation</source><translation>continúa esta conversación</translation></message>
  <message><source>instructions for the model (the system prompt)</source><translation>instrucciones para el modelo (el mensaje del sistema)</translation></message>
  <message><source>the id of a model to use instead of the chosen one</source><translation>el id del modelo que se usa en lugar del elegido</translation></message>
  <message><source>how the next token is chosen</source><translation>cómo se elige el siguiente token</translation></message>
  <message><source>end the answer at this text; may be repeated</source><translation>termina la respuesta en este texto; se puede repetir</translation></message>
  <message><source>There is no question.</source><translation>No hay ninguna pregunta.</translation></message>
  <message><source>page {page}</source><translation>página {page}</translation></message>
  <message><source>a picture the question is about; may be repeated</source><translation>una imagen sobre la que trata la pregunta; se puede repetir</translation></message>
  <message><source>a classifier that labels the question first</source><translation>un clasificador que etiqueta primero la pregunta</translation></message>
</context>
<context>
  <name>answers</name>
  <message><source>I found nothing about this in your documents.</source><translation>No he encontrado nada sobre esto en tus documentos.</translation></message>
  <message><source>The installed model does not know this language well, so this is quoted from your documents:</source><translation>El modelo instalado no domina este idioma, así que esto es una cita de tus documentos:</translation></message>
  <message><source>The documents themselves say:</source><translation>Los propios documentos dicen:</translation></message>
</context>
</TS>
