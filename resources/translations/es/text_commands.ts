<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>keywords, language, names, answers, summaries and more of a text</source><translation>palabras clave, idioma, nombres, respuestas, resúmenes y más de un texto</translation></message>
  <message><source>the text; piped in when left out</source><translation>el texto; por la entrada estándar si no se indica</translation></message>
  <message><source>a text file or a document</source><translation>un archivo de texto o un documento</translation></message>
  <message><source>{name} is very long: only its beginning was taken.</source><translation>{name} es muy largo: solo se ha tomado el principio.</translation></message>
  <message><source>a model is only named with the methods {names}</source><translation>un modelo solo se nombra con los métodos {names}</translation></message>
  <message><source>a model's name on the shelf</source><translation>el nombre de un modelo instalado</translation></message>
  <message><source>the phrases a text is about</source><translation>las expresiones de las que trata un texto</translation></message>
  <message><source>how many</source><translation>cuántas</translation></message>
  <message><source>which language a text is in</source><translation>en qué idioma está un texto</translation></message>
  <message><source>names, dates, amounts, addresses and numbers in a text</source><translation>nombres, fechas, importes, direcciones y números de un texto</translation></message>
  <message><source>the place in a text that answers a question</source><translation>el lugar de un texto que responde a una pregunta</translation></message>
  <message><source>what to answer</source><translation>la pregunta</translation></message>
  <message><source>the likeliest words for each [MASK]</source><translation>las palabras más probables para cada [MASK]</translation></message>
  <message><source>how likely each word of a sentence is</source><translation>cómo de probable es cada palabra de una frase</translation></message>
  <message><source>a text made short</source><translation>un texto resumido</translation></message>
  <message><source>its own sentences, or the model's</source><translation>sus propias frases o las del modelo</translation></message>
  <message><source>a text in other words</source><translation>un texto con otras palabras</translation></message>
  <message><source>how it is to be</source><translation>cómo ha de ser</translation></message>
  <message><source>a text in another language</source><translation>un texto en otro idioma</translation></message>
  <message><source>its language</source><translation>su idioma</translation></message>
  <message><source>how alike texts are</source><translation>cuánto se parecen unos textos</translation></message>
  <message><source>two texts or more</source><translation>dos textos o más</translation></message>
  <message><source>whether one sentence goes on from another</source><translation>si una frase es continuación de otra</translation></message>
  <message><source>the first sentence</source><translation>la primera frase</translation></message>
  <message><source>the second sentence</source><translation>la segunda frase</translation></message>
  <message><source>put a table's texts together by meaning</source><translation>agrupa los textos de una tabla por su significado</translation></message>
  <message><source>how</source><translation>cómo</translation></message>
  <message><source>how many; the best number when 0</source><translation>cuántos; con 0, el mejor número</translation></message>
  <message><source>the same number, the same result</source><translation>el mismo número, el mismo resultado</translation></message>
  <message><source>do a task for every row of a table; goes on where it was stopped</source><translation>hace una tarea con cada fila de una tabla; sigue donde se detuvo</translation></message>
  <message><source>the new table</source><translation>la tabla nueva</translation></message>
  <message><source>what to do</source><translation>qué hacer</translation></message>
  <message><source>the question, or the language to translate into</source><translation>la pregunta, o el idioma al que traducir</translation></message>
  <message><source>the new column's name</source><translation>el nombre de la columna nueva</translation></message>
  <message><source>a table with a row of names</source><translation>una tabla con una fila de nombres</translation></message>
  <message><source>the column with the texts</source><translation>la columna con los textos</translation></message>
  <message><source>wrong check digits</source><translation>dígitos de control erróneos</translation></message>
  <message><source>The installed model does not say that it writes this language ({codes}); read the result with care.</source><translation>El modelo instalado no dice que escriba este idioma ({codes}); lee el resultado con cautela.</translation></message>
  <message><source>The model stopped before the end.</source><translation>El modelo se ha detenido antes del final.</translation></message>
  <message><source>same</source><translation>mismo significado</translation></message>
  <message><source>close</source><translation>muy parecidos</translation></message>
  <message><source>related</source><translation>relacionados</translation></message>
  <message><source>distant</source><translation>lejanos</translation></message>
  <message><source>unrelated</source><translation>sin relación</translation></message>
  <message><source>{path}: {rows} rows, {resumed} of them from before, {failed} left empty.</source><translation>{path}: {rows} filas, {resumed} de antes, {failed} vacías.</translation></message>
  <message><source>Stopped after {rows} rows, which are kept. Run it again to go on.</source><translation>Detenido tras {rows} filas, que se conservan. Ejecútalo otra vez para seguir.</translation></message>
</context>
</TS>
