<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>find pictures by saying what is in them</source><translation>encuentra imágenes diciendo qué hay en ellas</translation></message>
  <message><source>read folders of pictures; without one, all watched folders again</source><translation>lee carpetas de imágenes; si no se indica ninguna, vuelve a leer todas las vigiladas</translation></message>
  <message><source>find pictures by words, by another picture, or both</source><translation>encuentra imágenes con palabras, con otra imagen o con ambas</translation></message>
  <message><source>what is in the picture</source><translation>qué hay en la imagen</translation></message>
  <message><source>a picture to start from</source><translation>una imagen de la que partir</translation></message>
  <message><source>how many pictures</source><translation>cuántas imágenes</translation></message>
  <message><source>show weak matches too</source><translation>muestra también las coincidencias débiles</translation></message>
  <message><source>find the best of your own labels for each picture</source><translation>busca cuál de tus etiquetas encaja mejor con cada imagen</translation></message>
  <message><source>a label; quote one of several words</source><translation>una etiqueta; entre comillas si tiene varias palabras</translation></message>
  <message><source>only the pictures in this folder</source><translation>solo las imágenes de esta carpeta</translation></message>
  <message><source>write the list to this file</source><translation>escribe la lista en este archivo</translation></message>
  <message><source>say what the installed models recognise in a picture</source><translation>dice qué reconocen en una imagen los modelos instalados</translation></message>
  <message><source>a picture</source><translation>una imagen</translation></message>
  <message><source>objects</source><translation>objetos</translation></message>
  <message><source>regions</source><translation>regiones</translation></message>
  <message><source>list duplicate pictures; nothing is deleted</source><translation>muestra las imágenes duplicadas; no se borra nada</translation></message>
  <message><source>{added} added, {updated} updated, {unchanged} unchanged, {removed} removed, {failed} failed.</source><translation>{added} añadidas, {updated} actualizadas, {unchanged} sin cambios, {removed} quitadas, {failed} con error.</translation></message>
  <message><source>Nothing convincing was found.</source><translation>No se ha encontrado nada convincente.</translation></message>
  <message><source>Weak matches: {count}. Show them with --weaker.</source><translation>Coincidencias débiles: {count}. Para verlas, añade --weaker.</translation></message>
  <message><source>No duplicates were found.</source><translation>No se han encontrado duplicados.</translation></message>
  <message><source>identical files</source><translation>archivos idénticos</translation></message>
  <message><source>same picture, saved another way</source><translation>la misma imagen, guardada de otro modo</translation></message>
  <message><source>similar</source><translation>parecidas</translation></message>
  <message><source>{path}: {count} lines written.</source><translation>{path}: {count} líneas escritas.</translation></message>
  <message><source>do not read the text in the pictures</source><translation>no leer el texto de las imágenes</translation></message>
  <message><source>Pictures read for text: {read}, with text: {with_text}, not readable: {failed}, still to do: {left}.</source><translation>Imágenes leídas en busca de texto: {read}; con texto: {with_text}; ilegibles: {failed}; pendientes: {left}.</translation></message>
</context>
</TS>
