<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>shell</name>
  <message><source>Title</source><translation>Título</translation></message>
  <message><source>Click to change the title</source><translation>Haz clic para cambiar el título</translation></message>
  <message><source>The engine is starting. Its models are listed in a moment.</source><translation>El motor está arrancando. En un momento se verán sus modelos.</translation></message>
  <message><source>There is no chat model on this computer yet.</source><translation>Aún no hay ningún modelo de chat en este ordenador.</translation></message>
  <message><source>Models</source><translation>Modelos</translation></message>
  <message><source>Add a model…</source><translation>Añadir un modelo…</translation></message>
  <message><source>All models…</source><translation>Todos los modelos…</translation></message>
  <message><source>{name} answers from now on.</source><translation>A partir de ahora responde {name}.</translation></message>
  <message><source>cannot be used now</source><translation>ahora no se puede usar</translation></message>
  <message><source>{size} · too large for this computer</source><translation>{size} · demasiado grande para este ordenador</translation></message>
  <message><source>{size} · fits if other programs are closed</source><translation>{size} · cabe si cierras otros programas</translation></message>
  <message><source>{size} · fits</source><translation>{size} · cabe</translation></message>
  <message><source>The engine is starting</source><translation>El motor está arrancando</translation></message>
  <message><source>The model that answers. Click for the others, and whether they fit this computer</source><translation>El modelo que responde. Haz clic para ver los demás y si caben en este ordenador</translation></message>
  <message><source>Ateneo works without the internet. Its connections are counted once the engine has started.</source><translation>Ateneo funciona sin internet. Sus conexiones se cuentan en cuanto arranca el motor.</translation></message>
  <message><source>Ateneo works without the internet: the operating system counts none of its connections there, and nothing you write leaves this computer.</source><translation>Ateneo funciona sin internet: el sistema operativo no cuenta ninguna conexión suya, y nada de lo que escribes sale de este ordenador.</translation></message>
  <message numerus="yes"><source>The operating system counts %n connection(s) of Ateneo to the internet. There should be none: close Ateneo and have this computer checked.</source><translation><numerusform>El sistema operativo cuenta %n conexión de Ateneo a internet. No debería haber ninguna: cierra Ateneo y haz que revisen este ordenador.</numerusform><numerusform>El sistema operativo cuenta %n conexiones de Ateneo a internet. No debería haber ninguna: cierra Ateneo y haz que revisen este ordenador.</numerusform></translation></message>
  <message><source>Command</source><translation>Orden</translation></message>
  <message><source>Page</source><translation>Página</translation></message>
  <message><source>Close</source><translation>Cerrar</translation></message>
  <message><source>Close the inspector</source><translation>Cerrar el inspector</translation></message>
  <message><source>Close this message</source><translation>Cerrar este mensaje</translation></message>
  <message><source>Copy</source><translation>Copiar</translation></message>
  <message><source>Details</source><translation>Detalles</translation></message>
  <message><source>What should be done with these files?</source><translation>¿Qué hacer con estos archivos?</translation></message>
  <message><source>Nothing</source><translation>Nada</translation></message>
  <message><source>Drop here</source><translation>Suelta aquí</translation></message>
  <message><source>Engine off</source><translation>Motor apagado</translation></message>
  <message><source>Engine ready</source><translation>Motor listo</translation></message>
  <message><source>Engine restarting…</source><translation>Motor reiniciándose…</translation></message>
  <message><source>Engine starting…</source><translation>Motor arrancando…</translation></message>
  <message><source>Help</source><translation>Ayuda</translation></message>
  <message><source>Inspector</source><translation>Inspector</translation></message>
  <message><source>Memory of the engine and of this computer</source><translation>Memoria que usa el motor y memoria de este ordenador</translation></message>
  <message><source>Model: {name}</source><translation>Modelo: {name}</translation></message>
  <message><source>No model</source><translation>Sin modelo</translation></message>
  <message numerus="yes"><source>%n message(s) saved as text in {folder}.</source><translation><numerusform>%n mensaje guardado como texto en {folder}.</numerusform><numerusform>%n mensajes guardados como texto en {folder}.</numerusform></translation></message>
  <message><source>Nothing has that name.</source><translation>No hay nada con ese nombre.</translation></message>
  <message><source>Ateneo cannot use these files</source><translation>Ateneo no puede usar estos archivos</translation></message>
  <message><source>Offline</source><translation>Sin conexión</translation></message>
  <message numerus="yes"><source>Offline except %n tool server(s)</source><translation><numerusform>Sin conexión salvo %n servidor de herramientas</numerusform><numerusform>Sin conexión salvo %n servidores de herramientas</numerusform></translation></message>
  <message><source>Ateneo itself has no connection to the internet. You let these tool servers use the network: {names}. Settings, Tools, takes it from them again.</source><translation>Ateneo mismo no tiene ninguna conexión a internet. Permites usar la red a estos servidores de herramientas: {names}. En Ajustes, Herramientas, puedes quitársela.</translation></message>
  <message numerus="yes"><source>Offline · %n connection(s)</source><translation><numerusform>Sin conexión · %n conexión</numerusform><numerusform>Sin conexión · %n conexiones</numerusform></translation></message>
  <message><source>Open the folder</source><translation>Abrir la carpeta</translation></message>
  <message><source>Quit</source><translation>Salir</translation></message>
  <message><source>Restore the latest good backup</source><translation>Restaurar la última copia buena</translation></message>
  <message><source>Begin with an empty library</source><translation>Empezar con una biblioteca vacía</translation></message>
  <message><source>Save a copy elsewhere…</source><translation>Guardar una copia en otro sitio…</translation></message>
  <message><source>The copy is in {folder}.</source><translation>La copia está en {folder}.</translation></message>
  <message><source>Results</source><translation>Resultados</translation></message>
  <message><source>Save what can be read</source><translation>Guardar lo que se pueda leer</translation></message>
  <message><source>Search everything</source><translation>Buscar en todo</translation></message>
  <message><source>Show all jobs</source><translation>Ver todas las tareas</translation></message>
  <message><source>Some settings could not be read and are back at their defaults.</source><translation>Algunos ajustes no se han podido leer y han vuelto a su valor inicial.</translation></message>
  <message><source>Sources and the pages they come from are shown here.</source><translation>Aquí se muestran las fuentes y las páginas de las que salen.</translation></message>
  <message><source>Do not close</source><translation>No cerrar</translation></message>
  <message><source>Stop: {job}</source><translation>Detener: {job}</translation></message>
  <message numerus="yes"><source>%n damaged entry(s) could not be read and are empty now.</source><translation><numerusform>%n dato dañado no se ha podido leer y ahora está vacío.</numerusform><numerusform>%n datos dañados no se han podido leer y ahora están vacíos.</numerusform></translation></message>
  <message><source>The latest good backup was restored. The library it replaced is in {folder}.</source><translation>Se ha restaurado la última copia buena. La biblioteca anterior está en {folder}.</translation></message>
  <message><source>No screen was found to open the window on. Use the “ateneo” commands instead.</source><translation>No hay ninguna pantalla donde abrir la ventana. Usa los comandos de «ateneo».</translation></message>
  <message><source>Try again</source><translation>Intentarlo de nuevo</translation></message>
  <message><source>Type an action, a conversation or a document…</source><translation>Escribe una acción, una conversación o un documento…</translation></message>
  <message><source>Undo</source><translation>Deshacer</translation></message>
  <message><source>Some work is still running. Close anyway? Finished work is kept.</source><translation>Aún hay trabajo en marcha. ¿Cerrar de todos modos? Se conserva lo que ya está hecho.</translation></message>
  <message><source>{done} of {total}</source><translation>{done} de {total}</translation></message>
  <message><source>{n} h</source><translation>{n} h</translation></message>
  <message><source>{n} min</source><translation>{n} min</translation></message>
  <message><source>{n} s</source><translation>{n} s</translation></message>
  <message><source>{n} tokens/s</source><translation>{n} tokens/s</translation></message>
  <message><source>{time} left</source><translation>quedan {time}</translation></message>
  <message><source>{used} of {machine}</source><translation>{used} de {machine}</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Text tools</source><translation>Herramientas de texto</translation></message>
</context>
</TS>
