<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>answers</name>
  <message><source>Total: {amounts}</source><translation>Total: {amounts}</translation></message>
  <message><source>Average: {amounts}</source><translation>Media: {amounts}</translation></message>
  <message><source>Maximum: {amounts}</source><translation>Máximo: {amounts}</translation></message>
  <message><source>Minimum: {amounts}</source><translation>Mínimo: {amounts}</translation></message>
  <message><source>{count} of {total}</source><translation>{count} de {total}</translation></message>
  <message><source>They are so by their name, heading or folder (files: {files}) or stand in a table of such (rows: {rows}).</source><translation>Lo son por su nombre, su encabezado o su carpeta (archivos: {files}) o por estar en una tabla de ellas (filas: {rows}).</translation></message>
  <message><source>Without an amount that I could read, and not added: {names}.</source><translation>Sin un importe que haya podido leer, y sin sumar: {names}.</translation></message>
  <message><source>They do not state it, and are not counted: {names}.</source><translation>No lo indican y no se cuentan: {names}.</translation></message>
  <message><source>not paid</source><translation>sin pagar</translation></message>
  <message><source>paid</source><translation>pagadas</translation></message>
  <message><source>above {amount}</source><translation>de más de {amount}</translation></message>
  <message><source>below {amount}</source><translation>de menos de {amount}</translation></message>
  <message><source>due {date}</source><translation>con vencimiento en {date}</translation></message>
  <message><source>January</source><translation>enero</translation></message>
  <message><source>February</source><translation>febrero</translation></message>
  <message><source>March</source><translation>marzo</translation></message>
  <message><source>April</source><translation>abril</translation></message>
  <message><source>May</source><translation>mayo</translation></message>
  <message><source>June</source><translation>junio</translation></message>
  <message><source>July</source><translation>julio</translation></message>
  <message><source>August</source><translation>agosto</translation></message>
  <message><source>September</source><translation>septiembre</translation></message>
  <message><source>October</source><translation>octubre</translation></message>
  <message><source>November</source><translation>noviembre</translation></message>
  <message><source>December</source><translation>diciembre</translation></message>
  <message><source>issued</source><translation>emitidas</translation></message>
  <message><source>received</source><translation>recibidas</translation></message>
  <message><source>What was issued and what was received is told apart by the names of files and folders.</source><translation>Lo emitido y lo recibido se distinguen por los nombres de los archivos y las carpetas.</translation></message>
  <message><source>The same again, counted once: {names}.</source><translation>Repetido, y contado una sola vez: {names}.</translation></message>
  <message><source>Different currencies and units are not added together.</source><translation>Las monedas y unidades distintas no se suman entre sí.</translation></message>
  <message><source>Amounts without a currency, taken as {unit}: {n}.</source><translation>Importes sin moneda, tomados como {unit}: {n}.</translation></message>
  <message><source>Not added to the movements of the account: {count} invoices and receipts, {amounts}.</source><translation>Aparte de los movimientos de la cuenta, y sin sumar: {count} facturas y recibos, {amounts}.</translation></message>
  <message><source>Files that give no date of their own go by the day they were last changed.</source><translation>Los archivos que no dicen su fecha cuentan por el día de su último cambio.</translation></message>
  <message><source>Count</source><translation>Cuántos</translation></message>
  <message><source>Amount</source><translation>Importe</translation></message>
  <message><source>not stated</source><translation>no consta</translation></message>
  <message><source>and {count} more</source><translation>y {count} más</translation></message>
  <message><source>{names} and {count} more</source><translation>{names} y {count} más</translation></message>
  <message><source>page {number}</source><translation>página {number}</translation></message>
  <message><source>payments</source><translation>pagos</translation></message>
  <message><source>rows</source><translation>filas</translation></message>
  <message><source>column {name}</source><translation>columna {name}</translation></message>
  <message><source>that do not mention {terms}</source><translation>que no mencionan {terms}</translation></message>
  <message><source>that mention {terms}</source><translation>que mencionan {terms}</translation></message>
  <message><source>folder {name}</source><translation>carpeta {name}</translation></message>
  <message><source>in Spanish</source><translation>en español</translation></message>
  <message><source>in English</source><translation>en inglés</translation></message>
  <message><source>without a currency</source><translation>sin moneda</translation></message>
  <message><source>and</source><translation>y</translation></message>
  <message><source>I read {done} of {total} files.</source><translation>He leído {done} de {total} archivos.</translation></message>
  <message><source>Could not be read: {names}.</source><translation>No se han podido leer: {names}.</translation></message>
  <message><source>Pages that are pictures of text are not read yet in: {names}.</source><translation>Tienen páginas que son imágenes de texto y aún no se han leído: {names}.</translation></message>
  <message><source>Files still being read: {n}. Ask again in a moment.</source><translation>Archivos que aún se están leyendo: {n}. Vuelve a preguntar dentro de un momento.</translation></message>
  <message><source>Month</source><translation>Mes</translation></message>
  <message><source>Year</source><translation>Año</translation></message>
  <message><source>Supplier</source><translation>Proveedor</translation></message>
  <message><source>Customer</source><translation>Cliente</translation></message>
  <message><source>Type of file</source><translation>Tipo de archivo</translation></message>
  <message><source>Folder</source><translation>Carpeta</translation></message>
  <message><source>Language</source><translation>Idioma</translation></message>
  <message><source>Category</source><translation>Categoría</translation></message>
  <message><source>Concept</source><translation>Concepto</translation></message>
  <message><source>City</source><translation>Ciudad</translation></message>
  <message><source>Person</source><translation>Persona</translation></message>
  <message><source>Department</source><translation>Departamento</translation></message>
  <message><source>Project</source><translation>Proyecto</translation></message>
  <message><source>Collection</source><translation>Colección</translation></message>
  <message><source>amount</source><translation>importe</translation></message>
  <message><source>price</source><translation>precio</translation></message>
  <message><source>cost</source><translation>coste</translation></message>
  <message><source>expense</source><translation>gasto</translation></message>
  <message><source>income</source><translation>ingreso</translation></message>
  <message><source>payment</source><translation>pago</translation></message>
  <message><source>charge</source><translation>cargo</translation></message>
  <message><source>credit</source><translation>abono</translation></message>
  <message><source>sale</source><translation>venta</translation></message>
  <message><source>hour</source><translation>hora</translation></message>
  <message><source>tax</source><translation>IVA o impuesto</translation></message>
  <message><source>fee</source><translation>cuota</translation></message>
  <message><source>base</source><translation>base</translation></message>
  <message><source>unit</source><translation>unidad</translation></message>
  <message><source>point</source><translation>punto</translation></message>
  <message><source>kilometre</source><translation>kilómetro</translation></message>
  <message><source>salary</source><translation>sueldo</translation></message>
  <message><source>Looked for in every file: exactly these words, in singular and plural, in no other language.</source><translation>Se han buscado en cada archivo justo esas palabras, en singular y plural, y en ningún otro idioma.</translation></message>
  <message><source>Nearest in meaning, without those words:</source><translation>Lo más cercano por su significado, sin esas palabras:</translation></message>
</context>
<context>
  <name>chat</name>
  <message><source>No amounts that could be added up for sure were found in your files, so this comes from single passages.</source><translation>En tus archivos no hay importes que se puedan sumar con seguridad, así que esto sale de pasajes sueltos.</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>No amounts that could be added up for sure were found in your files, so this comes from single passages.</source><translation>En tus archivos no hay importes que se puedan sumar con seguridad, así que esto sale de pasajes sueltos.</translation></message>
</context>
</TS>
