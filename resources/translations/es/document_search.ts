<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>errors</name>
  <message><source>“{day}” is no day. Write it as year-month-day, such as 2026-03-05; a year or a month alone will do.</source><translation>«{day}» no es un día. Escríbelo como año-mes-día, por ejemplo 2026-03-05; basta con el año o con el año y el mes.</translation></message>
</context>
</TS>
