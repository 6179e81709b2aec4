<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>images</name>
  <message><source>Album</source><translation>Álbum</translation></message>
  <message><source>Folder of pictures</source><translation>Carpeta de imágenes</translation></message>
  <message numerus="yes"><source>%n could not be copied.</source><translation><numerusform>%n no se ha podido copiar.</numerusform><numerusform>%n no se han podido copiar.</numerusform></translation></message>
  <message numerus="yes"><source>%n could not be read</source><translation><numerusform>%n no se ha podido leer</numerusform><numerusform>%n no se han podido leer</numerusform></translation></message>
  <message numerus="yes"><source>%n found by name and date only, for now</source><translation><numerusform>%n se encuentra solo por nombre y fecha, por ahora</numerusform><numerusform>%n se encuentran solo por nombre y fecha, por ahora</numerusform></translation></message>
  <message numerus="yes"><source>%n gone</source><translation><numerusform>%n ya no está</numerusform><numerusform>%n ya no están</numerusform></translation></message>
  <message numerus="yes"><source>%n group(s)</source><translation><numerusform>%n grupo</numerusform><numerusform>%n grupos</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s)</source><translation><numerusform>%n imagen</numerusform><numerusform>%n imágenes</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) copied into {path}; the originals stay.</source><translation><numerusform>%n imagen copiada en {path}; la original se queda.</numerusform><numerusform>%n imágenes copiadas en {path}; las originales se quedan.</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) read</source><translation><numerusform>%n imagen leída</numerusform><numerusform>%n imágenes leídas</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) removed from the library; the files stay where they are.</source><translation><numerusform>%n imagen quitada de la biblioteca; el archivo sigue donde está.</numerusform><numerusform>%n imágenes quitadas de la biblioteca; los archivos siguen donde están.</numerusform></translation></message>
  <message><source>Looking for new pictures</source><translation>Buscando imágenes nuevas</translation></message>
  <message><source>New pictures in “{folder}” are found only when you ask for them.</source><translation>Las imágenes nuevas de «{folder}» solo se encuentran si las pides.</translation></message>
  <message><source>-word leaves out · horse + stripes adds · text:invoice finds text in pictures · date:2024-05 · colour:red · camera: · folder:</source><translation>-palabra excluye · caballo + rayas suma · texto:factura busca texto en las imágenes · fecha:2024-05 · color:rojo · cámara: · carpeta:</translation></message>
  <message><source>A little like</source><translation>Algo parecida a</translation></message>
  <message><source>Add a folder of pictures…</source><translation>Añadir una carpeta de imágenes…</translation></message>
  <message><source>Add a folder…</source><translation>Añadir una carpeta…</translation></message>
  <message><source>Add a model</source><translation>Añadir un modelo</translation></message>
  <message><source>Add pictures…</source><translation>Añadir imágenes…</translation></message>
  <message><source>Add to the pictures</source><translation>Añadir a las imágenes</translation></message>
  <message><source>Albums</source><translation>Álbumes</translation></message>
  <message><source>All</source><translation>Todas</translation></message>
  <message><source>All pictures</source><translation>Todas las imágenes</translation></message>
  <message><source>Any camera</source><translation>Cualquier cámara</translation></message>
  <message><source>Any date</source><translation>Cualquier fecha</translation></message>
  <message><source>Any shape</source><translation>Cualquier forma</translation></message>
  <message><source>Ateneo deletes nothing: export the list and decide yourself.</source><translation>Ateneo no borra nada: exporta la lista y decide tú.</translation></message>
  <message><source>Between…</source><translation>Entre dos fechas…</translation></message>
  <message><source>By your labels</source><translation>Por tus etiquetas</translation></message>
  <message><source>Camera</source><translation>Cámara</translation></message>
  <message><source>Clear the filters</source><translation>Quitar los filtros</translation></message>
  <message><source>Colour: {name}</source><translation>Color: {name}</translation></message>
  <message><source>Comparing pictures…</source><translation>Comparando imágenes…</translation></message>
  <message><source>Copy into folders…</source><translation>Copiar en carpetas…</translation></message>
  <message><source>Copy the path</source><translation>Copiar la ruta</translation></message>
  <message><source>Copying pictures into {folder}</source><translation>Copiando imágenes en {folder}</translation></message>
  <message><source>Could not be read</source><translation>No se han podido leer</translation></message>
  <message><source>Details</source><translation>Detalles</translation></message>
  <message><source>Drop pictures or folders here</source><translation>Suelta aquí imágenes o carpetas</translation></message>
  <message><source>Duplicates</source><translation>Duplicados</translation></message>
  <message><source>Every picture gets the label that fits it best, or none of them. Type at least two labels; no file is moved.</source><translation>Cada imagen recibe la etiqueta que mejor le va, o ninguna. Escribe al menos dos etiquetas; ningún archivo se mueve.</translation></message>
  <message><source>Export the list…</source><translation>Exportar la lista…</translation></message>
  <message><source>File</source><translation>Archivo</translation></message>
  <message><source>Files that could not be read</source><translation>Archivos que no se han podido leer</translation></message>
  <message><source>Filters</source><translation>Filtros</translation></message>
  <message><source>Find duplicate pictures</source><translation>Buscar imágenes duplicadas</translation></message>
  <message><source>Find similar pictures</source><translation>Buscar imágenes parecidas</translation></message>
  <message><source>Folders</source><translation>Carpetas</translation></message>
  <message><source>Folders and albums</source><translation>Carpetas y álbumes</translation></message>
  <message><source>From this day on</source><translation>Desde este día</translation></message>
  <message><source>How much {name} counts</source><translation>Cuánto cuenta {name}</translation></message>
  <message><source>How sure a picture must be</source><translation>Cuánta seguridad hace falta</translation></message>
  <message><source>Landscape</source><translation>Apaisadas</translation></message>
  <message><source>Last year</source><translation>El año pasado</translation></message>
  <message><source>Like</source><translation>Parecida a</translation></message>
  <message><source>Look for new pictures</source><translation>Buscar imágenes nuevas</translation></message>
  <message><source>Look for new pictures in all folders</source><translation>Buscar imágenes nuevas en todas las carpetas</translation></message>
  <message><source>Reading pictures</source><translation>Leyendo imágenes</translation></message>
  <message><source>Nearly the same picture</source><translation>Casi la misma imagen</translation></message>
  <message><source>No image model is installed: pictures are found by name, date and the text in them.</source><translation>No hay ningún modelo de imágenes instalado: las fotos se encuentran por el nombre, la fecha y el texto que contienen.</translation></message>
  <message><source>No image model is installed. Add one on the Models page to sort by labels.</source><translation>No hay ningún modelo de imágenes instalado. Añade uno en la página Modelos para ordenar por etiquetas.</translation></message>
  <message><source>No picture stands out for these words. The starter model knows things, not names or styles: try another word for it.</source><translation>Ninguna imagen destaca con estas palabras. El modelo inicial conoce cosas, no nombres ni estilos: prueba a decirlo de otro modo.</translation></message>
  <message><source>No picture stands out for these words. Try other words, or start from a picture like it.</source><translation>Ninguna imagen destaca con estas palabras. Prueba con otras, o parte de una imagen parecida.</translation></message>
  <message><source>No picture matches for sure</source><translation>Ninguna imagen coincide con seguridad</translation></message>
  <message><source>None of these</source><translation>Ninguna de estas</translation></message>
  <message><source>Less sure</source><translation>Menos seguras</translation></message>
  <message numerus="yes"><source>%n less sure</source><translation><numerusform>%n menos segura</numerusform><numerusform>%n menos seguras</numerusform></translation></message>
  <message><source>less sure</source><translation>menos segura</translation></message>
  <message><source>so far: pictures are still being read</source><translation>por ahora: aún se están leyendo imágenes</translation></message>
  <message><source>with the text: {words}</source><translation>con el texto: {words}</translation></message>
  <message><source>At least {share} sure</source><translation>Seguridad mínima: {share}</translation></message>
  <message><source>Open in the system's viewer</source><translation>Abrir en el visor del sistema</translation></message>
  <message><source>Pictures</source><translation>Imágenes</translation></message>
  <message><source>Pictures to start from</source><translation>Imágenes de partida</translation></message>
  <message><source>Place</source><translation>Lugar</translation></message>
  <message><source>Portrait</source><translation>Verticales</translation></message>
  <message><source>Read them again</source><translation>Volver a leerlos</translation></message>
  <message><source>Reason</source><translation>Motivo</translation></message>
  <message><source>Note</source><translation>Nota</translation></message>
  <message><source>Remove from the library</source><translation>Quitar de la biblioteca</translation></message>
  <message><source>Removed from the library; the files stay where they are.</source><translation>Quitado de la biblioteca; los archivos siguen donde están.</translation></message>
  <message><source>Rename</source><translation>Cambiar el nombre</translation></message>
  <message><source>Sample pictures</source><translation>Imágenes de ejemplo</translation></message>
  <message><source>Save as album</source><translation>Guardar como álbum</translation></message>
  <message><source>Saved as the album “{name}”. New pictures that match are added by themselves.</source><translation>Guardado como álbum «{name}». Las imágenes nuevas que encajen se añaden solas.</translation></message>
  <message><source>Saved in {path}.</source><translation>Guardado en {path}.</translation></message>
  <message><source>Describe the picture: a dog on the beach -people</source><translation>Describe la imagen: un perro en la playa -gente</translation></message>
  <message><source>Search by a picture</source><translation>Buscar con una imagen</translation></message>
  <message><source>Remove {name} from the search</source><translation>Quitar {name} de la búsqueda</translation></message>
  <message><source>Search pictures</source><translation>Buscar imágenes</translation></message>
  <message><source>Searching…</source><translation>Buscando…</translation></message>
  <message><source>Shape of the picture</source><translation>Forma de la imagen</translation></message>
  <message numerus="yes"><source>Show %n more group(s)</source><translation><numerusform>Mostrar %n grupo más</numerusform><numerusform>Mostrar %n grupos más</numerusform></translation></message>
  <message numerus="yes"><source>Show %n weaker</source><translation><numerusform>Mostrar %n más dudosa</numerusform><numerusform>Mostrar %n más dudosas</numerusform></translation></message>
  <message><source>Show in its folder</source><translation>Mostrar en su carpeta</translation></message>
  <message><source>Similar pictures</source><translation>Imágenes parecidas</translation></message>
  <message><source>Size</source><translation>Medidas</translation></message>
  <message><source>Sort pictures by your labels</source><translation>Ordenar imágenes por tus etiquetas</translation></message>
  <message><source>Sort the pictures</source><translation>Ordenar las imágenes</translation></message>
  <message><source>Square</source><translation>Cuadradas</translation></message>
  <message><source>Stopped.</source><translation>Detenido.</translation></message>
  <message><source>Taken</source><translation>Tomada</translation></message>
  <message><source>The album was removed; its pictures stay.</source><translation>El álbum se ha quitado; sus imágenes se quedan.</translation></message>
  <message><source>The folder is not there now; its pictures are kept.</source><translation>La carpeta no está ahora; sus imágenes se conservan.</translation></message>
  <message><source>The last 30 days</source><translation>Los últimos 30 días</translation></message>
  <message><source>The same file</source><translation>El mismo archivo</translation></message>
  <message><source>The same picture, saved another way</source><translation>La misma imagen, guardada de otra forma</translation></message>
  <message><source>There are no duplicates.</source><translation>No hay duplicados.</translation></message>
  <message><source>They are read on this computer; then find any of them by describing it.</source><translation>Se leen en este ordenador; después puedes encontrar cualquiera describiéndola.</translation></message>
  <message><source>This year</source><translation>Este año</translation></message>
  <message><source>Tidy up</source><translation>Poner orden</translation></message>
  <message><source>Try it with sample pictures</source><translation>Probar con imágenes de ejemplo</translation></message>
  <message><source>Unlike</source><translation>Distinta de</translation></message>
  <message><source>Up to this day</source><translation>Hasta este día</translation></message>
  <message><source>Very like</source><translation>Muy parecida a</translation></message>
  <message><source>Shown in the picture</source><translation>Qué muestra</translation></message>
  <message><source>When it was taken</source><translation>Cuándo se hizo</translation></message>
  <message><source>Where</source><translation>Dónde</translation></message>
  <message><source>Where to copy the pictures, one folder a label</source><translation>Dónde copiar las imágenes, una carpeta por etiqueta</translation></message>
  <message><source>With text in it</source><translation>Con texto</translation></message>
  <message><source>Without an image model only names, dates and the text in pictures are searched.</source><translation>Sin un modelo de imágenes solo se busca en nombres, fechas y el texto de las imágenes.</translation></message>
  <message><source>Text in it</source><translation>Texto que contiene</translation></message>
  <message><source>Your labels</source><translation>Tus etiquetas</translation></message>
  <message><source>Your labels, separated by commas: beach, mountain, city</source><translation>Tus etiquetas, separadas por comas: playa, montaña, ciudad</translation></message>
  <message><source>best</source><translation>la mejor</translation></message>
  <message><source>black</source><translation>negro</translation></message>
  <message><source>blue</source><translation>azul</translation></message>
  <message><source>brown</source><translation>marrón</translation></message>
  <message><source>duplicates</source><translation>duplicados</translation></message>
  <message><source>green</source><translation>verde</translation></message>
  <message><source>grey</source><translation>gris</translation></message>
  <message><source>labels</source><translation>etiquetas</translation></message>
  <message><source>orange</source><translation>naranja</translation></message>
  <message><source>pink</source><translation>rosa</translation></message>
  <message><source>purple</source><translation>morado</translation></message>
  <message><source>red</source><translation>rojo</translation></message>
  <message><source>the pasted picture</source><translation>la imagen pegada</translation></message>
  <message><source>turquoise</source><translation>turquesa</translation></message>
  <message><source>white</source><translation>blanco</translation></message>
  <message><source>without {words}</source><translation>sin {words}</translation></message>
  <message><source>yellow</source><translation>amarillo</translation></message>
  <message><source>{name} is used.</source><translation>Se usa {name}.</translation></message>
  <message><source>{name} is used: it knows a thousand kinds of things. A CLIP model understands any words.</source><translation>Se usa {name}: conoce mil clases de cosas. Un modelo CLIP entiende cualquier palabra.</translation></message>
  <message><source>{path} (gone)</source><translation>{path} (ya no está)</translation></message>
  <message><source>{size} in copies</source><translation>{size} en copias</translation></message>
  <message><source>with the text “{text}”</source><translation>con el texto «{text}»</translation></message>
  <message><source>Describe</source><translation>Describir</translation></message>
  <message><source>Ask about this picture…</source><translation>Preguntar por esta imagen…</translation></message>
  <message><source>To have pictures described, add a chat model with its projector on the Models page.</source><translation>Para describir imágenes hace falta un modelo de chat con su proyector: añádelo en la página Modelos.</translation></message>
  <message><source>A classification model names what a picture shows.</source><translation>Un modelo de clasificación dice qué muestra una imagen.</translation></message>
  <message><source>A detection model finds things in pictures.</source><translation>Un modelo de detección encuentra cosas en las imágenes.</translation></message>
  <message><source>A segmentation model outlines regions.</source><translation>Un modelo de segmentación delimita regiones.</translation></message>
  <message><source>Find things</source><translation>Encontrar cosas</translation></message>
  <message><source>Outline regions</source><translation>Delimitar regiones</translation></message>
  <message><source>Looking…</source><translation>Buscando…</translation></message>
  <message><source>Nothing was found in this picture.</source><translation>No se ha encontrado nada en esta imagen.</translation></message>
  <message><source>No region was found in this picture.</source><translation>No se ha encontrado ninguna región en esta imagen.</translation></message>
  <message><source>{path} could not be written.</source><translation>No se ha podido escribir {path}.</translation></message>
  <message numerus="yes"><source>%n copies</source><translation><numerusform>%n copia</numerusform><numerusform>%n copias</numerusform></translation></message>
  <message numerus="yes"><source>{n} of %n picture(s)</source><translation><numerusform>{n} de %n imagen</numerusform><numerusform>{n} de %n imágenes</numerusform></translation></message>
  <message><source>Reading the text in your pictures</source><translation>Leyendo el texto de tus imágenes</translation></message>
  <message><source>Read the text in your pictures</source><translation>Leer el texto de tus imágenes</translation></message>
  <message><source>Stopped. The rest of the text is read next time.</source><translation>Detenido. El resto del texto se leerá la próxima vez.</translation></message>
  <message numerus="yes"><source>Text was found in %n picture(s).</source><translation><numerusform>Se ha encontrado texto en %n imagen.</numerusform><numerusform>Se ha encontrado texto en %n imágenes.</numerusform></translation></message>
  <message numerus="yes"><source>The text in %n picture(s) is still to be read.</source><translation><numerusform>Falta por leer el texto de %n imagen.</numerusform><numerusform>Falta por leer el texto de %n imágenes.</numerusform></translation></message>
  <message><source>Still to be read</source><translation>Aún por leer</translation></message>
  <message numerus="yes"><source>The model has changed: %n picture(s) still to be read.</source><translation><numerusform>Se ha cambiado de modelo: falta por leer %n imagen.</numerusform><numerusform>Se ha cambiado de modelo: faltan por leer %n imágenes.</numerusform></translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>find pictures by saying what is in them</source><translation>encuentra imágenes diciendo qué hay en ellas</translation></message>
  <message><source>read folders of pictures; without one, all watched folders again</source><translation>lee carpetas de imágenes; si no se indica ninguna, vuelve a leer todas las vigiladas</translation></message>
  <message><source>find pictures by words, by another picture, or both</source><translation>encuentra imágenes con palabras, con otra imagen o con ambas</translation></message>
  <message><source>what is in the picture</source><translation>qué hay en la imagen</translation></message>
  <message><source>a picture to start from</source><translation>una imagen de la que partir</translation></message>
  <message><source>how many pictures</source><translation>cuántas imágenes</translation></message>
  <message><source>show weak matches too</source><translation>muestra también las coincidencias débiles</translation></message>
  <message><source>find the best of your own labels for each picture</source><translation>busca cuál de tus etiquetas encaja mejor con cada imagen</translation></message>
  <message><source>a label; quote one of several words</source><translation>una etiqueta; entre comillas si tiene varias palabras</translation></message>
  <message><source>only the pictures in this folder</source><translation>solo las imágenes de esta carpeta</translation></message>
  <message><source>say what the installed models recognise in a picture</source><translation>dice qué reconocen en una imagen los modelos instalados</translation></message>
  <message><source>a picture</source><translation>una imagen</translation></message>
  <message><source>objects</source><translation>objetos</translation></message>
  <message><source>regions</source><translation>regiones</translation></message>
  <message><source>list duplicate pictures; nothing is deleted</source><translation>muestra las imágenes duplicadas; no se borra nada</translation></message>
  <message><source>{added} added, {updated} updated, {unchanged} unchanged, {removed} removed, {failed} failed.</source><translation>{added} añadidas, {updated} actualizadas, {unchanged} sin cambios, {removed} quitadas, {failed} con error.</translation></message>
  <message><source>No picture matches for sure.</source><translation>Ninguna imagen coincide con seguridad.</translation></message>
  <message><source>less sure</source><translation>menos seguras</translation></message>
  <message><source>(none of these)</source><translation>(ninguna de estas)</translation></message>
  <message><source>Weak matches: {count}. Show them with --weaker.</source><translation>Coincidencias débiles: {count}. Para verlas, añade --weaker.</translation></message>
  <message><source>No duplicates were found.</source><translation>No se han encontrado duplicados.</translation></message>
  <message><source>identical files</source><translation>archivos idénticos</translation></message>
  <message><source>same picture, saved another way</source><translation>la misma imagen, guardada de otro modo</translation></message>
  <message><source>similar</source><translation>parecidas</translation></message>
  <message><source>do not read the text in the pictures</source><translation>no leer el texto de las imágenes</translation></message>
  <message><source>Pictures read for text: {read}, with text: {with_text}, not readable: {failed}, still to do: {left}.</source><translation>Imágenes leídas en busca de texto: {read}; con texto: {with_text}; ilegibles: {failed}; pendientes: {left}.</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Images</source><translation>Imágenes</translation></message>
</context>
</TS>
