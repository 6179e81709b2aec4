<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>chat</name>
  <message><source>To answer, Ateneo needs a chat model: one file, which stays on this computer. There is none here yet.</source><translation>Para responder, Ateneo necesita un modelo de chat: un solo archivo, que se queda en este ordenador. Aún no hay ninguno.</translation></message>
  <message><source>Add a model…</source><translation>Añadir un modelo…</translation></message>
  <message><source>“{sentence}”</source><translation>«{sentence}»</translation></message>
  <message><source>Waits until your files are read: {done} of {total}</source><translation>Espera a que se lean tus archivos: {done} de {total}</translation></message>
  <message><source>The model thought for too long and was asked to answer.</source><translation>El modelo llevaba demasiado tiempo pensando y se le ha pedido que responda.</translation></message>
  <message><source>Your question names nothing to search for: only the beginning of your files was read.</source><translation>Tu pregunta no nombra nada que buscar: solo se ha leído el principio de tus archivos.</translation></message>
  <message numerus="yes"><source>%n earlier message(s) no longer fit, and the model did not read them.</source><translation><numerusform>%n mensaje anterior ya no cabía y el modelo no lo ha leído.</numerusform><numerusform>%n mensajes anteriores ya no cabían y el modelo no los ha leído.</numerusform></translation></message>
  <message numerus="yes"><source>%n sentence(s) marked “?” are not in your documents.</source><translation><numerusform>%n frase marcada con «?» no está en tus documentos.</numerusform><numerusform>%n frases marcadas con «?» no están en tus documentos.</numerusform></translation></message>
  <message><source>Slower, and often better for difficult questions.</source><translation>Tarda más y suele ir mejor en preguntas difíciles.</translation></message>
  <message><source>Let the model think before it answers</source><translation>Dejar que el modelo piense antes de responder</translation></message>
  <message><source>One moment…</source><translation>Un momento…</translation></message>
  <message><source>Reading the other passages…</source><translation>Se leen los demás pasajes…</translation></message>
  <message><source>That was another language. Asking again…</source><translation>Eso era otro idioma. Se vuelve a preguntar…</translation></message>
  <message><source>The sentence nearest to your question, in {name}, {place}</source><translation>La frase más cercana a tu pregunta, en {name}, {place}</translation></message>
  <message><source>The model ended without an answer.</source><translation>El modelo ha terminado sin responder.</translation></message>
  <message><source>The answer reached the longest length that is set.</source><translation>La respuesta ha llegado a la longitud máxima ajustada.</translation></message>
  <message><source>The model began to repeat itself, and the rest was cut.</source><translation>El modelo ha empezado a repetirse y se ha cortado el resto.</translation></message>
  <message><source>The model did not answer in the language of your question.</source><translation>El modelo no ha respondido en el idioma de tu pregunta.</translation></message>
  <message><source>Not found there: {names}</source><translation>Allí no aparece: {names}</translation></message>
  <message><source>This sentence is not in your documents. Check it before you use it.</source><translation>Esta frase no está en tus documentos. Compruébala antes de usarla.</translation></message>
  <message><source>Hide the thoughts</source><translation>Ocultar lo que ha pensado</translation></message>
  <message><source>Show the thoughts</source><translation>Mostrar lo que ha pensado</translation></message>
  <message><source>Thought for {n} s</source><translation>Ha pensado {n} s</translation></message>
  <message><source>Thoughts of the model</source><translation>Lo que ha pensado el modelo</translation></message>
  <message><source>The model is thinking…</source><translation>El modelo está pensando…</translation></message>
  <message numerus="yes"><source>%n question(s) waiting</source><translation><numerusform>%n pregunta en espera</numerusform><numerusform>%n preguntas en espera</numerusform></translation></message>
  <message><source>Ask now</source><translation>Preguntar ahora</translation></message>
  <message><source>Ask without documents</source><translation>Preguntar sin documentos</translation></message>
  <message><source>Attach files to this conversation</source><translation>Adjuntar archivos a esta conversación</translation></message>
  <message><source>Being answered</source><translation>Respondiendo</translation></message>
  <message><source>Being saved…</source><translation>Guardando…</translation></message>
  <message><source>Change this waiting question</source><translation>Cambiar esta pregunta en espera</translation></message>
  <message><source>Copy the link</source><translation>Copiar el enlace</translation></message>
  <message><source>Copy the message</source><translation>Copiar el mensaje</translation></message>
  <message><source>Copy the selection</source><translation>Copiar la selección</translation></message>
  <message><source>Do not ask this question</source><translation>No hacer esta pregunta</translation></message>
  <message><source>Next, when the answer in “{title}” is finished</source><translation>La siguiente, cuando termine la respuesta de «{title}»</translation></message>
  <message><source>Next, when this answer is finished</source><translation>La siguiente, cuando termine esta respuesta</translation></message>
  <message><source>No conversation has “{words}”. Try other words, or fewer.</source><translation>En ninguna conversación aparece «{words}». Prueba con otras palabras, o con menos.</translation></message>
  <message><source>Not asked yet: Ateneo was closed before its turn.</source><translation>Aún sin hacer: Ateneo se cerró antes de que le tocara.</translation></message>
  <message><source>Number {n} in line</source><translation>En el puesto {n} de la cola</translation></message>
  <message><source>Open</source><translation>Abrir</translation></message>
  <message><source>Paused, because the answer before it could not be finished.</source><translation>En pausa, porque la respuesta anterior no se pudo terminar.</translation></message>
  <message><source>Paused, because the engine was restarted.</source><translation>En pausa, porque el motor se reinició.</translation></message>
  <message><source>Paused, because you stopped the answer before it.</source><translation>En pausa, porque detuviste la respuesta anterior.</translation></message>
  <message><source>Select all</source><translation>Seleccionar todo</translation></message>
  <message><source>Stop the answer</source><translation>Detener la respuesta</translation></message>
  <message><source>The question will not be asked.</source><translation>La pregunta ya no se hará.</translation></message>
  <message><source>Waiting questions</source><translation>Preguntas en espera</translation></message>
  <message><source>Waits until “{name}” is read</source><translation>Espera a que se lea «{name}»</translation></message>
  <message><source>Waits until “{name}” is read: {done} of {total} files</source><translation>Espera a que se lea «{name}»: {done} de {total} archivos</translation></message>
  <message><source>You are changing a question that waits. Enter puts it back in its place.</source><translation>Estás cambiando una pregunta en espera. Con Intro vuelve a su puesto.</translation></message>
  <message><source>You are changing it below.</source><translation>La estás cambiando aquí abajo.</translation></message>
  <message><source>{name} is being read…</source><translation>Leyendo {name}…</translation></message>
  <message numerus="yes"><source>%n file(s) could not be read; the Documents page says why.</source><translation><numerusform>No se ha podido leer %n archivo; la página Documentos dice por qué.</numerusform><numerusform>No se han podido leer %n archivos; la página Documentos dice por qué.</numerusform></translation></message>
  <message numerus="yes"><source>%n source(s)</source><translation><numerusform>%n fuente</numerusform><numerusform>%n fuentes</numerusform></translation></message>
  <message numerus="yes"><source>%n source(s) found. Reading…</source><translation><numerusform>Se ha encontrado %n fuente. Leyendo…</numerusform><numerusform>Se han encontrado %n fuentes. Leyendo…</numerusform></translation></message>
  <message><source>Answer again</source><translation>Responder otra vez</translation></message>
  <message><source>Ask about these files</source><translation>Preguntar sobre estos archivos</translation></message>
  <message><source>Ask anything. Nothing you write leaves this computer, and answers from your documents name their source.</source><translation>Pregunta lo que quieras. Nada de lo que escribes sale de este ordenador, y las respuestas sacadas de tus documentos citan su fuente.</translation></message>
  <message><source>Cancel</source><translation>Cancelar</translation></message>
  <message><source>Change this question</source><translation>Cambiar esta pregunta</translation></message>
  <message><source>Conversation</source><translation>Conversación</translation></message>
  <message><source>Conversations</source><translation>Conversaciones</translation></message>
  <message><source>Copy the answer</source><translation>Copiar la respuesta</translation></message>
  <message><source>Delete</source><translation>Eliminar</translation></message>
  <message><source>Explain to me what an index fund is, in three sentences.</source><translation>Explícame en tres frases qué es un fondo indexado.</translation></message>
  <message><source>Choose files to ask about</source><translation>Elige los archivos sobre los que quieres preguntar</translation></message>
  <message><source>These settings apply to this conversation, from the next answer on.</source><translation>Estos ajustes valen para esta conversación, a partir de la próxima respuesta.</translation></message>
  <message><source>Continue</source><translation>Continuar</translation></message>
  <message><source>How should the model answer? For example: briefly, in Spanish.</source><translation>¿Cómo debe responder el modelo? Por ejemplo: con brevedad y en español.</translation></message>
  <message><source>Instructions</source><translation>Instrucciones</translation></message>
  <message><source>Last month</source><translation>Último mes</translation></message>
  <message><source>Last week</source><translation>Última semana</translation></message>
  <message><source>Loading {model}…</source><translation>Cargando {model}…</translation></message>
  <message><source>Longest answer</source><translation>Respuesta más larga</translation></message>
  <message><source>In tokens; a token is about three quarters of a word.</source><translation>En tokens; un token es más o menos tres cuartos de una palabra.</translation></message>
  <message><source>New conversation</source><translation>Nueva conversación</translation></message>
  <message><source>New conversations begin with these settings.</source><translation>Las conversaciones nuevas usarán estos ajustes.</translation></message>
  <message><source>Next version</source><translation>Versión siguiente</translation></message>
  <message><source>Older</source><translation>Más antiguas</translation></message>
  <message><source>Passages read from your documents</source><translation>Pasajes que se leen de tus documentos</translation></message>
  <message><source>Previous version</source><translation>Versión anterior</translation></message>
  <message><source>Random</source><translation>Al azar</translation></message>
  <message><source>This goes on when the answer in the other conversation has ended.</source><translation>Esto seguirá cuando termine la respuesta de la otra conversación.</translation></message>
  <message><source>Reading files</source><translation>Leyendo archivos</translation></message>
  <message><source>Reading…</source><translation>Leyendo…</translation></message>
  <message><source>Rename</source><translation>Cambiar el nombre</translation></message>
  <message><source>Samples</source><translation>Ejemplos</translation></message>
  <message><source>Search conversations</source><translation>Buscar conversaciones</translation></message>
  <message><source>Search in all conversations</source><translation>Buscar en todas las conversaciones</translation></message>
  <message><source>Number that fixes chance</source><translation>Número que fija el azar</translation></message>
  <message><source>Seed. The same number gives the same answer to the same question.</source><translation>Semilla. El mismo número da la misma respuesta a la misma pregunta.</translation></message>
  <message><source>More take longer to read.</source><translation>Cuantos más, más tarda en leerlos.</translation></message>
  <message><source>Settings of this conversation</source><translation>Ajustes de esta conversación</translation></message>
  <message><source>How varied answers are</source><translation>Variedad de las respuestas</translation></message>
  <message><source>Temperature. Low: sober, much the same each time. High: varied and inventive.</source><translation>Temperatura. Baja: sobria, casi igual cada vez. Alta: variada e imaginativa.</translation></message>
  <message><source>System prompt</source><translation>Instrucciones del sistema (system prompt)</translation></message>
  <message><source>This answer could not be finished.</source><translation>Esta respuesta no se ha podido terminar.</translation></message>
  <message><source>This answer was interrupted. What was already written is kept.</source><translation>Esta respuesta se interrumpió. Se conserva lo que ya estaba escrito.</translation></message>
  <message><source>Today</source><translation>Hoy</translation></message>
  <message><source>Words to choose from</source><translation>Palabras entre las que elige</translation></message>
  <message><source>Top-k. At most so many of the likeliest ones; 0: all.</source><translation>Top-k. Como mucho, tantas de las más probables; 0: todas.</translation></message>
  <message><source>Only likely words</source><translation>Solo palabras probables</translation></message>
  <message><source>Top-p. It chooses among the likeliest words that together reach this probability; 1: all.</source><translation>Top-p. Elige entre las palabras más probables que juntas alcanzan esta probabilidad; 1: todas.</translation></message>
  <message><source>Try again</source><translation>Volver a intentarlo</translation></message>
  <message><source>Try it with the sample documents</source><translation>Pruébalo con los documentos de ejemplo</translation></message>
  <message><source>Use for new conversations</source><translation>Usar en las conversaciones nuevas</translation></message>
  <message><source>Version {n} of {all}</source><translation>Versión {n} de {all}</translation></message>
  <message><source>What are the planets of the solar system?</source><translation>¿Cuáles son los planetas del sistema solar?</translation></message>
  <message><source>What would you like to know?</source><translation>¿Qué te gustaría saber?</translation></message>
  <message><source>When does the boiler have to be serviced, and whom do I call?</source><translation>¿Cuándo hay que revisar la caldera y a quién llamo?</translation></message>
  <message><source>Write a short and friendly email to ask for an appointment.</source><translation>Escribe un correo breve y amable para pedir una cita.</translation></message>
  <message><source>Yesterday</source><translation>Ayer</translation></message>
  <message><source>You are changing an earlier question. The old one is kept.</source><translation>Estás cambiando una pregunta anterior. La antigua se conserva.</translation></message>
  <message><source>You stopped this answer.</source><translation>Has detenido esta respuesta.</translation></message>
  <message><source>{n} s</source><translation>{n} s</translation></message>
  <message><source>{n} tok/s</source><translation>{n} tok/s</translation></message>
  <message><source>“{title}” was deleted.</source><translation>Se ha eliminado «{title}».</translation></message>
  <message><source>↓ New text</source><translation>↓ Texto nuevo</translation></message>
  <message numerus="yes"><source>Ask about %n picture(s)</source><translation><numerusform>Preguntar sobre esta imagen</numerusform><numerusform>Preguntar sobre estas %n imágenes</numerusform></translation></message>
  <message><source>Describe this picture.</source><translation>Describe esta imagen.</translation></message>
  <message><source>Pasted picture</source><translation>Imagen pegada</translation></message>
  <message><source>{label} ({probability} sure)</source><translation>{label} ({probability} de seguridad)</translation></message>
  <message><source>“{name}” labelled this as {label}; the model reads the label.</source><translation>«{name}» lo ha etiquetado como {label}; el modelo lee la etiqueta.</translation></message>
  <message><source>Delete for good…</source><translation>Borrar para siempre…</translation></message>
  <message><source>Delete “{title}” for good, with its pictures?</source><translation>¿Borrar «{title}» para siempre, con sus imágenes?</translation></message>
</context>
<context>
  <name>answers</name>
  <message><source>I found nothing about this in your documents.</source><translation>No he encontrado nada sobre esto en tus documentos.</translation></message>
  <message><source>Not all files have been read yet ({done} of {total}): ask again in a moment.</source><translation>Aún no se han leído todos los archivos ({done} de {total}): vuelve a preguntar dentro de un momento.</translation></message>
  <message><source>Not all files have been read yet: ask again in a moment.</source><translation>Aún no se han leído todos los archivos: vuelve a preguntar dentro de un momento.</translation></message>
  <message><source>The installed model does not know this language well, so this is quoted from your documents:</source><translation>El modelo instalado no domina este idioma, así que esto es una cita de tus documentos:</translation></message>
  <message><source>What comes nearest in your documents, without answering it for sure:</source><translation>Lo más cercano en tus documentos, sin que lo responda con seguridad:</translation></message>
  <message><source>The documents themselves say:</source><translation>Los propios documentos dicen:</translation></message>
  <message><source>Your documents say:</source><translation>Tus documentos dicen:</translation></message>
  <message><source>In the model's words:</source><translation>En palabras del modelo:</translation></message>
  <message><source>The model answered in another language, so this is quoted from your documents:</source><translation>El modelo ha respondido en otro idioma, así que esto es una cita de tus documentos:</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>the question; read from a pipe when left out; - puts the piped text there</source><translation>la pregunta; si falta, se lee de la entrada estándar; - pone ese texto en su lugar</translation></message>
  <message><source>the encoding of the piped text, such as cp1252; without it UTF-8, or what its mark says</source><translation>la codificación del texto de la entrada, como cp1252; sin ella, UTF-8 o la que indique su marca</translation></message>
  <message><source>continue the conversation of this number; new, as without it, begins one</source><translation>sigue la conversación de este número; con new, o sin la opción, empieza otra</translation></message>
  <message><source>This is conversation {number}. Continue it with --conversation {number}.</source><translation>Es la conversación {number}. Para seguirla: --conversation {number}.</translation></message>
  <message><source>The conversation is long: the model did not read its oldest messages ({count}).</source><translation>La conversación es larga: el modelo no ha leído sus mensajes más antiguos ({count}).</translation></message>
  <message><source>That was in another language than the question. The answer again:</source><translation>Eso estaba en otro idioma que la pregunta. La respuesta, de nuevo:</translation></message>
  <message><source>The model began to repeat itself. The answer without the repetition:</source><translation>El modelo ha empezado a repetirse. La respuesta sin la repetición:</translation></message>
  <message><source>That was what the model thought before it answered. Its answer:</source><translation>Eso es lo que el modelo ha pensado antes de responder. Su respuesta:</translation></message>
  <message><source>The best passage alone does not say it. After reading the others:</source><translation>El mejor pasaje no lo dice por sí solo. Después de leer los demás:</translation></message>
  <message><source>The documents do not support that. They say:</source><translation>Los documentos no dicen eso. Lo que dicen:</translation></message>
  <message><source>The model began to repeat itself; the rest was cut.</source><translation>El modelo ha empezado a repetirse; se ha cortado el resto.</translation></message>
  <message><source>The answer reached its longest length.</source><translation>La respuesta ha llegado a su longitud máxima.</translation></message>
  <message><source>The model did not answer in the language of the question.</source><translation>El modelo no ha respondido en el idioma de la pregunta.</translation></message>
  <message><source>The model answered in another language, so your documents are quoted instead.</source><translation>El modelo ha respondido en otro idioma, así que se citan tus documentos.</translation></message>
  <message><source>The model thought for too long and was asked to answer.</source><translation>El modelo ha pensado demasiado tiempo y se le ha pedido que responda.</translation></message>
  <message><source>Your question names nothing to search for: only the beginning of your files was read.</source><translation>Tu pregunta no nombra nada que buscar: solo se ha leído el principio de tus archivos.</translation></message>
  <message><source>Not in your documents:</source><translation>No está en tus documentos:</translation></message>
  <message><source>missing: {names}</source><translation>falta: {names}</translation></message>
  <message><source>talk with the model; without a question, line by line</source><translation>habla con el modelo; sin pregunta, línea a línea</translation></message>
  <message><source>answer a question from indexed documents, with its sources</source><translation>responde a una pregunta a partir de los documentos indexados y cita sus fuentes</translation></message>
  <message><source>the collection to ask; may be repeated</source><translation>la colección a la que preguntar; se puede repetir</translation></message>
  <message><source>how many passages the model reads</source><translation>cuántos pasajes lee el modelo</translation></message>
  <message><source>instructions for the model (the system prompt)</source><translation>instrucciones para el modelo (el mensaje del sistema)</translation></message>
  <message><source>the id of a model to use instead of the chosen one</source><translation>el id del modelo que se usa en lugar del elegido</translation></message>
  <message><source>how the next token is chosen</source><translation>cómo se elige el siguiente token</translation></message>
  <message><source>end the answer at this text; may be repeated</source><translation>termina la respuesta en este texto; se puede repetir</translation></message>
  <message><source>There is no question.</source><translation>No hay ninguna pregunta.</translation></message>
  <message><source>a picture the question is about; may be repeated</source><translation>una imagen sobre la que trata la pregunta; se puede repetir</translation></message>
  <message><source>a classifier that labels the question first</source><translation>un clasificador que etiqueta primero la pregunta</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>The pictures and the question take {tokens} tokens and the model reads {context}. Ask about fewer pictures, or choose a model that reads more.</source><translation>Las imágenes y la pregunta ocupan {tokens} tokens y el modelo lee {context}. Pregunta por menos imágenes o elige un modelo que lea más.</translation></message>
  <message><source>{count} pictures are too many for one question; at most {limit} are possible. Remove some.</source><translation>{count} imágenes son demasiadas para una pregunta; puede haber {limit} como mucho. Quita algunas.</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Chat</source><translation>Chat</translation></message>
</context>
</TS>
