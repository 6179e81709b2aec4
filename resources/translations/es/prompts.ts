<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
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
  <message><source>save a persona</source><translation>guarda una persona</translation></message>
  <message><source>save a prompt</source><translation>guarda un prompt</translation></message>
  <message><source>saved prompts with variables: list, show, add, fill, check</source><translation>prompts guardados con variables: listar, mostrar, añadir, rellenar, revisar</translation></message>
  <message><source>say what is vague in a prompt, and how to mend it</source><translation>dice qué es vago en un prompt y cómo arreglarlo</translation></message>
  <message><source>the column with the texts</source><translation>la columna con los textos</translation></message>
  <message><source>the file to read</source><translation>el archivo que se lee</translation></message>
  <message><source>the file to write</source><translation>el archivo que se escribe</translation></message>
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
