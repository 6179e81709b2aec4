<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>work on a text: keywords, language, names, answers, summaries and more</source><translation>trabaja con un texto: palabras clave, idioma, nombres, respuestas, resúmenes y más</translation></message>
  <message><source>the text; read from standard input when left out</source><translation>el texto; si falta, se lee de la entrada estándar</translation></message>
  <message><source>a text file or a document</source><translation>un archivo de texto o un documento</translation></message>
  <message><source>{name} is very long: only its beginning was taken.</source><translation>{name} es muy largo: solo se ha tomado el principio.</translation></message>
  <message><source>the name of an installed model</source><translation>el nombre de un modelo instalado</translation></message>
  <message><source>find the keywords of a text</source><translation>busca las palabras clave de un texto</translation></message>
  <message><source>how many keywords</source><translation>cuántas palabras clave</translation></message>
  <message><source>tell which language a text is in</source><translation>dice en qué idioma está un texto</translation></message>
  <message><source>find names, dates, amounts, addresses and numbers in a text</source><translation>busca nombres, fechas, importes, direcciones y números en un texto</translation></message>
  <message><source>find the answer to a question in a text</source><translation>busca en un texto la respuesta a una pregunta</translation></message>
  <message><source>the question</source><translation>la pregunta</translation></message>
  <message><source>fill in the likeliest words for each [MASK]</source><translation>propone las palabras más probables para cada [MASK]</translation></message>
  <message><source>tell how likely each word of a sentence is</source><translation>dice cómo de probable es cada palabra de una frase</translation></message>
  <message><source>summarise a text</source><translation>resume un texto</translation></message>
  <message><source>how many sentences</source><translation>cuántas frases</translation></message>
  <message><source>extract: sentences of the text; write: by the chat model; auto: whichever is better</source><translation>extract: frases del texto; write: lo escribe el modelo de chat; auto: lo mejor de los dos</translation></message>
  <message><source>put a text into other words</source><translation>dice un texto con otras palabras</translation></message>
  <message><source>the style</source><translation>el estilo</translation></message>
  <message><source>translate a text</source><translation>traduce un texto</translation></message>
  <message><source>the language to translate into</source><translation>el idioma al que se traduce</translation></message>
  <message><source>tell how similar texts are</source><translation>dice cuánto se parecen varios textos</translation></message>
  <message><source>two texts or more</source><translation>dos textos o más</translation></message>
  <message><source>tell how likely one sentence follows another</source><translation>dice cómo de probable es que una frase siga a otra</translation></message>
  <message><source>the first sentence</source><translation>la primera frase</translation></message>
  <message><source>the second sentence</source><translation>la segunda frase</translation></message>
  <message><source>group the texts of a table by meaning</source><translation>agrupa los textos de una tabla por su significado</translation></message>
  <message><source>the clustering method</source><translation>el método de agrupación</translation></message>
  <message><source>number of groups; 0: the best number</source><translation>número de grupos; 0: el mejor número</translation></message>
  <message><source>random seed: the same number gives the same result</source><translation>semilla aleatoria: el mismo número da el mismo resultado</translation></message>
  <message><source>do a task for every row of a table; continues where it was stopped</source><translation>hace una tarea con cada fila de una tabla; continúa donde se detuvo</translation></message>
  <message><source>the new table</source><translation>la tabla nueva</translation></message>
  <message><source>the task</source><translation>la tarea</translation></message>
  <message><source>the question, or the language to translate into</source><translation>la pregunta, o el idioma al que se traduce</translation></message>
  <message><source>the new column's name</source><translation>el nombre de la columna nueva</translation></message>
  <message><source>a table with column names in its first row</source><translation>una tabla con los nombres de las columnas en la primera fila</translation></message>
  <message><source>the column with the texts</source><translation>la columna de los textos</translation></message>
  <message><source>wrong check digits</source><translation>dígitos de control erróneos</translation></message>
  <message><source>The model does not list this language ({codes}): check the result.</source><translation>El modelo no indica que sepa este idioma ({codes}): revisa el resultado.</translation></message>
  <message><source>The model reached its limit, so the end is missing.</source><translation>El modelo ha llegado a su límite y falta el final.</translation></message>
  <message><source>same</source><translation>mismo significado</translation></message>
  <message><source>close</source><translation>muy parecidos</translation></message>
  <message><source>related</source><translation>relacionados</translation></message>
  <message><source>distant</source><translation>lejanos</translation></message>
  <message><source>unrelated</source><translation>sin relación</translation></message>
  <message><source>{path}: {rows} rows, {resumed} of them from an earlier run, {failed} empty.</source><translation>{path}: {rows} filas, {resumed} de una ejecución anterior, {failed} vacías.</translation></message>
  <message><source>Stopped after {rows} rows, which are kept. Run the command again to continue.</source><translation>Detenido tras {rows} filas, que se conservan. Ejecuta el comando otra vez para continuar.</translation></message>
</context>
</TS>
