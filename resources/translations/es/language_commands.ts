<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>sort texts into classes of your own</source><translation>ordena textos en clases tuyas</translation></message>
  <message><source>classify one text, by labels alone or by a classifier</source><translation>clasifica un texto, solo con etiquetas o con un clasificador</translation></message>
  <message><source>make or extend a classifier from a table of texts and labels</source><translation>crea o amplía un clasificador con una tabla de textos y etiquetas</translation></message>
  <message><source>texts and labels set aside for testing</source><translation>textos y etiquetas reservados para probar</translation></message>
  <message><source>list the classifiers</source><translation>enumera los clasificadores</translation></message>
  <message><source>classify each row of a table, or each text of a folder, into a CSV file</source><translation>clasifica cada fila de una tabla, o cada texto de una carpeta, en un archivo CSV</translation></message>
  <message><source>how good a classifier is, as an HTML or PDF file</source><translation>lo bueno que es un clasificador, en un archivo HTML o PDF</translation></message>
  <message><source>write the report to this file</source><translation>escribe el informe en este archivo</translation></message>
  <message><source>try a way of classifying out on two tables with the columns text and label</source><translation>prueba una manera de clasificar con dos tablas de columnas text y label</translation></message>
  <message><source>examples of each label; 0 takes all</source><translation>ejemplos de cada etiqueta; 0 los toma todos</translation></message>
  <message><source>how many draws</source><translation>cuántos sorteos</translation></message>
  <message><source>the sentence around a label</source><translation>la frase que rodea a una etiqueta</translation></message>
  <message><source>labels, without training</source><translation>etiquetas, sin entrenar</translation></message>
  <message><source>a classifier trained before</source><translation>un clasificador ya entrenado</translation></message>
  <message><source>no answer below this probability</source><translation>sin respuesta por debajo de esta probabilidad</translation></message>
  <message><source>what answers without training</source><translation>qué responde sin entrenar</translation></message>
  <message><source>examples of each label to show the chat model</source><translation>ejemplos de cada etiqueta que se enseñan al modelo de chat</translation></message>
  <message><source>texts and labels to show the chat model</source><translation>textos y etiquetas que se enseñan al modelo de chat</translation></message>
  <message><source>what can classify without training, of what is installed</source><translation>qué puede clasificar sin entrenar, de lo instalado</translation></message>
  <message><source>the column of the texts</source><translation>la columna de los textos</translation></message>
  <message><source>the column of the labels</source><translation>la columna de las etiquetas</translation></message>
  <message><source>what separates columns</source><translation>lo que separa las columnas</translation></message>
  <message><source>the file's encoding</source><translation>la codificación del archivo</translation></message>
  <message><source>how good a classifier is on the texts set aside</source><translation>lo bueno que es un clasificador con los textos apartados</translation></message>
  <message><source>{added} examples added; {repeated} were there already, {empty} empty, {unlabelled} without a label.</source><translation>{added} ejemplos añadidos; {repeated} ya estaban, {empty} vacíos, {unlabelled} sin etiqueta.</translation></message>
  <message><source>{count} from all over the table were left out: there are too many.</source><translation>{count} de toda la tabla se han dejado fuera: son demasiados.</translation></message>
  <message><source>contrastive, supervised: the layers trained: all, last, or numbers such as 6-11</source><translation>contrastive, supervised: las capas que se entrenan: all (todas), last (la última) o números como 6-11</translation></message>
  <message><source>passes over the examples; 0: the method's own</source><translation>pasadas por los ejemplos; 0: las del método</translation></message>
  <message><source>passes without a better result on the examples held out until it stops</source><translation>pasadas sin mejorar con los ejemplos apartados hasta que para</translation></message>
  <message><source>0: the method's own</source><translation>0: la del método</translation></message>
  <message><source>epoch {n}: loss {loss}</source><translation>época {n}: pérdida {loss}</translation></message>
  <message><source>held out: loss {loss}, accuracy {accuracy}</source><translation>apartados: pérdida {loss}, exactitud {accuracy}</translation></message>
  <message><source>trained in {seconds} s: {epochs} epochs, the best {best}; the stored network agrees in {agreement}%</source><translation>entrenado en {seconds} s: {epochs} épocas, la mejor la {best}; la red guardada coincide en el {agreement} %</translation></message>
  <message><source>the text; - reads it from a pipe</source><translation>el texto; con - se lee de una tubería</translation></message>
  <message><source>the classifier's name</source><translation>el nombre del clasificador</translation></message>
  <message><source>remove a classifier and its examples</source><translation>quita un clasificador y sus ejemplos</translation></message>
  <message><source>{name} is removed.</source><translation>{name} se ha quitado.</translation></message>
  <message><source>the texts and labels that are learned from</source><translation>los textos y etiquetas de los que se aprende</translation></message>
  <message><source>the texts and labels it is tried on</source><translation>los textos y etiquetas con los que se prueba</translation></message>
  <message><source>zero-shot: by the labels alone; head: the best of the heads; words: counted words; entailment, prompt: by such a model; contrastive, supervised: the model itself trained (studio); the others: that head</source><translation>zero-shot: solo con las etiquetas; head: la mejor de las cabezas; words: palabras contadas; entailment, prompt: con un modelo así; contrastive, supervised: se entrena el propio modelo (estudio); las demás: esa cabeza</translation></message>
  <message><source>auto: the best of the heads, by cross-validation; logistic … tree: that head; contrastive, supervised: the model itself is trained (studio)</source><translation>auto: la mejor de las cabezas, por validación cruzada; logistic … tree: esa cabeza; contrastive, supervised: se entrena el propio modelo (estudio)</translation></message>
  <message><source>a table (CSV, TSV, Excel, OpenDocument, JSON lines), or a folder of texts in folders called like the labels</source><translation>una tabla (CSV, TSV, Excel, OpenDocument, líneas JSON) o una carpeta de textos en carpetas llamadas como las etiquetas</translation></message>
  <message><source>These labels differ in capitals alone and count as different: {names}.</source><translation>Estas etiquetas solo se distinguen en las mayúsculas y cuentan como distintas: {names}.</translation></message>
  <message><source>Doubtful examples, with two labels or both learned from and set aside: {count}. Among them:</source><translation>Ejemplos dudosos, con dos etiquetas o a la vez para aprender y para probar: {count}. Entre ellos:</translation></message>
  <message><source>each line is a text of its own</source><translation>cada línea es un texto aparte</translation></message>
</context>
<context>
  <name>classify</name>
  <message><source>Method</source><translation>Método</translation></message>
  <message><source>Accuracy</source><translation>Exactitud</translation></message>
  <message><source>Macro F1</source><translation>F1 macro</translation></message>
  <message><source>Calibration error</source><translation>Error de calibración</translation></message>
  <message><source>Examples trained on</source><translation>Ejemplos de entrenamiento</translation></message>
  <message><source>Examples tested on</source><translation>Ejemplos de prueba</translation></message>
  <message><source>Trained on</source><translation>Entrenado el</translation></message>
  <message><source>Passes, and the best</source><translation>Pasadas y la mejor</translation></message>
  <message><source>Data</source><translation>Datos</translation></message>
  <message><source>Classes</source><translation>Clases</translation></message>
  <message><source>Label</source><translation>Etiqueta</translation></message>
  <message><source>Precision</source><translation>Precisión</translation></message>
  <message><source>Recall</source><translation>Exhaustividad</translation></message>
  <message><source>Texts</source><translation>Textos</translation></message>
  <message><source>Confusion matrix</source><translation>Matriz de confusión</translation></message>
  <message><source>True label, and what it was taken for</source><translation>Etiqueta verdadera y por cuál se tomó</translation></message>
  <message><source>Calibration</source><translation>Calibración</translation></message>
  <message><source>Confidence</source><translation>Confianza</translation></message>
  <message><source>Answering only when sure</source><translation>Responder solo con seguridad</translation></message>
  <message><source>Threshold</source><translation>Umbral</translation></message>
  <message><source>Answered</source><translation>Respondidos</translation></message>
  <message><source>Baselines</source><translation>Referencias</translation></message>
  <message><source>p: how likely such a difference would be by chance alone if both were equally good.</source><translation>p: qué probable sería una diferencia así por puro azar si los dos fueran igual de buenos.</translation></message>
  <message><source>majority</source><translation>la más común</translation></message>
  <message><source>bag of words</source><translation>bolsa de palabras</translation></message>
</context>
</TS>
