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
  <message><source>Dividing documents anew</source><translation>Dividiendo de nuevo los documentos</translation></message>
  <message><source>Pieces</source><translation>Fragmentos</translation></message>
  <message><source>whole</source><translation>entero</translation></message>
  <message><source>Only shown below; nothing is changed until you press the button.</source><translation>Solo se muestra abajo; no cambia nada hasta que pulses el botón.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>list the documents of the library and look after them</source><translation>muestra los documentos de la biblioteca y se ocupa de ellos</translation></message>
  <message><source>list the documents of the library</source><translation>muestra los documentos de la biblioteca</translation></message>
  <message><source>try again those that could not be read</source><translation>vuelve a intentar los que no se han podido leer</translation></message>
  <message><source>take documents out of the library; the files stay</source><translation>quita documentos de la biblioteca; los archivos siguen donde estaban</translation></message>
  <message><source>delete for good what was read of documents; the files stay</source><translation>borra para siempre lo leído de los documentos; los archivos siguen donde estaban</translation></message>
  <message><source>say or choose how the documents of a collection are divided into pieces</source><translation>dice o elige cómo se dividen en fragmentos los documentos de una colección</translation></message>
  <message><source>where pieces begin and end</source><translation>dónde empiezan y acaban los fragmentos</translation></message>
  <message><source>the size of a piece, in the tokens of the model that finds passages by meaning</source><translation>tamaño de un fragmento, en tokens del modelo que busca pasajes por su significado</translation></message>
  <message><source>tokens that a piece shares with the one before it</source><translation>tokens que un fragmento comparte con el anterior</translation></message>
  <message><source>only show how this file would be divided; nothing is changed</source><translation>solo muestra cómo se dividiría este archivo; no cambia nada</translation></message>
  <message><source>{collection}: {method}, {size} tokens, {overlap} shared; {waiting} of {documents} documents wait to be divided.</source><translation>{collection}: {method}, {size} tokens, {overlap} compartidos; {waiting} de {documents} documentos esperan a que se los divida.</translation></message>
  <message><source>{tokens} tokens, {shared} of them shared</source><translation>{tokens} tokens, {shared} de ellos compartidos</translation></message>
  <message><source>The document is small and stays whole.</source><translation>El documento es pequeño y queda entero.</translation></message>
  <message><source>Only its beginning is shown.</source><translation>Solo se muestra el principio.</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>A piece may have {smallest} to {largest} tokens, and two neighbours may share at most half of a piece. Nothing was changed.</source><translation>Un fragmento puede tener de {smallest} a {largest} tokens, y dos seguidos pueden compartir como mucho medio fragmento. No se ha cambiado nada.</translation></message>
  <message><source>{name} changed while it was being read, so another program may still be writing it. What was read of it before is kept; it is read again in the next run.</source><translation>{name} ha cambiado mientras se leía; puede que otro programa aún lo esté escribiendo. Se conserva lo que se había leído antes y se volverá a leer en la próxima lectura.</translation></message>
</context>
</TS>
