<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>system</name>
  <message><source>{free} of {total} memory is free.</source><translation>Hay libres {free} de {total} de memoria.</translation></message>
  <message><source>Close other programs before you load a large model.</source><translation>Cierra otros programas antes de cargar un modelo grande.</translation></message>
  <message><source>{free} is free on the library's disk.</source><translation>Quedan {free} libres en el disco de la biblioteca.</translation></message>
  <message><source>Free some space on this disk.</source><translation>Libera espacio en este disco.</translation></message>
  <message><source>onnxruntime and onnxruntime-gpu are both installed and overwrite each other.</source><translation>onnxruntime y onnxruntime-gpu están instalados a la vez y cada uno sobrescribe al otro.</translation></message>
  <message><source>Run “python3 -m installer setup” again.</source><translation>Ejecuta otra vez «python3 -m installer setup».</translation></message>
  <message><source>What runs the models for search and pictures is installed: {packages}.</source><translation>Lo que hace funcionar los modelos de búsqueda e imágenes está instalado: {packages}.</translation></message>
  <message><source>What runs the models for search and pictures (ONNX Runtime) is not installed.</source><translation>No está instalado lo que hace funcionar los modelos de búsqueda e imágenes (ONNX Runtime).</translation></message>
  <message><source>The library is open: {conversations} conversations, {documents} documents.</source><translation>La biblioteca está abierta: {conversations} conversaciones, {documents} documentos.</translation></message>
  <message><source>The whole library was read and is sound: {conversations} conversations, {documents} documents.</source><translation>Se ha leído la biblioteca entera y está bien: {conversations} conversaciones, {documents} documentos.</translation></message>
  <message><source>The library is damaged: {problem}.</source><translation>La biblioteca está dañada: {problem}.</translation></message>
  <message><source>Restore the newest good backup.</source><translation>Restaura la copia de seguridad más reciente que esté bien.</translation></message>
  <message><source>There are {count} backups, the newest from {day}, in {folder}.</source><translation>Hay {count} copias de seguridad; la última es del {day}. Están en {folder}.</translation></message>
  <message><source>The last backup could not be made.</source><translation>No se pudo hacer la última copia de seguridad.</translation></message>
  <message><source>Backups are made by hand only: there are {count}.</source><translation>Las copias de seguridad solo se hacen a mano: hay {count}.</translation></message>
  <message><source>Let Ateneo make them in Settings.</source><translation>Deja que Ateneo las haga, en Ajustes.</translation></message>
  <message><source>The processor has {cores} cores, with these instructions for models: {instructions}.</source><translation>El procesador tiene {cores} núcleos, con estas instrucciones para modelos: {instructions}.</translation></message>
  <message><source>There is no graphics card (GPU) to compute on; the processor does all the work.</source><translation>No hay tarjeta gráfica (GPU) con la que calcular; el procesador hace todo el trabajo.</translation></message>
  <message><source>{name} is used.</source><translation>Se usa {name}.</translation></message>
  <message><source>{name} was found, but Ateneo cannot use it as it is installed.</source><translation>Se ha encontrado {name}, pero Ateneo no puede usarla tal como está instalado.</translation></message>
  <message><source>See “GPU” in the README.</source><translation>Mira «GPU» en el README.</translation></message>
  <message><source>There is no backup yet; the first is made at a quiet moment.</source><translation>Todavía no hay ninguna copia de seguridad; la primera se hace en un momento tranquilo.</translation></message>
  <message><source>There is no model to chat with.</source><translation>No hay ningún modelo con el que hablar.</translation></message>
  <message><source>There is no model to search documents by meaning.</source><translation>No hay ningún modelo para buscar documentos por su significado.</translation></message>
  <message><source>Run “python3 -m installer setup”, or add one on the Models page.</source><translation>Ejecuta «python3 -m installer setup» o añade uno en la página Modelos.</translation></message>
  <message><source>{name} crashed while loading and is no longer used.</source><translation>{name} falló al cargarse y ya no se usa.</translation></message>
  <message><source>Choose another model, or try it again on the Models page.</source><translation>Elige otro modelo o vuelve a probarlo en la página Modelos.</translation></message>
  <message><source>Copy it again from the original.</source><translation>Vuelve a copiarlo desde el original.</translation></message>
  <message><source>The files of {name} are intact.</source><translation>Los archivos de {name} están intactos.</translation></message>
  <message><source>{name} is ready.</source><translation>{name} está listo.</translation></message>
  <message><source>{count} internet connections are open. There should be none.</source><translation>Hay {count} conexiones de internet abiertas. No debería haber ninguna.</translation></message>
  <message><source>These tool servers can use the network: {names}.</source><translation>Estos servidores de herramientas pueden usar la red: {names}.</translation></message>
  <message><source>Refuse it in the settings when they need it no more.</source><translation>Quítasela en los ajustes cuando ya no la necesiten.</translation></message>
  <message><source>Please report this.</source><translation>Avísanos de esto, por favor.</translation></message>
  <message><source>No internet connection is open.</source><translation>No hay ninguna conexión de internet abierta.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>check this computer, the models and the library</source><translation>comprueba este equipo, los modelos y la biblioteca</translation></message>
  <message><source>also read every model file and the whole library</source><translation>lee además todos los archivos de los modelos y la biblioteca entera</translation></message>
  <message><source>make a checked copy of the library</source><translation>hace una copia de seguridad comprobada de la biblioteca</translation></message>
  <message><source>The copy is {path}.</source><translation>La copia es {path}.</translation></message>
  <message><source>replace the library by a backup; the replaced library is kept</source><translation>sustituye la biblioteca por una copia de seguridad; la sustituida se guarda</translation></message>
  <message><source>the folder of a backup; the newest good one when left out</source><translation>la carpeta de una copia de seguridad; si falta, la más reciente que esté bien</translation></message>
  <message><source>make backups automatically, or no longer</source><translation>hace copias de seguridad automáticamente, o deja de hacerlas</translation></message>
  <message><source>Ateneo makes a backup every day, in {folder}.</source><translation>Ateneo hace una copia de seguridad cada día, en {folder}.</translation></message>
  <message><source>Ateneo makes no backups by itself any more.</source><translation>Ateneo ya no hace copias de seguridad por su cuenta.</translation></message>
  <message><source>Restored from {path}. The replaced library is in {kept}.</source><translation>Restaurada desde {path}. La biblioteca sustituida está en {kept}.</translation></message>
  <message><source>write what can still be read of a damaged library to text files</source><translation>escribe en archivos de texto lo que aún se pueda leer de una biblioteca dañada</translation></message>
  <message><source>Saved in {path}: {messages} messages, the text of {texts} documents, {examples} examples of classifiers and a list of {images} pictures.</source><translation>Guardado en {path}: {messages} mensajes, el texto de {texts} documentos, {examples} ejemplos de clasificadores y una lista de {images} imágenes.</translation></message>
  <message><source>{count} damaged entries of the backup could not be read and are empty now; all else is as it was.</source><translation>{count} datos dañados de la copia no se han podido leer y ahora están vacíos; todo lo demás está como estaba.</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>No backup was found there. Choose the folder of a backup.</source><translation>Ahí no hay ninguna copia de seguridad. Elige la carpeta de una.</translation></message>
</context>
</TS>
