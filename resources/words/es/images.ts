<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>images</name>
  <message numerus="yes"><source>%n could not be read</source><translation><numerusform>%n no se ha podido leer</numerusform><numerusform>%n no se han podido leer</numerusform></translation></message>
  <message numerus="yes"><source>%n found by name and date only, for now</source><translation><numerusform>%n se encuentra solo por nombre y fecha, por ahora</numerusform><numerusform>%n se encuentran solo por nombre y fecha, por ahora</numerusform></translation></message>
  <message numerus="yes"><source>%n gone</source><translation><numerusform>%n ya no está</numerusform><numerusform>%n ya no están</numerusform></translation></message>
  <message numerus="yes"><source>%n group(s)</source><translation><numerusform>%n grupo</numerusform><numerusform>%n grupos</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s)</source><translation><numerusform>%n imagen</numerusform><numerusform>%n imágenes</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) read</source><translation><numerusform>%n imagen leída</numerusform><numerusform>%n imágenes leídas</numerusform></translation></message>
  <message numerus="yes"><source>%n picture(s) removed from the library; the files stay where they are.</source><translation><numerusform>%n imagen quitada de la biblioteca; el archivo sigue donde está.</numerusform><numerusform>%n imágenes quitadas de la biblioteca; los archivos siguen donde están.</numerusform></translation></message>
  <message><source>-word leaves out · horse + stripes adds · text:invoice finds what is written · date:2024-05 · colour:red · camera: · folder:</source><translation>-palabra excluye · caballo + rayas suma · texto:factura busca lo escrito · fecha:2024-05 · color:rojo · cámara: · carpeta:</translation></message>
  <message><source>Add a folder of pictures…</source><translation>Añadir una carpeta de imágenes…</translation></message>
  <message><source>Add a folder…</source><translation>Añadir una carpeta…</translation></message>
  <message><source>Add pictures…</source><translation>Añadir imágenes…</translation></message>
  <message><source>Add to the pictures</source><translation>Añadir a las imágenes</translation></message>
  <message><source>Album: {name}</source><translation>Álbum: {name}</translation></message>
  <message><source>All pictures</source><translation>Todas las imágenes</translation></message>
  <message><source>Bytes</source><translation>Tamaño</translation></message>
  <message><source>Camera</source><translation>Cámara</translation></message>
  <message><source>Comparing pictures…</source><translation>Comparando imágenes…</translation></message>
  <message><source>Copy the path</source><translation>Copiar la ruta</translation></message>
  <message><source>Drop pictures or folders here</source><translation>Suelta aquí imágenes o carpetas</translation></message>
  <message><source>Duplicates</source><translation>Duplicados</translation></message>
  <message><source>Export the list…</source><translation>Exportar la lista…</translation></message>
  <message><source>Find duplicate pictures</source><translation>Buscar imágenes duplicadas</translation></message>
  <message><source>Find similar pictures</source><translation>Buscar imágenes parecidas</translation></message>
  <message><source>Folders and albums</source><translation>Carpetas y álbumes</translation></message>
  <message><source>Like {name}</source><translation>Como {name}</translation></message>
  <message><source>Look for new pictures</source><translation>Buscar imágenes nuevas</translation></message>
  <message><source>Look for new pictures in all folders</source><translation>Buscar imágenes nuevas en todas las carpetas</translation></message>
  <message><source>Looking at pictures</source><translation>Mirando imágenes</translation></message>
  <message><source>Nearly the same picture</source><translation>Casi la misma imagen</translation></message>
  <message><source>No picture model is installed: pictures are found by name, date and text. Add one on Models.</source><translation>No hay ningún modelo de imágenes instalado: se encuentran por nombre, fecha y texto. Añade uno en Modelos.</translation></message>
  <message><source>Nothing convincing.</source><translation>Nada convincente.</translation></message>
  <message><source>Open in the system's viewer</source><translation>Abrir en el visor del sistema</translation></message>
  <message><source>Picture</source><translation>Imagen</translation></message>
  <message><source>Pictures</source><translation>Imágenes</translation></message>
  <message><source>Pixels</source><translation>Píxeles</translation></message>
  <message><source>Place</source><translation>Lugar</translation></message>
  <message><source>Remark</source><translation>Observación</translation></message>
  <message><source>Remove from the library</source><translation>Quitar de la biblioteca</translation></message>
  <message><source>Removed from the library; the files stay where they are.</source><translation>Quitado de la biblioteca; los archivos siguen donde están.</translation></message>
  <message><source>Save as album</source><translation>Guardar como álbum</translation></message>
  <message><source>Saved as the album “{name}”; it follows your pictures.</source><translation>Guardado como álbum «{name}»; se actualiza con tus imágenes.</translation></message>
  <message><source>Saved in {path}.</source><translation>Guardado en {path}.</translation></message>
  <message><source>Say what is in the picture: a dog on the beach -people</source><translation>Di qué hay en la imagen: un perro en la playa -gente</translation></message>
  <message><source>Search by a picture</source><translation>Buscar con una imagen</translation></message>
  <message><source>Search no longer by {name}</source><translation>No buscar ya con {name}</translation></message>
  <message><source>Search pictures</source><translation>Buscar imágenes</translation></message>
  <message numerus="yes"><source>Show %n weaker</source><translation><numerusform>Mostrar %n más dudosa</numerusform><numerusform>Mostrar %n más dudosas</numerusform></translation></message>
  <message><source>Similar pictures</source><translation>Imágenes parecidas</translation></message>
  <message><source>Size</source><translation>Medidas</translation></message>
  <message><source>Stopped.</source><translation>Detenido.</translation></message>
  <message><source>Taken</source><translation>Tomada</translation></message>
  <message><source>The folder is not there now; its pictures are kept.</source><translation>La carpeta no está ahora; sus imágenes se conservan.</translation></message>
  <message><source>The same file</source><translation>El mismo archivo</translation></message>
  <message><source>The same picture, saved another way</source><translation>La misma imagen, guardada de otra forma</translation></message>
  <message><source>There are no duplicates.</source><translation>No hay duplicados.</translation></message>
  <message><source>They are looked at on this computer; then find any of them by saying what is in it.</source><translation>Se miran en este ordenador; después encuentra cualquiera diciendo qué hay en ella.</translation></message>
  <message><source>Where</source><translation>Dónde</translation></message>
  <message><source>Written in it</source><translation>Escrito en ella</translation></message>
  <message><source>best</source><translation>la mejor</translation></message>
  <message><source>duplicates</source><translation>duplicados</translation></message>
  <message><source>similarity {score}</source><translation>parecido {score}</translation></message>
  <message><source>{name} answers.</source><translation>Responde {name}.</translation></message>
  <message><source>{name} answers: it knows a thousand kinds of things. A CLIP model, added on Models, understands any words.</source><translation>Responde {name}: conoce mil clases de cosas. Un modelo CLIP, añadido en Modelos, entiende cualquier palabra.</translation></message>
  <message><source>{n} ms</source><translation>{n} ms</translation></message>
  <message><source>{path} (gone)</source><translation>{path} (ya no está)</translation></message>
  <message><source>{size} in copies</source><translation>{size} en copias</translation></message>
</context>
</TS>
