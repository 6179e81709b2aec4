<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>text_tools</name>
  <message numerus="yes"><source>%n found</source><translation><numerusform>%n encontrado</numerusform><numerusform>%n encontrados</numerusform></translation></message>
  <message numerus="yes"><source>%n left empty: nothing could be done with the text.</source><translation><numerusform>%n queda vacía: no se pudo hacer nada con el texto.</numerusform><numerusform>%n quedan vacías: no se pudo hacer nada con los textos.</numerusform></translation></message>
  <message numerus="yes"><source>%n of them were there already.</source><translation><numerusform>%n de ellas ya estaba.</numerusform><numerusform>%n de ellas ya estaban.</numerusform></translation></message>
  <message numerus="yes"><source>%n row(s) written to {name}.</source><translation><numerusform>%n fila escrita en {name}.</numerusform><numerusform>%n filas escritas en {name}.</numerusform></translation></message>
  <message numerus="yes"><source>%n text(s)</source><translation><numerusform>%n texto</numerusform><numerusform>%n textos</numerusform></translation></message>
  <message numerus="yes"><source>%n topic(s)</source><translation><numerusform>%n tema</numerusform><numerusform>%n temas</numerusform></translation></message>
  <message><source>0 to 5</source><translation>De 0 a 5</translation></message>
  <message><source>A chat model this small often gets this wrong: compare the two texts, or add a larger model (GGUF) on the Models page.</source><translation>Un modelo de chat tan pequeño se equivoca a menudo en esto: compara los dos textos, o añade un modelo mayor (GGUF) en la página Modelos.</translation></message>
  <message><source>A model made for questions would point at the answer itself: you can add one on the Models page.</source><translation>Un modelo hecho para preguntas señalaría la respuesta misma: puedes añadir uno en la página Modelos.</translation></message>
  <message><source>A table's column</source><translation>Una columna de una tabla</translation></message>
  <message><source>amount</source><translation>importe</translation></message>
  <message><source>Another number groups the texts in another way; the same number always gives the same groups.</source><translation>Otro número agrupa los textos de otra manera; el mismo número da siempre los mismos grupos.</translation></message>
  <message><source>Answer</source><translation>Responder</translation></message>
  <message><source>Answer a question</source><translation>Responder a una pregunta</translation></message>
  <message><source>Ask a text</source><translation>Preguntar a un texto</translation></message>
  <message><source>Ask the chat model for words that fit</source><translation>Preguntar al modelo de chat qué palabras encajan</translation></message>
  <message><source>automatic</source><translation>automático</translation></message>
  <message><source>Bars: how important each phrase is compared with the first. ×: how often it occurs in the text.</source><translation>Barras: lo importante que es cada expresión comparada con la primera. ×: cuántas veces aparece en el texto.</translation></message>
  <message><source>Certainty</source><translation>Certeza</translation></message>
  <message><source>Check</source><translation>Comprobar</translation></message>
  <message><source>Check digits</source><translation>Dígitos de control</translation></message>
  <message><source>check digits right</source><translation>dígitos de control correctos</translation></message>
  <message><source>check digits wrong</source><translation>dígitos de control incorrectos</translation></message>
  <message><source>Choose a table (CSV, TSV, Excel, JSON lines) and what to do with each of its texts. The results go into a new table (CSV) with one column more; your own table is not changed.</source><translation>Elige una tabla (CSV, TSV, Excel, líneas JSON) y qué hacer con cada uno de sus textos. Los resultados se guardan en una tabla nueva (CSV) con una columna más; tu tabla no se modifica.</translation></message>
  <message><source>Choose a table…</source><translation>Elegir una tabla…</translation></message>
  <message><source>close</source><translation>cercano</translation></message>
  <message><source>Compare</source><translation>Comparar</translation></message>
  <message><source>Compare texts</source><translation>Comparar textos</translation></message>
  <message><source>Compare the two by meaning</source><translation>Comparar el significado de los dos</translation></message>
  <message><source>Comparing the texts</source><translation>Comparando los textos</translation></message>
  <message><source>continues the text</source><translation>continúa el texto</translation></message>
  <message><source>Copy</source><translation>Copiar</translation></message>
  <message><source>date</source><translation>fecha</translation></message>
  <message><source>distant</source><translation>lejano</translation></message>
  <message><source>DNI</source><translation>DNI</translation></message>
  <message><source>e-mail address</source><translation>correo electrónico</translation></message>
  <message><source>Each word is as hard to guess as one among {n} (perplexity)</source><translation>Cada palabra es tan difícil de adivinar como una entre {n} (perplejidad)</translation></message>
  <message><source>Every text in a topic</source><translation>Cada texto en un tema</translation></message>
  <message><source>Fill</source><translation>Rellenar</translation></message>
  <message><source>Fill in first: {name}.</source><translation>Rellena primero: {name}.</translation></message>
  <message><source>Fill the gap</source><translation>Rellenar el hueco</translation></message>
  <message><source>Find names and figures in a text</source><translation>Buscar nombres y cifras en un texto</translation></message>
  <message><source>Find them</source><translation>Buscar</translation></message>
  <message><source>Find topics</source><translation>Buscar temas</translation></message>
  <message><source>Find topics in it</source><translation>Buscar los temas que tiene</translation></message>
  <message><source>Find topics in many texts</source><translation>Buscar temas en muchos textos</translation></message>
  <message><source>Finding topics</source><translation>Buscando temas</translation></message>
  <message><source>Finds dates, amounts, addresses, account and identity numbers and checks their check digits; with a model for it, names too.</source><translation>Encuentra fechas, importes, direcciones y números de cuenta y de identidad, y comprueba sus dígitos de control; con un modelo para ello, también nombres.</translation></message>
  <message><source>Finds the phrases that the text is about, and how often each occurs.</source><translation>Encuentra las expresiones de las que trata el texto, y cuántas veces aparece cada una.</translation></message>
  <message><source>Found</source><translation>Encontrado</translation></message>
  <message><source>Gap {n}</source><translation>Hueco {n}</translation></message>
  <message><source>Have the chat model correct it</source><translation>Que el modelo de chat lo corrija</translation></message>
  <message><source>How it is rewritten</source><translation>Cómo se reescribe</translation></message>
  <message><source>How it is summarised</source><translation>Cómo se resume</translation></message>
  <message><source>How many topics</source><translation>Cuántos temas</translation></message>
  <message><source>How similar they are</source><translation>Cuánto se parecen</translation></message>
  <message><source>How texts are grouped</source><translation>Cómo se agrupan los textos</translation></message>
  <message><source>How well the model {model} agrees with people was not measured: its scores may all look alike.</source><translation>No se ha medido cuánto coincide el modelo {model} con las personas: puede que todas sus puntuaciones se parezcan.</translation></message>
  <message><source>IBAN</source><translation>IBAN</translation></message>
  <message><source>In no topic</source><translation>En ningún tema</translation></message>
  <message><source>In words</source><translation>En palabras</translation></message>
  <message><source>Into English</source><translation>Al inglés</translation></message>
  <message><source>Into Spanish</source><translation>Al español</translation></message>
  <message><source>Into which language</source><translation>A qué idioma</translation></message>
  <message><source>Its own sentences</source><translation>Sus propias frases</translation></message>
  <message><source>Keywords</source><translation>Palabras clave</translation></message>
  <message><source>Kind</source><translation>Tipo</translation></message>
  <message><source>Language</source><translation>Idioma</translation></message>
  <message><source>Leave this word out</source><translation>Quitar esta palabra</translation></message>
  <message><source>Logarithm</source><translation>Logaritmo</translation></message>
  <message><source>Map of the texts</source><translation>Mapa de los textos</translation></message>
  <message><source>Model: {model}.</source><translation>Modelo: {model}.</translation></message>
  <message><source>More formal</source><translation>Más formal</translation></message>
  <message><source>Move with the arrow keys; Enter or a click shows the two texts in full.</source><translation>Muévete con las flechas; con Intro o un clic se ven los dos textos enteros.</translation></message>
  <message><source>Name of the new column</source><translation>Nombre de la columna nueva</translation></message>
  <message><source>Name of the new column (optional)</source><translation>Nombre de la columna nueva (opcional)</translation></message>
  <message><source>Names and figures</source><translation>Nombres y cifras</translation></message>
  <message><source>Next sentence</source><translation>Frase siguiente</translation></message>
  <message><source>NIE</source><translation>NIE</translation></message>
  <message><source>No answer</source><translation>Sin respuesta</translation></message>
  <message><source>No topics stand out: the texts are too few or too unlike each other.</source><translation>No destaca ningún tema: los textos son pocos o demasiado distintos entre sí.</translation></message>
  <message><source>Nothing found</source><translation>No se ha encontrado nada</translation></message>
  <message><source>Odd texts left out</source><translation>Los textos raros quedan fuera</translation></message>
  <message><source>One text</source><translation>Un texto</translation></message>
  <message><source>Open a file…</source><translation>Abrir un archivo…</translation></message>
  <message><source>Open the Models page</source><translation>Abrir la página Modelos</translation></message>
  <message><source>organisation</source><translation>organización</translation></message>
  <message><source>other name</source><translation>otro nombre</translation></message>
  <message><source>Paste texts instead</source><translation>Pegar textos en su lugar</translation></message>
  <message><source>Paste texts, one per line, or choose a table. Texts with similar meanings form a topic, which is named by the words that set it apart.</source><translation>Pega textos, uno por línea, o elige una tabla. Los textos de significado parecido forman un tema, que lleva por nombre las palabras que lo distinguen.</translation></message>
  <message><source>Paste two or more texts, one per line. Each pair gets a score from 0 (nothing in common) to 5 (the same meaning).</source><translation>Pega dos textos o más, uno por línea. Cada pareja recibe una puntuación de 0 (nada en común) a 5 (el mismo significado).</translation></message>
  <message><source>percentage</source><translation>porcentaje</translation></message>
  <message><source>person</source><translation>persona</translation></message>
  <message><source>Picks the most important sentences of the text, or has the chat model write a summary where it is large enough.</source><translation>Elige las frases más importantes del texto o, si el modelo de chat es bastante grande, le encarga un resumen.</translation></message>
  <message><source>place</source><translation>lugar</translation></message>
  <message><source>Points close together are similar texts, as far as a flat map can show it. Point at one to read it; click it, or go there with the arrow keys and press Enter, to open its topic. How well the topics are separated (silhouette): {n}, from 0 (they overlap) to 1 (far apart).</source><translation>Los puntos cercanos son textos parecidos, hasta donde puede mostrarlo un mapa plano. Señala uno para leerlo; haz clic en él, o ve con las flechas y pulsa Intro, para abrir su tema. Lo separados que están los temas (silueta): {n}, de 0 (se solapan) a 1 (muy separados).</translation></message>
  <message><source>Probability</source><translation>Probabilidad</translation></message>
  <message><source>Probably {language}</source><translation>Probablemente {language}</translation></message>
  <message><source>Question</source><translation>Pregunta</translation></message>
  <message><source>Questions</source><translation>Preguntas</translation></message>
  <message><source>Reading {name}</source><translation>Leyendo {name}</translation></message>
  <message><source>Recognise</source><translation>Reconocer</translation></message>
  <message><source>related</source><translation>relacionado</translation></message>
  <message><source>Rewrite</source><translation>Reescribir</translation></message>
  <message><source>Rewrite a text</source><translation>Reescribir un texto</translation></message>
  <message><source>Rewrite: corrected</source><translation>Reescribir: corregido</translation></message>
  <message><source>Rewrite: more formal</source><translation>Reescribir: más formal</translation></message>
  <message><source>Rewrite: simpler</source><translation>Reescribir: más sencillo</translation></message>
  <message><source>right</source><translation>correctos</translation></message>
  <message><source>Second sentence</source><translation>Segunda frase</translation></message>
  <message><source>sentences at most</source><translation>frases como mucho</translation></message>
  <message><source>Shows how expected each word is, given all the others. It reveals odd wording, not whether the text is true.</source><translation>Muestra cuánto se espera cada palabra, dadas todas las demás. Delata una redacción rara, no si el texto dice la verdad.</translation></message>
  <message><source>Shows the place in the text that answers the question. Nothing is made up.</source><translation>Señala el lugar del texto que responde a la pregunta. No se inventa nada.</translation></message>
  <message><source>Simpler</source><translation>Más sencillo</translation></message>
  <message><source>Spelling and grammar corrected</source><translation>Ortografía y gramática corregidas</translation></message>
  <message numerus="yes"><source>Stopped. %n row(s) are kept; write to {name} again to continue.</source><translation><numerusform>Detenido. Se conserva %n fila; escribe otra vez en {name} para continuar.</numerusform><numerusform>Detenido. Se conservan %n filas; escribe otra vez en {name} para continuar.</numerusform></translation></message>
  <message><source>Stopped. This is what was written until then.</source><translation>Detenido. Esto es lo que había escrito hasta entonces.</translation></message>
  <message><source>Sum of the logarithms of the words' probabilities (pseudo-log-likelihood): {n}.</source><translation>Suma de los logaritmos de las probabilidades de las palabras (pseudo-log-verosimilitud): {n}.</translation></message>
  <message><source>Summarise</source><translation>Resumir</translation></message>
  <message><source>Summarise a text</source><translation>Resumir un texto</translation></message>
  <message><source>telephone number</source><translation>teléfono</translation></message>
  <message><source>Tells whether a second sentence continues the text above.</source><translation>Dice si una segunda frase continúa el texto de arriba.</translation></message>
  <message><source>Tells which language the text is in. One sentence is enough; a single word often is not.</source><translation>Dice en qué idioma está el texto. Basta una frase; una sola palabra, a menudo no.</translation></message>
  <message><source>Text</source><translation>Texto</translation></message>
  <message><source>Text tools</source><translation>Herramientas de texto</translation></message>
  <message><source>Texts, one per line</source><translation>Textos, uno por línea</translation></message>
  <message><source>The chat model says it in other words. A small model easily changes the meaning: compare the two texts.</source><translation>El modelo de chat lo dice con otras palabras. Un modelo pequeño cambia el sentido con facilidad: compara los dos textos.</translation></message>
  <message><source>The chat model translates as well as it knows both languages; the smallest one does not know them well.</source><translation>El modelo de chat traduce tan bien como conozca los dos idiomas; el más pequeño no los conoce bien.</translation></message>
  <message><source>The language is not certain</source><translation>El idioma no está claro</translation></message>
  <message><source>The languages listed for this model do not include {names}: check the result carefully.</source><translation>Entre los idiomas que declara este modelo no está {names}: revisa bien el resultado.</translation></message>
  <message><source>The lift is broken
The elevator is out of order</source><translation>El ascensor no va
El elevador está averiado</translation></message>
  <message><source>The lift is broken
The neighbours are noisy
Thank you for the quick repair</source><translation>El ascensor no va
Los vecinos hacen ruido
Gracias por arreglarlo tan pronto</translation></message>
  <message><source>The lower the number, the more expected the text; 1 would be complete certainty.</source><translation>Cuanto menor es el número, más esperable es el texto; 1 sería certeza total.</translation></message>
  <message><source>The model stopped at its limit: the end is missing.</source><translation>El modelo paró en su límite: falta el final.</translation></message>
  <message><source>The other</source><translation>El otro</translation></message>
  <message><source>The question to ask each text</source><translation>La pregunta que se hace a cada texto</translation></message>
  <message><source>the same meaning</source><translation>el mismo significado</translation></message>
  <message><source>The second sentence continues the text.</source><translation>La segunda frase continúa el texto.</translation></message>
  <message><source>The second sentence does not continue the text.</source><translation>La segunda frase no continúa el texto.</translation></message>
  <message><source>The sentence that may come next</source><translation>La frase que puede venir después</translation></message>
  <message><source>the stronger the colour, the less expected the word</source><translation>cuanto más intenso el color, menos esperada la palabra</translation></message>
  <message><source>The text is short, or it is in several languages.</source><translation>El texto es corto, o está en varios idiomas.</translation></message>
  <message><source>The text's own sentences, marked above.</source><translation>Frases del propio texto, marcadas arriba.</translation></message>
  <message><source>There is no answer in this text.</source><translation>En este texto no hay respuesta.</translation></message>
  <message><source>There is probably no answer in this text.</source><translation>Probablemente no haya respuesta en este texto.</translation></message>
  <message><source>These sentences are the most closely related to the question.</source><translation>Estas son las frases que más tienen que ver con la pregunta.</translation></message>
  <message><source>This needs a chat model, and none is installed. Add one on the Models page.</source><translation>Hace falta un modelo de chat, y no hay ninguno instalado. Añade uno en la página Modelos.</translation></message>
  <message><source>This needs a model that has learnt to fill gaps, and none is installed. Add one on the Models page.</source><translation>Hace falta un modelo que haya aprendido a rellenar huecos, y no hay ninguno instalado. Añade uno en la página Modelos.</translation></message>
  <message><source>This needs a model that has learnt whether one sentence follows another, and none is installed. Add one on the Models page.</source><translation>Hace falta un modelo que haya aprendido si una frase sigue a otra, y no hay ninguno instalado. Añade uno en la página Modelos.</translation></message>
  <message><source>To find names of people, places and organisations, add a model for them on the Models page.</source><translation>Para encontrar nombres de personas, lugares y organizaciones, añade un modelo para ello en la página Modelos.</translation></message>
  <message><source>Topic</source><translation>Tema</translation></message>
  <message><source>Topics</source><translation>Temas</translation></message>
  <message><source>Translate</source><translation>Traducir</translation></message>
  <message><source>Translate a text</source><translation>Traducir un texto</translation></message>
  <message><source>Two texts</source><translation>Dos textos</translation></message>
  <message><source>Type or paste a text, or drop a file</source><translation>Escribe o pega un texto, o suelta un archivo</translation></message>
  <message><source>Unexpected words</source><translation>Palabras inesperadas</translation></message>
  <message><source>unrelated</source><translation>sin relación</translation></message>
  <message><source>Use with the text tools</source><translation>Usar con las herramientas de texto</translation></message>
  <message><source>Variant</source><translation>Variante</translation></message>
  <message><source>web address</source><translation>dirección web</translation></message>
  <message><source>What would you like to know from the text?</source><translation>¿Qué quieres saber del texto?</translation></message>
  <message><source>Whichever is better</source><translation>Lo que sea mejor</translation></message>
  <message><source>With each text</source><translation>Con cada texto</translation></message>
  <message><source>Word</source><translation>Palabra</translation></message>
  <message><source>Word by word</source><translation>Palabra por palabra</translation></message>
  <message><source>Work through a column</source><translation>Procesar una columna</translation></message>
  <message><source>Work through a table's column</source><translation>Procesar una columna de una tabla</translation></message>
  <message><source>Working through {name}</source><translation>Procesando {name}</translation></message>
  <message><source>Write [MASK] where a word is missing, or put the cursor on a word and leave it out.</source><translation>Escribe [MASK] donde falte una palabra, o pon el cursor en una palabra y quítala.</translation></message>
  <message><source>Write a new table…</source><translation>Escribir una tabla nueva…</translation></message>
  <message><source>Written by the chat model</source><translation>Escrito por el modelo de chat</translation></message>
  <message><source>wrong</source><translation>incorrectos</translation></message>
  <message><source>{name} is very long: only its beginning was taken.</source><translation>{name} es muy largo: solo se ha tomado el principio.</translation></message>
  <message><source>{name}, with results</source><translation>{name}, con resultados</translation></message>
  <message><source>{n} of 5, {reading}</source><translation>{n} de 5, {reading}</translation></message>
  <message><source>“{one}” and “{other}”</source><translation>«{one}» y «{other}»</translation></message>
  <message><source>Every text in a topic: k-means. Odd texts left out: HDBSCAN, which finds the number of topics.</source><translation>Cada texto en un tema: k-means. Los textos raros quedan fuera: HDBSCAN, que averigua el número de temas.</translation></message>
  <message><source>A masked language model, such as BERT, as ONNX</source><translation>Un modelo de lenguaje enmascarado, como BERT, en ONNX</translation></message>
  <message><source>A model for next sentence prediction, such as BERT, as ONNX</source><translation>Un modelo de predicción de la frase siguiente, como BERT, en ONNX</translation></message>
  <message><source>A model for token classification (named entities), as ONNX</source><translation>Un modelo de clasificación de tokens (entidades con nombre), en ONNX</translation></message>
  <message><source>A model for extractive question answering, as ONNX</source><translation>Un modelo de preguntas y respuestas extractivo, en ONNX</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>work on a text: keywords, language, names, answers, summaries and more</source><translation>trabaja con un texto: palabras clave, idioma, nombres, respuestas, resúmenes y más</translation></message>
  <message><source>the text; read from standard input when left out</source><translation>el texto; si falta, se lee de la entrada estándar</translation></message>
  <message><source>a text file or a document</source><translation>un archivo de texto o un documento</translation></message>
  <message><source>{name} is very long: only its beginning was taken.</source><translation>{name} es muy largo: solo se ha tomado el principio.</translation></message>
  <message><source>find the keywords of a text</source><translation>busca las palabras clave de un texto</translation></message>
  <message><source>how many keywords</source><translation>cuántas palabras clave</translation></message>
  <message><source>tell which language a text is in</source><translation>dice en qué idioma está un texto</translation></message>
  <message><source>find names, dates, amounts, addresses and numbers in a text</source><translation>busca nombres, fechas, importes, direcciones y números en un texto</translation></message>
  <message><source>find the answer to a question in a text</source><translation>busca en un texto la respuesta a una pregunta</translation></message>
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
  <message><source>close</source><translation>muy parecidos</translation></message>
  <message><source>related</source><translation>relacionados</translation></message>
  <message><source>distant</source><translation>lejanos</translation></message>
  <message><source>unrelated</source><translation>sin relación</translation></message>
  <message><source>{path}: {rows} rows, {resumed} of them from an earlier run, {failed} empty.</source><translation>{path}: {rows} filas, {resumed} de una ejecución anterior, {failed} vacías.</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>This needs at least {needed} different texts, and there are {count}. Add some more.</source><translation>Esto necesita al menos {needed} textos distintos y hay {count}. Añade más.</translation></message>
  <message><source>{count} texts are too many at once; at most {limit} are possible. Choose some of them.</source><translation>{count} textos son demasiados a la vez; puede haber {limit} como mucho. Elige algunos.</translation></message>
</context>
</TS>
