<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>export</name>
  <message><source>You</source><translation>Tú</translation></message>
  <message><source>Assistant</source><translation>Asistente</translation></message>
  <message><source>Conversation</source><translation>Conversación</translation></message>
  <message><source>Conversations</source><translation>Conversaciones</translation></message>
  <message><source>This answer was stopped.</source><translation>Esta respuesta se detuvo.</translation></message>
  <message><source>This answer was interrupted.</source><translation>Esta respuesta se interrumpió.</translation></message>
  <message><source>This answer failed.</source><translation>Esta respuesta falló.</translation></message>
  <message><source>“{quote}” ({name}, {place})</source><translation>«{quote}» ({name}, {place})</translation></message>
  <message><source>Picture: {name}</source><translation>Imagen: {name}</translation></message>
  <message><source>From here on: {name}</source><translation>A partir de aquí: {name}</translation></message>
  <message><source>From here on: no persona</source><translation>A partir de aquí: sin persona</translation></message>
  <message><source>{before} passed the question on to {name}: {reason}.</source><translation>{before} ha pasado la pregunta a {name}: {reason}.</translation></message>
  <message><source>{before} passed the question on to {name}.</source><translation>{before} ha pasado la pregunta a {name}.</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>There are no conversations in {name} that Ateneo can read. It reads its own exports and those of ChatGPT, Claude, GPT4All, Jan, LM Studio and Open WebUI, and Markdown that names who speaks.</source><translation>En {name} no hay conversaciones que Ateneo pueda leer. Lee lo que exporta él mismo y lo que exportan ChatGPT, Claude, GPT4All, Jan, LM Studio y Open WebUI, y texto Markdown que diga quién habla.</translation></message>
  <message><source>{name} is damaged: no conversation in it is whole. Export it again from the program that it comes from.</source><translation>{name} está dañado: no tiene ninguna conversación entera. Vuelve a exportarlo desde el programa del que viene.</translation></message>
  <message><source>{name} was written by a newer Ateneo. Update this one, then import it.</source><translation>{name} lo escribió un Ateneo más nuevo. Actualiza este y después impórtalo.</translation></message>
  <message><source>There is no conversation to export yet.</source><translation>Aún no hay ninguna conversación que exportar.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>write conversations to a file: to read, or to import them again</source><translation>escribe conversaciones en un archivo: para leerlas o para importarlas otra vez</translation></message>
  <message><source>the conversations' numbers, from the list</source><translation>los números de las conversaciones, de la lista</translation></message>
  <message><source>all conversations</source><translation>todas las conversaciones</translation></message>
  <message><source>json holds everything and can be imported again; the others hold the branch that is shown</source><translation>json lo contiene todo y se puede importar otra vez; los demás contienen la rama que se muestra</translation></message>
  <message><source>the file to write; its ending says the format where --format does not</source><translation>el archivo que se escribe; su terminación dice el formato si no lo dice --format</translation></message>
  <message><source>add the conversations of an export: of Ateneo, ChatGPT, Claude, GPT4All, Jan, LM Studio, Open WebUI, or Markdown</source><translation>añade las conversaciones exportadas de Ateneo, ChatGPT, Claude, GPT4All, Jan, LM Studio, Open WebUI o Markdown</translation></message>
  <message><source>the exported file, or the folder that a program keeps its conversations in</source><translation>el archivo exportado, o la carpeta donde un programa guarda sus conversaciones</translation></message>
  <message><source>print a conversation; with --json all its branches</source><translation>muestra una conversación; con --json, todas sus ramas</translation></message>
  <message><source>the conversation's number, from the list</source><translation>el número de la conversación, de la lista</translation></message>
  <message><source>Name the conversations by their numbers, or say --all.</source><translation>Di los números de las conversaciones, o --all para todas.</translation></message>
  <message><source>Say the format with --format, or end the file's name in .md, .html, .pdf, .docx or .json.</source><translation>Di el formato con --format, o termina el nombre del archivo en .md, .html, .pdf, .docx o .json.</translation></message>
  <message><source>Conversations written to {path}: {count}.</source><translation>Conversaciones escritas en {path}: {count}.</translation></message>
  <message><source>Pictures that are no longer there, and are missing in the file: {count}.</source><translation>Imágenes que ya no están y faltan en el archivo: {count}.</translation></message>
  <message><source>Conversations added from {source}: {count}.</source><translation>Conversaciones añadidas de {source}: {count}.</translation></message>
  <message><source>Messages added to “{title}”, which was here already: {count}.</source><translation>Mensajes añadidos a «{title}», que ya estaba aquí: {count}.</translation></message>
  <message><source>Already there, and not added again: {count}.</source><translation>Ya estaban, y no se han vuelto a añadir: {count}.</translation></message>
  <message><source>Damaged, and left out: {count}.</source><translation>Dañadas, y no añadidas: {count}.</translation></message>
  <message><source>The file is cut short or damaged; what stands before that was added.</source><translation>El archivo está cortado o dañado; lo que hay antes de ese punto se ha añadido.</translation></message>
  <message><source>Pictures that the export does not hold: {count}.</source><translation>Imágenes que no están en lo exportado: {count}.</translation></message>
  <message><source>Stopped. What was added is kept; import the file again for the rest.</source><translation>Detenido. Lo añadido se conserva; importa otra vez el archivo para añadir el resto.</translation></message>
  <message><source>You</source><translation>Tú</translation></message>
  <message><source>Assistant</source><translation>Asistente</translation></message>
  <message><source>one of {count} versions</source><translation>una de {count} versiones</translation></message>
  <message><source>other branches of a conversation</source><translation>otras ramas de una conversación</translation></message>
  <message><source>ask in the place of this question, the last one without a number; both are kept</source><translation>pregunta en lugar de esta pregunta, de la última si no hay número; se conservan las dos</translation></message>
  <message><source>answer again, beside this answer, or beside the last one without a number</source><translation>responde otra vez junto a esta respuesta, o junto a la última si no hay número</translation></message>
  <message><source>go on from this message, in a branch of its own</source><translation>sigue desde este mensaje, en una rama propia</translation></message>
  <message><source>Use one of --edit, --retry and --branch.</source><translation>Usa solo una de --edit, --retry y --branch.</translation></message>
  <message><source>Say which conversation with --conversation.</source><translation>Di qué conversación con --conversation.</translation></message>
</context>
<context>
  <name>chat</name>
  <message><source>Markdown (*.md)</source><translation>Markdown (*.md)</translation></message>
  <message><source>Web page (*.html)</source><translation>Página web (*.html)</translation></message>
  <message><source>PDF (*.pdf)</source><translation>PDF (*.pdf)</translation></message>
  <message><source>Word document (*.docx)</source><translation>Documento de Word (*.docx)</translation></message>
  <message><source>Everything, to import it again (*.json)</source><translation>Todo, para importarlo otra vez (*.json)</translation></message>
  <message><source>Export all conversations</source><translation>Exportar todas las conversaciones</translation></message>
  <message numerus="yes"><source>Export %n conversation(s)</source><translation><numerusform>Exportar %n conversación</numerusform><numerusform>Exportar %n conversaciones</numerusform></translation></message>
  <message><source>Exporting conversations</source><translation>Exportando conversaciones</translation></message>
  <message><source>Making the PDF</source><translation>Haciendo el PDF</translation></message>
  <message><source>{name} was not written. Choose another folder, or another name.</source><translation>{name} no se ha escrito. Elige otra carpeta u otro nombre.</translation></message>
  <message numerus="yes"><source>%n conversation(s) written to {name}.</source><translation><numerusform>%n conversación escrita en {name}.</numerusform><numerusform>%n conversaciones escritas en {name}.</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) are no longer there and are missing in it.</source><translation><numerusform>Falta %n imagen que ya no está.</numerusform><numerusform>Faltan %n imágenes que ya no están.</numerusform></translation></message>
  <message><source>Exported conversations (*.json *.jsonl *.zip *.chat *.md)</source><translation>Conversaciones exportadas (*.json *.jsonl *.zip *.chat *.md)</translation></message>
  <message><source>All files (*)</source><translation>Todos los archivos (*)</translation></message>
  <message><source>Import conversations</source><translation>Importar conversaciones</translation></message>
  <message><source>Import a folder of conversations</source><translation>Importar una carpeta de conversaciones</translation></message>
  <message><source>Importing {name}</source><translation>Importando {name}</translation></message>
  <message numerus="yes"><source>%n conversation(s) of {source} imported.</source><translation><numerusform>%n conversación de {source} importada.</numerusform><numerusform>%n conversaciones de {source} importadas.</numerusform></translation></message>
  <message numerus="yes"><source>%n were already here.</source><translation><numerusform>%n ya estaba aquí.</numerusform><numerusform>%n ya estaban aquí.</numerusform></translation></message>
  <message numerus="yes"><source>%n message(s) were added to “{title}”.</source><translation><numerusform>Se ha añadido %n mensaje a «{title}».</numerusform><numerusform>Se han añadido %n mensajes a «{title}».</numerusform></translation></message>
  <message numerus="yes"><source>%n message(s) were added to conversations that were already here.</source><translation><numerusform>Se ha añadido %n mensaje a una conversación que ya estaba aquí.</numerusform><numerusform>Se han añadido %n mensajes a conversaciones que ya estaban aquí.</numerusform></translation></message>
  <message numerus="yes"><source>%n are damaged and were left out.</source><translation><numerusform>%n está dañada y no se ha importado.</numerusform><numerusform>%n están dañadas y no se han importado.</numerusform></translation></message>
  <message><source>{name} breaks off after that; export it again for the rest.</source><translation>{name} se corta después; vuelve a exportarlo para tener el resto.</translation></message>
  <message numerus="yes"><source>%n picture(s) are not in the export.</source><translation><numerusform>Falta %n imagen en lo exportado.</numerusform><numerusform>Faltan %n imágenes en lo exportado.</numerusform></translation></message>
  <message><source>Stopped: what came in is kept.</source><translation>Detenido: lo importado se conserva.</translation></message>
  <message><source>Export this conversation…</source><translation>Exportar esta conversación…</translation></message>
  <message><source>Export all conversations…</source><translation>Exportar todas las conversaciones…</translation></message>
  <message><source>Import conversations…</source><translation>Importar conversaciones…</translation></message>
  <message><source>Import a folder of conversations…</source><translation>Importar una carpeta de conversaciones…</translation></message>
  <message><source>Ask a question first: there is nothing to export yet.</source><translation>Haz antes una pregunta: aún no hay nada que exportar.</translation></message>
  <message><source>Quote</source><translation>Citar</translation></message>
  <message><source>Quote the selection in the question</source><translation>Citar lo seleccionado en la pregunta</translation></message>
  <message><source>Quote in the question</source><translation>Citar en la pregunta</translation></message>
  <message><source>Copy as</source><translation>Copiar como</translation></message>
  <message><source>Selection as Markdown</source><translation>Selección en Markdown</translation></message>
  <message><source>Message as Markdown</source><translation>Mensaje en Markdown</translation></message>
  <message><source>Message as plain text</source><translation>Mensaje en texto sin formato</translation></message>
  <message><source>Conversation as Markdown</source><translation>Conversación en Markdown</translation></message>
  <message><source>Conversation as plain text</source><translation>Conversación en texto sin formato</translation></message>
  <message><source>Copy the conversation as Markdown</source><translation>Copiar la conversación en Markdown</translation></message>
  <message><source>Copy the conversation as plain text</source><translation>Copiar la conversación en texto sin formato</translation></message>
  <message numerus="yes"><source>%n message(s) copied.</source><translation><numerusform>%n mensaje copiado.</numerusform><numerusform>%n mensajes copiados.</numerusform></translation></message>
  <message><source>You</source><translation>Tú</translation></message>
  <message><source>Assistant</source><translation>Asistente</translation></message>
  <message><source>No words</source><translation>Sin palabras</translation></message>
  <message><source>List the versions</source><translation>Lista de versiones</translation></message>
  <message><source>This text is long ({n} characters). As a file, the model finds in it what you ask about.</source><translation>Este texto es largo ({n} caracteres). Como archivo, el modelo busca en él lo que preguntes.</translation></message>
  <message><source>Attach it as a file</source><translation>Adjuntarlo como archivo</translation></message>
  <message><source>Paste it into the question</source><translation>Pegarlo en la pregunta</translation></message>
  <message><source>Do not paste</source><translation>No pegar</translation></message>
</context>
</TS>
