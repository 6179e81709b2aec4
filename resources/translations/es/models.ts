<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>models</name>
  <message><source>Model</source><translation>Modelo</translation></message>
  <message><source>Testing {name} with short questions</source><translation>Probando {name} con preguntas cortas</translation></message>
  <message><source>Spanish</source><translation>Español</translation></message>
  <message><source>English</source><translation>Inglés</translation></message>
  <message><source>in Spanish</source><translation>en español</translation></message>
  <message><source>in English</source><translation>en inglés</translation></message>
  <message><source>{language}: {right} of {asked}</source><translation>{language}: {right} de {asked}</translation></message>
  <message><source>Short questions about a text, answered right: {figures}.</source><translation>Aciertos en preguntas cortas sobre un texto: {figures}.</translation></message>
  <message><source>The test of its answers is under way: {done} of {total} questions.</source><translation>La prueba de sus respuestas va por la pregunta {done} de {total}.</translation></message>
  <message><source>How well it answers is not known yet. Ateneo tests it when nobody is waiting for an answer.</source><translation>Todavía no se sabe si responde bien. Ateneo lo pondrá a prueba cuando nadie espere una respuesta.</translation></message>
  <message><source>It answers from your documents in its own words.</source><translation>Responde sobre tus documentos con sus propias palabras.</translation></message>
  <message><source>Answers from your documents begin with a quotation, since its own words are not reliable.</source><translation>Las respuestas sobre tus documentos empiezan con una cita, porque sus propias palabras no son de fiar.</translation></message>
  <message><source>Answers from your documents {in_language} begin with a quotation, since its own words are not reliable.</source><translation>Las respuestas {in_language} sobre tus documentos empiezan con una cita, porque sus propias palabras no son de fiar.</translation></message>
  <message><source>Test again</source><translation>Repetir la prueba</translation></message>
  <message><source>Test its answers</source><translation>Probar sus respuestas</translation></message>
  <message><source>Asks the model twelve short questions in each language, each with a text that holds the answer. It takes some minutes; what you ask meanwhile goes first.</source><translation>Le hace al modelo doce preguntas cortas en cada idioma, cada una con un texto que contiene la respuesta. Tarda unos minutos; lo que preguntes mientras tanto va primero.</translation></message>
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
  <message><source>Copy the file to a USB stick, plug it in here and drop the file on this window.</source><translation>Copia el archivo en una memoria USB, conéctala aquí y suelta el archivo sobre esta ventana.</translation></message>
  <message><source>Damaged</source><translation>Dañado</translation></message>
  <message><source>Finds passages by meaning</source><translation>Busca pasajes por su significado</translation></message>
  <message><source>Finds passages by meaning, in Spanish, English and about a hundred other languages.</source><translation>Busca pasajes por su significado en español, inglés y unos cien idiomas más.</translation></message>
  <message><source>From a folder…</source><translation>Desde una carpeta…</translation></message>
  <message><source>In use</source><translation>En uso</translation></message>
  <message><source>Reading the list of models…</source><translation>Leyendo la lista de modelos…</translation></message>
  <message><source>Checks the processor, the memory, the models and the library, and that Ateneo has no internet connection.</source><translation>Comprueba el procesador, la memoria, los modelos y la biblioteca, y que Ateneo no tenga ninguna conexión a internet.</translation></message>
  <message><source>Models ({patterns})</source><translation>Modelos ({patterns})</translation></message>
  <message><source>There are no models yet. Add a GGUF file, or run “python3 -m installer setup” to get the models to start with.</source><translation>Aún no hay modelos. Añade un archivo GGUF o ejecuta «python3 -m installer setup» para instalar los modelos con los que empezar.</translation></message>
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
  <message><source>Answers from documents in Spanish and English, in whole sentences, and writes code.
It is a coding model: ask it about a text. Without one it often gets plain facts wrong.</source><translation>Responde a partir de documentos en español e inglés, con frases completas, y escribe código.
Es un modelo para programar: pregúntale sobre un texto. Sin uno, a menudo se equivoca en datos sencillos.</translation></message>
  <message><source>Copy or save this list, and get one of the files on a computer with internet.</source><translation>Copia o guarda esta lista y consigue uno de los archivos en un ordenador con internet.</translation></message>
  <message><source>Copy the list</source><translation>Copiar la lista</translation></message>
  <message><source>Save the list…</source><translation>Guardar la lista…</translation></message>
  <message><source>Looking for models that suit this computer…</source><translation>Buscando modelos adecuados para este ordenador…</translation></message>
  <message><source>This computer has {memory} of memory: no bigger model than the one in use fits.</source><translation>Este ordenador tiene {memory} de memoria: no cabe un modelo más grande que el que se usa.</translation></message>
  <message><source>This computer has {memory} of memory. One of these files suits it:</source><translation>Este ordenador tiene {memory} de memoria. Le conviene uno de estos archivos:</translation></message>
  <message><source>bigger models</source><translation>modelos más grandes</translation></message>
  <message><source>Save the list of bigger models</source><translation>Guardar la lista de modelos más grandes</translation></message>
  <message><source>{name} cannot be written. Choose another folder.</source><translation>No se puede escribir {name}. Elige otra carpeta.</translation></message>
  <message><source>The list is in {name}.</source><translation>La lista está en {name}.</translation></message>
  <message><source>thinks before it answers</source><translation>piensa antes de responder</translation></message>
  <message><source>sees pictures with {file}</source><translation>ve imágenes con {file}</translation></message>
  <message><source>It is used from now on.</source><translation>Se usa desde ahora.</translation></message>
  <message><source>All files ({patterns})</source><translation>Todos los archivos ({patterns})</translation></message>
  <message><source>This model is installed already: {name}.</source><translation>Este modelo ya está instalado: {name}.</translation></message>
  <message><source>{name} was added. It continues texts; to chat, use another model.</source><translation>Se ha añadido {name}. Continúa textos; para el chat, usa otro modelo.</translation></message>
  <message><source>This is {name}, the official file of {publisher}. It was added.</source><translation>Es {name}, el archivo oficial de {publisher}. Se ha añadido.</translation></message>
  <message><source>This is {name}, unchanged, as {publisher} published it. It was added.</source><translation>Es {name}, sin cambios, tal como lo publicó {publisher}. Se ha añadido.</translation></message>
  <message><source>A base model: it continues a text and does not answer questions. Chat uses it only if you choose it.</source><translation>Un modelo base: continúa un texto y no responde a preguntas. El chat solo lo usa si tú lo eliges.</translation></message>
  <message><source>Continues texts</source><translation>Continúa textos</translation></message>
  <message><source>official file of {publisher}</source><translation>archivo oficial de {publisher}</translation></message>
  <message><source>A test is running already; the bar at the bottom shows it.</source><translation>Ya hay una prueba en marcha; puedes verla en la barra de abajo.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>the installed models: list, add, remove, verify, retry, use, grade, bigger</source><translation>los modelos instalados: listarlos (list), añadir (add), quitar (remove), verificar (verify), reintentar (retry), usar (use), poner a prueba (grade) y nombrar otros más grandes (bigger)</translation></message>
  <message><source>for grade: ask everything anew</source><translation>para grade: volver a preguntarlo todo</translation></message>
  <message><source>{language}: it answers from documents in its own words.</source><translation>{language}: responde sobre los documentos con sus propias palabras.</translation></message>
  <message><source>{language}: answers from documents quote them first.</source><translation>{language}: las respuestas sobre los documentos empiezan con una cita.</translation></message>
  <message><source>a model's id; for add, its file or folder</source><translation>el id de un modelo; para add, su archivo o carpeta</translation></message>
  <message><source>a name for the added model</source><translation>un nombre para el modelo añadido</translation></message>
  <message><source>say which model</source><translation>di qué modelo</translation></message>
  <message><source>the file that lets an added model see pictures</source><translation>el archivo que permite ver imágenes al modelo añadido</translation></message>
  <message><source>the model that an added projector belongs to</source><translation>el modelo al que pertenece el proyector añadido</translation></message>
  <message><source>for bigger: the file for the list of bigger models, to take to a computer with internet</source><translation>para bigger: el archivo para la lista de modelos más grandes, que puedes llevar a un ordenador con internet</translation></message>
  <message><source>continues texts, not for chat</source><translation>continúa textos, no es para el chat</translation></message>
  <message><source>This model is installed already: {name} ({id}).</source><translation>Este modelo ya está instalado: {name} ({id}).</translation></message>
  <message><source>It is a base model: it continues a text and does not answer questions. Chat does not use it unless you choose it (ateneo models use).</source><translation>Es un modelo base: continúa un texto y no responde a preguntas. El chat no lo usa a menos que lo elijas (ateneo models use).</translation></message>
  <message><source>This is {name}, the official file of {publisher}.</source><translation>Es {name}, el archivo oficial de {publisher}.</translation></message>
  <message><source>This is {name}, unchanged, as {publisher} published it.</source><translation>Es {name}, sin cambios, tal como lo publicó {publisher}.</translation></message>
  <message><source>This computer's memory has no room for a bigger model than the one in use.</source><translation>En la memoria de este ordenador no cabe un modelo más grande que el que se usa.</translation></message>
  <message><source>Written: {file}</source><translation>Escrito: {file}</translation></message>
</context>
<context>
  <name>bigger models</name>
  <message><source>Bigger chat models for Ateneo</source><translation>Modelos de chat más grandes para Ateneo</translation></message>
  <message><source>This computer has {memory} GB of memory. One of these files suits it.</source><translation>Este ordenador tiene {memory} GB de memoria. Le conviene uno de estos archivos.</translation></message>
  <message><source>Get it on a computer with internet, copy it to a USB stick, and drop it on the window of Ateneo here,</source><translation>Descárgalo en un ordenador con internet, cópialo en una memoria USB y suéltalo aquí sobre la ventana de Ateneo,</translation></message>
  <message><source>or type: ateneo models add FILE</source><translation>o escribe: ateneo models add ARCHIVO</translation></message>
  <message><source>File</source><translation>Archivo</translation></message>
  <message><source>Size</source><translation>Tamaño</translation></message>
  <message><source>Address</source><translation>Dirección</translation></message>
  <message><source>Licence</source><translation>Licencia</translation></message>
  <message><source>{size} GB ({bytes} bytes)</source><translation>{size} GB ({bytes} bytes)</translation></message>
  <message><source>Expected here: about {speed} tokens per second</source><translation>Velocidad prevista aquí: unos {speed} tokens por segundo</translation></message>
  <message><source>It thinks in writing before it answers, which takes longer.</source><translation>Piensa por escrito antes de responder, así que tarda más.</translation></message>
  <message><source>With {file} from the same address it sees pictures too.</source><translation>Con {file}, de la misma dirección, también ve imágenes.</translation></message>
  <message><source>To check a file: “sha256sum FILE” on Linux, “shasum -a 256 FILE” on macOS, “certutil -hashfile FILE SHA256” on Windows.</source><translation>Para comprobar un archivo: «sha256sum ARCHIVO» en Linux, «shasum -a 256 ARCHIVO» en macOS, «certutil -hashfile ARCHIVO SHA256» en Windows.</translation></message>
  <message><source>Ateneo compares it too when you add it, and says whether it is this very file.</source><translation>Ateneo también lo comprueba al añadirlo y dice si es exactamente este archivo.</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Models</source><translation>Modelos</translation></message>
</context>
</TS>
