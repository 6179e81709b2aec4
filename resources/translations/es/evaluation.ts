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
  <message><source>in place of the three files: your own questions, marked in the window or with “eval mark”</source><translation>en lugar de los tres archivos: tus propias preguntas, marcadas en la ventana o con «eval mark»</translation></message>
  <message><source>Name the three files --corpus, --queries and --qrels, or one --set.</source><translation>Indica los tres archivos --corpus, --queries y --qrels, o un --set.</translation></message>
  <message><source>note that a document answers a question, to measure search with it</source><translation>anota que un documento responde a una pregunta, para medir con ella la búsqueda</translation></message>
  <message><source>the document's number, from “ateneo documents list”</source><translation>el número del documento, de «ateneo documents list»</translation></message>
  <message><source>name of the question set</source><translation>nombre del grupo de preguntas</translation></message>
  <message><source>list your question sets; with --export write one as files like BEIR's, --remove deletes it</source><translation>lista tus grupos de preguntas; con --export escribe uno como archivos de BEIR y con --remove lo borra</translation></message>
  <message><source>write the set into this folder</source><translation>escribe el grupo en esta carpeta</translation></message>
  <message><source>delete the set</source><translation>borra el grupo</translation></message>
  <message><source>begin anew, and do not go on with a stopped run</source><translation>empieza de nuevo en vez de seguir con lo que se detuvo</translation></message>
  <message><source>Stopped; {left} questions are left. The next run goes on here.</source><translation>Detenido; quedan {left} preguntas. La próxima vez sigue aquí.</translation></message>
  <message><source>contains the answer</source><translation>contiene la respuesta</translation></message>
  <message><source>the right file is cited</source><translation>cita el archivo correcto</translation></message>
  <message><source>{count} questions; in brackets the 95 % interval.</source><translation>{count} preguntas; entre paréntesis, el intervalo del 95 %.</translation></message>
  <message><source>seconds: {median} (one in ten takes longer than {slow})</source><translation>segundos: {median} (una de cada diez tarda más de {slow})</translation></message>
</context>
<context>
  <name>documents</name>
  <message><source>The same, ordered anew by the best sentence</source><translation>Lo mismo, reordenado por la mejor frase</translation></message>
  <message><source>not found</source><translation>no encontrado</translation></message>
  <message numerus="yes"><source>{name} · %n question(s)</source><translation><numerusform>{name} · %n pregunta</numerusform><numerusform>{name} · %n preguntas</numerusform></translation></message>
  <message><source>How well search finds</source><translation>Cómo de bien encuentra la búsqueda</translation></message>
  <message><source>Choose files…</source><translation>Elegir archivos…</translation></message>
  <message><source>Measure with my questions</source><translation>Medir con mis preguntas</translation></message>
  <message><source>Export my questions…</source><translation>Exportar mis preguntas…</translation></message>
  <message><source>Export my questions</source><translation>Exportar mis preguntas</translation></message>
  <message><source>Export the figures…</source><translation>Exportar las cifras…</translation></message>
  <message><source>Export the figures</source><translation>Exportar las cifras</translation></message>
  <message><source>My questions</source><translation>Mis preguntas</translation></message>
  <message><source>Questions missed by</source><translation>Preguntas que falla</translation></message>
  <message><source>Figures</source><translation>Cifras</translation></message>
  <message><source>Questions missed</source><translation>Preguntas falladas</translation></message>
  <message><source>{documents} documents, {questions} questions; in brackets the 95 % interval.</source><translation>{documents} documentos, {questions} preguntas; entre paréntesis, el intervalo del 95 %.</translation></message>
  <message><source>How it searches</source><translation>Cómo busca</translation></message>
  <message><source>Question</source><translation>Pregunta</translation></message>
  <message><source>Right document</source><translation>Documento correcto</translation></message>
  <message><source>Place</source><translation>Puesto</translation></message>
  <message><source>Came first</source><translation>Salió primero</translation></message>
  <message numerus="yes"><source>%n question(s) whose right document does not come first</source><translation><numerusform>%n pregunta cuyo documento correcto no sale primero</numerusform><numerusform>%n preguntas cuyo documento correcto no sale primero</numerusform></translation></message>
  <message><source>This way to search was not measured.</source><translation>Esta forma de buscar no se ha medido.</translation></message>
  <message><source>Choose three files together: two .jsonl and one .tsv.</source><translation>Elige tres archivos a la vez: dos .jsonl y uno .tsv.</translation></message>
  <message><source>Test collections (*.jsonl *.tsv *.txt *.qrels)</source><translation>Colecciones de prueba (*.jsonl *.tsv *.txt *.qrels)</translation></message>
  <message><source>Choose three files</source><translation>Elegir tres archivos</translation></message>
  <message><source>Measuring search</source><translation>Midiendo la búsqueda</translation></message>
  <message><source>Reading</source><translation>Leyendo</translation></message>
  <message><source>Asking the questions</source><translation>Haciendo las preguntas</translation></message>
  <message><source>Three files written.</source><translation>Se han escrito tres archivos.</translation></message>
  <message><source>Written to {name}.</source><translation>Escrito en {name}.</translation></message>
  <message><source>{name} could not be written.</source><translation>No se ha podido escribir {name}.</translation></message>
  <message><source>Measure search…</source><translation>Medir la búsqueda…</translation></message>
  <message><source>Kept in “{name}”.</source><translation>Guardado en «{name}».</translation></message>
  <message><source>This passage answers my question</source><translation>Este pasaje responde a mi pregunta</translation></message>
  <message><source>It answers my question: keep it in another set…</source><translation>Responde a mi pregunta: guardarlo en otro grupo…</translation></message>
  <message><source>Name of the set</source><translation>Nombre del grupo</translation></message>
  <message><source>Mark passages in your own search results with “This passage answers my question”: here you see how many of them search finds. Or choose three files as BEIR has them: documents and questions (.jsonl) and the right documents of each question (.tsv).</source><translation>Marca en los resultados de tus búsquedas los pasajes que responden («Este pasaje responde a mi pregunta»): aquí verás cuántos encuentra la búsqueda. O elige tres archivos como los de BEIR: documentos y preguntas (.jsonl) y los documentos correctos de cada pregunta (.tsv).</translation></message>
</context>
<context>
  <name>answers</name>
  <message><source>The nearest passages are shown; they do not answer it.</source><translation>Se muestran los pasajes más cercanos, que no la responden.</translation></message>
</context>
<context>
  <name>chat</name>
  <message><source>Only quote the documents</source><translation>Citar solo los documentos</translation></message>
  <message><source>No model writes: the best sentences are quoted, with their sources.</source><translation>No escribe ningún modelo: se citan las mejores frases, con sus fuentes.</translation></message>
  <message><source>The nearest passages are below. They do not answer your question.</source><translation>Abajo están los pasajes más cercanos. No responden a tu pregunta.</translation></message>
  <message><source>Export this answer…</source><translation>Exportar esta respuesta…</translation></message>
  <message><source>Export this answer</source><translation>Exportar esta respuesta</translation></message>
  <message><source>Answer</source><translation>Respuesta</translation></message>
  <message><source>Answer written to {name}.</source><translation>Respuesta escrita en {name}.</translation></message>
</context>
</TS>
