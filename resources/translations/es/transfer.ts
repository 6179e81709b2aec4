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
  <message><source>page {page}</source><translation>página {page}</translation></message>
  <message><source>“{quote}” ({name}, {place})</source><translation>«{quote}» ({name}, {place})</translation></message>
  <message><source>Picture: {name}</source><translation>Imagen: {name}</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>There are no conversations in {name} that Ateneo can read. It reads its own exports and those of ChatGPT, Claude, GPT4All, Jan, LM Studio and Open WebUI, and Markdown that names who speaks.</source><translation>En {name} no hay conversaciones que Ateneo pueda leer. Lee lo que exporta él mismo y lo que exportan ChatGPT, Claude, GPT4All, Jan, LM Studio y Open WebUI, y texto Markdown que diga quién habla.</translation></message>
  <message><source>{name} is damaged: no conversation in it is whole. Export it again from the program that it comes from.</source><translation>{name} está dañado: no tiene ninguna conversación entera. Vuelve a exportarlo desde el programa del que viene.</translation></message>
  <message><source>{name} was written by a newer Ateneo. Update this one, then import it.</source><translation>{name} lo escribió un Ateneo más nuevo. Actualiza este y después impórtalo.</translation></message>
  <message><source>There is no conversation to export yet.</source><translation>Aún no hay ninguna conversación que exportar.</translation></message>
</context>
</TS>
