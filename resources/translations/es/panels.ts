<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>panels</name>
  <message><source>in Spanish</source><translation>en español</translation></message>
  <message><source>in English</source><translation>en inglés</translation></message>
  <message><source>This model is not sure of itself: answers from documents begin with a quotation.</source><translation>Modelo poco seguro: las respuestas de documentos empiezan con una cita.</translation></message>
  <message><source>Weak {language}: answers from documents begin with a quotation.</source><translation>Flojo {language}: las respuestas de documentos empiezan con una cita.</translation></message>
  <message><source>Get a bigger model</source><translation>Conseguir un modelo mayor</translation></message>
  <message><source>Attached files</source><translation>Archivos adjuntos</translation></message>
  <message><source>(no labels)</source><translation>(sin etiquetas)</translation></message>
  <message><source>Encoding</source><translation>Codificación</translation></message>
  <message><source>Labels</source><translation>Etiquetas</translation></message>
  <message><source>Next page</source><translation>Página siguiente</translation></message>
  <message><source>Open in the system's viewer</source><translation>Abrir en el visor del sistema</translation></message>
  <message><source>page {n} of {all}</source><translation>página {n} de {all}</translation></message>
  <message><source>Smaller</source><translation>Más pequeño</translation></message>
  <message><source>Larger</source><translation>Más grande</translation></message>
  <message><source>Fit the width</source><translation>Ajustar al ancho</translation></message>
  <message><source>Previous page</source><translation>Página anterior</translation></message>
  <message><source>Separator</source><translation>Separador</translation></message>
  <message><source>tab</source><translation>tabulador</translation></message>
  <message><source>Tables</source><translation>Tablas</translation></message>
  <message><source>Text of the page</source><translation>Texto de la página</translation></message>
  <message><source>Texts</source><translation>Textos</translation></message>
  <message><source>The file is no longer where it was; this is its text.</source><translation>El archivo ya no está donde estaba; este es su texto.</translation></message>
  <message><source>This document contains instructions to an assistant. They are read as text and not followed.</source><translation>Este documento contiene instrucciones para un asistente. Se leen como texto y no se siguen.</translation></message>
  <message><source>This page is very long. Only the part around the passage is shown.</source><translation>Esta página es muy larga. Solo se muestra la parte cercana al pasaje.</translation></message>
  <message><source>The first rows</source><translation>Las primeras filas</translation></message>
  <message><source>The page, with the passage marked</source><translation>La página, con el pasaje marcado</translation></message>
  <message><source>{name} could not be saved. Choose another folder.</source><translation>No se ha podido guardar {name}. Elige otra carpeta.</translation></message>
  <message><source>Reading the text of scanned pages</source><translation>Leyendo el texto de las páginas escaneadas</translation></message>
  <message><source>Preparing documents for search by meaning</source><translation>Preparando los documentos para buscarlos por su significado</translation></message>
  <message><source>{name} was saved.</source><translation>Se ha guardado {name}.</translation></message>
  <message><source>automatic</source><translation>automático</translation></message>
  <message><source>Delete all backups made before now? A new one is made first.</source><translation>¿Borrar todas las copias de seguridad anteriores? Antes se hace una nueva.</translation></message>
  <message><source>Deleted for good. Backups made before still hold it; Settings can clean them.</source><translation>Borrado para siempre. Las copias de seguridad anteriores aún lo conservan; puedes limpiarlas en Ajustes.</translation></message>
  <message numerus="yes"><source>A new backup was made, and %n older one(s) deleted.</source><translation><numerusform>Se ha hecho una copia nueva y se ha borrado %n anterior.</numerusform><numerusform>Se ha hecho una copia nueva y se han borrado %n anteriores.</numerusform></translation></message>
</context>
</TS>
