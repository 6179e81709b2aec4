<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>errors</name>
  <message><source>There are no words to work on. Write, paste or choose a text.</source><translation>No hay palabras con las que trabajar. Escribe, pega o elige un texto.</translation></message>
  <message><source>The text is too long for this: {count} characters, of at most {limit}. Split it into parts.</source><translation>El texto es demasiado largo para esto: {count} caracteres, de {limit} como mucho. Divídelo en partes.</translation></message>
  <message><source>This needs at least {needed} different texts and there are {count}. Add some more.</source><translation>Esto necesita al menos {needed} textos distintos y hay {count}. Añade más.</translation></message>
  <message><source>{count} texts are more than this takes at once ({limit}). Choose a part of them.</source><translation>{count} textos son más de los que esto admite a la vez ({limit}). Elige una parte.</translation></message>
  <message><source>Nothing is left out of the text. Write [MASK] where the missing word goes.</source><translation>Al texto no le falta nada. Escribe [MASK] donde va la palabra que falta.</translation></message>
  <message><source>{file} has no column “{name}”. It has these: {columns}.</source><translation>{file} no tiene la columna «{name}». Tiene estas: {columns}.</translation></message>
  <message><source>Another Ateneo is using this library. Close it first, or go on in its window.</source><translation>Otro Ateneo está usando esta biblioteca. Ciérralo antes o sigue en su ventana.</translation></message>
  <message><source>No model for this job is installed. Run “ateneo setup”, or add one on the Models page.</source><translation>No hay ningún modelo instalado para esta tarea. Ejecuta «ateneo setup» o añade uno en la página Modelos.</translation></message>
  <message><source>Something went wrong inside the engine. Nothing was lost; please try again.</source><translation>Algo ha fallado dentro del motor. No se ha perdido nada; inténtalo de nuevo.</translation></message>
  <message><source>Something went wrong. Nothing was lost; please try again.</source><translation>Algo ha fallado. No se ha perdido nada; inténtalo de nuevo.</translation></message>
  <message><source>Stopped. What was finished is kept.</source><translation>Detenido. Lo que estaba terminado se conserva.</translation></message>
  <message><source>The disk is full. Free some space (at least {needed}); what was saved before is kept.</source><translation>El disco está lleno. Libera espacio (al menos {needed}); lo guardado hasta ahora se conserva.</translation></message>
  <message><source>The engine could not be started. Install Ateneo again.</source><translation>No se ha podido arrancar el motor. Vuelve a instalar Ateneo.</translation></message>
  <message><source>The engine stopped and was started again. What was finished is kept; please try again.</source><translation>El motor se ha detenido y ha vuelto a arrancar. Lo que estaba terminado se conserva; inténtalo de nuevo.</translation></message>
  <message><source>The engine stops again and again and was left off. Close Ateneo and open it again.</source><translation>El motor se detiene una y otra vez y se ha dejado apagado. Cierra Ateneo y vuelve a abrirlo.</translation></message>
  <message><source>The library cannot be written. Check the folder's permissions or connect its drive again.</source><translation>No se puede escribir en la biblioteca. Revisa los permisos de la carpeta o vuelve a conectar su unidad.</translation></message>
  <message><source>The library file is damaged. It was left as it is; restore the newest good backup.</source><translation>El archivo de la biblioteca está dañado. Se ha dejado como está; restaura la última copia de seguridad buena.</translation></message>
  <message><source>The library file is gone from a folder that has backups. Restore a backup, or choose another folder.</source><translation>El archivo de la biblioteca ha desaparecido de una carpeta que tiene copias de seguridad. Restaura una copia o elige otra carpeta.</translation></message>
  <message><source>The model {name} has changed since it was added. Verify it, or copy it again from where it came.</source><translation>El modelo {name} ha cambiado desde que lo añadiste. Verifícalo o cópialo de nuevo desde su origen.</translation></message>
  <message><source>The model {name} is damaged. Copy it again from where it came.</source><translation>El modelo {name} está dañado. Cópialo de nuevo desde su origen.</translation></message>
  <message><source>The model {name} needs {needed} and {free} are free. Close other programs or choose a smaller model.</source><translation>El modelo {name} necesita {needed} y hay {free} libres. Cierra otros programas o elige un modelo más pequeño.</translation></message>
  <message><source>The model {name} stopped the engine while loading and is set aside. Choose another model.</source><translation>El modelo {name} detuvo el motor al cargarse y se ha apartado. Elige otro modelo.</translation></message>
  <message><source>The program sent a message the engine does not understand. Please report this.</source><translation>El programa ha enviado un mensaje que el motor no entiende. Avísanos, por favor.</translation></message>
  <message><source>The text is {tokens} tokens long and the model reads {context}. Shorten it or split it.</source><translation>El texto tiene {tokens} tokens y el modelo lee {context}. Acórtalo o divídelo.</translation></message>
  <message><source>This library was made by a newer Ateneo (version {found}; this one knows {known}). Update Ateneo to open it.</source><translation>Esta biblioteca la hizo un Ateneo más nuevo (versión {found}; este conoce la {known}). Actualiza Ateneo para abrirla.</translation></message>
  <message><source>What you asked for is no longer in the library. It may have been deleted.</source><translation>Lo que has pedido ya no está en la biblioteca. Puede que se haya borrado.</translation></message>
  <message><source>There is no backup to restore there. Choose another file.</source><translation>Ahí no hay ninguna copia que restaurar. Elige otro archivo.</translation></message>
  <message><source>The name “{name}” cannot be used: it is empty or already taken. Choose another.</source><translation>No se puede usar el nombre «{name}»: está vacío o ya existe. Elige otro.</translation></message>
  <message><source>{name} could not be read. It may be damaged; open it in its own program and save it again.</source><translation>No se ha podido leer {name}. Puede estar dañado; ábrelo en su programa y guárdalo de nuevo.</translation></message>
  <message><source>{name} disappeared or cannot be opened. Check that it exists and that you may read it.</source><translation>{name} ha desaparecido o no se puede abrir. Comprueba que existe y que tienes permiso para leerlo.</translation></message>
  <message><source>{name} holds no text. If it is a scan, its pages are pictures.</source><translation>{name} no contiene texto. Si es un escaneado, sus páginas son imágenes.</translation></message>
  <message><source>{name} is a model of a kind this Ateneo does not read. Update Ateneo, or choose another file.</source><translation>{name} es un modelo de un tipo que este Ateneo no lee. Actualiza Ateneo o elige otro archivo.</translation></message>
  <message><source>{name} has to be converted, which needs the studio: run “python3 -m installer setup --studio”, or add the model as ONNX.</source><translation>Hay que convertir {name} y para eso hace falta el estudio: ejecuta «python3 -m installer setup --studio» o añade el modelo en ONNX.</translation></message>
  <message><source>{name} is larger than Ateneo reads ({limit}). Split it into parts.</source><translation>{name} es mayor de lo que lee Ateneo ({limit}). Divídelo en partes.</translation></message>
  <message><source>{name} is not a model Ateneo opens: this format can hide programs. Use a GGUF or an ONNX file.</source><translation>{name} no es un modelo que Ateneo abra: este formato puede esconder programas. Usa un archivo GGUF u ONNX.</translation></message>
  <message><source>{name} is of a kind Ateneo does not read. Save it as PDF, Word or text.</source><translation>{name} es de un tipo que Ateneo no lee. Guárdalo como PDF, Word o texto.</translation></message>
  <message><source>{name} is protected by a password. Save a copy without it.</source><translation>{name} está protegido con contraseña. Guarda una copia sin ella.</translation></message>
  <message><source>{name} is unsafe to open: it is built to exhaust or reach into this computer. It was left alone.</source><translation>Abrir {name} no es seguro: está hecho para agotar este ordenador o entrar en él. No se ha tocado.</translation></message>
  <message><source>{name} took too long to read and was set aside. Try it again from the list.</source><translation>{name} ha tardado demasiado en leerse y se ha apartado. Inténtalo de nuevo desde la lista.</translation></message>
  <message><source>{name} has {pixels} million pixels and Ateneo opens up to {limit} million. Save a smaller copy.</source><translation>{name} tiene {pixels} millones de píxeles y Ateneo abre hasta {limit} millones. Guarda una copia más pequeña.</translation></message>
  <message><source>{name} is an empty file. Copy it again from where it came.</source><translation>{name} es un archivo vacío. Cópialo de nuevo desde su origen.</translation></message>
  <message><source>{name} is no picture Ateneo can read. Save it as JPEG or PNG.</source><translation>{name} no es una imagen que Ateneo pueda leer. Guárdala como JPEG o PNG.</translation></message>
</context>
</TS>
