<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
<context>
  <name>tools</name>
  <message><source>Calculator</source><translation>Calculadora</translation></message>
  <message><source>Dates and calendar</source><translation>Fechas y calendario</translation></message>
  <message><source>Units of measure</source><translation>Unidades de medida</translation></message>
  <message><source>Search documents</source><translation>Buscar en documentos</translation></message>
  <message><source>Read a file</source><translation>Leer un archivo</translation></message>
  <message><source>List and count files</source><translation>Listar y contar archivos</translation></message>
  <message><source>Search pictures</source><translation>Buscar imágenes</translation></message>
  <message><source>Classify a text</source><translation>Clasificar un texto</translation></message>
  <message><source>Search the memory</source><translation>Buscar en la memoria</translation></message>
  <message><source>Search conversations</source><translation>Buscar en conversaciones</translation></message>
  <message><source>Work out arithmetic exactly: sums, products, percentages, powers, roots.</source><translation>Calcula con exactitud: sumas, productos, porcentajes, potencias, raíces.</translation></message>
  <message><source>Today's date, the day of the week, days between two dates, a date some time later or earlier.</source><translation>La fecha de hoy, el día de la semana, los días entre dos fechas, una fecha posterior o anterior.</translation></message>
  <message><source>Convert between units of length, weight, volume, area, temperature, speed and more.</source><translation>Convierte unidades de longitud, peso, volumen, superficie, temperatura, velocidad y otras.</translation></message>
  <message><source>Search the person's documents by words and meaning.</source><translation>Busca en los documentos de la persona por palabras y por significado.</translation></message>
  <message><source>Read one page of an attached or indexed file.</source><translation>Lee una página de un archivo adjunto o indexado.</translation></message>
  <message><source>List and count files: how many, of which kinds, sizes, dates.</source><translation>Lista y cuenta archivos: cuántos hay, de qué tipos, tamaños y fechas.</translation></message>
  <message><source>Search the person's pictures by what they show.</source><translation>Busca entre las imágenes de la persona por lo que muestran.</translation></message>
  <message><source>Label a text with one of the person's classifiers.</source><translation>Etiqueta un texto con uno de los clasificadores de la persona.</translation></message>
  <message><source>Search what the person asked to remember.</source><translation>Busca en lo que la persona pidió recordar.</translation></message>
  <message><source>Search what was said in earlier conversations.</source><translation>Busca en lo que se dijo en conversaciones anteriores.</translation></message>
  <message><source>Read the next part of the last result.</source><translation>Lee la parte siguiente del último resultado.</translation></message>
  <message><source>The arguments do not fit the tool: {detail}</source><translation>Los argumentos no sirven para la herramienta: {detail}</translation></message>
  <message><source>There is no tool “{name}”.</source><translation>No hay ninguna herramienta «{name}».</translation></message>
  <message><source>The number is too large to be worked out.</source><translation>El número es demasiado grande para calcularlo.</translation></message>
  <message><source>“{expression}” is not arithmetic. Write numbers, + - * / ^ ( ) and functions such as sqrt(2).</source><translation>«{expression}» no es una operación. Escribe números, + - * / ^ ( ) y funciones como sqrt(2).</translation></message>
  <message><source>A number cannot be divided by zero.</source><translation>No se puede dividir entre cero.</translation></message>
  <message><source>This has no result among the real numbers.</source><translation>Esto no tiene resultado entre los números reales.</translation></message>
  <message><source>“{text}” is not a date. Write it as 2026-12-31, or “today”.</source><translation>«{text}» no es una fecha. Escríbela como 2026-12-31, u «hoy».</translation></message>
  <message><source>That date is outside the calendar, which goes from the year 1 to 9999.</source><translation>Esa fecha queda fuera del calendario, que va del año 1 al 9999.</translation></message>
  <message><source>There are {days} days from {first} to {second}; {working} of them are days from Monday to Friday.</source><translation>Del {first} al {second} hay {days} días; de ellos, {working} son de lunes a viernes.</translation></message>
  <message><source>{date} is a {day}.</source><translation>{date}: es {day}.</translation></message>
  <message><source>Today is {date}.</source><translation>Hoy es {date}.</translation></message>
  <message><source>{amount} {unit} after {date}: {result}.</source><translation>{amount} {unit} después del {date}: {result}.</translation></message>
  <message><source>{amount} {unit} before {date}: {result}.</source><translation>{amount} {unit} antes del {date}: {result}.</translation></message>
  <message><source>days</source><translation>días</translation></message>
  <message><source>weeks</source><translation>semanas</translation></message>
  <message><source>months</source><translation>meses</translation></message>
  <message><source>years</source><translation>años</translation></message>
  <message><source>working days</source><translation>días laborables</translation></message>
  <message><source>The unit “{unit}” is not known. Known are, for example, km, mi, kg, lb, l, gal, °C, °F, m², ha, km/h, h.</source><translation>La unidad «{unit}» no se conoce. Se conocen, por ejemplo, km, mi, kg, lb, l, gal, °C, °F, m², ha, km/h, h.</translation></message>
  <message><source>Currencies cannot be converted: their rates change every day, and this program works offline.</source><translation>Las monedas no se pueden convertir: su cambio varía cada día y este programa funciona sin conexión.</translation></message>
  <message><source>{first} and {second} measure different things.</source><translation>{first} y {second} miden cosas distintas.</translation></message>
  <message><source>Nothing about “{query}” was found in the documents.</source><translation>No se ha encontrado nada sobre «{query}» en los documentos.</translation></message>
  <message><source>There is no file “{name}”. There are: {names}</source><translation>No hay ningún archivo «{name}». Hay: {names}</translation></message>
  <message><source>(part {part} of {parts})</source><translation>(parte {part} de {parts})</translation></message>
  <message><source>There are no files here.</source><translation>Aquí no hay archivos.</translation></message>
  <message><source>“{name}” has {count} pages, no page {page}.</source><translation>«{name}» tiene {count} páginas; no tiene página {page}.</translation></message>
  <message><source>{name}, page {page} of {count}:</source><translation>{name}, página {page} de {count}:</translation></message>
  <message><source>{total} files, {size}. Kinds: {kinds}. Last changed between {oldest} and {newest}.</source><translation>{total} archivos, {size}. Tipos: {kinds}. Modificados por última vez entre {oldest} y {newest}.</translation></message>
  <message><source>Files {first} to {last}:</source><translation>Archivos {first} a {last}:</translation></message>
  <message><source>No picture of “{query}” was found.</source><translation>No se ha encontrado ninguna imagen de «{query}».</translation></message>
  <message><source>Nothing about “{query}” is remembered.</source><translation>No se recuerda nada sobre «{query}».</translation></message>
  <message><source>{classifier}: {label} ({probability} sure)</source><translation>{classifier}: {label} ({probability} de seguridad)</translation></message>
  <message><source>Nothing about “{query}” was said in other conversations.</source><translation>En otras conversaciones no se dijo nada sobre «{query}».</translation></message>
  <message><source>The tool server “{name}” does not answer: {detail}.</source><translation>El servidor de herramientas «{name}» no responde: {detail}.</translation></message>
  <message><source>The tool server “{name}” refused: {detail}</source><translation>El servidor de herramientas «{name}» lo ha rechazado: {detail}</translation></message>
  <message><source>[{kind}: not shown]</source><translation>[{kind}: no se muestra]</translation></message>
</context>
<context>
  <name>cli</name>
  <message><source>the tools that a model may call: list them, run one, manage tool servers</source><translation>las herramientas que un modelo puede usar: listarlas, ejecutar una, gestionar servidores de herramientas</translation></message>
  <message><source>list the tools that can be used now</source><translation>lista las herramientas que se pueden usar ahora</translation></message>
  <message><source>run one tool</source><translation>ejecuta una herramienta</translation></message>
  <message><source>the tool's name, from the list</source><translation>el nombre de la herramienta, el de la lista</translation></message>
  <message><source>its arguments: a JSON object, or the text of its only one</source><translation>sus argumentos: un objeto JSON, o el texto del único que tiene</translation></message>
  <message><source>a collection of documents to search; may be repeated</source><translation>una colección de documentos en la que buscar; se puede repetir</translation></message>
  <message><source>tool servers: programs that offer tools over their standard input and output (MCP)</source><translation>servidores de herramientas: programas que ofrecen herramientas por su entrada y salida estándar (MCP)</translation></message>
  <message><source>the server's name</source><translation>el nombre del servidor</translation></message>
  <message><source>do it without asking; the command line is still shown</source><translation>lo hace sin preguntar; la línea de órdenes se muestra igualmente</translation></message>
  <message><source>its command line, after --</source><translation>su línea de órdenes, después de --</translation></message>
  <message><source>Name the tool server.</source><translation>Indica el servidor de herramientas por su nombre.</translation></message>
  <message><source>on</source><translation>activo</translation></message>
  <message><source>off</source><translation>inactivo</translation></message>
  <message><source>“{name}” is added and off. Turn it on with: ateneo tools server enable {name}</source><translation>«{name}» está añadido y sin activar. Para activarlo: ateneo tools server enable {name}</translation></message>
  <message><source>There is no tool server “{name}”.</source><translation>No hay ningún servidor de herramientas «{name}».</translation></message>
  <message><source>This program will be run, without the network, whenever a model calls one of its tools:</source><translation>Este programa se ejecutará, sin red, cada vez que un modelo use una de sus herramientas:</translation></message>
  <message><source>It stays off.</source><translation>Sigue sin activar.</translation></message>
  <message><source>Add --yes to agree.</source><translation>Añade --yes para aceptar.</translation></message>
  <message><source>Turn it on? (y/n)</source><translation>¿Activarlo? (s/n)</translation></message>
  <message><source>This program will be run, with the network, whenever a model calls one of its tools:</source><translation>Este programa se ejecutará, con red, cada vez que un modelo use una de sus herramientas:</translation></message>
  <message><source>This program can then send what a model tells it, and every file that you can read, to other computers, and Ateneo does not see it:</source><translation>Este programa podrá enviar a otros ordenadores lo que un modelo le diga y cualquier archivo que tú puedas leer, y Ateneo no lo ve:</translation></message>
  <message><source>Let it use the network? (y/n)</source><translation>¿Permitirle usar la red? (s/n)</translation></message>
  <message><source>It stays without the network.</source><translation>Sigue sin red.</translation></message>
  <message><source>“{name}” can use the network from the next start on.</source><translation>«{name}» podrá usar la red desde el próximo inicio.</translation></message>
  <message><source>with the network</source><translation>con red</translation></message>
  <message><source>with the network from the next start on</source><translation>con red desde el próximo inicio</translation></message>
  <message><source>tools that the model may call, separated by commas; ateneo tools list shows them</source><translation>herramientas que el modelo puede usar, separadas por comas; ateneo tools list las muestra</translation></message>
  <message><source>how often it may call one before it answers</source><translation>cuántas veces puede usar una antes de responder</translation></message>
  <message><source>That only repeats the question. The result itself:</source><translation>Eso solo repite la pregunta. El resultado mismo:</translation></message>
</context>
<context>
  <name>chat</name>
  <message><source>Tools</source><translation>Herramientas</translation></message>
  <message><source>What the model may use to answer</source><translation>Lo que el modelo puede usar para responder</translation></message>
  <message><source>The model decides when to use them. You see each step above the answer; nothing leaves this computer.</source><translation>El modelo decide cuándo usarlas. Verás cada paso encima de la respuesta, y nada sale de este ordenador.</translation></message>
  <message><source>Most steps before it answers</source><translation>Máximo de pasos antes de responder</translation></message>
  <message><source>The model decides when to use them. You see each step above the answer. What it tells a tool with the network can leave this computer.</source><translation>El modelo decide cuándo usarlas. Verás cada paso encima de la respuesta. Lo que diga a una herramienta con red puede salir de este ordenador.</translation></message>
  <message><source>{tool} (with the network)</source><translation>{tool} (con red)</translation></message>
  <message><source>Using: {tool}…</source><translation>Usando: {tool}…</translation></message>
  <message><source>Hide the steps</source><translation>Ocultar los pasos</translation></message>
  <message><source>Show the steps</source><translation>Mostrar los pasos</translation></message>
  <message numerus="yes"><source>%n step(s), {failed} without a result</source><translation><numerusform>%n paso, {failed} sin resultado</numerusform><numerusform>%n pasos, {failed} sin resultado</numerusform></translation></message>
  <message numerus="yes"><source>%n step(s) before the answer</source><translation><numerusform>%n paso antes de la respuesta</numerusform><numerusform>%n pasos antes de la respuesta</numerusform></translation></message>
</context>
<context>
  <name>settings</name>
  <message><source>Tools</source><translation>Herramientas</translation></message>
  <message><source>A tool server is a program on this computer that offers further tools to the model (MCP over standard input and output). Each is off until you turn it on, and runs without the network unless you allow it that.</source><translation>Un servidor de herramientas es un programa de este ordenador que ofrece más herramientas al modelo (MCP por la entrada y la salida estándar). Cada uno está inactivo hasta que lo actives, y funciona sin red mientras no se lo permitas.</translation></message>
  <message><source>Your tool servers</source><translation>Tus servidores de herramientas</translation></message>
  <message><source>Add a tool server</source><translation>Añadir un servidor de herramientas</translation></message>
  <message><source>Name</source><translation>Nombre</translation></message>
  <message><source>Name of the tool server</source><translation>Nombre del servidor de herramientas</translation></message>
  <message><source>Command line, for example: notes-server --folder /home/ana/notes</source><translation>Línea de órdenes, por ejemplo: notes-server --folder /home/ana/notas</translation></message>
  <message><source>Command line of the tool server</source><translation>Línea de órdenes del servidor de herramientas</translation></message>
  <message><source>Add</source><translation>Añadir</translation></message>
  <message><source>Remove</source><translation>Quitar</translation></message>
  <message><source>A quotation mark in the command line has no second one.</source><translation>En la línea de órdenes hay unas comillas sin cerrar.</translation></message>
  <message><source>A tool server needs a name and a command line.</source><translation>Un servidor de herramientas necesita un nombre y una línea de órdenes.</translation></message>
  <message><source>Let the model run this program? It can read and change your files as you can; it has no network. Its whole command line:</source><translation>¿Permitir que el modelo ejecute este programa? Puede leer y cambiar tus archivos como tú; no tiene red. Su línea de órdenes completa:</translation></message>
  <message><source>Turn it on</source><translation>Activarlo</translation></message>
  <message><source>Let the model run this program? It can read and change your files as you can, and you let it use the network. Its whole command line:</source><translation>¿Permitir que el modelo ejecute este programa? Puede leer y cambiar tus archivos como tú, y le permites usar la red. Su línea de órdenes completa:</translation></message>
  <message><source>Let this program use the network? It can then send what the model tells it, and every file that you can read, to other computers, and Ateneo does not see it. All else stays without the network. The engine is restarted for this, and work that is running stops. Its whole command line:</source><translation>¿Permitir que este programa use la red? Podrá enviar a otros ordenadores lo que el modelo le diga y cualquier archivo que tú puedas leer, y Ateneo no lo ve. Todo lo demás sigue sin red. Para ello se reinicia el motor, y el trabajo en curso se detiene. Su línea de órdenes completa:</translation></message>
  <message><source>Allow and restart</source><translation>Permitir y reiniciar</translation></message>
  <message><source>Network</source><translation>Red</translation></message>
  <message><source>“{name}” may use the network</source><translation>«{name}» puede usar la red</translation></message>
  <message><source>Remove “{name}”</source><translation>Quitar «{name}»</translation></message>
  <message><source>Restart the engine</source><translation>Reiniciar el motor</translation></message>
  <message><source>It can use the network: what the model tells it can leave this computer.</source><translation>Puede usar la red: lo que el modelo le diga puede salir de este ordenador.</translation></message>
  <message><source>It can use the network once the engine is restarted.</source><translation>Podrá usar la red cuando se reinicie el motor.</translation></message>
  <message><source>“{name}” is removed.</source><translation>«{name}» se ha quitado.</translation></message>
</context>
<context>
  <name>errors</name>
  <message><source>The tool server “{name}” does not answer. Check its command line; nothing else is affected.</source><translation>El servidor de herramientas «{name}» no responde. Revisa su línea de órdenes; nada más se ve afectado.</translation></message>
  <message><source>On this system Ateneo cannot refuse programs the network, so that every tool server can use it.</source><translation>En este sistema Ateneo no puede negar la red a los programas, así que todos los servidores de herramientas pueden usarla.</translation></message>
</context>
</TS>
