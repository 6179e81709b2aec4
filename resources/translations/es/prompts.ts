<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>chat</name>
  <message><source>Close</source><translation>Cerrar</translation></message>
  <message><source>What is vague in this question</source><translation>Qué queda poco claro en esta pregunta</translation></message>
  <message><source>Write the question first.</source><translation>Escribe antes la pregunta.</translation></message>
  <message><source>Saved prompts</source><translation>Prompts guardados</translation></message>
  <message><source>The examples of this prompt now count in this conversation.</source><translation>Los ejemplos de este prompt valen ahora en esta conversación.</translation></message>
  <message><source>“{name}” answers from here on.</source><translation>A partir de aquí responde «{name}».</translation></message>
  <message><source>Ateneo answers without a persona from here on.</source><translation>A partir de aquí responde Ateneo, sin persona.</translation></message>
  <message><source>From here on: {name}</source><translation>A partir de aquí: {name}</translation></message>
  <message><source>From here on: no persona</source><translation>A partir de aquí: sin persona</translation></message>
  <message><source>Who answers</source><translation>Quién responde</translation></message>
  <message><source>Personas…</source><translation>Personas…</translation></message>
  <message><source>Ateneo, without a persona</source><translation>Ateneo, sin persona</translation></message>
  <message><source>Write it into the question</source><translation>Escribirlo en la pregunta</translation></message>
</context>
<context>
  <name>prompts</name>
  <message><source>Markdown (*.md)</source><translation>Markdown (*.md)</translation></message>
  <message><source>{problem} “{words}”</source><translation>{problem} «{words}»</translation></message>
  <message><source> - answers</source><translation> - respuestas</translation></message>
  <message><source>A place to be filled is written as {example}.</source><translation>Un hueco que se rellena se escribe así: {example}.</translation></message>
  <message><source>A question to try it out</source><translation>Una pregunta para probar</translation></message>
  <message><source>A table</source><translation>Una tabla</translation></message>
  <message><source>Add a step</source><translation>Añadir un paso</translation></message>
  <message><source>Add an example</source><translation>Añadir un ejemplo</translation></message>
  <message><source>Answer</source><translation>Respuesta</translation></message>
  <message><source>Answer of example {number}</source><translation>Respuesta del ejemplo {number}</translation></message>
  <message><source>Begin a conversation</source><translation>Empezar una conversación</translation></message>
  <message><source>Chain</source><translation>Cadena</translation></message>
  <message><source>Chain over a table</source><translation>Cadena sobre una tabla</translation></message>
  <message><source>Chains</source><translation>Cadenas</translation></message>
  <message><source>Chains of prompts</source><translation>Cadenas de prompts</translation></message>
  <message><source>Column with the texts</source><translation>Columna con los textos</translation></message>
  <message><source>Command</source><translation>Comando</translation></message>
  <message><source>Each step is answered by itself. {previous} is what the step before wrote, {step} what an earlier one did.</source><translation>Cada paso se responde por separado. {previous} es lo que escribió el paso anterior; {step}, lo que escribió uno de antes.</translation></message>
  <message><source>Earlier runs</source><translation>Ejecuciones anteriores</translation></message>
  <message><source>Examples: what is asked, and how it is answered</source><translation>Ejemplos: qué se pregunta y cómo se responde</translation></message>
  <message><source>Explain one idea at a time, with an example</source><translation>Explica una idea cada vez, con un ejemplo</translation></message>
  <message><source>Exported prompts</source><translation>Prompts exportados</translation></message>
  <message><source>Export…</source><translation>Exportar…</translation></message>
  <message><source>For whom it writes</source><translation>Para quién escribe</translation></message>
  <message><source>Form of its answers</source><translation>Forma de sus respuestas</translation></message>
  <message><source>Go on with this run</source><translation>Continuar esta ejecución</translation></message>
  <message><source>How it sounds</source><translation>Qué tono tiene</translation></message>
  <message><source>Import…</source><translation>Importar…</translation></message>
  <message><source>It does not say for whom:</source><translation>No dice para quién:</translation></message>
  <message><source>It does not say how long the answer should be:</source><translation>No dice cuánto debe ocupar la respuesta:</translation></message>
  <message><source>It does not say what the answer should look like:</source><translation>No dice qué forma debe tener la respuesta:</translation></message>
  <message><source>It says only what not to do:</source><translation>Solo dice lo que no hay que hacer:</translation></message>
  <message><source>It says what it wants.</source><translation>Dice lo que quiere.</translation></message>
  <message><source>It stands in the place of {example}.</source><translation>Ocupa el lugar de {example}.</translation></message>
  <message><source>Kind of prompts</source><translation>Tipo de prompts</translation></message>
  <message><source>Make it mine</source><translation>Hacerlo mío</translation></message>
  <message><source>Mend</source><translation>Arreglar</translation></message>
  <message><source>Mend: {text}</source><translation>Arreglar: {text}</translation></message>
  <message><source>Move step {number} down</source><translation>Bajar el paso {number}</translation></message>
  <message><source>Move step {number} up</source><translation>Subir el paso {number}</translation></message>
  <message><source>Name of step {number}</source><translation>Nombre del paso {number}</translation></message>
  <message><source>New chain</source><translation>Nueva cadena</translation></message>
  <message><source>New persona</source><translation>Nueva persona</translation></message>
  <message><source>New prompt</source><translation>Nuevo prompt</translation></message>
  <message><source>Nothing yet: it answers as Ateneo does.</source><translation>Nada todavía: responde como Ateneo.</translation></message>
  <message><source>Over a table…</source><translation>Sobre una tabla…</translation></message>
  <message><source>Persona</source><translation>Persona</translation></message>
  <message><source>Personas</source><translation>Personas</translation></message>
  <message><source>Prompt</source><translation>Prompt</translation></message>
  <message><source>Prompt of step {number}</source><translation>Prompt del paso {number}</translation></message>
  <message><source>Question</source><translation>Pregunta</translation></message>
  <message><source>Question of example {number}</source><translation>Pregunta del ejemplo {number}</translation></message>
  <message><source>Remove</source><translation>Quitar</translation></message>
  <message><source>Remove example {number}</source><translation>Quitar el ejemplo {number}</translation></message>
  <message><source>Remove step {number}</source><translation>Quitar el paso {number}</translation></message>
  <message><source>Rename</source><translation>Cambiar el nombre</translation></message>
  <message><source>Run</source><translation>Ejecutar</translation></message>
  <message><source>Run over the table</source><translation>Ejecutar sobre la tabla</translation></message>
  <message><source>Saved prompts</source><translation>Prompts guardados</translation></message>
  <message><source>Saves a copy that you can change.</source><translation>Guarda una copia que puedes cambiar.</translation></message>
  <message><source>Several tasks at once:</source><translation>Varias tareas a la vez:</translation></message>
  <message><source>Show the place</source><translation>Mostrar el lugar</translation></message>
  <message><source>Step {number}</source><translation>Paso {number}</translation></message>
  <message><source>Step {number} of {count}: {name}</source><translation>Paso {number} de {count}: {name}</translation></message>
  <message><source>Stop</source><translation>Detener</translation></message>
  <message><source>Stopped after {rows} rows; start it again to go on.</source><translation>Detenida tras {rows} filas; ejecútala otra vez para continuar.</translation></message>
  <message><source>Stopped. What was written is kept.</source><translation>Detenida. Lo escrito se conserva.</translation></message>
  <message><source>Tables</source><translation>Tablas</translation></message>
  <message><source>Text to begin with</source><translation>Texto con el que empieza</translation></message>
  <message><source>The text is not set apart from what is asked:</source><translation>El texto no está separado de lo que se pide:</translation></message>
  <message><source>The text it speaks of is missing:</source><translation>Falta el texto del que habla:</translation></message>
  <message><source>To be filled: {names}</source><translation>Se rellena: {names}</translation></message>
  <message><source>Tools it may use</source><translation>Herramientas que puede usar</translation></message>
  <message><source>Try it</source><translation>Probar</translation></message>
  <message><source>Use in a conversation</source><translation>Usar en una conversación</translation></message>
  <message><source>Vague words:</source><translation>Palabras vagas:</translation></message>
  <message><source>What could be clearer</source><translation>Qué podría ser más claro</translation></message>
  <message><source>What it does</source><translation>Qué hace</translation></message>
  <message><source>What it should know</source><translation>Qué debe saber</translation></message>
  <message><source>What step {number} wrote</source><translation>Lo que escribió el paso {number}</translation></message>
  <message><source>What the model is told</source><translation>Lo que se le dice al modelo</translation></message>
  <message><source>Who answers</source><translation>Quién responde</translation></message>
  <message><source>With Ateneo</source><translation>Con Ateneo</translation></message>
  <message><source>Write about {example} for …</source><translation>Escribe sobre {example} para …</translation></message>
  <message><source>Your own personas, prompts and chains, in one file</source><translation>Tus personas, prompts y cadenas, en un archivo</translation></message>
  <message><source>a patient teacher</source><translation>una profesora paciente</translation></message>
  <message><source>a student of 14 years</source><translation>una alumna de 14 años</translation></message>
  <message><source>a word, such as translate: then /translate writes it</source><translation>una palabra, como traducir: entonces /traducir lo escribe</translation></message>
  <message><source>for example: {text}</source><translation>por ejemplo: {text}</translation></message>
  <message><source>prompts</source><translation>prompts</translation></message>
  <message><source>short paragraphs</source><translation>párrafos cortos</translation></message>
  <message><source>the class is preparing an exam</source><translation>la clase prepara un examen</translation></message>
  <message><source>warm and clear</source><translation>cálido y claro</translation></message>
  <message><source>{done} of {total} rows</source><translation>{done} de {total} filas</translation></message>
  <message><source>{name} was saved.</source><translation>Se ha guardado {name}.</translation></message>
  <message><source>{rows} rows: {path}</source><translation>{rows} filas: {path}</translation></message>
  <message><source>“{name}” was removed.</source><translation>Se ha quitado «{name}».</translation></message>
  <message numerus="yes"><source>%n entries were added.</source><translation><numerusform>Se ha añadido %n elemento.</numerusform><numerusform>Se han añadido %n elementos.</numerusform></translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Prompts</source><translation>Prompts</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>There is no prompt “{name}”. “/” lists what there is.</source><translation>No hay ningún prompt «{name}». Con «/» se ve lo que hay.</translation></message>
  <message><source>answer again</source><translation>responde otra vez</translation></message>
  <message><source>ask this in the place of the last question; both are kept</source><translation>pregunta esto en lugar de la última pregunta; se conservan las dos</translation></message>
  <message><source>have the model answer a saved prompt</source><translation>haz que el modelo responda a un prompt guardado</translation></message>
  <message><source>the value of a variable, “-” reads it from the pipe; may be repeated. In a terminal others are asked for</source><translation>el valor de una variable, «-» lo lee de la tubería; se puede repetir. En un terminal se preguntan los demás</translation></message>
  <message><source>the file to write: Markdown where its name ends in .md, else JSON</source><translation>el archivo que se escribe: Markdown si su nombre acaba en .md; si no, JSON</translation></message>
  <message><source>{problem} “{words}”</source><translation>{problem} «{words}»</translation></message>
  <message><source>It does not say for whom:</source><translation>No dice para quién:</translation></message>
  <message><source>It does not say how long the answer should be:</source><translation>No dice cuánto debe ocupar la respuesta:</translation></message>
  <message><source>It does not say what the answer should look like:</source><translation>No dice qué forma debe tener la respuesta:</translation></message>
  <message><source>It says only what not to do:</source><translation>Solo dice lo que no hay que hacer:</translation></message>
  <message><source>Nothing vague was found.</source><translation>No se ha encontrado nada vago.</translation></message>
  <message><source>Several tasks at once:</source><translation>Varias tareas a la vez:</translation></message>
  <message><source>Step {number}</source><translation>Paso {number}</translation></message>
  <message><source>The text is not set apart from what is asked:</source><translation>El texto no está separado de lo que se pide:</translation></message>
  <message><source>The text it speaks of is missing:</source><translation>Falta el texto del que habla:</translation></message>
  <message><source>There is no “{name}”. The command “list” shows what there is.</source><translation>No existe «{name}». El comando «list» muestra lo que hay.</translation></message>
  <message><source>Vague words:</source><translation>Palabras vagas:</translation></message>
  <message><source>a prompt with {input}, {previous} or {step}</source><translation>un prompt con {input}, {previous} o {step}</translation></message>
  <message><source>a table, as CSV or XLSX</source><translation>una tabla, en CSV o XLSX</translation></message>
  <message><source>bring a removed one back</source><translation>recupera uno quitado</translation></message>
  <message><source>change one of your personas</source><translation>cambia una de tus personas</translation></message>
  <message><source>change one of your prompts</source><translation>cambia uno de tus prompts</translation></message>
  <message><source>delete removed prompts, personas and chains for good</source><translation>elimina para siempre los prompts, personas y cadenas quitados</translation></message>
  <message><source>for whom it writes</source><translation>para quién escribe</translation></message>
  <message><source>go on with a stopped run</source><translation>continúa una ejecución detenida</translation></message>
  <message><source>how it sounds</source><translation>qué tono tiene</translation></message>
  <message><source>its name</source><translation>su nombre</translation></message>
  <message><source>its name or its number</source><translation>su nombre o su número</translation></message>
  <message><source>its name, its command or its number</source><translation>su nombre, su comando o su número</translation></message>
  <message><source>its new name</source><translation>su nombre nuevo</translation></message>
  <message><source>its new text</source><translation>su texto nuevo</translation></message>
  <message><source>its number</source><translation>su número</translation></message>
  <message><source>its text, with variables as {example}</source><translation>su texto, con variables como {example}</translation></message>
  <message><source>list the chains, your own first</source><translation>lista las cadenas, las tuyas primero</translation></message>
  <message><source>list the personas, your own first</source><translation>lista las personas, las tuyas primero</translation></message>
  <message><source>list the prompts, your own first</source><translation>lista los prompts, los tuyos primero</translation></message>
  <message><source>list the runs of a chain</source><translation>lista las ejecuciones de una cadena</translation></message>
  <message><source>personas made of six fields: list, show, add, remove</source><translation>personas hechas de seis campos: listar, mostrar, añadir, quitar</translation></message>
  <message><source>print a persona with its system prompt</source><translation>escribe una persona con sus instrucciones para el modelo</translation></message>
  <message><source>print a prompt</source><translation>escribe un prompt en la pantalla</translation></message>
  <message><source>print a prompt with values in the place of its variables</source><translation>escribe un prompt con valores en el lugar de sus variables</translation></message>
  <message><source>prompts that run one after the other: list, add, run, runs</source><translation>prompts que se ejecutan uno tras otro: listar, añadir, ejecutar, ejecuciones</translation></message>
  <message><source>read prompts, personas and chains from a file</source><translation>lee prompts, personas y cadenas de un archivo</translation></message>
  <message><source>remove one of your own; restore brings it back</source><translation>quita uno de los tuyos; restore lo recupera</translation></message>
  <message><source>run a chain on a text, or on each row of a table</source><translation>ejecuta una cadena sobre un texto o sobre cada fila de una tabla</translation></message>
  <message><source>save a chain of prompts</source><translation>guarda una cadena de prompts</translation></message>
  <message><source>the persona that answers, by its name</source><translation>la persona que responde, por su nombre</translation></message>
  <message><source>save a persona</source><translation>guarda una persona</translation></message>
  <message><source>save a prompt</source><translation>guarda un prompt</translation></message>
  <message><source>saved prompts with variables: list, show, add, fill, check</source><translation>prompts guardados con variables: listar, mostrar, añadir, rellenar, revisar</translation></message>
  <message><source>say what is vague in a prompt, and how to mend it</source><translation>dice qué es vago en un prompt y cómo arreglarlo</translation></message>
  <message><source>the column with the texts</source><translation>la columna con los textos</translation></message>
  <message><source>the file to read</source><translation>el archivo que se lee</translation></message>
  <message><source>the form of its answers</source><translation>la forma de sus respuestas</translation></message>
  <message><source>the model that answers</source><translation>el modelo que responde</translation></message>
  <message><source>the prompt</source><translation>el prompt</translation></message>
  <message><source>the table to write, as CSV</source><translation>la tabla que se escribe, en CSV</translation></message>
  <message><source>the text; “-” reads it from the pipe</source><translation>el texto; «-» lo lee de la tubería</translation></message>
  <message><source>the values</source><translation>los valores</translation></message>
  <message><source>the word behind the slash</source><translation>la palabra tras la barra</translation></message>
  <message><source>tools it may call, separated by commas</source><translation>herramientas que puede usar, separadas por comas</translation></message>
  <message><source>what it does</source><translation>qué hace</translation></message>
  <message><source>what it should know</source><translation>qué debe saber</translation></message>
  <message><source>who answers, as “a patient teacher”</source><translation>quién responde, por ejemplo «una profesora paciente»</translation></message>
  <message><source>write your prompts, personas and chains to a file</source><translation>guarda tus prompts, personas y cadenas en un archivo</translation></message>
  <message><source>{prompts} prompts, {personas} personas, {chains} chains</source><translation>{prompts} prompts, {personas} personas, {chains} cadenas</translation></message>
  <message><source>{rows} rows, {failed} without an answer: {path}</source><translation>{rows} filas, {failed} sin respuesta: {path}</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>At most {limit} characters are possible here, and this has {length}. Shorten it, or attach the text as a file.</source><translation>Aquí caben {limit} caracteres como máximo y esto tiene {length}. Acórtalo o adjunta el texto como archivo.</translation></message>
  <message><source>There is nothing to save or to run yet. Write the prompt first.</source><translation>Aún no hay nada que guardar ni ejecutar. Escribe primero el prompt.</translation></message>
  <message><source>“{name}” has no value yet. Fill it in, or give it a default in the prompt.</source><translation>«{name}» aún no tiene valor. Rellénalo o dale un valor inicial en el prompt.</translation></message>
  <message><source>“{name}” holds no prompts of Ateneo. Choose a file that was exported on the Prompts page.</source><translation>«{name}» no contiene prompts de Ateneo. Elige un archivo exportado en la página Prompts.</translation></message>
</context>
</TS>
