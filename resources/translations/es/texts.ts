<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>texts</name>
  <message numerus="yes"><source>%n found</source><translation><numerusform>%n encontrado</numerusform><numerusform>%n encontrados</numerusform></translation></message>
  <message numerus="yes"><source>%n left empty: nothing could be done with the text.</source><translation><numerusform>%n queda vacía: no se pudo hacer nada con el texto.</numerusform><numerusform>%n quedan vacías: no se pudo hacer nada con los textos.</numerusform></translation></message>
  <message numerus="yes"><source>%n of them were there already.</source><translation><numerusform>%n de ellas ya estaba.</numerusform><numerusform>%n de ellas ya estaban.</numerusform></translation></message>
  <message numerus="yes"><source>%n row(s) written to {name}.</source><translation><numerusform>%n fila escrita en {name}.</numerusform><numerusform>%n filas escritas en {name}.</numerusform></translation></message>
  <message numerus="yes"><source>%n text(s)</source><translation><numerusform>%n texto</numerusform><numerusform>%n textos</numerusform></translation></message>
  <message numerus="yes"><source>%n topic(s)</source><translation><numerusform>%n tema</numerusform><numerusform>%n temas</numerusform></translation></message>
  <message numerus="yes"><source>Stopped. %n row(s) are kept; write to {name} again to go on.</source><translation><numerusform>Detenido. Se conserva %n fila; escribe otra vez en {name} para seguir.</numerusform><numerusform>Detenido. Se conservan %n filas; escribe otra vez en {name} para seguir.</numerusform></translation></message>
  <message><source>0 to 5</source><translation>De 0 a 5</translation></message>
  <message><source>A question-answering model would point at the answer itself: add one as ONNX on the Models page.</source><translation>Un modelo de preguntas y respuestas señalaría la respuesta misma: añade uno en ONNX en la página Modelos.</translation></message>
  <message><source>A table's column</source><translation>Una columna de una tabla</translation></message>
  <message><source>Another number puts the texts together another way; the same number, always the same way.</source><translation>Otro número agrupa los textos de otra manera; el mismo número, siempre de la misma.</translation></message>
  <message><source>Answer</source><translation>Responder</translation></message>
  <message><source>Answer a question</source><translation>Responder a una pregunta</translation></message>
  <message><source>Arrangement</source><translation>Variante</translation></message>
  <message><source>Ask a text</source><translation>Preguntar a un texto</translation></message>
  <message><source>Ask the chat model for words that fit</source><translation>Preguntar al modelo de chat qué palabras encajan</translation></message>
  <message><source>At each word as if among {n} equally likely ones</source><translation>En cada palabra, como entre {n} igual de probables</translation></message>
  <message><source>By the chat model, as well as it knows both languages; the smallest one does not.</source><translation>Con el modelo de chat, tan bien como conozca los dos idiomas; el más pequeño no los conoce.</translation></message>
  <message><source>By the model {model}.</source><translation>Con el modelo {model}.</translation></message>
  <message><source>Certainty</source><translation>Certeza</translation></message>
  <message><source>Check digits</source><translation>Dígitos de control</translation></message>
  <message><source>Choose a table (CSV, TSV, Excel, JSON lines) and what is to be done with each of its texts: a new table (CSV) has the results in a column more. The old one stays as it is.</source><translation>Elige una tabla (CSV, TSV, Excel, líneas JSON) y qué hacer con cada uno de sus textos: una tabla nueva (CSV) lleva los resultados en una columna más. La antigua queda como está.</translation></message>
  <message><source>Choose a table…</source><translation>Elegir una tabla…</translation></message>
  <message><source>Compare</source><translation>Comparar</translation></message>
  <message><source>Compare texts</source><translation>Comparar textos</translation></message>
  <message><source>Compare the two by meaning</source><translation>Comparar el significado de los dos</translation></message>
  <message><source>Comparing the texts</source><translation>Comparando los textos</translation></message>
  <message><source>Copy</source><translation>Copiar</translation></message>
  <message><source>DNI</source><translation>DNI</translation></message>
  <message><source>Dates, amounts, addresses and numbers of accounts and papers, with their check digits; names with a model.</source><translation>Fechas, importes, direcciones y números de cuentas y documentos, con sus dígitos de control; nombres, con un modelo.</translation></message>
  <message><source>Every text in a topic (k-means)</source><translation>Cada texto en un tema (k-means)</translation></message>
  <message><source>Fill</source><translation>Rellenar</translation></message>
  <message><source>Fill in first: {name}.</source><translation>Rellena primero: {name}.</translation></message>
  <message><source>Fill the gap</source><translation>Rellenar el hueco</translation></message>
  <message><source>Find names and figures in a text</source><translation>Buscar nombres y cifras en un texto</translation></message>
  <message><source>Find them</source><translation>Buscar</translation></message>
  <message><source>Find topics</source><translation>Buscar temas</translation></message>
  <message><source>Find topics in it</source><translation>Buscar los temas que tiene</translation></message>
  <message><source>Find topics in many texts</source><translation>Buscar temas en muchos textos</translation></message>
  <message><source>Finding topics</source><translation>Buscando temas</translation></message>
  <message><source>Found</source><translation>Encontrado</translation></message>
  <message><source>Gap {n}</source><translation>Hueco {n}</translation></message>
  <message><source>Go with the arrow keys; Enter or a click shows both texts whole.</source><translation>Muévete con las flechas; Intro o un clic muestra los dos textos enteros.</translation></message>
  <message><source>Have the chat model correct it</source><translation>Que el modelo de chat lo corrija</translation></message>
  <message><source>How alike they are</source><translation>Cuánto se parecen</translation></message>
  <message><source>How expected each word is, given all the others. It tells odd wording, not whether it is true.</source><translation>Cuánto se espera cada palabra, dadas todas las demás. Delata una redacción rara, no si es verdad.</translation></message>
  <message><source>How it is rewritten</source><translation>Cómo se reescribe</translation></message>
  <message><source>How it is summarised</source><translation>Cómo se resume</translation></message>
  <message><source>How likely</source><translation>Cómo de probable</translation></message>
  <message><source>How many topics</source><translation>Cuántos temas</translation></message>
  <message><source>How they are put together</source><translation>Cómo se agrupan</translation></message>
  <message><source>IBAN</source><translation>IBAN</translation></message>
  <message><source>In no topic</source><translation>En ningún tema</translation></message>
  <message><source>In words</source><translation>En palabras</translation></message>
  <message><source>Into English</source><translation>Al inglés</translation></message>
  <message><source>Into Spanish</source><translation>Al español</translation></message>
  <message><source>Into which language</source><translation>A qué idioma</translation></message>
  <message><source>It cannot be told for sure</source><translation>No se puede decir con seguridad</translation></message>
  <message><source>It does not go on from the first.</source><translation>No continúa la primera.</translation></message>
  <message><source>It goes on from the first.</source><translation>Continúa la primera.</translation></message>
  <message><source>Its own most telling sentences, or a summary written by the chat model, where that is large enough.</source><translation>Sus propias frases más reveladoras, o un resumen escrito por el modelo de chat, si es bastante grande.</translation></message>
  <message><source>Its own sentences</source><translation>Sus propias frases</translation></message>
  <message><source>Judge</source><translation>Juzgar</translation></message>
  <message><source>Keywords</source><translation>Palabras clave</translation></message>
  <message><source>Kind</source><translation>Tipo</translation></message>
  <message><source>Language</source><translation>Idioma</translation></message>
  <message><source>Leave a word out here</source><translation>Quitar aquí una palabra</translation></message>
  <message><source>Log-likelihood {n}: the logarithms of the words' probabilities added up.</source><translation>Log-verosimilitud {n}: la suma de los logaritmos de las probabilidades de las palabras.</translation></message>
  <message><source>Logarithm</source><translation>Logaritmo</translation></message>
  <message><source>Map of the texts</source><translation>Mapa de los textos</translation></message>
  <message><source>More formal</source><translation>Más formal</translation></message>
  <message><source>NIE</source><translation>NIE</translation></message>
  <message><source>Name of the new column</source><translation>Nombre de la columna nueva</translation></message>
  <message><source>Name of the new column (may stay empty)</source><translation>Nombre de la columna nueva (puede quedar vacío)</translation></message>
  <message><source>Names and figures</source><translation>Nombres y cifras</translation></message>
  <message><source>Names of people, places and organisations need a model for them (token classification): add one as ONNX on the Models page.</source><translation>Los nombres de personas, lugares y organizaciones necesitan un modelo para ellos (clasificación de tokens): añade uno en ONNX en la página Modelos.</translation></message>
  <message><source>Near means alike, as far as a flat map can show it. Point at one to read it; click, or arrow keys and Enter, for its topic. Silhouette {n} (1: well apart, 0: they run together).</source><translation>Cerca significa parecido, hasta donde puede mostrarlo un mapa plano. Señala uno para leerlo; un clic, o las flechas e Intro, abre su tema. Silueta {n} (1: bien separados, 0: se confunden).</translation></message>
  <message><source>Next sentence</source><translation>Frase siguiente</translation></message>
  <message><source>No answer</source><translation>Sin respuesta</translation></message>
  <message><source>No topics stand out: the texts are too few or too unlike each other.</source><translation>No destaca ningún tema: los textos son pocos o demasiado distintos entre sí.</translation></message>
  <message><source>None found</source><translation>No se ha encontrado nada</translation></message>
  <message><source>Odd texts left out (HDBSCAN)</source><translation>Los textos raros quedan fuera (HDBSCAN)</translation></message>
  <message><source>One text</source><translation>Un texto</translation></message>
  <message><source>Open a file…</source><translation>Abrir un archivo…</translation></message>
  <message><source>Open the models</source><translation>Abrir los modelos</translation></message>
  <message><source>Paste texts instead</source><translation>Pegar textos en su lugar</translation></message>
  <message><source>Paste texts, one a line, or choose a table. What is alike in meaning comes together; the words that set a topic apart are its name.</source><translation>Pega textos, uno por línea, o elige una tabla. Lo que se parece en significado se junta; las palabras que distinguen un tema son su nombre.</translation></message>
  <message><source>Paste two texts or more, one a line. Each pair gets a figure from 0, nothing in common, to 5, the same meaning.</source><translation>Pega dos textos o más, uno por línea. Cada pareja recibe una cifra de 0, nada en común, a 5, el mismo significado.</translation></message>
  <message><source>Points at the place in the text that answers; nothing is made up.</source><translation>Señala el lugar del texto que responde; no se inventa nada.</translation></message>
  <message><source>Probability</source><translation>Probabilidad</translation></message>
  <message><source>Probably {language}</source><translation>Probablemente {language}</translation></message>
  <message><source>Question</source><translation>Pregunta</translation></message>
  <message><source>Questions</source><translation>Preguntas</translation></message>
  <message><source>Reading {name}</source><translation>Leyendo {name}</translation></message>
  <message><source>Recognise</source><translation>Reconocer</translation></message>
  <message><source>Rewrite</source><translation>Reescribir</translation></message>
  <message><source>Rewrite a text</source><translation>Reescribir un texto</translation></message>
  <message><source>Rewrite: corrected</source><translation>Reescribir: corregido</translation></message>
  <message><source>Rewrite: more formal</source><translation>Reescribir: más formal</translation></message>
  <message><source>Rewrite: simpler</source><translation>Reescribir: más sencillo</translation></message>
  <message><source>Second sentence</source><translation>Segunda frase</translation></message>
  <message><source>Simpler</source><translation>Más sencillo</translation></message>
  <message><source>So small a chat model often gets this wrong: compare, or add a larger one (GGUF) on the Models page.</source><translation>Un modelo de chat tan pequeño se equivoca a menudo en esto: compara, o añade uno mayor (GGUF) en la página Modelos.</translation></message>
  <message><source>Spelling and grammar corrected</source><translation>Ortografía y gramática corregidas</translation></message>
  <message><source>Stopped: this is as far as it came.</source><translation>Detenido: hasta aquí ha llegado.</translation></message>
  <message><source>Summarise</source><translation>Resumir</translation></message>
  <message><source>Summarise a text</source><translation>Resumir un texto</translation></message>
  <message><source>Text</source><translation>Texto</translation></message>
  <message><source>Text tools</source><translation>Herramientas de texto</translation></message>
  <message><source>Texts, one a line</source><translation>Textos, uno por línea</translation></message>
  <message><source>The bars: how telling each is beside the first; ×: how often it stands in the text.</source><translation>Las barras: cuánto dice cada una al lado de la primera; ×: cuántas veces aparece en el texto.</translation></message>
  <message><source>The chat model says it in other words. A small model changes the meaning easily: compare.</source><translation>El modelo de chat lo dice con otras palabras. Un modelo pequeño cambia el sentido con facilidad: compara.</translation></message>
  <message><source>The fewer the likelier; one would be certainty.</source><translation>Cuantas menos, más probable es el texto; una sola sería certeza.</translation></message>
  <message><source>The lift is broken
The elevator is out of order</source><translation>El ascensor no va
El elevador está averiado</translation></message>
  <message><source>The lift is broken
The neighbours are noisy
Thank you for the quick repair</source><translation>El ascensor no va
Los vecinos hacen ruido
Gracias por arreglarlo tan pronto</translation></message>
  <message><source>The model stopped at its limit: the end is missing.</source><translation>El modelo paró en su límite: falta el final.</translation></message>
  <message><source>The model {model} was not measured against people: its figures may all look alike.</source><translation>El modelo {model} no se ha medido con personas: sus cifras pueden parecer todas iguales.</translation></message>
  <message><source>The model's card does not say that it writes {names}: read the result with care.</source><translation>La ficha del modelo no dice que escriba {names}: lee el resultado con cuidado.</translation></message>
  <message><source>The other</source><translation>El otro</translation></message>
  <message><source>The phrases the text is about, and how often each stands in it.</source><translation>Las expresiones de las que trata el texto, y cuántas veces aparece cada una.</translation></message>
  <message><source>The question asked of every text</source><translation>La pregunta que se hace a cada texto</translation></message>
  <message><source>The sentence that may go on from it</source><translation>La frase que puede continuarlo</translation></message>
  <message><source>The text is short, or it is in several languages.</source><translation>El texto es corto, o está en varios idiomas.</translation></message>
  <message><source>The text's own sentences, marked above.</source><translation>Frases del propio texto, marcadas arriba.</translation></message>
  <message><source>There is no answer in this text.</source><translation>En este texto no hay respuesta.</translation></message>
  <message><source>There is probably no answer in this text.</source><translation>Probablemente no haya respuesta en este texto.</translation></message>
  <message><source>These sentences bear on the question most.</source><translation>Estas son las frases que más tienen que ver con la pregunta.</translation></message>
  <message><source>This needs a chat model, and none is installed. Add one (GGUF) on the Models page.</source><translation>Hace falta un modelo de chat, y no hay ninguno instalado. Añade uno (GGUF) en la página Modelos.</translation></message>
  <message><source>This needs a model that has learnt to fill gaps (a masked language model such as BERT), and none is installed. Add one as ONNX on the Models page.</source><translation>Hace falta un modelo que haya aprendido a rellenar huecos (un modelo de lenguaje enmascarado, como BERT), y no hay ninguno instalado. Añade uno en ONNX en la página Modelos.</translation></message>
  <message><source>This needs a model that has learnt whether one sentence goes on from another (BERT), and none is installed. Add one as ONNX on the Models page.</source><translation>Hace falta un modelo que haya aprendido si una frase continúa otra (BERT), y no hay ninguno instalado. Añade uno en ONNX en la página Modelos.</translation></message>
  <message><source>Topic</source><translation>Tema</translation></message>
  <message><source>Topics</source><translation>Temas</translation></message>
  <message><source>Translate</source><translation>Traducir</translation></message>
  <message><source>Translate a text</source><translation>Traducir un texto</translation></message>
  <message><source>Two texts</source><translation>Dos textos</translation></message>
  <message><source>Type or paste a text, or drop a file</source><translation>Escribe o pega un texto, o suelta un archivo</translation></message>
  <message><source>Use with the text tools</source><translation>Usar con las herramientas de texto</translation></message>
  <message><source>What would you like to know from the text?</source><translation>¿Qué quieres saber del texto?</translation></message>
  <message><source>Whether a second sentence goes on from the text above.</source><translation>Si una segunda frase continúa el texto de arriba.</translation></message>
  <message><source>Which language it is in. A sentence is enough; a word often is not.</source><translation>En qué idioma está. Basta una frase; una palabra a menudo no.</translation></message>
  <message><source>Whichever is better</source><translation>Lo que sea mejor</translation></message>
  <message><source>With each text</source><translation>Con cada texto</translation></message>
  <message><source>Word</source><translation>Palabra</translation></message>
  <message><source>Word by word</source><translation>Palabra por palabra</translation></message>
  <message><source>Work through a column</source><translation>Recorrer una columna</translation></message>
  <message><source>Work through a table's column</source><translation>Recorrer una columna de una tabla</translation></message>
  <message><source>Working through {name}</source><translation>Recorriendo {name}</translation></message>
  <message><source>Write [MASK] where a word is missing, or choose a word and leave it out.</source><translation>Escribe [MASK] donde falte una palabra, o elige una y quítala.</translation></message>
  <message><source>Write a new table…</source><translation>Escribir una tabla nueva…</translation></message>
  <message><source>Written by the chat model</source><translation>Escrito por el modelo de chat</translation></message>
  <message><source>amount</source><translation>importe</translation></message>
  <message><source>as fits</source><translation>auto</translation></message>
  <message><source>check digits right</source><translation>dígitos de control correctos</translation></message>
  <message><source>check digits wrong</source><translation>dígitos de control incorrectos</translation></message>
  <message><source>close</source><translation>cercano</translation></message>
  <message><source>date</source><translation>fecha</translation></message>
  <message><source>distant</source><translation>lejano</translation></message>
  <message><source>e-mail address</source><translation>correo electrónico</translation></message>
  <message><source>goes on from it</source><translation>lo continúa</translation></message>
  <message><source>organisation</source><translation>organización</translation></message>
  <message><source>other name</source><translation>otro nombre</translation></message>
  <message><source>percentage</source><translation>porcentaje</translation></message>
  <message><source>person</source><translation>persona</translation></message>
  <message><source>place</source><translation>lugar</translation></message>
  <message><source>related</source><translation>relacionado</translation></message>
  <message><source>right</source><translation>correctos</translation></message>
  <message><source>sentences at most</source><translation>frases como mucho</translation></message>
  <message><source>telephone number</source><translation>teléfono</translation></message>
  <message><source>the same meaning</source><translation>el mismo significado</translation></message>
  <message><source>the stronger, the less expected</source><translation>cuanto más intenso, menos esperado</translation></message>
  <message><source>unrelated</source><translation>sin relación</translation></message>
  <message><source>web address</source><translation>dirección web</translation></message>
  <message><source>wrong</source><translation>incorrectos</translation></message>
  <message><source>{name} is very long: only its beginning was taken.</source><translation>{name} es muy largo: solo se ha tomado el principio.</translation></message>
  <message><source>{name}, worked through</source><translation>{name}, recorrida</translation></message>
  <message><source>{n} of 5, {reading}</source><translation>{n} de 5, {reading}</translation></message>
  <message><source>“{one}” and “{other}”</source><translation>«{one}» y «{other}»</translation></message>
</context>
</TS>
