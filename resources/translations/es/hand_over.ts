<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>chat</name>
  <message><source>The model that “{name}” prefers is not installed, so {model} answered.</source><translation>El modelo que prefiere «{name}» no está instalado; ha respondido {model}.</translation></message>
  <message><source>{before} passed the question on to {name}: {reason}.</source><translation>{before} ha pasado la pregunta a {name}: {reason}.</translation></message>
  <message><source>{before} passed the question on to {name}.</source><translation>{before} ha pasado la pregunta a {name}.</translation></message>
  <message><source>Tools that the model may use: {count}</source><translation>Herramientas que el modelo puede usar: {count}</translation></message>
  <message><source>“{name}” may use:</source><translation>«{name}» puede usar:</translation></message>
  <message><source>“{name}” may pass questions on</source><translation>«{name}» puede pasar preguntas</translation></message>
  <message><source>To: {names}</source><translation>A: {names}</translation></message>
  <message><source>There are no tools now.</source><translation>Ahora no hay herramientas.</translation></message>
  <message><source>More about tools…</source><translation>Más sobre las herramientas…</translation></message>
</context>
<context>
  <name>prompts</name>
  <message><source>With none ticked, those count that are on in the conversation.</source><translation>Si no marcas ninguna, valen las que estén activadas en la conversación.</translation></message>
  <message><source>It may pass a question on to</source><translation>Puede pasar una pregunta a</translation></message>
  <message><source>The model decides by the question; a line in the conversation says to whom and why. It does so only while it has read nothing but what you wrote.</source><translation>El modelo decide según la pregunta; una línea en la conversación dice a quién y por qué. Solo lo hace mientras no haya leído nada que no hayas escrito tú.</translation></message>
  <message><source>How it chooses words</source><translation>Cómo elige las palabras</translation></message>
  <message><source>The model it prefers</source><translation>El modelo que prefiere</translation></message>
  <message><source>As the conversation does</source><translation>Como la conversación</translation></message>
  <message><source>The model of the conversation</source><translation>El de la conversación</translation></message>
  <message><source>This model is not installed: until it is, the model of the conversation answers.</source><translation>Este modelo no está instalado; mientras tanto responde el de la conversación.</translation></message>
</context>
<context>
  <name>tools</name>
  <message><source>Pass the question on to another persona, where one of these suits it better than you: {personas}</source><translation>Pasa la pregunta a otro de estos asistentes cuando encaje mejor que tú: {personas}</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>The model that “{persona}” prefers is not installed; {model} answered.</source><translation>El modelo que prefiere «{persona}» no está instalado; ha respondido {model}.</translation></message>
  <message><source>the persona answers by itself, and passes the question on to no other</source><translation>el asistente responde él mismo y no pasa la pregunta a ningún otro</translation></message>
  <message><source>From here on {name} answers.</source><translation>A partir de aquí responde {name}.</translation></message>
  <message><source>personas it may pass a question on to, separated by commas</source><translation>personas a las que puede pasar una pregunta, separadas por comas</translation></message>
  <message><source>how it chooses words; none leaves that to the conversation</source><translation>cómo elige las palabras; none lo deja a la conversación</translation></message>
  <message><source>the model it prefers; none leaves that to the conversation</source><translation>el modelo que prefiere; none lo deja a la conversación</translation></message>
</context>
</TS>
