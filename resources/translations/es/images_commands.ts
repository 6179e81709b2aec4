<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>find pictures by saying what is in them</source><translation>encuentra imágenes diciendo qué hay en ellas</translation></message>
  <message><source>read folders of pictures; without one, all watched folders again</source><translation>lee carpetas de imágenes; sin ninguna, otra vez todas las vigiladas</translation></message>
  <message><source>find pictures by words, by another picture, or both</source><translation>encuentra imágenes con palabras, con otra imagen o con ambas</translation></message>
  <message><source>what is in the picture</source><translation>qué hay en la imagen</translation></message>
  <message><source>a picture to start from</source><translation>una imagen de la que partir</translation></message>
  <message><source>how many pictures</source><translation>cuántas imágenes</translation></message>
  <message><source>show what is not convincing too</source><translation>muestra también lo que no convence</translation></message>
  <message><source>give each picture the best of your own labels</source><translation>da a cada imagen la mejor de tus etiquetas</translation></message>
  <message><source>a label; quote one of several words</source><translation>una etiqueta; entre comillas si tiene varias palabras</translation></message>
  <message><source>only the pictures in this folder</source><translation>solo las imágenes de esta carpeta</translation></message>
  <message><source>write the list to this file</source><translation>escribe la lista en este archivo</translation></message>
  <message><source>say what models on the shelf see in a picture</source><translation>dice lo que ven en una imagen los modelos del estante</translation></message>
  <message><source>a picture</source><translation>una imagen</translation></message>
  <message><source>things</source><translation>cosas</translation></message>
  <message><source>regions</source><translation>regiones</translation></message>
  <message><source>list copies of the same picture; nothing is deleted</source><translation>enumera las copias de una misma imagen; no se borra nada</translation></message>
  <message><source>{added} added, {updated} updated, {unchanged} unchanged, {removed} removed, {failed} failed.</source><translation>{added} añadidas, {updated} actualizadas, {unchanged} sin cambios, {removed} retiradas, {failed} con error.</translation></message>
  <message><source>Nothing convincing was found.</source><translation>No se ha encontrado nada convincente.</translation></message>
  <message><source>Weaker ones: {count}. See them with --weaker.</source><translation>Menos seguras: {count}. Míralas con --weaker.</translation></message>
  <message><source>There are no copies.</source><translation>No hay copias.</translation></message>
  <message><source>same bytes</source><translation>los mismos bytes</translation></message>
  <message><source>same picture, saved another way</source><translation>la misma imagen, guardada de otro modo</translation></message>
  <message><source>similar</source><translation>parecidas</translation></message>
  <message><source>{path}: {count} lines written.</source><translation>{path}: {count} líneas escritas.</translation></message>
  <message><source>do not read what is written in the pictures</source><translation>no leer lo que está escrito en las imágenes</translation></message>
  <message><source>Text looked for in {read}, found in {with_text}; {failed} could not be read, {left} still to do.</source><translation>Texto buscado en {read}, encontrado en {with_text}; {failed} no se han podido leer, {left} por hacer.</translation></message>
</context>
</TS>
