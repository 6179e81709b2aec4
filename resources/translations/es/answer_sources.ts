<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>panels</name>
  <message><source>One moment…</source><translation>Un momento…</translation></message>
  <message><source>Why these passages</source><translation>Por qué estos pasajes</translation></message>
  <message><source>No.</source><translation>N.º</translation></message>
  <message><source>Passage</source><translation>Pasaje</translation></message>
  <message><source>{name}, p. {page}</source><translation>{name}, pág. {page}</translation></message>
  <message><source>Words looked for: {words}</source><translation>Palabras buscadas: {words}</translation></message>
  <message><source>Only passages that say exactly: {phrases}</source><translation>Solo los pasajes que dicen exactamente: {phrases}</translation></message>
  <message numerus="yes"><source>{stage}: %n candidate(s) in {ms} ms</source><translation><numerusform>{stage}: %n candidato en {ms} ms</numerusform><numerusform>{stage}: %n candidatos en {ms} ms</numerusform></translation></message>
  <message><source>The question names a document, so only that one was looked through, by its words.</source><translation>La pregunta nombra un documento, así que solo se ha mirado en él, por sus palabras.</translation></message>
  <message><source>Only words were searched.</source><translation>Solo se ha buscado por palabras.</translation></message>
  <message><source>The passages with a number were read for the answer.</source><translation>Los pasajes con número se han leído para la respuesta.</translation></message>
  <message><source>A passage with a number stands above.</source><translation>Los pasajes con número están arriba.</translation></message>
  <message><source>By meaning, 1 would say the same as the question.</source><translation>Por significado, 1 sería decir lo mismo que la pregunta.</translation></message>
  <message><source>By words, the score grows with the words of the question in the passage, most with rare ones.</source><translation>Por palabras, la puntuación sube con cada palabra de la pregunta que está en el pasaje, más si es poco común.</translation></message>
  <message><source>Of the first ones the sentence that is nearest to the question counts too.</source><translation>De los primeros cuenta también la frase más cercana a la pregunta.</translation></message>
  <message><source>The last column is the order of all together.</source><translation>La última columna es el orden de todo junto.</translation></message>
  <message><source>By meaning</source><translation>Por significado</translation></message>
  <message><source>By words</source><translation>Por palabras</translation></message>
  <message><source>Nearest sentence</source><translation>Frase más cercana</translation></message>
  <message><source>Together</source><translation>Junto</translation></message>
  <message><source>not found</source><translation>no está</translation></message>
  <message><source>no. {place}</source><translation>n.º {place}</translation></message>
  <message><source>no. {place} ({score})</source><translation>n.º {place} ({score})</translation></message>
  <message><source>Related, in other documents</source><translation>Relacionado, en otros documentos</translation></message>
  <message numerus="yes"><source>%n passage(s) were compared by meaning.</source><translation><numerusform>Se ha comparado 1 pasaje por su significado.</numerusform><numerusform>Se han comparado %n pasajes por su significado.</numerusform></translation></message>
</context>
<context>
  <name>chat</name>
  <message><source>Searched for: “{question}”</source><translation>Se ha buscado: «{question}»</translation></message>
  <message><source>Your question only made sense after the ones before. Correct it and ask again.</source><translation>Tu pregunta solo se entendía por las anteriores. Corrígela y vuelve a preguntar.</translation></message>
  <message><source>Why these passages</source><translation>Por qué estos pasajes</translation></message>
</context>
<context>
  <name>documents</name>
  <message><source>Why these passages</source><translation>Por qué estos pasajes</translation></message>
</context>
</TS>
