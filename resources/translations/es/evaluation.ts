<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>errors</name>
  <message><source>There is nothing to measure with in {name}. Its lines have to be like this one: {example}</source><translation>En {name} no hay nada con lo que medir. Sus líneas tienen que ser como esta: {example}</translation></message>
  <message><source>No line of {name} names both a question and a document of the other two files. Choose files that belong together.</source><translation>Ninguna línea de {name} nombra a la vez una pregunta y un documento de los otros dos archivos. Elige archivos que vayan juntos.</translation></message>
  <message><source>Lines of {name} that could not be understood and do not count: {count}. The first one is line {line}.</source><translation>Líneas de {name} que no se han entendido y no cuentan: {count}. La primera es la línea {line}.</translation></message>
  <message><source>Lines of {name} about questions or documents that the other files do not have: {count}. The first one names {id}.</source><translation>Líneas de {name} sobre preguntas o documentos que no están en los otros archivos: {count}. La primera nombra {id}.</translation></message>
  <message><source>Entries of {name} without a text, which do not count: {count}. The first one is {id}.</source><translation>Entradas de {name} sin texto, que no cuentan: {count}. La primera es {id}.</translation></message>
  <message><source>“hybrid+rerank” was not measured: no model here can order passages by their sentences.</source><translation>No se ha medido «hybrid+rerank»: aquí ningún modelo puede ordenar los pasajes por sus frases.</translation></message>
  <message><source>Only search by words was measured: no model that finds passages by meaning is installed.</source><translation>Solo se ha medido la búsqueda por palabras: no hay ningún modelo que encuentre pasajes por su significado.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>measure search with questions whose answers are known (files as BEIR has them)</source><translation>mide la búsqueda con preguntas cuya respuesta se conoce (archivos como los de BEIR)</translation></message>
  <message><source>the documents: JSON lines with _id, title and text</source><translation>los documentos: líneas JSON con _id, title y text</translation></message>
  <message><source>the questions: JSON lines with _id and text</source><translation>las preguntas: líneas JSON con _id y text</translation></message>
  <message><source>the right documents: query-id, corpus-id and score, tab-separated, or TREC's four columns</source><translation>los documentos correctos: query-id, corpus-id y score, separados por tabuladores, o las cuatro columnas de TREC</translation></message>
  <message><source>measure only this way to search; may be repeated</source><translation>mide solo esta forma de buscar; se puede repetir</translation></message>
  <message><source>delete what measuring keeps, so that the same documents need not be read again</source><translation>borra lo que guarda la medición para no volver a leer los mismos documentos</translation></message>
  <message><source>{documents} documents, {questions} questions; in brackets the 95 % interval.</source><translation>{documents} documentos, {questions} preguntas; entre paréntesis, el intervalo del 95 %.</translation></message>
  <message><source>measure answers: ask a collection questions whose answers are known; a run that was stopped goes on</source><translation>mide las respuestas: hace a una colección preguntas cuya respuesta se conoce; si se detuvo, sigue donde estaba</translation></message>
  <message><source>the questions: JSON lines with question, doc (the right file) and answers</source><translation>las preguntas: líneas JSON con question, doc (el archivo correcto) y answers</translation></message>
  <message><source>answer with sentences of the documents alone, without a model</source><translation>responde solo con frases de los documentos, sin modelo</translation></message>
  <message><source>write the answer with its numbered sources to this file too; its name ends in .md, .html, .pdf or .docx</source><translation>escribe también la respuesta con sus fuentes numeradas en este archivo; su nombre termina en .md, .html, .pdf o .docx</translation></message>
  <message><source>The nearest passages, which do not answer it:</source><translation>Los pasajes más cercanos, que no la responden:</translation></message>
  <message><source>Your documents do not say this; no model was asked.</source><translation>Tus documentos no lo dicen; no se ha preguntado a ningún modelo.</translation></message>
  <message><source>The model ended without an answer.</source><translation>El modelo ha terminado sin responder.</translation></message>
  <message><source>begin anew, and do not go on with a stopped run</source><translation>empieza de nuevo en vez de seguir con lo que se detuvo</translation></message>
  <message><source>Stopped; {left} questions are left. The next run goes on here.</source><translation>Detenido; quedan {left} preguntas. La próxima vez sigue aquí.</translation></message>
  <message><source>contains the answer</source><translation>contiene la respuesta</translation></message>
  <message><source>the right file is cited</source><translation>cita el archivo correcto</translation></message>
  <message><source>{count} questions; in brackets the 95 % interval.</source><translation>{count} preguntas; entre paréntesis, el intervalo del 95 %.</translation></message>
  <message><source>seconds: {median} (one in ten takes longer than {slow})</source><translation>segundos: {median} (una de cada diez tarda más de {slow})</translation></message>
</context>
<context>
  <name>answers</name>
  <message><source>The nearest passages are shown; they do not answer it.</source><translation>Se muestran los pasajes más cercanos, que no la responden.</translation></message>
</context>
<context>
  <name>chat</name>
  <message><source>Answer from documents with their own sentences only</source><translation>Responder sobre documentos solo con sus propias frases</translation></message>
  <message><source>No model writes: the best sentences are quoted, with their sources.</source><translation>No escribe ningún modelo: se citan las mejores frases, con sus fuentes.</translation></message>
  <message><source>The nearest passages are below. They do not answer your question.</source><translation>Abajo están los pasajes más cercanos. No responden a tu pregunta.</translation></message>
  <message><source>Export this answer…</source><translation>Exportar esta respuesta…</translation></message>
  <message><source>Export this answer</source><translation>Exportar esta respuesta</translation></message>
  <message><source>Answer</source><translation>Respuesta</translation></message>
  <message><source>Answer written to {name}.</source><translation>Respuesta escrita en {name}.</translation></message>
</context>
</TS>
