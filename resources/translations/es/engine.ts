<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>talk with the model; without a question, line by line</source><translation>habla con el modelo; sin pregunta, línea a línea</translation></message>
  <message><source>the question; read from a pipe when left out</source><translation>la pregunta; si falta, se lee de la tubería</translation></message>
  <message><source>answer a question from indexed documents, with its sources</source><translation>responde a una pregunta con los documentos indexados y cita sus fuentes</translation></message>
  <message><source>the question</source><translation>la pregunta</translation></message>
  <message><source>the collection to ask; may be repeated</source><translation>la colección a la que preguntar; se puede repetir</translation></message>
  <message><source>how many passages the model reads</source><translation>cuántos pasajes lee el modelo</translation></message>
  <message><source>go on with this conversation</source><translation>sigue con esta conversación</translation></message>
  <message><source>what the model is told before everything else</source><translation>lo que se le dice al modelo antes que nada</translation></message>
  <message><source>a model of the shelf instead of the chosen one</source><translation>un modelo del estante en lugar del elegido</translation></message>
  <message><source>how the next token is drawn</source><translation>cómo se elige el siguiente token</translation></message>
  <message><source>end the answer at this text; may be repeated</source><translation>termina la respuesta en este texto; se puede repetir</translation></message>
  <message><source>There is no question.</source><translation>No hay ninguna pregunta.</translation></message>
  <message><source>page {page}</source><translation>página {page}</translation></message>
  <message><source>the models on the shelf: list, add, remove, verify, retry, use</source><translation>los modelos del estante: list, add, remove, verify, retry, use</translation></message>
  <message><source>a model's id; for add, its file or folder</source><translation>el id de un modelo; para add, su archivo o carpeta</translation></message>
  <message><source>what to call an added model</source><translation>cómo llamar al modelo añadido</translation></message>
  <message><source>check this machine, the models and the library</source><translation>revisa este equipo, los modelos y la biblioteca</translation></message>
  <message><source>also read every model and the whole library</source><translation>lee además todos los modelos y la biblioteca entera</translation></message>
  <message><source>make a checked copy of the library</source><translation>hace una copia comprobada de la biblioteca</translation></message>
  <message><source>name a model</source><translation>indica un modelo</translation></message>
  <message><source>{name} is ready.</source><translation>{name} está listo.</translation></message>
  <message><source>Copied to {path}.</source><translation>Copiada en {path}.</translation></message>
  <message><source>put a backup in the library's place; the replaced one is kept</source><translation>pone una copia en el lugar de la biblioteca; la sustituida se guarda</translation></message>
  <message><source>a backup; the newest good one when left out</source><translation>una copia; si falta, la última que esté bien</translation></message>
  <message><source>Restored from {path}. The replaced library is in {kept}.</source><translation>Restaurada desde {path}. La biblioteca sustituida está en {kept}.</translation></message>
</context>
<context>
  <name>answers</name>
  <message><source>I found nothing about this in your documents.</source><translation>No he encontrado nada sobre esto en tus documentos.</translation></message>
  <message><source>The installed model does not know this language well, so this is quoted from your documents:</source><translation>El modelo instalado no domina este idioma, así que esto es una cita de tus documentos:</translation></message>
  <message><source>The documents themselves say:</source><translation>Los propios documentos dicen:</translation></message>
</context>
<context>
  <name>library</name>
  <message><source>ready</source><translation>listo</translation></message>
  <message><source>damaged</source><translation>dañado</translation></message>
  <message><source>changed</source><translation>cambiado</translation></message>
  <message><source>set_aside</source><translation>apartado</translation></message>
  <message><source>text</source><translation>texto</translation></message>
  <message><source>embedding</source><translation>búsqueda</translation></message>
  <message><source>reranking</source><translation>reordenación</translation></message>
  <message><source>{free} of {total} memory is free.</source><translation>Hay {free} de {total} de memoria libres.</translation></message>
  <message><source>Close other programs before you load a large model.</source><translation>Cierra otros programas antes de cargar un modelo grande.</translation></message>
  <message><source>{free} is free on the library's disk.</source><translation>Quedan {free} libres en el disco de la biblioteca.</translation></message>
  <message><source>Free some space on this disk.</source><translation>Libera espacio en este disco.</translation></message>
  <message><source>onnxruntime and onnxruntime-gpu are both installed and overwrite each other.</source><translation>onnxruntime y onnxruntime-gpu están instalados a la vez y se pisan.</translation></message>
  <message><source>Run “python3 -m installer setup” again.</source><translation>Ejecuta otra vez «python3 -m installer setup».</translation></message>
  <message><source>ONNX Runtime is installed once: {packages}.</source><translation>ONNX Runtime está instalado una sola vez: {packages}.</translation></message>
  <message><source>ONNX Runtime is not installed.</source><translation>ONNX Runtime no está instalado.</translation></message>
  <message><source>The library is open: {conversations} conversations, {documents} documents.</source><translation>La biblioteca está abierta: {conversations} conversaciones, {documents} documentos.</translation></message>
  <message><source>The library was read wholly and is sound: {conversations} conversations, {documents} documents.</source><translation>La biblioteca se ha leído entera y está sana: {conversations} conversaciones, {documents} documentos.</translation></message>
  <message><source>The library is damaged: {problem}.</source><translation>La biblioteca está dañada: {problem}.</translation></message>
  <message><source>Restore the newest good backup.</source><translation>Restaura la última copia buena.</translation></message>
  <message><source>{count} backups are kept, the newest of {day}.</source><translation>Se guardan {count} copias; la última es del {day}.</translation></message>
  <message><source>{cores} cores; instructions: {instructions}.</source><translation>{cores} núcleos; instrucciones: {instructions}.</translation></message>
  <message><source>There is no GPU; the processor does all the work.</source><translation>No hay GPU; el procesador hace todo el trabajo.</translation></message>
  <message><source>{name} is used.</source><translation>Se usa {name}.</translation></message>
  <message><source>{name} is there, but this build of llama.cpp cannot use it.</source><translation>Hay una {name}, pero esta versión de llama.cpp no puede usarla.</translation></message>
  <message><source>See “GPU” in the README.</source><translation>Mira «GPU» en el README.</translation></message>
  <message><source>There is no backup yet.</source><translation>Todavía no hay ninguna copia.</translation></message>
  <message><source>There is no model to chat with.</source><translation>No hay ningún modelo con el que hablar.</translation></message>
  <message><source>There is no model to search documents by meaning.</source><translation>No hay ningún modelo para buscar documentos por su significado.</translation></message>
  <message><source>Run “ateneo setup”, or add one on the Models page.</source><translation>Ejecuta «ateneo setup» o añade uno en la página Modelos.</translation></message>
  <message><source>{name} stopped the engine while loading and is set aside.</source><translation>{name} detuvo el motor al cargarse y está apartado.</translation></message>
  <message><source>Choose another model, or try it again on the Models page.</source><translation>Elige otro modelo o vuelve a probarlo en la página Modelos.</translation></message>
  <message><source>Copy it again from where it came.</source><translation>Cópialo otra vez desde donde vino.</translation></message>
  <message><source>{name} is whole.</source><translation>{name} está íntegro.</translation></message>
  <message><source>{name} is ready.</source><translation>{name} está listo.</translation></message>
  <message><source>{count} internet sockets are open. There should be none.</source><translation>Hay {count} conexiones de internet abiertas. No debería haber ninguna.</translation></message>
  <message><source>Please report this.</source><translation>Avísanos de esto, por favor.</translation></message>
  <message><source>No internet socket is open.</source><translation>No hay ninguna conexión de internet abierta.</translation></message>
</context>
</TS>
