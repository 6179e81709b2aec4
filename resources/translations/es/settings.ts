<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>settings</name>
  <message><source>Setting</source><translation>Ajuste</translation></message>
  <message><source>Back up automatically</source><translation>Hacer copias automáticamente</translation></message>
  <message><source>Room for going on with conversations</source><translation>Espacio para seguir con las conversaciones</translation></message>
  <message><source>What the model has worked out of a conversation stays on this computer, so that after a restart it answers at once. The longest unused goes first; 0 keeps nothing.</source><translation>Lo que el modelo ha calculado de una conversación se queda en este ordenador, para que tras reiniciar responda enseguida. Lo que lleva más tiempo sin usarse se borra primero; con 0 no se guarda nada.</translation></message>
  <message><source>Room used now</source><translation>Espacio usado ahora</translation></message>
  <message><source>{used} MB</source><translation>{used} MB</translation></message>
  <message><source>Once a day, at a quiet moment. Older copies go step by step; each new one is checked first.</source><translation>Una vez al día, en un momento tranquilo. Las más antiguas se van borrando; antes se comprueba cada una nueva.</translation></message>
  <message><source>Conversations with their pictures, what was read, classifiers and settings.</source><translation>Las conversaciones con sus imágenes, lo leído, los clasificadores y los ajustes.</translation></message>
  <message><source>Last backup</source><translation>Última copia</translation></message>
  <message><source>None yet.</source><translation>Todavía ninguna.</translation></message>
  <message><source>{when}, in {path}</source><translation>{when}, en {path}</translation></message>
  <message><source>In tokens; a token is about three quarters of a word.</source><translation>En tokens; un token es más o menos tres cuartos de una palabra.</translation></message>
  <message><source>About Ateneo</source><translation>Acerca de Ateneo</translation></message>
  <message><source>An assistant that works without internet: nothing you write leaves this computer.</source><translation>Un asistente que funciona sin internet: nada de lo que escribes sale de este ordenador.</translation></message>
  <message><source>Answers</source><translation>Respuestas</translation></message>
  <message><source>Apache-2.0; fonts SIL OFL 1.1; icons Phosphor, MIT; Qt for Python LGPL-3.0.</source><translation>Apache-2.0; tipos de letra SIL OFL 1.1; iconos Phosphor, MIT; Qt for Python LGPL-3.0.</translation></message>
  <message><source>Appearance</source><translation>Aspecto</translation></message>
  <message><source>Same as the system</source><translation>Igual que el sistema</translation></message>
  <message><source>Back up now</source><translation>Hacer una copia ahora</translation></message>
  <message><source>Backup</source><translation>Copia de seguridad</translation></message>
  <message><source>Backup saved: {path}</source><translation>Copia de seguridad guardada: {path}</translation></message>
  <message><source>Shows changes without animations.</source><translation>Muestra los cambios sin animaciones.</translation></message>
  <message><source>Dark</source><translation>Oscuro</translation></message>
  <message><source>Dark theme</source><translation>Tema oscuro</translation></message>
  <message><source>It chooses among the likeliest words that together reach this probability; 1: all.</source><translation>Elige entre las palabras más probables que juntas alcanzan esta probabilidad; 1: todas.</translation></message>
  <message><source>All your data is in these folders on this computer.</source><translation>Todos tus datos están en estas carpetas de este ordenador.</translation></message>
  <message><source>For example: Answer briefly, in Spanish.</source><translation>Por ejemplo: Responde con brevedad, en español.</translation></message>
  <message><source>Instructions for every conversation</source><translation>Instrucciones para todas las conversaciones</translation></message>
  <message><source>The model reads them at the beginning of each new conversation.</source><translation>El modelo las lee al empezar cada conversación nueva.</translation></message>
  <message><source>Language</source><translation>Idioma</translation></message>
  <message><source>Library, backups and settings</source><translation>Biblioteca, copias de seguridad y ajustes</translation></message>
  <message><source>Licence</source><translation>Licencia</translation></message>
  <message><source>Licences</source><translation>Licencias</translation></message>
  <message><source>Light</source><translation>Claro</translation></message>
  <message><source>Light theme</source><translation>Tema claro</translation></message>
  <message><source>Longest answer</source><translation>Respuesta más larga</translation></message>
  <message><source>Low: sober, much the same each time. High: varied and inventive.</source><translation>Baja: sobria, casi igual cada vez. Alta: variada e imaginativa.</translation></message>
  <message><source>Models folder</source><translation>Carpeta de modelos</translation></message>
  <message><source>With more passages the model knows more, and takes longer to answer.</source><translation>Con más pasajes el modelo sabe más y tarda más en responder.</translation></message>
  <message><source>Open folder</source><translation>Abrir carpeta</translation></message>
  <message><source>Passages to read when answering from documents</source><translation>Pasajes que leer para responder con tus documentos</translation></message>
  <message><source>Reduce motion</source><translation>Reducir el movimiento</translation></message>
  <message><source>Avoid repetitions</source><translation>Evitar repeticiones</translation></message>
  <message><source>Show licences</source><translation>Ver licencias</translation></message>
  <message><source>How varied answers are</source><translation>Variedad de las respuestas</translation></message>
  <message><source>Text size</source><translation>Tamaño del texto</translation></message>
  <message><source>Theme</source><translation>Tema</translation></message>
  <message><source>Same theme as the system</source><translation>El mismo tema que el sistema</translation></message>
  <message><source>Words to choose from</source><translation>Palabras entre las que elige</translation></message>
  <message><source>Only likely words</source><translation>Solo palabras probables</translation></message>
  <message><source>Version</source><translation>Versión</translation></message>
  <message><source>Your data</source><translation>Tus datos</translation></message>
  <message><source>At most so many of the likeliest ones; 0: all.</source><translation>Como mucho, tantas de las más probables; 0: todas.</translation></message>
  <message><source>1: it may repeat itself. Higher: what was said already becomes less likely.</source><translation>1: puede repetirse. Más alto: lo ya dicho se vuelve menos probable.</translation></message>
  <message><source>Temperature</source><translation>Temperatura</translation></message>
  <message><source>Top-p (nucleus sampling)</source><translation>Top-p (muestreo por núcleo)</translation></message>
  <message><source>Top-k</source><translation>Top-k</translation></message>
  <message><source>Repetition penalty</source><translation>Penalización por repetición</translation></message>
  <message><source>What you deleted</source><translation>Lo que has borrado</translation></message>
  <message><source>Deleted conversations, and documents, pictures and classifiers that you removed, are kept for 30 days. This deletes them now.</source><translation>Las conversaciones borradas y los documentos, imágenes y clasificadores que has quitado se guardan 30 días. Esto los borra ya.</translation></message>
  <message><source>Older backups</source><translation>Copias anteriores</translation></message>
  <message><source>They still hold what you have deleted since, some of them for up to a year.</source><translation>Aún conservan lo que has borrado después, algunas hasta un año.</translation></message>
  <message><source>Delete for good…</source><translation>Borrar para siempre…</translation></message>
  <message><source>Clean the backups…</source><translation>Limpiar las copias…</translation></message>
  <message><source>Delete for good all deleted conversations, the classifiers you removed, and all that was read from the documents and pictures you removed? Your own files stay.</source><translation>¿Borrar para siempre todas las conversaciones borradas, los clasificadores que has quitado y todo lo leído de los documentos e imágenes que has quitado? Tus archivos se quedan donde están.</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Settings</source><translation>Ajustes</translation></message>
</context>
</TS>
