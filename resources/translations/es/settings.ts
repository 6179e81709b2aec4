<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>settings</name>
  <message><source>A checked copy of the library, beside it in “backups”.</source><translation>Una copia comprobada de la biblioteca, junto a ella en «backups».</translation></message>
  <message><source>A token is about three quarters of a word.</source><translation>Un token es más o menos tres cuartos de una palabra.</translation></message>
  <message><source>About Ateneo</source><translation>Acerca de Ateneo</translation></message>
  <message><source>An assistant that works without internet: nothing you write leaves this computer.</source><translation>Un asistente que funciona sin internet: nada de lo que escribes sale de este ordenador.</translation></message>
  <message><source>Answers</source><translation>Respuestas</translation></message>
  <message><source>Apache-2.0; fonts SIL OFL 1.1; icons Phosphor, MIT; Qt for Python LGPL-3.0.</source><translation>Apache-2.0; tipos de letra SIL OFL 1.1; iconos Phosphor, MIT; Qt for Python LGPL-3.0.</translation></message>
  <message><source>Appearance</source><translation>Aspecto</translation></message>
  <message><source>As the system</source><translation>Como el sistema</translation></message>
  <message><source>Back up now</source><translation>Hacer copia ahora</translation></message>
  <message><source>Backup</source><translation>Copia de seguridad</translation></message>
  <message><source>Backup made: {path}</source><translation>Copia de seguridad hecha: {path}</translation></message>
  <message><source>Changes appear without movement.</source><translation>Los cambios aparecen sin movimiento.</translation></message>
  <message><source>Dark</source><translation>Oscuro</translation></message>
  <message><source>Dark theme</source><translation>Tema oscuro</translation></message>
  <message><source>Draw only from the likeliest tokens that together reach this probability.</source><translation>Elegir solo entre los tokens más probables que juntos alcancen esta probabilidad.</translation></message>
  <message><source>Everything stays in these folders on this computer.</source><translation>Todo se queda en estas carpetas de este ordenador.</translation></message>
  <message><source>For example: Answer briefly, in Spanish.</source><translation>Por ejemplo: Responde con brevedad, en español.</translation></message>
  <message><source>Instructions for every conversation</source><translation>Instrucciones para todas las conversaciones</translation></message>
  <message><source>Kept in front of each new conversation.</source><translation>Se ponen al principio de cada conversación nueva.</translation></message>
  <message><source>Language</source><translation>Idioma</translation></message>
  <message><source>Library, backups and settings</source><translation>Biblioteca, copias de seguridad y ajustes</translation></message>
  <message><source>Licence</source><translation>Licencia</translation></message>
  <message><source>Licences</source><translation>Licencias</translation></message>
  <message><source>Light</source><translation>Claro</translation></message>
  <message><source>Light theme</source><translation>Tema claro</translation></message>
  <message><source>Longest answer, in tokens</source><translation>Respuesta más larga, en tokens</translation></message>
  <message><source>Low: sober and repeatable. High: varied and inventive.</source><translation>Baja: sobria y repetible. Alta: variada e inventiva.</translation></message>
  <message><source>Models folder</source><translation>Carpeta de modelos</translation></message>
  <message><source>More passages know more and take longer to read.</source><translation>Más pasajes saben más y tardan más en leerse.</translation></message>
  <message><source>Open folder</source><translation>Abrir carpeta</translation></message>
  <message><source>Passages read for an answer from documents</source><translation>Pasajes que se leen para responder con documentos</translation></message>
  <message><source>Reduce motion</source><translation>Reducir el movimiento</translation></message>
  <message><source>Repetition penalty</source><translation>Penalización por repetición</translation></message>
  <message><source>Show licences</source><translation>Ver licencias</translation></message>
  <message><source>Temperature</source><translation>Temperatura</translation></message>
  <message><source>Text size</source><translation>Tamaño del texto</translation></message>
  <message><source>Theme</source><translation>Tema</translation></message>
  <message><source>Theme of the system</source><translation>Tema del sistema</translation></message>
  <message><source>Top-k</source><translation>Top-k</translation></message>
  <message><source>Top-p</source><translation>Top-p</translation></message>
  <message><source>Version</source><translation>Versión</translation></message>
  <message><source>Your data</source><translation>Tus datos</translation></message>
</context>
</TS>
