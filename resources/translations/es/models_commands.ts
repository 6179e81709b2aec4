<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>cli</name>
  <message><source>the installed models: list, add, remove, verify, retry, use</source><translation>los modelos instalados: list, add, remove, verify, retry, use</translation></message>
  <message><source>a model's id; for add, its file or folder</source><translation>el id de un modelo; para add, su archivo o carpeta</translation></message>
  <message><source>a name for the added model</source><translation>un nombre para el modelo añadido</translation></message>
  <message><source>say which model</source><translation>di qué modelo</translation></message>
  <message><source>{name} is ready.</source><translation>{name} está listo.</translation></message>
  <message><source>the file that lets an added model see pictures</source><translation>el archivo que permite ver imágenes al modelo añadido</translation></message>
  <message><source>the model that an added projector belongs to</source><translation>el modelo al que pertenece el proyector añadido</translation></message>
</context>
<context>
  <name>models</name>
  <message><source>ready</source><translation>listo</translation></message>
  <message><source>damaged</source><translation>dañado</translation></message>
  <message><source>changed</source><translation>cambiado</translation></message>
  <message><source>quarantined</source><translation>no se usa</translation></message>
  <message><source>text</source><translation>texto</translation></message>
  <message><source>embedding</source><translation>búsqueda</translation></message>
  <message><source>reranking</source><translation>reordenación</translation></message>
</context>
</TS>
