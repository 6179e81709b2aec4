<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>models</name>
  <message><source>Add a GGUF file, or a folder with an ONNX model. You can also drop it on the window.</source><translation>Añade un archivo GGUF o una carpeta con un modelo ONNX. También puedes soltarlo sobre la ventana.</translation></message>
  <message><source>A bigger model answers better</source><translation>Un modelo más grande responde mejor</translation></message>
  <message><source>A very small model to start with. It answers from a text it is given; it is weak on facts and writes little Spanish.</source><translation>Un modelo muy pequeño para empezar. Responde a partir de un texto que le des; sabe pocos datos y escribe mal en español.</translation></message>
  <message><source>Add a model</source><translation>Añadir un modelo</translation></message>
  <message><source>Add a model from a file…</source><translation>Añadir un modelo desde un archivo…</translation></message>
  <message><source>Add a model from a folder…</source><translation>Añadir un modelo desde una carpeta…</translation></message>
  <message><source>Add a model…</source><translation>Añadir un modelo…</translation></message>
  <message><source>Add as a model</source><translation>Añadir como modelo</translation></message>
  <message><source>Adding {name}</source><translation>Añadiendo {name}</translation></message>
  <message><source>Changed since it was added</source><translation>Ha cambiado desde que se añadió</translation></message>
  <message><source>Check this computer</source><translation>Comprobar este ordenador</translation></message>
  <message><source>Health check</source><translation>Comprobación del equipo</translation></message>
  <message><source>Checking this computer</source><translation>Comprobando este ordenador</translation></message>
  <message><source>Choose a file no bigger than half of this computer's memory. 2 GB is a good size to begin with.</source><translation>Elige un archivo que no ocupe más de la mitad de la memoria de este ordenador. Para empezar, 2 GB es un buen tamaño.</translation></message>
  <message><source>Copy the file to a USB stick, plug it in here and drop the file on this window.</source><translation>Copia el archivo en una memoria USB, conéctala aquí y suelta el archivo sobre esta ventana.</translation></message>
  <message><source>Damaged</source><translation>Dañado</translation></message>
  <message><source>Finds passages by meaning</source><translation>Busca pasajes por su significado</translation></message>
  <message><source>Finds passages by meaning, in Spanish, English and about a hundred other languages.</source><translation>Busca pasajes por su significado en español, inglés y unos cien idiomas más.</translation></message>
  <message><source>From a folder…</source><translation>Desde una carpeta…</translation></message>
  <message><source>In use</source><translation>En uso</translation></message>
  <message><source>Reading the list of models…</source><translation>Leyendo la lista de modelos…</translation></message>
  <message><source>Checks the processor, the memory, the models and the library, and that Ateneo has no internet connection.</source><translation>Comprueba el procesador, la memoria, los modelos y la biblioteca, y que Ateneo no tenga ninguna conexión a internet.</translation></message>
  <message><source>Models ({patterns})</source><translation>Modelos ({patterns})</translation></message>
  <message><source>There are no models yet. Add a GGUF file, or run “ateneo setup” to get the small models to start with.</source><translation>Aún no hay modelos. Añade un archivo GGUF o ejecuta «ateneo setup» para instalar los modelos pequeños con los que empezar.</translation></message>
  <message><source>On a computer with internet, look for an “Instruct” model in GGUF format, quantised to 4 bits (Q4_K_M).</source><translation>En un ordenador con internet, busca un modelo «Instruct» en formato GGUF, cuantizado a 4 bits (Q4_K_M).</translation></message>
  <message><source>Remove</source><translation>Quitar</translation></message>
  <message><source>Switched off after a crash</source><translation>Desactivado tras un fallo</translation></message>
  <message><source>Sorts the passages found</source><translation>Ordena los pasajes encontrados</translation></message>
  <message><source>Finds pictures by words</source><translation>Encuentra imágenes con palabras</translation></message>
  <message><source>Says what a picture shows</source><translation>Dice qué muestra una imagen</translation></message>
  <message><source>Finds things in a picture</source><translation>Encuentra cosas en una imagen</translation></message>
  <message><source>Finds names in a text</source><translation>Encuentra nombres en un texto</translation></message>
  <message><source>Finds the answer in a text</source><translation>Encuentra la respuesta en un texto</translation></message>
  <message><source>Classifies texts by its own labels</source><translation>Clasifica textos según sus propias etiquetas</translation></message>
  <message><source>Fills the gaps in a text</source><translation>Rellena los huecos de un texto</translation></message>
  <message><source>Says whether one sentence follows another</source><translation>Dice si una frase es continuación de otra</translation></message>
  <message><source>Outlines things in a picture</source><translation>Traza el contorno de las cosas de una imagen</translation></message>
  <message><source>Reads text in pictures</source><translation>Lee el texto de las imágenes</translation></message>
  <message><source>Reads printed text in pictures, in Spanish, English and other languages of the Latin alphabet.</source><translation>Lee texto impreso en imágenes, en español, inglés y otras lenguas de alfabeto latino.</translation></message>
  <message><source>Finds photographs of a thousand kinds of animals and things, in Spanish and English. A CLIP model understands more: scenes, colours, actions.</source><translation>Encuentra fotografías de mil clases de animales y cosas, en español y en inglés. Un modelo CLIP entiende más: escenas, colores, acciones.</translation></message>
  <message><source>Thorough check: read every file</source><translation>Comprobación a fondo: leer todos los archivos</translation></message>
  <message><source>Use this model</source><translation>Usar este modelo</translation></message>
  <message><source>Use {model}</source><translation>Usar {model}</translation></message>
  <message><source>Verify</source><translation>Verificar</translation></message>
  <message><source>Verifying {name}</source><translation>Verificando {name}</translation></message>
  <message><source>Writes answers</source><translation>Escribe respuestas</translation></message>
  <message><source>about {speed} here</source><translation>unos {speed} en este ordenador</translation></message>
  <message><source>reads {n} tokens</source><translation>lee {n} tokens</translation></message>
  <message><source>{name} has changed since it was added. Copy it again from where you got it.</source><translation>{name} ha cambiado desde que se añadió. Cópialo de nuevo desde donde lo obtuviste.</translation></message>
  <message><source>{name} is complete and unchanged.</source><translation>{name} está completo y sin cambios.</translation></message>
  <message><source>{name} is used instead</source><translation>mientras tanto se usa {name}</translation></message>
  <message><source>{name} was added.</source><translation>{name} se ha añadido.</translation></message>
  <message><source>{name} was removed.</source><translation>{name} se ha quitado.</translation></message>
  <message><source>{size} of memory</source><translation>{size} de memoria</translation></message>
  <message><source>Technical note: {note}</source><translation>Nota técnica: {note}</translation></message>
  <message><source>Try again</source><translation>Probar de nuevo</translation></message>
  <message><source>Trying {name}</source><translation>Probando {name}</translation></message>
  <message><source>{name} works again.</source><translation>{name} vuelve a funcionar.</translation></message>
  <message><source>understands pictures</source><translation>entiende imágenes</translation></message>
  <message><source>To ask about pictures, choose a vision model (“VL”) and drop its “mmproj” file too: the model needs it to see.</source><translation>Para preguntar por imágenes, elige un modelo de visión («VL») y suelta también su archivo «mmproj»: el modelo lo necesita para ver.</translation></message>
  <message><source>ready</source><translation>listo</translation></message>
  <message><source>damaged</source><translation>dañado</translation></message>
  <message><source>changed</source><translation>cambiado</translation></message>
  <message><source>quarantined</source><translation>no se usa</translation></message>
  <message><source>text</source><translation>texto</translation></message>
  <message><source>embedding</source><translation>búsqueda</translation></message>
  <message><source>reranking</source><translation>reordenación</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>the installed models: list, add, remove, verify, retry, use</source><translation>los modelos instalados: list, add, remove, verify, retry, use</translation></message>
  <message><source>a model's id; for add, its file or folder</source><translation>el id de un modelo; para add, su archivo o carpeta</translation></message>
  <message><source>a name for the added model</source><translation>un nombre para el modelo añadido</translation></message>
  <message><source>say which model</source><translation>di qué modelo</translation></message>
  <message><source>the file that lets an added model see pictures</source><translation>el archivo que permite ver imágenes al modelo añadido</translation></message>
  <message><source>the model that an added projector belongs to</source><translation>el modelo al que pertenece el proyector añadido</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Models</source><translation>Modelos</translation></message>
</context>
</TS>
