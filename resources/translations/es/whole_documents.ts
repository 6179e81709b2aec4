<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>grade a document against a rubric, with evidence for each criterion</source><translation>evalúa un documento con una rúbrica, con pruebas para cada criterio</translation></message>
  <message><source>the document</source><translation>el documento</translation></message>
  <message><source>the rubric: a Word, Excel or CSV file with a table of criteria, weights and levels</source><translation>la rúbrica: un archivo de Word, Excel o CSV con una tabla de criterios, pesos y niveles</translation></message>
  <message><source>the id of the model that judges</source><translation>el identificador del modelo que evalúa</translation></message>
  <message><source>write the result to this file; its name ends in .docx, .pdf or .md</source><translation>guarda el resultado en este archivo; su nombre acaba en .docx, .pdf o .md</translation></message>
  <message><source>The name of the file has to end in .docx, .pdf or .md.</source><translation>El nombre del archivo tiene que acabar en .docx, .pdf o .md.</translation></message>
  <message><source>Total: {sum} of {maximum}</source><translation>Total: {sum} de {maximum}</translation></message>
  <message><source>It is saved: the window shows it under Documents, where levels can be changed.</source><translation>Queda guardado: la ventana lo muestra en Documentos, donde se pueden cambiar los niveles.</translation></message>
  <message><source>compare two documents: what was added, dropped, changed and moved</source><translation>compara dos documentos: qué se ha añadido, quitado, cambiado y movido</translation></message>
  <message><source>a file, or the number of a document in the library</source><translation>un archivo, o el número de un documento de la biblioteca</translation></message>
  <message><source>let the chat model say in two sentences what changed</source><translation>deja que el modelo de chat diga en dos frases qué ha cambiado</translation></message>
  <message><source>write the comparison to this file; its name ends in .docx, .pdf, .md or .csv</source><translation>guarda la comparación en este archivo; su nombre acaba en .docx, .pdf, .md o .csv</translation></message>
  <message><source>The name of the file has to end in .docx, .pdf, .md or .csv.</source><translation>El nombre del archivo tiene que acabar en .docx, .pdf, .md o .csv.</translation></message>
  <message><source>summarise a long document section by section</source><translation>resume un documento largo apartado por apartado</translation></message>
  <message><source>write: in the model's words; extract: sentences of the document; auto: written if the model is strong enough</source><translation>write: con palabras del modelo; extract: frases del documento; auto: escrito si el modelo es capaz</translation></message>
  <message><source>write the summary to this file; its name ends in .docx, .pdf or .md</source><translation>guarda el resumen en este archivo; su nombre acaba en .docx, .pdf o .md</translation></message>
  <message><source>find what is related to this file, to a document by its number, or to the text piped in (-)</source><translation>busca lo relacionado con este archivo, con un documento por su número o con el texto de la entrada (-)</translation></message>
  <message><source>There is nothing to look for.</source><translation>No hay nada que buscar.</translation></message>
</context>
<context>
  <name>documents</name>
  <message><source>Back to the documents</source><translation>Volver a los documentos</translation></message>
  <message><source>Progress</source><translation>Progreso</translation></message>
  <message><source>Export</source><translation>Exportar</translation></message>
  <message><source>Export…</source><translation>Exportar…</translation></message>
  <message><source>Exporting</source><translation>Exportando</translation></message>
  <message><source>Word document (*.docx)</source><translation>Documento de Word (*.docx)</translation></message>
  <message><source>PDF (*.pdf)</source><translation>PDF (*.pdf)</translation></message>
  <message><source>Markdown (*.md)</source><translation>Markdown (*.md)</translation></message>
  <message><source>Table (*.csv)</source><translation>Tabla (*.csv)</translation></message>
  <message><source>Making the PDF</source><translation>Creando el PDF</translation></message>
  <message><source>{name} was not written. Choose another folder, or another name.</source><translation>No se ha podido guardar {name}. Elige otra carpeta u otro nombre.</translation></message>
  <message><source>Written: {name}.</source><translation>Guardado: {name}.</translation></message>
  <message><source>counts {percent}</source><translation>cuenta un {percent}</translation></message>
  <message><source>No level yet</source><translation>Aún sin nivel</translation></message>
  <message><source>Level of {name}</source><translation>Nivel de {name}</translation></message>
  <message><source>{points} of {most}</source><translation>{points} de {most}</translation></message>
  <message><source>The model chose “{level}”.</source><translation>El modelo eligió «{level}».</translation></message>
  <message><source>Grade the rest</source><translation>Evaluar lo que falta</translation></message>
  <message><source>Grade</source><translation>Evaluar</translation></message>
  <message><source>Another rubric…</source><translation>Otra rúbrica…</translation></message>
  <message><source>Earlier gradings</source><translation>Evaluaciones anteriores</translation></message>
  <message><source>Remove</source><translation>Quitar</translation></message>
  <message><source>Grading: {name}</source><translation>Evaluación de {name}</translation></message>
  <message><source>Total: {total} of {maximum} ({percent})</source><translation>Total: {total} de {maximum} ({percent})</translation></message>
  <message><source>The model in use is small: its levels are only suggestions. Read the evidence and choose each level yourself.</source><translation>El modelo en uso es pequeño: sus niveles son solo sugerencias. Lee las pruebas y elige tú cada nivel.</translation></message>
  <message><source>Rubrics: Word, Excel or CSV ({patterns})</source><translation>Rúbricas: Word, Excel o CSV ({patterns})</translation></message>
  <message><source>Choose a rubric</source><translation>Elige una rúbrica</translation></message>
  <message><source>Grading {name}</source><translation>Evaluando {name}</translation></message>
  <message><source>{done} of {total}</source><translation>{done} de {total}</translation></message>
  <message><source>Stopped. The criteria that were graded are kept.</source><translation>Detenido. Los criterios ya evaluados se conservan.</translation></message>
  <message><source>The grading was removed.</source><translation>Se ha quitado la evaluación.</translation></message>
  <message><source>Grading of {name}</source><translation>Evaluación de {name}</translation></message>
  <message><source>Grade with a rubric…</source><translation>Evaluar con una rúbrica…</translation></message>
  <message><source>The rubric gives no weights: all criteria count the same.</source><translation>La rúbrica no da pesos: todos los criterios cuentan lo mismo.</translation></message>
  <message><source>Without a weight, and so not counted: {value}.</source><translation>Sin peso, así que no cuenta: {value}.</translation></message>
  <message><source>The weights of the rubric add up to {value}, not to 100: they were scaled.</source><translation>Los pesos de la rúbrica suman {value} y no 100: se han ajustado en proporción.</translation></message>
  <message><source>The rubric names no levels for some criteria: four levels from 1 to 4 were assumed.</source><translation>La rúbrica no dice los niveles de algún criterio: se han supuesto cuatro, del 1 al 4.</translation></message>
  <message><source>The levels have no points: they count 1, 2, 3… from the lowest to the highest.</source><translation>Los niveles no tienen puntos: cuentan 1, 2, 3… del más bajo al más alto.</translation></message>
  <message><source>Levels with a range of points count the middle of it.</source><translation>Los niveles con un intervalo de puntos cuentan su punto medio.</translation></message>
  <message><source>Some rows of the rubric were left out: {value}.</source><translation>Se han dejado fuera algunas filas de la rúbrica: {value}.</translation></message>
  <message><source>Compare these two</source><translation>Comparar estos dos</translation></message>
  <message><source>Comparing two documents</source><translation>Comparando dos documentos</translation></message>
  <message><source>Saying what changed</source><translation>Diciendo qué ha cambiado</translation></message>
  <message><source>{first} and {second}</source><translation>{first} y {second}</translation></message>
  <message><source>{first} compared with {second}</source><translation>{first} comparado con {second}</translation></message>
  <message><source>Say what changed</source><translation>Decir qué ha cambiado</translation></message>
  <message><source>All differences</source><translation>Todas las diferencias</translation></message>
  <message><source>Numbers, dates and amounts</source><translation>Números, fechas e importes</translation></message>
  <message><source>Changed</source><translation>Cambiado</translation></message>
  <message><source>Added</source><translation>Añadido</translation></message>
  <message><source>Dropped</source><translation>Quitado</translation></message>
  <message><source>Moved</source><translation>Movido</translation></message>
  <message><source>Changed and moved</source><translation>Cambiado y movido</translation></message>
  <message><source>Differences shown</source><translation>Diferencias que se muestran</translation></message>
  <message><source>Differences</source><translation>Diferencias</translation></message>
  <message><source>Difference</source><translation>Diferencia</translation></message>
  <message><source>The two documents say the same.</source><translation>Los dos documentos dicen lo mismo.</translation></message>
  <message><source>{n} changed</source><translation>cambiados: {n}</translation></message>
  <message><source>{n} added</source><translation>añadidos: {n}</translation></message>
  <message><source>{n} dropped</source><translation>quitados: {n}</translation></message>
  <message><source>{n} moved</source><translation>movidos: {n}</translation></message>
  <message><source>{n} the same</source><translation>iguales: {n}</translation></message>
  <message><source>{n} more are not listed</source><translation>fuera de la lista: {n}</translation></message>
  <message><source>The model is small: check this against the list.</source><translation>El modelo es pequeño: compruébalo con la lista.</translation></message>
  <message><source>p. {page}</source><translation>pág. {page}</translation></message>
  <message><source>Summarise</source><translation>Resumir</translation></message>
  <message><source>Summary: {name}</source><translation>Resumen de {name}</translation></message>
  <message><source>Summary of {name}</source><translation>Resumen de {name}</translation></message>
  <message><source>As the model allows</source><translation>Según el modelo</translation></message>
  <message><source>In the model's words</source><translation>Con palabras del modelo</translation></message>
  <message><source>Sentences of the document</source><translation>Frases del documento</translation></message>
  <message><source>How to summarise</source><translation>Cómo resumir</translation></message>
  <message><source>Written by {name}; each sentence links to its section.</source><translation>Escrito por {name}; cada frase enlaza con su apartado.</translation></message>
  <message><source>These are sentences of the document itself.</source><translation>Son frases del propio documento.</translation></message>
  <message><source>The model in use is too small to summarise in its own words.</source><translation>El modelo en uso es demasiado pequeño para resumir con sus propias palabras.</translation></message>
  <message><source>Summarising {name}</source><translation>Resumiendo {name}</translation></message>
  <message><source>Stopped. The sections that were finished are kept.</source><translation>Detenido. Los apartados ya resumidos se conservan.</translation></message>
  <message><source>Stop</source><translation>Detener</translation></message>
  <message numerus="yes"><source>%n criteria</source><translation><numerusform>%n criterio</numerusform><numerusform>%n criterios</numerusform></translation></message>
  <message><source>Swap the two</source><translation>Intercambiar los dos</translation></message>
  <message><source>The one on the left is taken for the older one.</source><translation>El de la izquierda se toma por el anterior.</translation></message>
  <message><source>Section {n} of {total}</source><translation>Apartado {n} de {total}</translation></message>
  <message><source>Section {n}</source><translation>Apartado {n}</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>No rubric was found in {name}. It needs a table with a row for each criterion, and columns such as Criterion, Weight and one for each level; Word, Excel and CSV files can be read.</source><translation>No se ha encontrado ninguna rúbrica en {name}. Necesita una tabla con una fila por criterio y columnas como Criterio, Peso y una por cada nivel; se leen archivos de Word, Excel y CSV.</translation></message>
  <message><source>{name} has no text that can be judged. If its pages are pictures of text, add it to the documents first, so that they are read by a model that reads text in pictures (OCR).</source><translation>{name} no tiene texto que se pueda evaluar. Si sus páginas son imágenes de texto, añádelo antes a los documentos para que las lea un modelo que reconoce texto en imágenes (OCR).</translation></message>
</context>
<context>
  <name>reports</name>
  <message><source>Criterion</source><translation>Criterio</translation></message>
  <message><source>Weight</source><translation>Peso</translation></message>
  <message><source>Level</source><translation>Nivel</translation></message>
  <message><source>Points</source><translation>Puntos</translation></message>
  <message><source>Reason</source><translation>Motivo</translation></message>
  <message><source>Rubric: {name}</source><translation>Rúbrica: {name}</translation></message>
  <message><source>Model: {name}</source><translation>Modelo: {name}</translation></message>
  <message><source>Assessment of {name}</source><translation>Evaluación de {name}</translation></message>
  <message><source>page {page}</source><translation>pág. {page}</translation></message>
  <message><source>Total: {total} of {maximum} ({percent} %)</source><translation>Total: {total} de {maximum} ({percent} %)</translation></message>
  <message><source>{level} (the model: {other})</source><translation>{level} (el modelo: {other})</translation></message>
  <message><source>The model is small: the levels are suggestions for the person who grades, no more.</source><translation>El modelo es pequeño: los niveles son sugerencias para quien evalúa, nada más.</translation></message>
  <message><source>The rubric gives no weights: all criteria count the same.</source><translation>La rúbrica no da pesos: todos los criterios cuentan lo mismo.</translation></message>
  <message><source>Without a weight, and so not counted: {value}.</source><translation>Sin peso, así que no cuenta: {value}.</translation></message>
  <message><source>The weights of the rubric add up to {value}, not to 100: they were scaled.</source><translation>Los pesos de la rúbrica suman {value} y no 100: se han ajustado en proporción.</translation></message>
  <message><source>The rubric names no levels for some criteria: four levels from 1 to 4 were assumed.</source><translation>La rúbrica no dice los niveles de algún criterio: se han supuesto cuatro, del 1 al 4.</translation></message>
  <message><source>The levels have no points: they count 1, 2, 3… from the lowest to the highest.</source><translation>Los niveles no tienen puntos: cuentan 1, 2, 3… del más bajo al más alto.</translation></message>
  <message><source>Levels with a range of points count the middle of it.</source><translation>Los niveles con un intervalo de puntos cuentan su punto medio.</translation></message>
  <message><source>Some rows of the rubric were left out: {value}.</source><translation>Se han dejado fuera algunas filas de la rúbrica: {value}.</translation></message>
  <message><source>Changed</source><translation>Cambiado</translation></message>
  <message><source>Added</source><translation>Añadido</translation></message>
  <message><source>Dropped</source><translation>Quitado</translation></message>
  <message><source>Moved</source><translation>Movido</translation></message>
  <message><source>Changed and moved</source><translation>Cambiado y movido</translation></message>
  <message><source>Difference</source><translation>Diferencia</translation></message>
  <message><source>Comparison of {first} and {second}</source><translation>Comparación de {first} y {second}</translation></message>
  <message><source>Changed: {changed}. Added: {added}. Dropped: {dropped}. Moved: {moved}. The same: {same}.</source><translation>Cambiados: {changed}. Añadidos: {added}. Quitados: {dropped}. Movidos: {moved}. Iguales: {same}.</translation></message>
  <message><source>Further differences that are not listed: {count}.</source><translation>Otras diferencias que no salen en la lista: {count}.</translation></message>
  <message><source>The model is small: check the summary against the list.</source><translation>El modelo es pequeño: comprueba el resumen con la lista.</translation></message>
  <message><source>Summary of {name}</source><translation>Resumen de {name}</translation></message>
  <message><source>Written by {name}.</source><translation>Escrito por {name}.</translation></message>
  <message><source>These are sentences of the document itself.</source><translation>Son frases del propio documento.</translation></message>
  <message><source>The model in use is too small to summarise in its own words.</source><translation>El modelo en uso es demasiado pequeño para resumir con sus propias palabras.</translation></message>
  <message><source>paragraphs {first}–{last}</source><translation>párrafos {first}–{last}</translation></message>
  <message><source>rows {first}–{last}</source><translation>filas {first}–{last}</translation></message>
  <message><source>row {n}</source><translation>fila {n}</translation></message>
  <message><source>paragraph {n}</source><translation>párrafo {n}</translation></message>
  <message><source>whole text</source><translation>texto completo</translation></message>
</context>
</TS>
