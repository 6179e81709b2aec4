<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>documents</name>
  <message><source>How documents are divided…</source><translation>Cómo se dividen los documentos…</translation></message>
  <message><source>How “{name}” is divided</source><translation>Cómo se divide «{name}»</translation></message>
  <message numerus="yes"><source>%n still to be divided anew</source><translation><numerusform>%n aún por dividir de nuevo</numerusform><numerusform>%n aún por dividir de nuevo</numerusform></translation></message>
  <message><source>Divide</source><translation>Dividir</translation></message>
  <message><source>Size of a piece, in tokens</source><translation>Tamaño de un fragmento, en tokens</translation></message>
  <message><source>Shared with the piece before</source><translation>Compartido con el fragmento anterior</translation></message>
  <message><source>Paragraphs, joined up to the size</source><translation>Párrafos, unidos hasta el tamaño</translation></message>
  <message><source>Each paragraph on its own</source><translation>Cada párrafo por separado</translation></message>
  <message><source>Sentences</source><translation>Frases</translation></message>
  <message><source>Sections under headings</source><translation>Apartados bajo títulos</translation></message>
  <message><source>As whole as possible</source><translation>Lo más entero posible</translation></message>
  <message><source>Good for most documents: short paragraphs stay together, long ones stay whole.</source><translation>Sirve para la mayoría de los documentos: los párrafos cortos van juntos y los largos quedan enteros.</translation></message>
  <message><source>For texts whose paragraphs stand for themselves: questions and answers, articles of a law.</source><translation>Para textos en los que cada párrafo se entiende solo: preguntas y respuestas, artículos de una ley.</translation></message>
  <message><source>For single facts, such as figures and dates. Answers see less of what stands around them.</source><translation>Para datos sueltos, como cifras y fechas. Las respuestas ven menos de lo que los rodea.</translation></message>
  <message><source>For manuals and contracts: a section stays together as far as the size allows.</source><translation>Para manuales y contratos: un apartado queda junto hasta donde permite el tamaño.</translation></message>
  <message><source>For short letters and notes: as much in one piece as the model that finds passages can read at once.</source><translation>Para cartas y notas cortas: cada fragmento es tan largo como puede leer de una vez el modelo que busca pasajes.</translation></message>
  <message><source>The document with its pieces</source><translation>El documento con sus fragmentos</translation></message>
  <message><source>Divide the documents so</source><translation>Dividir así los documentos</translation></message>
  <message><source>As usual</source><translation>Como siempre</translation></message>
  <message><source>Shown on</source><translation>Mostrado en</translation></message>
  <message><source>A document of this collection</source><translation>Un documento de esta colección</translation></message>
  <message numerus="yes"><source>%n document(s) still to be divided as you chose; until then search and answers use the old pieces.</source><translation><numerusform>Falta dividir %n documento como elegiste; mientras tanto, la búsqueda y las respuestas usan los fragmentos anteriores.</numerusform><numerusform>Falta dividir %n documentos como elegiste; mientras tanto, la búsqueda y las respuestas usan los fragmentos anteriores.</numerusform></translation></message>
  <message><source>All documents are divided as chosen here. Your files are not changed or read again.</source><translation>Todos los documentos están divididos como se elige aquí. Tus archivos no se cambian ni se vuelven a leer.</translation></message>
  <message numerus="yes"><source>It is small and stays whole: %n token(s).</source><translation><numerusform>Es pequeño y queda entero: %n token.</numerusform><numerusform>Es pequeño y queda entero: %n tokens.</numerusform></translation></message>
  <message numerus="yes"><source>%n piece(s)</source><translation><numerusform>%n fragmento</numerusform><numerusform>%n fragmentos</numerusform></translation></message>
  <message><source>of {least} to {most} tokens, {mean} on average.</source><translation>de {least} a {most} tokens, {mean} de media.</translation></message>
  <message><source>Only the beginning is shown.</source><translation>Solo se muestra el principio.</translation></message>
  <message><source>Preparing documents for a more exact search</source><translation>Preparando los documentos para buscar con más precisión</translation></message>
  <message><source>Dividing documents anew</source><translation>Dividiendo de nuevo los documentos</translation></message>
  <message><source>Pieces</source><translation>Fragmentos</translation></message>
  <message><source>whole</source><translation>entero</translation></message>
  <message><source>Only shown below; nothing is changed until you press the button.</source><translation>Solo se muestra abajo; no cambia nada hasta que pulses el botón.</translation></message>
  <message><source>Folders and files…</source><translation>Carpetas y archivos…</translation></message>
  <message><source>Folders of “{name}”</source><translation>Carpetas de «{name}»</translation></message>
  <message><source>not there now</source><translation>ahora no está</translation></message>
  <message><source>Read changes at once</source><translation>Leer enseguida los cambios</translation></message>
  <message><source>On battery too</source><translation>También con batería</translation></message>
  <message><source>Take only these files</source><translation>Tomar solo estos archivos</translation></message>
  <message><source>Leave out</source><translation>Dejar fuera</translation></message>
  <message><source>all files that can be read</source><translation>todos los que se pueden leer</translation></message>
  <message><source>One pattern a line: *.pdf for files, drafts/ for folders, /2024 for what is directly in a folder added above. Files that are left out stay where they are.</source><translation>Un patrón por línea: *.pdf para archivos, borradores/ para carpetas, /2024 para lo que está directamente en una carpeta de arriba. Los archivos que se dejan fuera siguen donde están.</translation></message>
  <message><source>Read the folders so</source><translation>Leer así las carpetas</translation></message>
  <message><source>not there now; its documents stay</source><translation>ahora no está; sus documentos se conservan</translation></message>
  <message><source>Where is it now?…</source><translation>¿Dónde está ahora?…</translation></message>
  <message><source>The folder “{folder}” is not there. Its documents stay and can be searched.</source><translation>La carpeta «{folder}» no está. Sus documentos se conservan y se pueden buscar.</translation></message>
  <message><source>{n} more are not there either.</source><translation>Tampoco están otras {n}.</translation></message>
  <message><source>Changes in “{folder}” are read only when you add it again.</source><translation>Los cambios en «{folder}» solo se leen cuando la vuelves a añadir.</translation></message>
  <message><source>Where is “{folder}” now?</source><translation>¿Dónde está ahora «{folder}»?</translation></message>
  <message numerus="yes"><source>%n document(s) are now looked for in “{folder}”.</source><translation><numerusform>%n documento se busca ahora en «{folder}».</numerusform><numerusform>%n documentos se buscan ahora en «{folder}».</numerusform></translation></message>
  <message><source>Page {n}</source><translation>Página {n}</translation></message>
  <message><source>drafts/</source><translation>borradores/</translation></message>
  <message><source>One moment…</source><translation>Un momento…</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>list the documents of the library and look after them</source><translation>muestra los documentos de la biblioteca y se ocupa de ellos</translation></message>
  <message><source>list the documents of the library</source><translation>muestra los documentos de la biblioteca</translation></message>
  <message><source>try again those that could not be read</source><translation>vuelve a intentar los que no se han podido leer</translation></message>
  <message><source>take documents out of the library; the files stay</source><translation>quita documentos de la biblioteca; los archivos siguen donde estaban</translation></message>
  <message><source>delete for good what was read of documents; the files stay</source><translation>borra para siempre lo leído de los documentos; los archivos siguen donde estaban</translation></message>
  <message><source>prepare single sentences, which orders more exactly what a search finds</source><translation>prepara las frases una a una, con lo que se ordena mejor lo que encuentra una búsqueda</translation></message>
  <message><source>Passages whose sentences were prepared: {passages}. Left: {left}.</source><translation>Pasajes con las frases preparadas: {passages}. Quedan: {left}.</translation></message>
  <message><source>say or choose how the documents of a collection are divided into pieces</source><translation>dice o elige cómo se dividen en fragmentos los documentos de una colección</translation></message>
  <message><source>where pieces begin and end</source><translation>dónde empiezan y acaban los fragmentos</translation></message>
  <message><source>the size of a piece, in the tokens of the model that finds passages by meaning</source><translation>tamaño de un fragmento, en tokens del modelo que busca pasajes por su significado</translation></message>
  <message><source>tokens that a piece shares with the one before it</source><translation>tokens que un fragmento comparte con el anterior</translation></message>
  <message><source>only show how this file would be divided; nothing is changed</source><translation>solo muestra cómo se dividiría este archivo; no cambia nada</translation></message>
  <message><source>{collection}: {method}, {size} tokens, {overlap} shared; {waiting} of {documents} documents wait to be divided.</source><translation>{collection}: {method}, {size} tokens, {overlap} compartidos; {waiting} de {documents} documentos esperan a que se los divida.</translation></message>
  <message><source>{tokens} tokens, {shared} of them shared</source><translation>{tokens} tokens, {shared} de ellos compartidos</translation></message>
  <message><source>The document is small and stays whole.</source><translation>El documento es pequeño y queda entero.</translation></message>
  <message><source>Only its beginning is shown.</source><translation>Solo se muestra el principio.</translation></message>
  <message><source>say or choose whether the window follows changes in a collection's folders</source><translation>dice o elige si la ventana sigue los cambios en las carpetas de una colección</translation></message>
  <message><source>follow changes</source><translation>sigue los cambios</translation></message>
  <message><source>do not follow changes</source><translation>no sigue los cambios</translation></message>
  <message><source>follow changes on battery too, or not</source><translation>sigue los cambios también con batería, o no</translation></message>
  <message><source>say or choose which files of a collection's folders are taken, as .gitignore does</source><translation>dice o elige qué archivos de las carpetas de una colección se toman, como hace .gitignore</translation></message>
  <message><source>take only files that fit; repeat it for several</source><translation>toma solo los archivos que encajan; repítela para varios</translation></message>
  <message><source>leave out what fits; repeat it for several</source><translation>deja fuera lo que encaja; repítela para varios</translation></message>
  <message><source>take all files again</source><translation>vuelve a tomar todos los archivos</translation></message>
  <message><source>say where a folder of a collection is now; nothing is read again</source><translation>dice dónde está ahora una carpeta de una colección; no se vuelve a leer nada</translation></message>
  <message><source>the folder as the collection knows it</source><translation>la carpeta tal como la conoce la colección</translation></message>
  <message><source>where it is now</source><translation>dónde está ahora</translation></message>
  <message><source>{documents} documents are now looked for in {new}; {missing} of them are not there.</source><translation>{documents} documentos se buscan ahora en {new}; {missing} de ellos no están allí.</translation></message>
  <message><source>Changes in the folders are followed.</source><translation>Se siguen los cambios en las carpetas.</translation></message>
  <message><source>Changes in the folders are not followed.</source><translation>No se siguen los cambios en las carpetas.</translation></message>
  <message><source>On battery they wait.</source><translation>Con batería esperan.</translation></message>
  <message><source>{path}: {documents} documents</source><translation>{path}: {documents} documentos</translation></message>
  <message><source>not there now</source><translation>ahora no está</translation></message>
  <message><source>Only: {patterns}</source><translation>Solo: {patterns}</translation></message>
  <message><source>Not: {patterns}</source><translation>No: {patterns}</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>A piece may have {smallest} to {largest} tokens, and two neighbours may share at most half of a piece. Nothing was changed.</source><translation>Un fragmento puede tener de {smallest} a {largest} tokens, y dos seguidos pueden compartir como mucho medio fragmento. No se ha cambiado nada.</translation></message>
  <message><source>{name} changed while it was being read, so another program may still be writing it. What was read of it before is kept; it is read again in the next run.</source><translation>{name} ha cambiado mientras se leía; puede que otro programa aún lo esté escribiendo. Se conserva lo que se había leído antes y se volverá a leer en la próxima lectura.</translation></message>
  <message><source>At most {most} patterns of {longest} characters are possible. Nothing was changed.</source><translation>Se admiten como mucho {most} patrones de {longest} caracteres. No se ha cambiado nada.</translation></message>
  <message><source>“{name}” does not hold these documents: {found} of {looked} that were looked for are there unchanged. Nothing was changed. Choose the folder that has them, or add this one as a new folder.</source><translation>«{name}» no contiene estos documentos: de {looked} buscados, {found} están allí sin cambios. No se ha cambiado nada. Elige la carpeta que los tiene o añade esta como carpeta nueva.</translation></message>
</context>
</TS>
