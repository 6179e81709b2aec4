<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>chat</name>
  <message><source>Keep: the model always reads it</source><translation>Conservar: el modelo lo lee siempre</translation></message>
  <message><source>Always read by the model. Show all such messages</source><translation>El modelo lo lee siempre. Ver todos los mensajes así</translation></message>
  <message><source>(without text)</source><translation>(sin texto)</translation></message>
  <message><source>Show this message</source><translation>Mostrar este mensaje</translation></message>
  <message><source>Summary of earlier messages</source><translation>Resumen de los mensajes anteriores</translation></message>
  <message><source>This conversation</source><translation>Esta conversación</translation></message>
  <message><source>What you told elsewhere</source><translation>De otras conversaciones</translation></message>
  <message><source>Passages of your documents</source><translation>Pasajes de tus documentos</translation></message>
  <message><source>This question</source><translation>Esta pregunta</translation></message>
  <message><source>Kept free for the answer</source><translation>Reservado para la respuesta</translation></message>
  <message><source>{name}: {tokens} tokens</source><translation>{name}: {tokens} tokens</translation></message>
  <message><source>What the model reads</source><translation>Lo que lee el modelo</translation></message>
  <message><source>{used} of {window} tokens</source><translation>{used} de {window} tokens</translation></message>
  <message><source>How much the model reads with your question, in tokens</source><translation>Cuánto lee el modelo con tu pregunta, en tokens</translation></message>
  <message><source>Too long</source><translation>Demasiado largo</translation></message>
  <message><source>What the model reads again</source><translation>Lo que el modelo vuelve a leer</translation></message>
  <message><source>The whole conversation</source><translation>Toda la conversación</translation></message>
  <message><source>The last exchanges</source><translation>Los últimos intercambios</translation></message>
  <message><source>A summary, and the last exchanges</source><translation>Un resumen y los últimos intercambios</translation></message>
  <message><source>Exchanges it reads word for word</source><translation>Intercambios que lee palabra por palabra</translation></message>
  <message><source>A question and its answer are one exchange. At times it reads a few more, to answer sooner.</source><translation>Una pregunta con su respuesta es un intercambio. A veces lee alguno más, para responder antes.</translation></message>
  <message><source>As far as it fits; the oldest messages give way first.</source><translation>Hasta donde quepa; si no cabe todo, se dejan los mensajes más antiguos.</translation></message>
  <message><source>What is older is not read: answers come sooner, and what you said before is forgotten.</source><translation>Lo anterior no se lee: las respuestas llegan antes, pero se olvida lo que dijiste.</translation></message>
  <message><source>The model takes notes of what is older while you read. You can see and change them.</source><translation>Mientras lees, el modelo toma notas de lo anterior. Puedes verlas y cambiarlas.</translation></message>
  <message><source>The model writes it after a few more answers.</source><translation>El modelo lo escribirá después de unas respuestas más.</translation></message>
  <message><source>Save the summary</source><translation>Guardar el resumen</translation></message>
  <message><source>Have it written anew</source><translation>Escribirlo de nuevo</translation></message>
  <message><source>You have changed it; what follows is added to your version.</source><translation>Lo has cambiado; lo que siga se añadirá a tu versión.</translation></message>
  <message><source>Write a question to see what the model will read with it.</source><translation>Escribe una pregunta para ver lo que el modelo leerá con ella.</translation></message>
  <message><source>The model will read {prompt} tokens. {free} of {window} stay free.</source><translation>El modelo leerá {prompt} tokens. Quedan libres {free} de {window}.</translation></message>
  <message><source>The passages are estimated until the documents are searched.</source><translation>Los pasajes son una estimación hasta que se busque en los documentos.</translation></message>
  <message><source>Always read, because you keep them:</source><translation>Se leen siempre, porque los conservas:</translation></message>
  <message><source>Keep</source><translation>Conservar</translation></message>
  <message><source>Keep no longer</source><translation>Dejar de conservar</translation></message>
  <message><source>Have the model read this message with every question</source><translation>Hacer que el modelo lea este mensaje con cada pregunta</translation></message>
  <message><source>Let this message give way when there is no room</source><translation>Permitir que este mensaje se deje fuera cuando no quepa</translation></message>
  <message numerus="yes"><source>%n earlier message(s) do not fit and will not be read.</source><translation><numerusform>%n mensaje anterior no cabe y no se leerá.</numerusform><numerusform>%n mensajes anteriores no caben y no se leerán.</numerusform></translation></message>
  <message numerus="yes"><source>%n earlier message(s) will not be read, as chosen above.</source><translation><numerusform>%n mensaje anterior no se leerá, según lo elegido arriba.</numerusform><numerusform>%n mensajes anteriores no se leerán, según lo elegido arriba.</numerusform></translation></message>
  <message numerus="yes"><source>It stands for the first %n message(s).</source><translation><numerusform>Sustituye al primer mensaje.</numerusform><numerusform>Sustituye a los primeros %n mensajes.</numerusform></translation></message>
  <message numerus="yes"><source>%n more message(s) will be added soon.</source><translation><numerusform>Pronto se añadirá %n mensaje más.</numerusform><numerusform>Pronto se añadirán %n mensajes más.</numerusform></translation></message>
  <message numerus="yes"><source>And %n more.</source><translation><numerusform>Y %n más.</numerusform><numerusform>Y %n más.</numerusform></translation></message>
</context>
<context>
  <name>answers</name>
  <message><source>The user told:</source><translation>El usuario contó:</translation></message>
  <message><source>What was talked about:</source><translation>De qué se habló:</translation></message>
  <message><source>User:</source><translation>Usuario:</translation></message>
  <message><source>Assistant:</source><translation>Asistente:</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>always read</source><translation>se lee siempre</translation></message>
  <message><source>count what the model would read with a question, before it is sent</source><translation>cuenta lo que el modelo leería con una pregunta, antes de enviarla</translation></message>
  <message><source>the conversation's number</source><translation>el número de la conversación</translation></message>
  <message><source>a document or folder to ask; may be repeated</source><translation>un documento o una carpeta a la que preguntar; se puede repetir</translation></message>
  <message><source>show the running summary of a conversation, update it or change it</source><translation>muestra el resumen de una conversación, lo pone al día o lo cambia</translation></message>
  <message><source>bring it up to date first</source><translation>antes, lo pone al día</translation></message>
  <message><source>replace it by this text; - reads it from a pipe; an empty text has it written anew</source><translation>lo sustituye por este texto; - lo lee de la entrada estándar; un texto vacío hace que se escriba de nuevo</translation></message>
  <message><source>how many exchanges stay word for word</source><translation>cuántos intercambios se leen palabra por palabra</translation></message>
  <message><source>keep messages in the model's context, whatever else is left out</source><translation>conserva mensajes en lo que lee el modelo, aunque otros se dejen fuera</translation></message>
  <message><source>the messages' numbers</source><translation>los números de los mensajes</translation></message>
  <message><source>keep them no longer</source><translation>deja de conservarlos</translation></message>
  <message><source>what the model reads again: whole, the conversation as far as it fits; last, its last exchanges; summary, a summary of all older ones and the last. It is kept with the conversation</source><translation>lo que el modelo vuelve a leer: whole, la conversación hasta donde quepa; last, sus últimos intercambios; summary, un resumen de lo anterior y los últimos. Se guarda con la conversación</translation></message>
  <message><source>how many exchanges “last” and “summary” keep word for word</source><translation>cuántos intercambios se leen palabra por palabra con «last» y «summary»</translation></message>
  <message><source>Updating the summary of the conversation. Ctrl+C leaves it for later.</source><translation>Se está poniendo al día el resumen de la conversación. Con Ctrl+C se deja para después.</translation></message>
  <message><source>instructions</source><translation>instrucciones</translation></message>
  <message><source>summary of earlier turns</source><translation>resumen de lo anterior</translation></message>
  <message><source>what you told elsewhere</source><translation>lo que has contado en otras conversaciones</translation></message>
  <message><source>passages of documents</source><translation>pasajes de documentos</translation></message>
  <message><source>this conversation</source><translation>esta conversación</translation></message>
  <message><source>this question</source><translation>esta pregunta</translation></message>
  <message><source>kept free for the answer</source><translation>reservado para la respuesta</translation></message>
  <message><source>{used} of {window} tokens</source><translation>{used} de {window} tokens</translation></message>
  <message><source>left out</source><translation>fuera</translation></message>
  <message><source>This conversation has no summary yet.</source><translation>Esta conversación aún no tiene resumen.</translation></message>
</context>
</TS>
