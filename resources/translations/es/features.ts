<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>features</name>
  <message><source>Chat</source><translation>Chat</translation></message>
  <message><source>Documents</source><translation>Documentos</translation></message>
  <message><source>Models</source><translation>Modelos</translation></message>
  <message><source>Settings</source><translation>Ajustes</translation></message>
  <message><source>Images</source><translation>Imágenes</translation></message>
  <message><source>Classify</source><translation>Clasificar</translation></message>
  <message><source>Text tools</source><translation>Herramientas de texto</translation></message>
</context>
</TS>
