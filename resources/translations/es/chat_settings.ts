<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>chat</name>
  <message><source>Answers as JSON that fits a schema</source><translation>Respuestas en JSON según un esquema</translation></message>
  <message><source>JSON schema. The model can write nothing else; empty: any text.</source><translation>Esquema JSON. El modelo no puede escribir otra cosa; vacío: cualquier texto.</translation></message>
  <message><source>End the answer at these texts</source><translation>Terminar la respuesta ante estos textos</translation></message>
  <message><source>Stop words, one a line. They are not part of the answer.</source><translation>Palabras de parada, una por línea. No forman parte de la respuesta.</translation></message>
  <message><source>How much the model may read at once</source><translation>Cuánto puede leer el modelo de una vez</translation></message>
  <message><source>Context length, in tokens of question, history and answer together; 0: all it can.</source><translation>Longitud del contexto, en tokens de pregunta, historial y respuesta juntos; 0: todo lo que pueda.</translation></message>
  <message><source>Longest thinking</source><translation>Lo máximo que puede pensar</translation></message>
  <message><source>In tokens; then the model has to answer.</source><translation>En tokens; después, el modelo tiene que responder.</translation></message>
  <message><source>Longest thinking, in seconds</source><translation>Lo máximo que puede pensar, en segundos</translation></message>
  <message><source>Then the model has to answer.</source><translation>Después, el modelo tiene que responder.</translation></message>
  <message><source>One text a line</source><translation>Un texto por línea</translation></message>
  <message><source>Answers cannot be held to this schema: {reason}</source><translation>No se puede ajustar la respuesta a este esquema: {reason}</translation></message>
  <message><source>Only the first {n} lines count.</source><translation>Solo cuentan las primeras {n} líneas.</translation></message>
  <message><source>Only the first {n} characters of a line count.</source><translation>Solo cuentan los primeros {n} caracteres de cada línea.</translation></message>
  <message><source>It gives unlikely ones more of a chance (temperature {value}).</source><translation>Da más oportunidades a las improbables (temperatura {value}).</translation></message>
  <message><source>The number {seed} fixes chance: asked again, it answers the same.</source><translation>El número {seed} fija el azar: a la misma pregunta, la misma respuesta.</translation></message>
  <message numerus="yes"><source>In the picture %n word(s) can come next, the first in {share} of all cases.</source><translation><numerusform>En el dibujo solo puede seguir %n palabra: la primera, en el {share} de los casos.</numerusform><numerusform>En el dibujo pueden seguir %n palabras; la primera, en el {share} de los casos.</numerusform></translation></message>
  <message><source>The model always takes the likeliest word: the same question gets the same answer.</source><translation>El modelo elige siempre la palabra más probable: a la misma pregunta, la misma respuesta.</translation></message>
  <message><source>The model chooses among the words that together reach {share}, {count} at most.</source><translation>El modelo elige entre las palabras que juntas llegan al {share}, {count} como mucho.</translation></message>
  <message><source>It nearly always takes the likely ones (temperature {value}).</source><translation>Casi siempre toma las probables (temperatura {value}).</translation></message>
  <message><source>It prefers the likely ones (temperature {value}).</source><translation>Prefiere las probables (temperatura {value}).</translation></message>
  <message><source>It takes each as often as it holds it likely.</source><translation>Toma cada una tantas veces como probable la cree.</translation></message>
  <message><source>An answer has at most about {words} words.</source><translation>Una respuesta tiene como mucho unas {words} palabras.</translation></message>
  <message><source>The model chooses among the words that together reach {share}.</source><translation>El modelo elige entre las palabras que juntas llegan al {share}.</translation></message>
  <message><source>Words less than {least} as likely as the first are left out.</source><translation>Se descartan las que no llegan al {least} de la probabilidad de la primera.</translation></message>
  <message><source>Words more or less surprising than expected are left out.</source><translation>Se descartan las que sorprenden más o menos de lo esperado.</translation></message>
  <message><source>Words already written become likelier.</source><translation>Las palabras ya escritas se vuelven más probables.</translation></message>
  <message><source>Words just written become a little less likely.</source><translation>Las palabras recién escritas se vuelven algo menos probables.</translation></message>
  <message><source>It is JSON that fits your schema.</source><translation>Es JSON que cumple tu esquema.</translation></message>
  <message numerus="yes"><source>It ends at %n text(s) of yours.</source><translation><numerusform>Termina ante %n texto tuyo.</numerusform><numerusform>Termina ante %n textos tuyos.</numerusform></translation></message>
  <message><source>The model chooses among the {count} likeliest words.</source><translation>El modelo elige entre las {count} palabras más probables.</translation></message>
  <message><source>The model chooses among all words it knows.</source><translation>El modelo elige entre todas las palabras que conoce.</translation></message>
  <message><source>The next word after “{text}” ({model})</source><translation>La palabra que sigue a «{text}» ({model})</translation></message>
  <message><source>The schema is too long: at most {n} characters.</source><translation>El esquema es demasiado largo: como mucho {n} caracteres.</translation></message>
  <message><source>A schema is an object in braces.</source><translation>Un esquema es un objeto entre llaves.</translation></message>
  <message><source>a value is missing</source><translation>falta un valor</translation></message>
  <message><source>a name in double quotes is missing</source><translation>falta un nombre entre comillas dobles</translation></message>
  <message><source>a colon is missing</source><translation>faltan los dos puntos</translation></message>
  <message><source>a comma or a bracket is missing</source><translation>falta una coma o un corchete</translation></message>
  <message><source>a comma too many</source><translation>sobra una coma</translation></message>
  <message><source>something stands after the end</source><translation>hay algo después del final</translation></message>
  <message><source>a closing quote is missing</source><translation>faltan las comillas de cierre</translation></message>
  <message><source>No JSON at line {line}, character {column}: {reason}</source><translation>No es JSON en la línea {line}, carácter {column}: {reason}</translation></message>
  <message><source>The schema is nested too deeply.</source><translation>El esquema tiene demasiados niveles.</translation></message>
  <message><source>How should it answer?</source><translation>¿Cómo debe responder?</translation></message>
  <message><source>My own</source><translation>A mi manera</translation></message>
  <message><source>You changed single settings below.</source><translation>Has cambiado ajustes sueltos aquí abajo.</translation></message>
  <message><source>Expert: how words are chosen</source><translation>Experto: elección de palabras</translation></message>
  <message><source>Expert: form and length</source><translation>Experto: forma y longitud</translation></message>
  <message><source>Precise</source><translation>Precisa</translation></message>
  <message><source>Always the likeliest word: for facts and extracts.</source><translation>Siempre la palabra más probable: para datos y extractos.</translation></message>
  <message><source>Balanced</source><translation>Equilibrada</translation></message>
  <message><source>Sober, with a little variety: for most questions.</source><translation>Sobria, con algo de variedad: para la mayoría de las preguntas.</translation></message>
  <message><source>Creative</source><translation>Creativa</translation></message>
  <message><source>Varied and inventive: for ideas and stories.</source><translation>Variada e inventiva: para ideas y cuentos.</translation></message>
  <message><source>Leave out words far less likely than the first</source><translation>Descartar palabras mucho menos probables que la primera</translation></message>
  <message><source>Min-p. A word must be at least this share as likely as the likeliest one; 0: all.</source><translation>Min-p. Una palabra debe tener al menos esta parte de la probabilidad de la más probable; 0: todas.</translation></message>
  <message><source>Leave out surprising words</source><translation>Descartar palabras sorprendentes</translation></message>
  <message><source>Typical-p. It keeps the words whose surprise is as expected, up to this probability; 1: all.</source><translation>Typical-p. Se queda con las palabras que sorprenden lo esperado, hasta esta probabilidad; 1: todas.</translation></message>
  <message><source>Avoid repeating words</source><translation>Evitar repetir palabras</translation></message>
  <message><source>Repeat penalty. Above 1, words of the last 64 tokens become less likely.</source><translation>Penalización por repetición. Por encima de 1, las palabras de los últimos 64 tokens se vuelven menos probables.</translation></message>
  <message><source>Avoid frequent words</source><translation>Evitar palabras frecuentes</translation></message>
  <message><source>Frequency penalty. A word becomes less likely with each time it was written; 0: not.</source><translation>Penalización por frecuencia. Una palabra se vuelve menos probable cada vez que se escribe; 0: no.</translation></message>
  <message><source>Prefer new words</source><translation>Preferir palabras nuevas</translation></message>
  <message><source>Presence penalty. A word becomes less likely once it was written; 0: not.</source><translation>Penalización por presencia. Una palabra se vuelve menos probable en cuanto se ha escrito; 0: no.</translation></message>
  <message><source>Only digits make a whole number; until then chance is not fixed.</source><translation>Un número entero solo lleva cifras; hasta entonces, el azar no se fija.</translation></message>
  <message><source>The largest number is {n}; that is used.</source><translation>El número más grande es {n}; se usa ese.</translation></message>
  <message><source>Table (*.csv)</source><translation>Tabla (*.csv)</translation></message>
  <message><source>Comparison</source><translation>Comparación</translation></message>
  <message><source>Export the comparison</source><translation>Exportar la comparación</translation></message>
  <message><source>The comparison was deleted.</source><translation>Se ha borrado la comparación.</translation></message>
  <message><source>Answering in several ways</source><translation>Respondiendo de varias maneras</translation></message>
  <message><source>Saved: {path}</source><translation>Guardado: {path}</translation></message>
  <message><source>Temperature</source><translation>Temperatura</translation></message>
  <message><source>Top-p</source><translation>Top-p</translation></message>
  <message><source>Top-k</source><translation>Top-k</translation></message>
  <message><source>Min-p</source><translation>Min-p</translation></message>
  <message><source>Typical-p</source><translation>Typical-p</translation></message>
  <message><source>Repeat penalty</source><translation>Penalización por repetición</translation></message>
  <message><source>Frequency penalty</source><translation>Penalización por frecuencia</translation></message>
  <message><source>Presence penalty</source><translation>Penalización por presencia</translation></message>
  <message><source>Seed</source><translation>Semilla</translation></message>
  <message><source>Preset</source><translation>Estilo</translation></message>
  <message><source>Model</source><translation>Modelo</translation></message>
  <message><source>Nothing else</source><translation>Nada más</translation></message>
  <message><source>The model in use</source><translation>El modelo en uso</translation></message>
  <message><source>Versions</source><translation>Versiones</translation></message>
  <message><source>This is JSON that fits your schema.</source><translation>Esto es JSON que cumple tu esquema.</translation></message>
  <message><source>Use what I told in other conversations</source><translation>Recordar lo que conté en otras</translation></message>
  <message><source>Only what you approved on the Memory page, and only where a question needs it.</source><translation>Solo lo que aprobaste en la página Memoria, y solo cuando una pregunta lo necesita.</translation></message>
  <message><source>The model used tools before it answered; this picture may lack their results.</source><translation>El modelo usó herramientas antes de responder; en este dibujo pueden faltar sus resultados.</translation></message>
  <message><source>Answers cannot be held to this schema, line {line}: {reason}</source><translation>No se puede ajustar la respuesta a este esquema, línea {line}: {reason}</translation></message>
  <message><source>This conversation now uses {tokens} tokens. Ask again.</source><translation>Esta conversación usa ahora {tokens} tokens. Pregunta otra vez.</translation></message>
  <message><source>Use {tokens} tokens</source><translation>Usar {tokens} tokens</translation></message>
  <message><source>Choose this one</source><translation>Elegir esta</translation></message>
  <message><source>This one is in the conversation.</source><translation>Esta es la que está en la conversación.</translation></message>
  <message><source>Prompt</source><translation>Pregunta</translation></message>
  <message><source>The question that is answered in several ways</source><translation>La pregunta que se responde de varias maneras</translation></message>
  <message><source>Choose two different settings.</source><translation>Elige dos ajustes distintos.</translation></message>
  <message numerus="yes"><source>Answer %n time(s)</source><translation><numerusform>Responder %n vez</numerusform><numerusform>Responder %n veces</numerusform></translation></message>
  <message><source>At most {n} answers can be compared.</source><translation>Se pueden comparar como mucho {n} respuestas.</translation></message>
  <message><source>Choose a second value, so that there is something to compare.</source><translation>Elige un segundo valor, para que haya algo que comparar.</translation></message>
  <message><source>“{value}” is not between {least} and {most}.</source><translation>«{value}» no está entre {least} y {most}.</translation></message>
  <message><source>Choose at least one value.</source><translation>Elige al menos un valor.</translation></message>
  <message><source>Setting to compare</source><translation>Ajuste que se compara</translation></message>
  <message><source>Values to compare</source><translation>Valores que se comparan</translation></message>
  <message><source>Values with a semicolon between them: 0.2; 1</source><translation>Valores separados por punto y coma: 0,2; 1</translation></message>
  <message><source>“{value}” is no number.</source><translation>«{value}» no es un número.</translation></message>
  <message><source>Back to the conversation</source><translation>Volver a la conversación</translation></message>
  <message><source>Mark the differences</source><translation>Marcar las diferencias</translation></message>
  <message><source>Words that are not in the first text are shaded.</source><translation>Se sombrean las palabras que no están en el primer texto.</translation></message>
  <message><source>Waits for its turn</source><translation>Espera su turno</translation></message>
  <message><source>Saved comparisons</source><translation>Comparaciones guardadas</translation></message>
  <message><source>New comparison</source><translation>Comparación nueva</translation></message>
  <message><source>Stop</source><translation>Detener</translation></message>
  <message><source>Answer all again</source><translation>Responder todas otra vez</translation></message>
  <message numerus="yes"><source>%n token(s)</source><translation><numerusform>%n token</numerusform><numerusform>%n tokens</numerusform></translation></message>
  <message><source>Answer in several ways</source><translation>Responder de varias maneras</translation></message>
  <message><source>Go on with this one</source><translation>Seguir con esta</translation></message>
  <message><source>The model that wrote this is not here any more; another one is asked.</source><translation>El modelo que escribió esto ya no está; se pregunta a otro.</translation></message>
  <message><source>The settings of that time are not known; those of now are taken.</source><translation>No se conocen los ajustes de entonces; se usan los de ahora.</translation></message>
  <message><source>The model thought before it answered; its thoughts are not part of this picture.</source><translation>El modelo pensó antes de responder; lo que pensó no entra en este dibujo.</translation></message>
  <message><source>Facts from other conversations were in the prompt; they may have changed.</source><translation>El modelo leyó datos de otras conversaciones; pueden haber cambiado.</translation></message>
  <message><source>Sampling lab</source><translation>Laboratorio de muestreo</translation></message>
  <message><source>Sampling lab of the last answer</source><translation>Laboratorio de muestreo de la última respuesta</translation></message>
  <message><source>The sampling lab looks into an answer: ask a question first.</source><translation>El laboratorio de muestreo mira dentro de una respuesta: pregunta algo antes.</translation></message>
  <message><source>Try again with</source><translation>Probar otra vez con</translation></message>
  <message><source>Answer in several ways…</source><translation>Responder de varias maneras…</translation></message>
  <message><source>Sampling lab at this word</source><translation>Laboratorio de muestreo en esta palabra</translation></message>
  <message><source>Precise settings</source><translation>Ajustes precisos</translation></message>
  <message><source>Balanced settings</source><translation>Ajustes equilibrados</translation></message>
  <message><source>Creative settings</source><translation>Ajustes creativos</translation></message>
  <message><source>Versions side by side</source><translation>Versiones una al lado de otra</translation></message>
</context>
<context>
  <name>widgets</name>
  <message numerus="yes"><source>made likelier by the penalties: written %n time(s) before</source><translation><numerusform>más probable por las penalizaciones: escrito %n vez antes</numerusform><numerusform>más probable por las penalizaciones: escrito %n veces antes</numerusform></translation></message>
  <message numerus="yes"><source>made less likely by the penalties: written %n time(s) before</source><translation><numerusform>menos probable por las penalizaciones: escrito %n vez antes</numerusform><numerusform>menos probable por las penalizaciones: escrito %n veces antes</numerusform></translation></message>
  <message><source>Repeat penalty</source><translation>Repetición</translation></message>
  <message><source>Frequency penalty</source><translation>Frecuencia</translation></message>
  <message><source>Presence penalty</source><translation>Presencia</translation></message>
  <message><source>Tokens that were just written become less likely; 1: not.</source><translation>Los tokens recién escritos se vuelven menos probables; 1: no.</translation></message>
  <message><source>Tokens become less likely for each time they were just written; below 0 likelier.</source><translation>Los tokens se vuelven menos probables por cada vez que se acaban de escribir; por debajo de 0, más probables.</translation></message>
  <message><source>Tokens that were written at all become less likely; below 0 likelier.</source><translation>Los tokens que ya se escribieron se vuelven menos probables; por debajo de 0, más probables.</translation></message>
  <message><source>Only what fits the JSON schema</source><translation>Solo lo que cumple el esquema JSON</translation></message>
  <message><source>left out: it does not fit the JSON schema</source><translation>fuera: no cumple el esquema JSON</translation></message>
  <message><source>left out by top-k: others are likelier</source><translation>fuera por top-k: otros son más probables</translation></message>
  <message><source>left out by typical: it is more or less surprising than expected</source><translation>fuera por typical: sorprende más o menos de lo esperado</translation></message>
  <message><source>left out by top-p: likelier ones reach the probability</source><translation>fuera por top-p: otros más probables ya suman esa probabilidad</translation></message>
  <message><source>left out by min-p: too unlikely beside the likeliest one</source><translation>fuera por min-p: demasiado improbable al lado del más probable</translation></message>
  <message><source>left out: temperature 0 takes the likeliest one alone</source><translation>fuera: con temperatura 0 solo cuenta el más probable</translation></message>
  <message><source>schema</source><translation>esquema</translation></message>
  <message><source>top-k</source><translation>top-k</translation></message>
  <message><source>typical</source><translation>typical</translation></message>
  <message><source>top-p</source><translation>top-p</translation></message>
  <message><source>min-p</source><translation>min-p</translation></message>
  <message numerus="yes"><source>%n token(s) can be chosen here.</source><translation><numerusform>Aquí solo se puede elegir %n token.</numerusform><numerusform>Aquí se pueden elegir %n tokens.</numerusform></translation></message>
  <message><source>Here stands “{token}”: the model held it {probability} likely.</source><translation>Aquí está «{token}»: el modelo le daba una probabilidad del {probability}.</translation></message>
  <message><source>Wide bar: the model's own probability. Narrow bar: the chance that these settings leave.</source><translation>Barra ancha: la probabilidad que da el modelo. Barra estrecha: la que dejan estos ajustes.</translation></message>
  <message><source>Here stands “{token}”, which is none of the likeliest.</source><translation>Aquí está «{token}», que no es de los más probables.</translation></message>
  <message><source>Click a word, or go on with the arrow keys.</source><translation>Haz clic en una palabra o avanza con las flechas.</translation></message>
  <message><source>Previous token</source><translation>Token anterior</translation></message>
  <message><source>Next token</source><translation>Token siguiente</translation></message>
  <message><source>Settings as they were</source><translation>Ajustes como estaban</translation></message>
  <message><source>Click another token to go on from there as a new version.</source><translation>Haz clic en otro token para seguir desde ahí como versión nueva.</translation></message>
  <message><source>The model looks at this place…</source><translation>El modelo mira este lugar…</translation></message>
  <message><source>The end of the text.</source><translation>El final del texto.</translation></message>
  <message><source>Tokens of the text</source><translation>Tokens del texto</translation></message>
  <message><source>all</source><translation>todos</translation></message>
  <message><source>Temperature</source><translation>Temperatura</translation></message>
  <message><source>Top-k</source><translation>Top-k</translation></message>
  <message><source>Top-p</source><translation>Top-p</translation></message>
  <message><source>Min-p</source><translation>Min-p</translation></message>
  <message><source>0 always takes the likeliest token; above 1 unlikely ones get more of a chance.</source><translation>Con 0 se toma siempre el token más probable; por encima de 1, los improbables tienen más oportunidades.</translation></message>
  <message><source>At most so many of the likeliest tokens.</source><translation>Como mucho, este número de los tokens más probables.</translation></message>
  <message><source>The likeliest tokens that together reach this probability.</source><translation>Los tokens más probables que juntos llegan a esta probabilidad.</translation></message>
  <message><source>No token less than this share as likely as the likeliest one.</source><translation>Ningún token con menos de esta parte de la probabilidad del más probable.</translation></message>
  <message><source>{token}: the model's probability {probability}, chance with these settings {chance}</source><translation>{token}: probabilidad según el modelo, {probability}; con estos ajustes, {chance}</translation></message>
  <message numerus="yes"><source>%n other(s)</source><translation><numerusform>%n más</numerusform><numerusform>%n más</numerusform></translation></message>
  <message><source>(end)</source><translation>(fin)</translation></message>
  <message><source>Next tokens</source><translation>Tokens siguientes</translation></message>
  <message><source>taken</source><translation>elegido</translation></message>
  <message><source>{n} as the first</source><translation>{n} como el primero</translation></message>
  <message><source>Copy this text</source><translation>Copiar este texto</translation></message>
  <message><source>Texts side by side</source><translation>Textos uno al lado de otro</translation></message>
</context>
<context>
  <name>cli</name>
  <message numerus="yes"><source>written %n time(s) before</source><translation><numerusform>escrito %n vez antes</numerusform><numerusform>escrito %n veces antes</numerusform></translation></message>
  <message><source>does not fit the schema</source><translation>no cumple el esquema</translation></message>
  <message><source>left out by top-k</source><translation>fuera por top-k</translation></message>
  <message><source>left out by typical</source><translation>fuera por typical</translation></message>
  <message><source>left out by top-p</source><translation>fuera por top-p</translation></message>
  <message><source>left out by min-p</source><translation>fuera por min-p</translation></message>
  <message><source>left out by temperature 0</source><translation>fuera por la temperatura 0</translation></message>
  <message><source>answer one prompt with several settings or models, and compare the answers</source><translation>responde una pregunta con varios ajustes o modelos y compara las respuestas</translation></message>
  <message><source>a setting and its values, such as temperature=0.2,1; may be repeated: all combinations are answered</source><translation>un ajuste y sus valores, como temperature=0.2,1; se puede repetir: se responde con todas las combinaciones</translation></message>
  <message><source>the id of a model to compare; may be repeated</source><translation>el identificador de un modelo que se compara; se puede repetir</translation></message>
  <message><source>a preset to compare; may be repeated</source><translation>un estilo que se compara; se puede repetir</translation></message>
  <message><source>the number that fixes chance, the same for all answers</source><translation>el número que fija el azar, el mismo para todas las respuestas</translation></message>
  <message><source>the longest answer, in tokens</source><translation>la respuesta más larga, en tokens</translation></message>
  <message><source>the number of a saved comparison: write the answers that are missing; with --again all of them</source><translation>el número de una comparación guardada: se escriben las respuestas que faltan; con --again, todas</translation></message>
  <message><source>write all answers of a saved comparison anew</source><translation>escribe de nuevo todas las respuestas de una comparación guardada</translation></message>
  <message><source>write the comparison to this file; its name ends in .md, .html or .csv</source><translation>escribe la comparación en este archivo; su nombre acaba en .md, .html o .csv</translation></message>
  <message><source>The name of the file has to end in .md, .html or .csv.</source><translation>El nombre del archivo tiene que acabar en .md, .html o .csv.</translation></message>
  <message><source>There is no prompt.</source><translation>No hay ninguna pregunta.</translation></message>
  <message><source>This is comparison {number}. It is saved; the window shows it side by side.</source><translation>Esta es la comparación {number}. Está guardada; la ventana la muestra una respuesta al lado de otra.</translation></message>
  <message><source>show which tokens the model holds likely after a text</source><translation>muestra qué tokens cree probables el modelo después de un texto</translation></message>
  <message><source>the text to go on with; may be empty with --question</source><translation>el texto que se continúa; puede estar vacío con --question</translation></message>
  <message><source>a question: the text is then the beginning of its answer</source><translation>una pregunta: el texto es entonces el comienzo de su respuesta</translation></message>
  <message><source>how many tokens</source><translation>cuántos tokens</translation></message>
  <message><source>The answer is JSON that fits the schema.</source><translation>La respuesta es JSON que cumple el esquema.</translation></message>
  <message><source>list the saved comparisons</source><translation>lista las comparaciones guardadas</translation></message>
  <message><source>There is no text.</source><translation>No hay ningún texto.</translation></message>
  <message><source>precise, balanced or creative; single settings change it</source><translation>precise, balanced o creative: respuestas precisas, equilibradas o creativas; los ajustes sueltos lo cambian</translation></message>
  <message><source>a file with a JSON schema: the answer is JSON that fits it</source><translation>un archivo con un esquema JSON: la respuesta es JSON que lo cumple</translation></message>
  <message><source>let the model think before it answers, where it can</source><translation>deja que el modelo piense antes de responder, si puede</translation></message>
  <message><source>how many tokens of prompt and answer the model may use; 0: all it can</source><translation>cuántos tokens de pregunta y respuesta puede usar el modelo; 0: todos los que pueda</translation></message>
  <message><source>how varied answers are: 0 always takes the likeliest token, up to 2</source><translation>cómo de variadas son las respuestas: 0 toma siempre el token más probable; hasta 2</translation></message>
  <message><source>choose among so many of the likeliest tokens; 0: all</source><translation>elige entre este número de los tokens más probables; 0: todos</translation></message>
  <message><source>choose among the likeliest tokens that together reach this probability; 1: all</source><translation>elige entre los tokens más probables que juntos llegan a esta probabilidad; 1: todos</translation></message>
  <message><source>leave out tokens below this share of the likeliest one's probability; 0: none</source><translation>descarta los tokens por debajo de esta parte de la probabilidad del más probable; 0: ninguno</translation></message>
  <message><source>leave out tokens that are unusually likely or unlikely; 1: none</source><translation>descarta los tokens más o menos probables de lo normal; 1: ninguno</translation></message>
  <message><source>make tokens that were just written less likely; 1: not</source><translation>hace menos probables los tokens recién escritos; 1: no</translation></message>
  <message><source>make tokens less likely for each time they were written; 0: not</source><translation>hace menos probables los tokens por cada vez que se escribieron; 0: no</translation></message>
  <message><source>make tokens that were written at all less likely; 0: not</source><translation>hace menos probables los tokens que ya se escribieron; 0: no</translation></message>
  <message><source>1 or 2: keep the surprise at one level in place of the cuts; 0: not</source><translation>1 o 2: mantiene la sorpresa en un nivel en lugar de los cortes; 0: no</translation></message>
  <message><source>that level</source><translation>ese nivel</translation></message>
  <message><source>how fast it is adapted</source><translation>con qué rapidez se ajusta</translation></message>
  <message><source>the number that fixes chance: the same one gives the same answer</source><translation>el número que fija el azar: el mismo da la misma respuesta</translation></message>
  <message><source>how many tokens a model may think before it answers</source><translation>cuántos tokens puede pensar un modelo antes de responder</translation></message>
  <message><source>how many seconds a model may think before it answers</source><translation>cuántos segundos puede pensar un modelo antes de responder</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>{name} has to be a number from {least} to {most}.</source><translation>{name} tiene que ser un número de {least} a {most}.</translation></message>
  <message><source>Answers cannot be compared by “{name}”. Possible are: {names}.</source><translation>Las respuestas no se pueden comparar por «{name}». Se puede por: {names}.</translation></message>
  <message><source>“{value}” is no value for {name}.</source><translation>«{value}» no es un valor para {name}.</translation></message>
  <message><source>That would be {count} answers; at most {most} can be compared. Choose fewer values.</source><translation>Serían {count} respuestas; se pueden comparar como mucho {most}. Elige menos valores.</translation></message>
</context>
</TS>
