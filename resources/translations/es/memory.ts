<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>memory</name>
  <message><source>All</source><translation>Todo</translation></message>
  <message><source>Delete for good…</source><translation>Eliminar para siempre…</translation></message>
  <message><source>Delete “{text}” for good? It will not come back from old messages.</source><translation>¿Eliminar «{text}» para siempre? No volverá a aparecer a partir de mensajes antiguos.</translation></message>
  <message><source>Documents, pasted text and the model's own words never become memories. All of it stays on this computer.</source><translation>Ni los documentos, ni el texto pegado, ni lo que escribe el modelo se convierten nunca en recuerdos. Todo se queda en este ordenador.</translation></message>
  <message><source>Edit</source><translation>Cambiar</translation></message>
  <message><source>For a month</source><translation>Durante un mes</translation></message>
  <message><source>For a week</source><translation>Durante una semana</translation></message>
  <message><source>For a year</source><translation>Durante un año</translation></message>
  <message><source>History</source><translation>Historial</translation></message>
  <message><source>In all conversations</source><translation>En todas las conversaciones</translation></message>
  <message><source>In no conversation</source><translation>En ninguna conversación</translation></message>
  <message><source>No</source><translation>No</translation></message>
  <message><source>Not remembered.</source><translation>No se recordará.</translation></message>
  <message><source>Not used</source><translation>Sin usar</translation></message>
  <message><source>Nothing is remembered yet</source><translation>Aún no hay nada que recordar</translation></message>
  <message><source>Off</source><translation>Desactivado</translation></message>
  <message><source>Only in a folder that was deleted</source><translation>Solo en una carpeta que se eliminó</translation></message>
  <message><source>Only in “{folder}”</source><translation>Solo en «{folder}»</translation></message>
  <message><source>Proposed</source><translation>Propuesto</translation></message>
  <message><source>Remember</source><translation>Recordar</translation></message>
  <message><source>Remember it</source><translation>Recordarlo</translation></message>
  <message><source>Remembered</source><translation>Recordado</translation></message>
  <message><source>Remembered.</source><translation>Se recordará.</translation></message>
  <message><source>Replaced</source><translation>Sustituido</translation></message>
  <message><source>Replaced by “{text}”</source><translation>Sustituido por «{text}»</translation></message>
  <message><source>Save</source><translation>Guardar</translation></message>
  <message><source>Search in what is remembered</source><translation>Buscar en lo que se recuerda</translation></message>
  <message><source>Shall I remember this?</source><translation>¿Quieres que lo recuerde?</translation></message>
  <message><source>Show more</source><translation>Mostrar más</translation></message>
  <message><source>Something Ateneo should remember, such as: I am allergic to nuts</source><translation>Algo que Ateneo deba recordar, por ejemplo: soy alérgico a los frutos secos</translation></message>
  <message><source>Something to remember</source><translation>Algo que recordar</translation></message>
  <message><source>The memory was changed.</source><translation>Se ha cambiado el recuerdo.</translation></message>
  <message><source>There is nothing here.</source><translation>Aquí no hay nada.</translation></message>
  <message><source>Told on {day} in</source><translation>Lo dijiste el {day} en</translation></message>
  <message><source>Until when it is used</source><translation>Hasta cuándo se usa</translation></message>
  <message><source>Until {day}</source><translation>Hasta el {day}</translation></message>
  <message><source>Use it</source><translation>Usarlo</translation></message>
  <message><source>What Ateneo remembers about you</source><translation>Lo que Ateneo recuerda de ti</translation></message>
  <message><source>Where it is used</source><translation>Dónde se usa</translation></message>
  <message><source>Which memories</source><translation>Qué recuerdos</translation></message>
  <message><source>Without end</source><translation>Sin fecha de fin</translation></message>
  <message><source>Words of the memory</source><translation>Palabras del recuerdo</translation></message>
  <message><source>Write “Remember that I live in Cádiz” in any conversation, or add something above. Ateneo also proposes what you tell about yourself, and keeps it only when you say yes.</source><translation>Escribe «Recuerda que vivo en Cádiz» en cualquier conversación, o añade algo aquí arriba. Ateneo también te propone recordar lo que cuentas de ti, y solo lo guarda si dices que sí.</translation></message>
  <message><source>Written on {day}</source><translation>Escrito el {day}</translation></message>
  <message><source>a conversation without a title</source><translation>una conversación sin título</translation></message>
</context>
<context>
  <name>chat</name>
  <message numerus="yes"><source>%n thing(s) remembered</source><translation><numerusform>%n recuerdo</numerusform><numerusform>%n recuerdos</numerusform></translation></message>
  <message><source>Edit</source><translation>Cambiar</translation></message>
  <message><source>No</source><translation>No</translation></message>
  <message><source>Remember it</source><translation>Recordarlo</translation></message>
  <message><source>Remembered: {text}</source><translation>Recordado: {text}</translation></message>
  <message><source>Remembered: “{text}”</source><translation>Lo recordaré: «{text}»</translation></message>
  <message><source>Remembered: “{text}”, in place of “{old}”</source><translation>Lo recordaré: «{text}», en lugar de «{old}»</translation></message>
  <message><source>Shall I remember “{text}”, in place of “{old}”?</source><translation>¿Quieres que recuerde «{text}», en lugar de «{old}»?</translation></message>
  <message><source>Shall I remember “{text}”?</source><translation>¿Quieres que recuerde «{text}»?</translation></message>
  <message><source>The model was given this, because you told it in a conversation or wrote it down.</source><translation>El modelo ha leído esto, porque lo contaste en una conversación o lo apuntaste.</translation></message>
  <message><source>This memory has been deleted since.</source><translation>Este recuerdo se ha eliminado después.</translation></message>
  <message><source>Undo</source><translation>Deshacer</translation></message>
  <message><source>Why was this remembered?</source><translation>¿Por qué se ha recordado esto?</translation></message>
  <message><source>Words to remember</source><translation>Palabras que recordar</translation></message>
  <message><source>You deleted “{text}” for good. Shall I remember it again?</source><translation>Eliminaste «{text}» para siempre. ¿Quieres que lo recuerde otra vez?</translation></message>
  <message><source>Your question and this mean something similar:</source><translation>Tu pregunta y esto significan algo parecido:</translation></message>
  <message><source>Your question asks for something about you, and this was the nearest:</source><translation>Tu pregunta trata de algo tuyo, y esto era lo más cercano:</translation></message>
  <message><source>Your question is about {words}, and so is this:</source><translation>Tu pregunta trata de {words}, y esto también:</translation></message>
</context>
<context>
  <name>features</name>
  <message><source>Memory</source><translation>Memoria</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>A memory has at most {limit} characters, and this has {length}. Keep it to one fact.</source><translation>Un recuerdo tiene como mucho {limit} caracteres, y este tiene {length}. Déjalo en un solo dato.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>There is no memory of that number.</source><translation>No hay ningún recuerdo con ese número.</translation></message>
  <message><source>change a memory's words or where it is used</source><translation>cambiar las palabras de un recuerdo o dónde se usa</translation></message>
  <message><source>decline proposed memories</source><translation>rechazar recuerdos propuestos</translation></message>
  <message><source>declined</source><translation>rechazado</translation></message>
  <message><source>delete memories for good</source><translation>eliminar recuerdos para siempre</translation></message>
  <message><source>find the memories that belong to a question</source><translation>buscar los recuerdos que tienen que ver con una pregunta</translation></message>
  <message><source>how many results</source><translation>cuántos resultados</translation></message>
  <message><source>its new words; unchanged when left out</source><translation>sus palabras nuevas; sin ellas no cambia el texto</translation></message>
  <message><source>keep it without using it</source><translation>guardarlo sin usarlo</translation></message>
  <message><source>keep proposed memories</source><translation>guardar recuerdos propuestos</translation></message>
  <message><source>list what is remembered and what is proposed</source><translation>listar lo que se recuerda y lo que se propone</translation></message>
  <message><source>not used</source><translation>no se usa</translation></message>
  <message><source>proposed</source><translation>propuesto</translation></message>
  <message><source>remember a fact</source><translation>recordar un dato</translation></message>
  <message><source>replaced by {number}</source><translation>sustituido por {number}</translation></message>
  <message><source>the day from which it is no longer used, as 2027-01-31; never, as without it, has no end</source><translation>el día desde el que deja de usarse, como 2027-01-31; never, igual que sin esta opción, es sin fin</translation></message>
  <message><source>the fact, in your words</source><translation>el dato, con tus palabras</translation></message>
  <message><source>the memory's number, from the list</source><translation>el número del recuerdo, según la lista</translation></message>
  <message><source>the number of that folder of conversations</source><translation>el número de esa carpeta de conversaciones</translation></message>
  <message><source>their numbers, from the list</source><translation>sus números, según la lista</translation></message>
  <message><source>use it again</source><translation>volver a usarlo</translation></message>
  <message><source>use it in all conversations, in those of a folder, or in none</source><translation>usarlo en todas las conversaciones, en las de una carpeta o en ninguna</translation></message>
  <message><source>used</source><translation>se usa</translation></message>
  <message><source>what Ateneo remembers about you: list, add, edit, approve, search, forget</source><translation>lo que Ateneo recuerda de ti: listar, añadir, cambiar, aprobar, buscar, eliminar</translation></message>
  <message><source>which memories</source><translation>qué recuerdos</translation></message>
  <message><source>words to look for</source><translation>palabras que buscar</translation></message>
</context>
</TS>
