<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>classification</name>
  <message><source>Train again, then find out</source><translation>Entrenar otra vez y averiguarlo</translation></message>
  <message numerus="yes"><source>%n more text(s) set aside have labels that it does not know; they are not counted.</source><translation><numerusform>%n texto apartado más tiene una etiqueta que no conoce; no se cuenta.</numerusform><numerusform>%n textos apartados más tienen etiquetas que no conoce; no se cuentan.</numerusform></translation></message>
  <message><source>Left out, since they have only one example: {names}. Add a second one of each to train on them too.</source><translation>Se han dejado fuera por tener un solo ejemplo: {names}. Añade otro de cada una para entrenar también con ellas.</translation></message>
  <message><source>Delete for good…</source><translation>Borrar para siempre…</translation></message>
  <message><source>Delete “{name}” for good, with its examples?</source><translation>¿Borrar «{name}» para siempre, con sus ejemplos?</translation></message>
  <message><source>Classifier</source><translation>Clasificador</translation></message>
  <message numerus="yes"><source>%n empty</source><translation><numerusform>%n vacío</numerusform><numerusform>%n vacíos</numerusform></translation></message>
  <message numerus="yes"><source>%n example(s)</source><translation><numerusform>%n ejemplo</numerusform><numerusform>%n ejemplos</numerusform></translation></message>
  <message numerus="yes"><source>%n example(s) added</source><translation><numerusform>%n ejemplo añadido</numerusform><numerusform>%n ejemplos añadidos</numerusform></translation></message>
  <message numerus="yes"><source>%n example(s) removed.</source><translation><numerusform>Se ha quitado %n ejemplo.</numerusform><numerusform>Se han quitado %n ejemplos.</numerusform></translation></message>
  <message numerus="yes"><source>%n example(s) will be shown to it.</source><translation><numerusform>Se le mostrará %n ejemplo.</numerusform><numerusform>Se le mostrarán %n ejemplos.</numerusform></translation></message>
  <message numerus="yes"><source>%n left out because there are too many</source><translation><numerusform>%n fuera porque hay demasiados</numerusform><numerusform>%n fuera porque hay demasiados</numerusform></translation></message>
  <message numerus="yes"><source>%n line(s) have none of the labels and are left out.</source><translation><numerusform>%n línea no tiene ninguna de las etiquetas y se queda fuera.</numerusform><numerusform>%n líneas no tienen ninguna de las etiquetas y se quedan fuera.</numerusform></translation></message>
  <message numerus="yes"><source>%n of them were there already.</source><translation><numerusform>%n de ellas ya estaba.</numerusform><numerusform>%n de ellas ya estaban.</numerusform></translation></message>
  <message numerus="yes"><source>%n problem(s). They make the results look better or worse than they are.</source><translation><numerusform>%n problema. Hace que los resultados parezcan mejores o peores de lo que son.</numerusform><numerusform>%n problemas. Hacen que los resultados parezcan mejores o peores de lo que son.</numerusform></translation></message>
  <message numerus="yes"><source>%n row(s) written to {name}.</source><translation><numerusform>%n fila escrita en {name}.</numerusform><numerusform>%n filas escritas en {name}.</numerusform></translation></message>
  <message numerus="yes"><source>%n text(s) classified; the answers are copied, to paste as a table.</source><translation><numerusform>%n texto clasificado; la respuesta está copiada, para pegarla como tabla.</numerusform><numerusform>%n textos clasificados; las respuestas están copiadas, para pegarlas como tabla.</numerusform></translation></message>
  <message numerus="yes"><source>%n text(s) of “{label}” taken for “{guess}”</source><translation><numerusform>%n texto de «{label}» tomado por «{guess}»</numerusform><numerusform>%n textos de «{label}» tomados por «{guess}»</numerusform></translation></message>
  <message numerus="yes"><source>%n there already</source><translation><numerusform>%n ya estaba</numerusform><numerusform>%n ya estaban</numerusform></translation></message>
  <message numerus="yes"><source>%n without a label</source><translation><numerusform>%n sin etiqueta</numerusform><numerusform>%n sin etiqueta</numerusform></translation></message>
  <message><source>A chat model can be asked for the label; you can add one on the Models page.</source><translation>A un modelo de chat se le puede preguntar la etiqueta; puedes añadir uno en la página Modelos.</translation></message>
  <message><source>A few examples, if you like, one per line: the label, a colon and the text; or the text, a tab and the label, as tables are copied</source><translation>Unos pocos ejemplos, si quieres, uno por línea: la etiqueta, dos puntos y el texto; o el texto, un tabulador y la etiqueta, como se copian las tablas</translation></message>
  <message><source>A fifth of each label's examples is set aside for testing.</source><translation>Una quinta parte de los ejemplos de cada etiqueta queda apartada para comprobar.</translation></message>
  <message><source>A fifth of each label's examples is set aside for testing. Train again, then ask how good it is.</source><translation>Una quinta parte de los ejemplos de cada etiqueta queda apartada para comprobar. Entrénalo otra vez y averigua qué tal acierta.</translation></message>
  <message><source>A label needs a name that no other has.</source><translation>Una etiqueta necesita un nombre que no tenga ninguna otra.</translation></message>
  <message><source>A ready-made model (sentiment, spam, topic…) needs no labels of yours; you can add one on the Models page.</source><translation>Un modelo ya hecho (sentimiento, correo basura, tema…) no necesita etiquetas tuyas; puedes añadir uno en la página Modelos.</translation></message>
  <message><source>A training was interrupted. With the same settings it continues where it stopped.</source><translation>Un entrenamiento se interrumpió. Con los mismos ajustes continúa donde se quedó.</translation></message>
  <message><source>Accuracy</source><translation>Aciertos</translation></message>
  <message numerus="yes"><source>Accuracy on examples it had not learned from (cross-validation in %n part(s)).</source><translation><numerusform>Aciertos en ejemplos de los que no había aprendido (validación cruzada en %n parte).</numerusform><numerusform>Aciertos en ejemplos de los que no había aprendido (validación cruzada en %n partes).</numerusform></translation></message>
  <message><source>Accuracy on held-out texts</source><translation>Aciertos en los textos apartados</translation></message>
  <message><source>Add</source><translation>Añadir</translation></message>
  <message><source>Add examples</source><translation>Añadir ejemplos</translation></message>
  <message><source>Add examples…</source><translation>Añadir ejemplos…</translation></message>
  <message><source>Add these</source><translation>Añadir estos</translation></message>
  <message><source>All</source><translation>Todos</translation></message>
  <message><source>The whole model</source><translation>El modelo entero</translation></message>
  <message><source>Always the most frequent label</source><translation>Siempre la etiqueta más frecuente</translation></message>
  <message><source>A model that judges what follows from a text can give the label; you can add one on the Models page.</source><translation>Un modelo que juzga qué se deduce de un texto puede dar la etiqueta; puedes añadir uno en la página Modelos.</translation></message>
  <message><source>Answer however unsure it is</source><translation>Responder aunque no esté seguro</translation></message>
  <message><source>Answer only when at least {n} sure</source><translation>Responder solo con una seguridad de al menos {n}</translation></message>
  <message><source>Answered</source><translation>Respondidos</translation></message>
  <message><source>As it was trained</source><translation>Como se ha entrenado</translation></message>
  <message><source>At least this sure</source><translation>Con al menos esta seguridad</translation></message>
  <message><source>automatic</source><translation>automático</translation></message>
  <message><source>Back to the list</source><translation>Volver a la lista</translation></message>
  <message><source>Back to the usual one</source><translation>Volver a la habitual</translation></message>
  <message><source>Better than “{name}” ({accuracy}), and that is hardly chance.</source><translation>Mejor que «{name}» ({accuracy}), y difícilmente por azar.</translation></message>
  <message><source>By what follows from the text</source><translation>Por lo que se deduce del texto</translation></message>
  <message><source>By meaning</source><translation>Por el significado</translation></message>
  <message><source>By the chat model</source><translation>Con el modelo de chat</translation></message>
  <message><source>Can its certainty be trusted?</source><translation>¿Es de fiar su seguridad?</translation></message>
  <message><source>Choose a file…</source><translation>Elegir un archivo…</translation></message>
  <message><source>Choose a folder…</source><translation>Elegir una carpeta…</translation></message>
  <message><source>Choose a table or a folder of documents. The labels, and how certain they are, go into a new CSV file; your own files are not changed.</source><translation>Elige una tabla o una carpeta de documentos. Las etiquetas y su seguridad se guardan en un archivo CSV nuevo; tus archivos no se modifican.</translation></message>
  <message><source>Choose a table…</source><translation>Elegir una tabla…</translation></message>
  <message><source>Choose the best automatically</source><translation>Elegir el mejor automáticamente</translation></message>
  <message><source>Chosen layers</source><translation>Capas elegidas</translation></message>
  <message><source>Classifiers</source><translation>Clasificadores</translation></message>
  <message><source>Classify</source><translation>Clasificar</translation></message>
  <message><source>Classify a text by labels</source><translation>Clasificar un texto por etiquetas</translation></message>
  <message><source>Classify into a new file…</source><translation>Clasificar en un archivo nuevo…</translation></message>
  <message><source>Classify these texts</source><translation>Clasificar estos textos</translation></message>
  <message><source>Classify what is copied</source><translation>Clasificar lo copiado</translation></message>
  <message><source>Classifying the text</source><translation>Clasificando el texto</translation></message>
  <message><source>Classifying what is copied</source><translation>Clasificando lo copiado</translation></message>
  <message><source>Classifying {name}</source><translation>Clasificando {name}</translation></message>
  <message><source>Click a cell, or go there with the arrow keys and press Enter, to read the texts in it.</source><translation>Haz clic en una casilla, o ve a ella con las flechas y pulsa Intro, para leer sus textos.</translation></message>
  <message><source>Compared with simpler methods</source><translation>Comparado con métodos más sencillos</translation></message>
  <message><source>complaint: The lift has been out of order since Monday</source><translation>queja: El ascensor lleva parado desde el lunes</translation></message>
  <message><source>Compressed copy</source><translation>Copia comprimida</translation></message>
  <message><source>Continue training</source><translation>Seguir entrenando</translation></message>
  <message><source>For few examples (minutes)</source><translation>Con pocos ejemplos (minutos)</translation></message>
  <message><source>Thorough, for few examples</source><translation>A fondo, con pocos ejemplos</translation></message>
  <message><source>Counting words</source><translation>Contar palabras</translation></message>
  <message><source>Fingerprint of the examples</source><translation>Huella de los ejemplos</translation></message>
  <message><source>Decision tree</source><translation>Árbol de decisión</translation></message>
  <message><source>Each line or table row that you copied is a text; the answers are copied back as a table.</source><translation>Cada línea o fila de tabla que has copiado es un texto; las respuestas se copian de vuelta como tabla.</translation></message>
  <message><source>Each text is compared with this sentence, in which {} is the label. Without examples, the label whose sentence is nearest to the text is the answer; with examples, training starts from the sentences where that helps.</source><translation>Cada texto se compara con esta frase, en la que {} es la etiqueta. Sin ejemplos, la respuesta es la etiqueta cuya frase está más cerca del texto; con ejemplos, el entrenamiento parte de las frases cuando eso ayuda.</translation></message>
  <message><source>Ateneo turns each text into numbers and learns which of them go with which label. It tries several methods on parts of the examples and uses the most reliable one.</source><translation>Ateneo convierte cada texto en números y aprende cuáles corresponden a cada etiqueta. Prueba varios métodos con partes de los ejemplos y usa el más fiable.</translation></message>
  <message><source>Error (loss)</source><translation>Error (pérdida)</translation></message>
  <message><source>Error on held-out texts (loss)</source><translation>Error en los textos apartados (pérdida)</translation></message>
  <message><source>Error while learning (loss)</source><translation>Error al aprender (pérdida)</translation></message>
  <message><source>Errors are drawn relative to the highest one; the vertical line marks the pass that is kept.</source><translation>Los errores se dibujan en relación con el mayor; la línea vertical marca la pasada que se guarda.</translation></message>
  <message><source>Examples</source><translation>Ejemplos</translation></message>
  <message><source>Examples of each label shown to it</source><translation>Ejemplos de cada etiqueta que se le enseñan</translation></message>
  <message><source>Examples shown to the chat model</source><translation>Ejemplos que se muestran al modelo de chat</translation></message>
  <message><source>Export the report…</source><translation>Exportar el informe…</translation></message>
  <message><source>Fewer settings</source><translation>Menos ajustes</translation></message>
  <message><source>Find out how good it is</source><translation>Averiguar qué tal acierta</translation></message>
  <message><source>Finding out how good {name} is</source><translation>Averiguando qué tal acierta {name}</translation></message>
  <message><source>The model that reads the texts learns too: it moves texts with the same label together and the others apart. A few examples of each label are enough.</source><translation>También aprende el modelo que lee los textos: acerca los que tienen la misma etiqueta y aleja los demás. Bastan unos pocos ejemplos de cada etiqueta.</translation></message>
  <message><source>gives the same answer in {share}</source><translation>da la misma respuesta en el {share}</translation></message>
  <message><source>Held out for checking</source><translation>Apartados para comprobar</translation></message>
  <message><source>How good</source><translation>Qué tal acierta</translation></message>
  <message><source>How sure an answer must be</source><translation>Cómo de segura debe ser una respuesta</translation></message>
  <message><source>How sure it was</source><translation>Lo seguro que estaba</translation></message>
  <message><source>How the training goes</source><translation>Cómo va el entrenamiento</translation></message>
  <message><source>If it only answers when it is at least {least} sure, it answers for {covered} of the texts and is right in {accuracy} of them.</source><translation>Si solo responde con una seguridad de al menos {least}, responde en el {covered} de los textos y acierta en el {accuracy} de ellos.</translation></message>
  <message><source>It answers as it was trained; nothing leaves this computer.</source><translation>Responde según se ha entrenado; nada sale de este ordenador.</translation></message>
  <message><source>Keys 1–9 set the label of the chosen row, 0 clears it, Del removes the row.</source><translation>Las teclas 1–9 ponen la etiqueta de la fila elegida, 0 la quita, Supr quita la fila.</translation></message>
  <message><source>Label</source><translation>Etiqueta</translation></message>
  <message><source>label</source><translation>etiqueta</translation></message>
  <message><source>Label by label</source><translation>Etiqueta por etiqueta</translation></message>
  <message><source>Labels</source><translation>Etiquetas</translation></message>
  <message><source>Labels, separated by commas: invoice, complaint, thanks</source><translation>Etiquetas separadas por comas: factura, queja, agradecimiento</translation></message>
  <message><source>Parts of the model that learn</source><translation>Partes del modelo que aprenden</translation></message>
  <message><source>learning</source><translation>aprender</translation></message>
  <message><source>Size of its steps</source><translation>Tamaño de sus pasos</translation></message>
  <message><source>Leaving the uncertain texts to you</source><translation>Si te deja a ti los textos dudosos</translation></message>
  <message><source>Linear discriminant</source><translation>Discriminante lineal</translation></message>
  <message><source>Linear support vectors</source><translation>Vectores de soporte lineales</translation></message>
  <message><source>Logistic regression</source><translation>Regresión logística</translation></message>
  <message><source>Look for problems</source><translation>Buscar problemas</translation></message>
  <message><source>Looking for problems in the examples</source><translation>Buscando problemas en los ejemplos</translation></message>
  <message><source>Looking for the most uncertain texts</source><translation>Buscando los textos más dudosos</translation></message>
  <message><source>Macro F1</source><translation>F1 macro</translation></message>
  <message><source>Macro F1 combines precision and recall into one number in which every label counts the same. The p-value is how likely such a difference would be by chance alone (McNemar's exact test).</source><translation>F1 macro reúne precisión y cobertura en una sola cifra, en la que todas las etiquetas cuentan lo mismo. El valor p es lo probable que sería esa diferencia solo por azar (prueba exacta de McNemar).</translation></message>
  <message><source>Many texts</source><translation>Muchos textos</translation></message>
  <message><source>Messages to the neighbours' office</source><translation>Mensajes a la comunidad de vecinos</translation></message>
  <message><source>Messages, reviews, notes: give a few examples of each label and Ateneo learns to tell them apart, on this computer.</source><translation>Mensajes, reseñas, notas: da unos ejemplos de cada etiqueta y Ateneo aprende a distinguirlos, en este ordenador.</translation></message>
  <message><source>Method</source><translation>Método</translation></message>
  <message><source>More settings</source><translation>Más ajustes</translation></message>
  <message><source>Most uncertain first</source><translation>Primero los más dudosos</translation></message>
  <message><source>Nearest centre</source><translation>Centro más cercano</translation></message>
  <message><source>Nearest neighbours</source><translation>Vecinos más cercanos</translation></message>
  <message><source>Nearly the same text is used for learning and for testing</source><translation>Casi el mismo texto se usa para aprender y para comprobar</translation></message>
  <message><source>New classifier</source><translation>Clasificador nuevo</translation></message>
  <message><source>New labels, separated by commas</source><translation>Etiquetas nuevas, separadas por comas</translation></message>
  <message><source>No text is repeated between learning and testing, and none has two labels.</source><translation>Ningún texto se repite entre lo que se aprende y lo que se comprueba, y ninguno tiene dos etiquetas.</translation></message>
  <message><source>None of its labels fits</source><translation>Ninguna de sus etiquetas encaja</translation></message>
  <message><source>Not sure enough to say</source><translation>No está lo bastante seguro</translation></message>
  <message><source>Not trained yet: texts are compared with the words of the labels.</source><translation>Aún sin entrenar: los textos se comparan con las palabras de las etiquetas.</translation></message>
  <message><source>Nothing is copied: copy a text, some lines or a part of a table first.</source><translation>No hay nada copiado: copia antes un texto, unas líneas o parte de una tabla.</translation></message>
  <message><source>Numbers of the layers, from 0</source><translation>Números de las capas, desde 0</translation></message>
  <message><source>On average</source><translation>De media</translation></message>
  <message><source>On the dashed line it is right as often as it says. Average distance from the line (expected calibration error): {error}.</source><translation>En la línea discontinua acierta tanto como dice. Distancia media a la línea (error de calibración esperado): {error}.</translation></message>
  <message><source>One text</source><translation>Un texto</translation></message>
  <message><source>One text has two labels</source><translation>Un texto tiene dos etiquetas</translation></message>
  <message><source>Only its last layer</source><translation>Solo su última capa</translation></message>
  <message><source>only in part: compressed as a whole it would forget what it learned</source><translation>solo en parte: comprimida entera olvidaría lo aprendido</translation></message>
  <message><source>P-value</source><translation>Valor p</translation></message>
  <message><source>Pass</source><translation>Pasada</translation></message>
  <message><source>Passes over the examples</source><translation>Pasadas por los ejemplos</translation></message>
  <message><source>Passes without improvement before it stops</source><translation>Pasadas sin mejora antes de parar</translation></message>
  <message><source>Passes, and the best</source><translation>Pasadas y la mejor</translation></message>
  <message><source>Paste texts, one per line; if you know the label, write it after a tab. Or choose a table (CSV, TSV, Excel, JSON lines), or a folder of documents whose subfolders are the labels.</source><translation>Pega textos, uno por línea; si sabes la etiqueta, escríbela tras un tabulador. O elige una tabla (CSV, TSV, Excel, líneas JSON), o una carpeta de documentos cuyas subcarpetas sean las etiquetas.</translation></message>
  <message><source>Precision</source><translation>Precisión</translation></message>
  <message><source>Precision: how many of the texts given this label really have it. Recall: how many of the texts that have it were found.</source><translation>Precisión: cuántos de los textos que reciben la etiqueta la tienen de verdad. Cobertura: cuántos de los que la tienen se han encontrado.</translation></message>
  <message><source>Problems in the examples</source><translation>Problemas en los ejemplos</translation></message>
  <message><source>Quick (seconds)</source><translation>Rápido (segundos)</translation></message>
  <message><source>Quick try</source><translation>Prueba rápida</translation></message>
  <message><source>Variant</source><translation>Variante</translation></message>
  <message><source>Reading {name}</source><translation>Leyendo {name}</translation></message>
  <message><source>Recall</source><translation>Cobertura</translation></message>
  <message><source>Remove</source><translation>Quitar</translation></message>
  <message><source>Remove the classifier</source><translation>Quitar el clasificador</translation></message>
  <message><source>Remove the label</source><translation>Quitar la etiqueta</translation></message>
  <message><source>Rename</source><translation>Cambiar el nombre</translation></message>
  <message><source>Right</source><translation>Aciertos</translation></message>
  <message numerus="yes"><source>Right by meaning, without training, on %n example(s):</source><translation><numerusform>Aciertos por el significado, sin entrenar, en %n ejemplo:</numerusform><numerusform>Aciertos por el significado, sin entrenar, en %n ejemplos:</numerusform></translation></message>
  <message numerus="yes"><source>Right by what follows from the text, without training, on %n example(s):</source><translation><numerusform>Aciertos según lo que se deduce del texto, sin entrenar, en %n ejemplo:</numerusform><numerusform>Aciertos según lo que se deduce del texto, sin entrenar, en %n ejemplos:</numerusform></translation></message>
  <message><source>See its effect</source><translation>Ver su efecto</translation></message>
  <message><source>See its effect by what follows from the text</source><translation>Ver su efecto según lo que se deduce del texto</translation></message>
  <message><source>Set a fifth aside for testing</source><translation>Apartar una quinta parte para comprobar</translation></message>
  <message><source>Sort texts by labels of your own</source><translation>Clasifica textos con tus propias etiquetas</translation></message>
  <message><source>Steps</source><translation>Pasos</translation></message>
  <message><source>Stopped before the first row.</source><translation>Detenido antes de la primera fila.</translation></message>
  <message numerus="yes"><source>Stopped. %n row(s) are kept; choose the same file again to continue.</source><translation><numerusform>Detenido. Se conserva %n fila; elige otra vez el mismo archivo para continuar.</numerusform><numerusform>Detenido. Se conservan %n filas; elige otra vez el mismo archivo para continuar.</numerusform></translation></message>
  <message><source>Stopped. Train again with the same settings to continue where it was.</source><translation>Detenido. Vuelve a entrenar con los mismos ajustes para continuar donde se quedó.</translation></message>
  <message><source>For many examples (up to hours)</source><translation>Con muchos ejemplos (hasta horas)</translation></message>
  <message><source>Thorough, for many examples</source><translation>A fondo, con muchos ejemplos</translation></message>
  <message><source>Take as examples</source><translation>Tomar como ejemplos</translation></message>
  <message numerus="yes"><source>Tested on %n text(s) set aside; if every label counts the same, {f1}.</source><translation><numerusform>Comprobado con %n texto apartado; si todas las etiquetas cuentan lo mismo, {f1}.</numerusform><numerusform>Comprobado con %n textos apartados; si todas las etiquetas cuentan lo mismo, {f1}.</numerusform></translation></message>
  <message><source>testing</source><translation>comprobar</translation></message>
  <message><source>Text</source><translation>Texto</translation></message>
  <message><source>Texts</source><translation>Textos</translation></message>
  <message><source>Texts, one per line</source><translation>Textos, uno por línea</translation></message>
  <message><source>The classifier answers for the examples set aside for testing, which it has not learned from.</source><translation>El clasificador responde a los ejemplos apartados para comprobar, de los que no ha aprendido.</translation></message>
  <message><source>The difference from “{name}” ({accuracy}) may be chance: more examples set aside would tell.</source><translation>La diferencia con «{name}» ({accuracy}) puede ser azar: con más ejemplos apartados se sabría.</translation></message>
  <message><source>The model that reads the texts learns to give the labels itself. With a few hundred examples or more this is the most accurate.</source><translation>El propio modelo que lee los textos aprende a poner las etiquetas. Con unos cientos de ejemplos o más, es lo que más acierta.</translation></message>
  <message><source>The examples have changed since the last training: train again.</source><translation>Los ejemplos han cambiado desde el último entrenamiento: entrénalo otra vez.</translation></message>
  <message><source>the label alone</source><translation>la etiqueta sola</translation></message>
  <message><source>The label whose meaning is nearest to the text's.</source><translation>La etiqueta cuyo significado está más cerca del texto.</translation></message>
  <message><source>The label “{name}” was removed; its texts stay, without a label.</source><translation>Se ha quitado la etiqueta «{name}»; sus textos se quedan, sin etiqueta.</translation></message>
  <message><source>The lift has been out of order since Monday</source><translation>El ascensor lleva parado desde el lunes</translation></message>
  <message><source>The methods compared</source><translation>Los métodos comparados</translation></message>
  <message><source>The other two need the studio, an addition for training (about 12 GB): close Ateneo and run “python3 -m installer setup --studio” in its folder.</source><translation>Los otros dos necesitan el estudio, un complemento para entrenar (unos 12 GB): cierra Ateneo y ejecuta «python3 -m installer setup --studio» en su carpeta.</translation></message>
  <message><source>The same text is used for learning and for testing</source><translation>El mismo texto se usa para aprender y para comprobar</translation></message>
  <message><source>The sentence each text is compared with; {} stands for the label</source><translation>La frase con la que se compara cada texto; {} es el sitio de la etiqueta</translation></message>
  <message><source>There is nothing to choose between yet: give it two labels first.</source><translation>Aún no hay entre qué elegir: dale primero dos etiquetas.</translation></message>
  <message><source>This text is about {}.</source><translation>Este texto trata de {}.</translation></message>
  <message><source>To label these, first add labels in the step Labels.</source><translation>Para etiquetarlos, añade antes etiquetas en el paso Etiquetas.</translation></message>
  <message><source>Train</source><translation>Entrenar</translation></message>
  <message><source>Train again</source><translation>Entrenar otra vez</translation></message>
  <message><source>Trained</source><translation>Entrenado</translation></message>
  <message><source>Trained and ready.</source><translation>Entrenado y listo.</translation></message>
  <message><source>Training time</source><translation>Tiempo de entrenamiento</translation></message>
  <message><source>Training {name}</source><translation>Entrenando {name}</translation></message>
  <message><source>Try it on a text…</source><translation>Probarlo con un texto…</translation></message>
  <message><source>Try it with a sample</source><translation>Probarlo con una muestra</translation></message>
  <message><source>Trying the wordings on the examples</source><translation>Probando las frases con los ejemplos</translation></message>
  <message><source>Type or paste a text</source><translation>Escribe o pega un texto</translation></message>
  <message><source>Use</source><translation>Usar</translation></message>
  <message><source>Used for</source><translation>Se usa para</translation></message>
  <message><source>Model that reads the texts</source><translation>Modelo que lee los textos</translation></message>
  <message><source>Web page (*.html)</source><translation>Página web (*.html)</translation></message>
  <message><source>What it means</source><translation>Qué significa</translation></message>
  <message><source>Which examples</source><translation>Qué ejemplos</translation></message>
  <message><source>Which labels are confused with which</source><translation>Qué etiquetas se confunden entre sí</translation></message>
  <message><source>Which labels can a text have? You need at least two. A description helps while there are few examples: it is read in place of the name. To edit a cell, double-click it or press F2.</source><translation>¿Qué etiquetas puede tener un texto? Hacen falta al menos dos. Una descripción ayuda mientras hay pocos ejemplos: se lee en lugar del nombre. Para editar una casilla, haz doble clic en ella o pulsa F2.</translation></message>
  <message><source>With a label</source><translation>Con etiqueta</translation></message>
  <message><source>Without a label</source><translation>Sin etiqueta</translation></message>
  <message><source>Without training</source><translation>Sin entrenar</translation></message>
  <message><source>Wording around a label</source><translation>Frase en torno a la etiqueta</translation></message>
  <message><source>Worse than “{name}” ({accuracy}), and that is hardly chance.</source><translation>Peor que «{name}» ({accuracy}), y difícilmente por azar.</translation></message>
  <message><source>Would say</source><translation>Diría</translation></message>
  <message><source>Write the labels a text could have, and see which it gets. For better answers, make a classifier and give it examples.</source><translation>Escribe las etiquetas que puede tener un texto y mira cuál recibe. Para que acierte más, crea un clasificador y dale ejemplos.</translation></message>
  <message><source>Writing the report</source><translation>Escribiendo el informe</translation></message>
  <message><source>{accuracy} right</source><translation>{accuracy} de aciertos</translation></message>
  <message><source>{count}, the best {best}</source><translation>{count}, la mejor la {best}</translation></message>
  <message><source>{label} taken for {guess}</source><translation>{label} tomado por {guess}</translation></message>
  <message><source>{name} has labels of its own: {labels}.</source><translation>{name} tiene sus propias etiquetas: {labels}.</translation></message>
  <message><source>{name} is asked and can only answer with one of the labels. How often it is right depends on the model.</source><translation>Se le pregunta a {name}, que solo puede responder con una de las etiquetas. Cuánto acierta depende del modelo.</translation></message>
  <message><source>{name} is trained. See how good it is, or use it.</source><translation>{name} está entrenado. Mira qué tal acierta, o úsalo.</translation></message>
  <message><source>{name} checks for each label whether its sentence follows from the text. The more labels, the longer it takes.</source><translation>{name} comprueba, etiqueta por etiqueta, si su frase se deduce del texto. Cuantas más etiquetas, más tarda.</translation></message>
  <message><source>{name}, classified</source><translation>{name}, clasificado</translation></message>
  <message><source>“{name}” is right just as often; with more examples set aside the two might be told apart.</source><translation>«{name}» acierta lo mismo; con más ejemplos apartados quizá se vería una diferencia.</translation></message>
  <message><source>“{name}” is used, as you chose.</source><translation>Se usa «{name}», como elegiste.</translation></message>
  <message><source>“{name}” is used.</source><translation>Se usa «{name}».</translation></message>
  <message numerus="yes"><source>“{name}” is used: with %n example(s), the better score of “{best}” may be chance.</source><translation><numerusform>Se usa «{name}»: con %n ejemplo, que «{best}» salga mejor puede ser azar.</numerusform><numerusform>Se usa «{name}»: con %n ejemplos, que «{best}» salga mejor puede ser azar.</numerusform></translation></message>
  <message><source>“{name}” was removed.</source><translation>Se ha quitado «{name}».</translation></message>
  <message><source>“{wording}”</source><translation>«{wording}»</translation></message>
  <message><source>A classification head on frozen embeddings, chosen by cross-validation</source><translation>Una cabeza de clasificación sobre vectores fijos (embeddings), elegida por validación cruzada</translation></message>
  <message><source>Contrastive fine-tuning of the encoder, then a head on its embeddings</source><translation>Ajuste fino contrastivo del codificador y luego una cabeza de clasificación sobre sus vectores</translation></message>
  <message><source>Supervised fine-tuning of the encoder</source><translation>Ajuste fino supervisado del codificador</translation></message>
  <message><source>The studio installs PyTorch and the training libraries.</source><translation>El estudio instala PyTorch y las bibliotecas de entrenamiento.</translation></message>
  <message><source>Layers of the encoder that are trained</source><translation>Capas del codificador que se entrenan</translation></message>
  <message><source>Random seed: the same number always gives the same result.</source><translation>Semilla aleatoria: el mismo número da siempre el mismo resultado.</translation></message>
  <message><source>Epochs</source><translation>Épocas</translation></message>
  <message><source>Patience (early stopping)</source><translation>Paciencia (parada temprana)</translation></message>
  <message><source>Learning rate</source><translation>Tasa de aprendizaje</translation></message>
  <message><source>Its vectors (embeddings) are what is learned from.</source><translation>De sus vectores (embeddings) se aprende.</translation></message>
  <message><source>SHA-256 of all texts and labels, its beginning</source><translation>Principio del SHA-256 de todos los textos y etiquetas</translation></message>
  <message><source>Quantised to whole numbers of 8 bits</source><translation>Cuantizada a enteros de 8 bits</translation></message>
  <message><source>Zero-shot, by the similarity of embeddings</source><translation>Sin ejemplos (zero-shot), por la semejanza de los vectores (embeddings)</translation></message>
  <message><source>Zero-shot by an entailment model (natural language inference, NLI), as ONNX</source><translation>Sin ejemplos (zero-shot), con un modelo de implicación textual (NLI) en ONNX</translation></message>
  <message><source>Few-shot prompting</source><translation>Con unos ejemplos en la pregunta (few-shot)</translation></message>
  <message><source>If every label counts the same: macro F1</source><translation>Si todas las etiquetas cuentan lo mismo: F1 macro</translation></message>
</context>
<context>
  <name>classify</name>
  <message><source>Method</source><translation>Método</translation></message>
  <message><source>Accuracy</source><translation>Aciertos</translation></message>
  <message><source>Macro F1</source><translation>F1 macro</translation></message>
  <message><source>Calibration error</source><translation>Error de calibración</translation></message>
  <message><source>Training examples</source><translation>Ejemplos de entrenamiento</translation></message>
  <message><source>Test examples</source><translation>Ejemplos de prueba</translation></message>
  <message><source>Trained on</source><translation>Entrenado el</translation></message>
  <message><source>Epochs, and the best one</source><translation>Épocas y la mejor</translation></message>
  <message><source>Data</source><translation>Datos</translation></message>
  <message><source>Classes</source><translation>Clases</translation></message>
  <message><source>Label</source><translation>Etiqueta</translation></message>
  <message><source>Precision</source><translation>Precisión</translation></message>
  <message><source>Recall</source><translation>Cobertura</translation></message>
  <message><source>Texts</source><translation>Textos</translation></message>
  <message><source>Confusion matrix</source><translation>Matriz de confusión</translation></message>
  <message><source>True label (rows), predicted label (columns)</source><translation>Etiqueta verdadera (filas), etiqueta predicha (columnas)</translation></message>
  <message><source>Calibration</source><translation>Calibración</translation></message>
  <message><source>Confidence</source><translation>Confianza</translation></message>
  <message><source>Answering only when sure</source><translation>Responder solo con seguridad</translation></message>
  <message><source>Threshold</source><translation>Umbral</translation></message>
  <message><source>Answered</source><translation>Respondidos</translation></message>
  <message><source>Baselines</source><translation>Métodos más sencillos</translation></message>
  <message><source>p: how likely such a difference would be by chance alone if both were equally good.</source><translation>p: la probabilidad de una diferencia así por puro azar si los dos fueran igual de buenos.</translation></message>
  <message><source>majority</source><translation>siempre la más frecuente</translation></message>
  <message><source>bag of words</source><translation>contar palabras</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>Left out, since they have only one example: {names}. Add a second one of each to train on them too.</source><translation>Se han dejado fuera por tener un solo ejemplo: {names}. Añade otro de cada una para entrenar también con ellas.</translation></message>
  <message><source>{count} of the test examples have labels that the classifier does not know; they are not counted.</source><translation>{count} de los ejemplos de prueba tienen etiquetas que el clasificador no conoce; no se cuentan.</translation></message>
  <message><source>classify one text by labels alone or by a classifier</source><translation>clasifica un texto, solo con etiquetas o con un clasificador</translation></message>
  <message><source>sort texts into classes of your own</source><translation>clasifica textos en clases tuyas</translation></message>
  <message><source>make or extend a classifier from a table of texts and labels</source><translation>crea o amplía un clasificador con una tabla de textos y etiquetas</translation></message>
  <message><source>a table of test examples</source><translation>una tabla con ejemplos de prueba</translation></message>
  <message><source>list the classifiers</source><translation>enumera los clasificadores</translation></message>
  <message><source>classify each row of a table, or each text of a folder, into a CSV file</source><translation>clasifica cada fila de una tabla, o cada texto de una carpeta, en un archivo CSV</translation></message>
  <message><source>write an evaluation report as an HTML or PDF file</source><translation>escribe un informe de evaluación en un archivo HTML o PDF</translation></message>
  <message><source>write the report to this file</source><translation>escribe el informe en este archivo</translation></message>
  <message><source>measure a method on two tables with the columns text and label</source><translation>mide un método con dos tablas que tengan las columnas text y label</translation></message>
  <message><source>examples of each label; 0: all</source><translation>ejemplos de cada etiqueta; 0: todos</translation></message>
  <message><source>repetitions with other examples</source><translation>repeticiones con otros ejemplos</translation></message>
  <message><source>the sentence that holds each label</source><translation>la frase en la que va cada etiqueta</translation></message>
  <message><source>labels separated by commas, without training</source><translation>etiquetas separadas por comas, sin entrenar</translation></message>
  <message><source>give no label below this probability</source><translation>no dar etiqueta por debajo de esta probabilidad</translation></message>
  <message><source>a method that needs no training</source><translation>un método que no necesita entrenamiento</translation></message>
  <message><source>examples of each label to show the chat model</source><translation>ejemplos de cada etiqueta que se muestran al modelo de chat</translation></message>
  <message><source>a table of texts and labels to show the chat model</source><translation>una tabla de textos y etiquetas que se muestran al modelo de chat</translation></message>
  <message><source>list the methods that need no training</source><translation>enumera los métodos que no necesitan entrenamiento</translation></message>
  <message><source>the column of the texts</source><translation>la columna de los textos</translation></message>
  <message><source>the column of the labels</source><translation>la columna de las etiquetas</translation></message>
  <message><source>the character between columns</source><translation>el carácter que separa las columnas</translation></message>
  <message><source>the file's encoding</source><translation>la codificación del archivo</translation></message>
  <message><source>evaluate a classifier on its test examples</source><translation>evalúa un clasificador con sus ejemplos de prueba</translation></message>
  <message><source>{added} examples added; {repeated} were there already, {empty} empty, {unlabelled} without a label.</source><translation>{added} ejemplos añadidos; {repeated} ya estaban, {empty} vacíos, {unlabelled} sin etiqueta.</translation></message>
  <message><source>{count} rows, evenly spread over the table, were left out: there are too many.</source><translation>Se han dejado fuera {count} filas, repartidas por toda la tabla: hay demasiadas.</translation></message>
  <message><source>contrastive, supervised: the layers to train: all, last, or numbers such as 6-11</source><translation>contrastive, supervised: las capas que se entrenan: all (todas), last (la última) o números como 6-11</translation></message>
  <message><source>epochs; 0: the method's default</source><translation>épocas; 0: las predeterminadas del método</translation></message>
  <message><source>stop after this many epochs without a better result on held-out examples</source><translation>para tras estas épocas sin mejorar con los ejemplos reservados</translation></message>
  <message><source>learning rate; 0: the method's default</source><translation>tasa de aprendizaje; 0: la predeterminada del método</translation></message>
  <message><source>epoch {n}: loss {loss}</source><translation>época {n}: pérdida {loss}</translation></message>
  <message><source>held out: loss {loss}, accuracy {accuracy}</source><translation>reservados: pérdida {loss}, exactitud {accuracy}</translation></message>
  <message><source>Trained in {seconds} s: {epochs} epochs, the best one {best}. The stored network gives {agreement}% of the examples the same label.</source><translation>Entrenado en {seconds} s: {epochs} épocas, la mejor la {best}. La red guardada da la misma etiqueta al {agreement} % de los ejemplos.</translation></message>
  <message><source>the text; - reads it from standard input</source><translation>el texto; con - se lee de la entrada estándar</translation></message>
  <message><source>the classifier's name</source><translation>el nombre del clasificador</translation></message>
  <message><source>remove a classifier and its examples</source><translation>quita un clasificador y sus ejemplos</translation></message>
  <message><source>{name} is removed.</source><translation>{name} se ha quitado.</translation></message>
  <message><source>the table to train on</source><translation>la tabla con la que se entrena</translation></message>
  <message><source>the table to test on</source><translation>la tabla con la que se prueba</translation></message>
  <message><source>zero-shot: by the labels alone; head: the best head; words: bag of words; entailment, prompt: by an installed model; contrastive, supervised: fine-tunes the model (studio); the others: that head</source><translation>zero-shot: solo con las etiquetas; head: el mejor método rápido; words: contar palabras; entailment, prompt: con un modelo instalado; contrastive, supervised: entrenan el propio modelo (estudio); los demás: ese método rápido</translation></message>
  <message><source>auto: the best head by cross-validation; logistic … tree: that head; contrastive, supervised: fine-tunes the model (studio)</source><translation>auto: el mejor método rápido por validación cruzada; logistic … tree: ese método; contrastive, supervised: entrenan el propio modelo (estudio)</translation></message>
  <message><source>a table (CSV, TSV, Excel, OpenDocument, JSON lines), or a folder of documents whose subfolders are the labels</source><translation>una tabla (CSV, TSV, Excel, OpenDocument, líneas JSON) o una carpeta de documentos cuyas subcarpetas son las etiquetas</translation></message>
  <message><source>These labels differ only in capitals and count as different ones: {names}.</source><translation>Estas etiquetas solo se distinguen por las mayúsculas y cuentan como distintas: {names}.</translation></message>
  <message><source>Doubtful examples, with two labels or in both training and test data: {count}. Among them:</source><translation>Ejemplos dudosos, con dos etiquetas o presentes a la vez en entrenamiento y prueba: {count}. Por ejemplo:</translation></message>
  <message><source>each line is a text of its own</source><translation>cada línea es un texto aparte</translation></message>
  <message><source>--model goes only with the methods {names}</source><translation>--model solo sirve con los métodos {names}</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>The classifier has learned from {count} of the examples set aside for testing, so it would seem better than it is. Train it again first.</source><translation>El clasificador ya ha aprendido de {count} de los ejemplos apartados para comprobar, así que parecería mejor de lo que es. Entrénalo otra vez antes.</translation></message>
  <message><source>At least two labels are needed, and there are {count}. Add a label; to train, add examples of it too.</source><translation>Hacen falta al menos dos etiquetas y hay {count}. Añade una etiqueta; para entrenar, añade también ejemplos de ella.</translation></message>
  <message><source>There is no classifier called “{name}”. See their names on the Classify page or with “ateneo classify list”.</source><translation>No hay ningún clasificador llamado «{name}». Sus nombres están en la página Clasificar y en «ateneo classify list».</translation></message>
  <message><source>{count} different labels are too many; at most {limit} are possible. Is this the column of the labels? Choose another, or merge labels.</source><translation>{count} etiquetas distintas son demasiadas; puede haber {limit} como mucho. ¿Es esta la columna de las etiquetas? Elige otra o une etiquetas.</translation></message>
  <message><source>None of the labels in {name} is in the training data, which has labels such as “{label}”. Write them the same way in both files, capitals included.</source><translation>Ninguna etiqueta de {name} está en los datos de entrenamiento, que tienen etiquetas como «{label}». Escríbelas igual en los dos archivos, también las mayúsculas.</translation></message>
  <message><source>“{label}” has only one example. Add a second one, or remove the label.</source><translation>«{label}» tiene un solo ejemplo. Añade otro o quita la etiqueta.</translation></message>
  <message><source>There are no texts in {name}. Choose the column that holds them.</source><translation>No hay textos en {name}. Elige la columna que los contiene.</translation></message>
  <message><source>No labelled example is set aside for testing. Label some, and set a fifth of them aside.</source><translation>No hay ejemplos etiquetados apartados para comprobar. Etiqueta algunos y aparta una quinta parte.</translation></message>
  <message><source>“{name}” was trained with the model {model}, which is not in use. Train it again, or choose that model.</source><translation>«{name}» se entrenó con el modelo {model}, que no está en uso. Vuelve a entrenarlo o elige ese modelo.</translation></message>
  <message><source>The fine-tuned model of “{name}” is not on this computer: backups do not contain it. Train it again.</source><translation>El modelo ajustado de «{name}» no está en este ordenador: las copias de seguridad no lo incluyen. Vuelve a entrenarlo.</translation></message>
  <message><source>A PDF report needs the window, which is not installed here. Give the file a name that ends in .html.</source><translation>Un informe en PDF necesita la ventana, que aquí no está instalada. Da al archivo un nombre que acabe en .html.</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Classify</source><translation>Clasificar</translation></message>
</context>
</TS>
