<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
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
  <message><source>zero-shot: by the labels alone; head: the best head; words: bag of words; entailment, prompt: by an installed model; contrastive, supervised: fine-tunes the model (studio); the others: that head</source><translation>zero-shot: solo con las etiquetas; head: la mejor cabeza; words: bolsa de palabras; entailment, prompt: con un modelo instalado; contrastive, supervised: se ajusta el modelo (estudio); los demás: esa cabeza</translation></message>
  <message><source>auto: the best head by cross-validation; logistic … tree: that head; contrastive, supervised: fine-tunes the model (studio)</source><translation>auto: la mejor cabeza por validación cruzada; logistic … tree: esa cabeza; contrastive, supervised: se ajusta el modelo (estudio)</translation></message>
  <message><source>a table (CSV, TSV, Excel, OpenDocument, JSON lines), or a folder of documents whose subfolders are the labels</source><translation>una tabla (CSV, TSV, Excel, OpenDocument, líneas JSON) o una carpeta de documentos cuyas subcarpetas son las etiquetas</translation></message>
  <message><source>These labels differ only in capitals and count as different ones: {names}.</source><translation>Estas etiquetas solo se distinguen por las mayúsculas y cuentan como distintas: {names}.</translation></message>
  <message><source>Doubtful examples, with two labels or in both training and test data: {count}. Among them:</source><translation>Ejemplos dudosos, con dos etiquetas o presentes a la vez en entrenamiento y prueba: {count}. Por ejemplo:</translation></message>
  <message><source>each line is a text of its own</source><translation>cada línea es un texto aparte</translation></message>
  <message><source>--model goes only with the methods {names}</source><translation>--model solo sirve con los métodos {names}</translation></message>
</context>
<context>
  <name>classify</name>
  <message><source>Method</source><translation>Método</translation></message>
  <message><source>Accuracy</source><translation>Exactitud</translation></message>
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
  <message><source>Recall</source><translation>Exhaustividad</translation></message>
  <message><source>Texts</source><translation>Textos</translation></message>
  <message><source>Confusion matrix</source><translation>Matriz de confusión</translation></message>
  <message><source>True label (rows), predicted label (columns)</source><translation>Etiqueta verdadera (filas), etiqueta predicha (columnas)</translation></message>
  <message><source>Calibration</source><translation>Calibración</translation></message>
  <message><source>Confidence</source><translation>Confianza</translation></message>
  <message><source>Answering only when sure</source><translation>Responder solo con seguridad</translation></message>
  <message><source>Threshold</source><translation>Umbral</translation></message>
  <message><source>Answered</source><translation>Respondidos</translation></message>
  <message><source>Baselines</source><translation>Referencias</translation></message>
  <message><source>p: how likely such a difference would be by chance alone if both were equally good.</source><translation>p: la probabilidad de una diferencia así por puro azar si los dos fueran igual de buenos.</translation></message>
  <message><source>majority</source><translation>la más común</translation></message>
  <message><source>bag of words</source><translation>bolsa de palabras</translation></message>
</context>
</TS>
