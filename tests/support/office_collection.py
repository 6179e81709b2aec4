"""A small office's documents with known figures: invoices of five kinds of files, contracts, reports and a broken file.

Invoices: 10 PDF and 3 letters in euros, 4 DOCX in euros and 2 in dollars, 5 rows of a workbook (one of them again a PDF) and
4 rows of a CSV.
"""

from __future__ import annotations

import email.message
from decimal import Decimal
from pathlib import Path

from tests.support import document_files

PDF_INVOICES = (
    ("2025-001", "Acme Ibérica S.L.", "2025-01-15", "1210.00"),
    ("2025-002", "Acme Ibérica S.L.", "2025-02-03", "605.00"),
    ("2025-003", "Papelería Ruiz", "2025-02-20", "84.70"),
    ("2025-004", "Endesa Energía", "2025-03-05", "1234.50"),
    ("2025-005", "Endesa Energía", "2025-04-05", "98.20"),
    ("2025-006", "Papelería Ruiz", "2025-04-17", "12345.67"),
    ("2025-007", "Acme Ibérica S.L.", "2025-05-09", "302.50"),
    ("2025-008", "Limpiezas Norte", "2025-05-30", "450.00"),
    ("2025-009", "Limpiezas Norte", "2025-06-30", "450.00"),
    ("2024-090", "Acme Ibérica S.L.", "2024-11-20", "77.00"),
)
"""Number, supplier, date and total."""
DOCX_INVOICES = (
    ("INV-101", "Globex Ltd", "2025-03-12", "1250.00", "EUR"),
    ("INV-102", "Globex Ltd", "2025-04-02", "99.95", "EUR"),
    ("INV-103", "Initech LLC", "2025-04-28", "3000.00", "USD"),
    ("INV-104", "Initech LLC", "2025-05-11", "450.50", "USD"),
    ("INV-105", "Globex Ltd", "2025-07-01", "410.10", "EUR"),
    ("INV-106", "Hooli Europe", "2024-12-31", "5000.00", "EUR"),
)
LISTED_INVOICES = (
    ("2025-201", "Talleres Vega", "2025-01-10", "200.40"),
    ("2025-202", "Talleres Vega", "2025-02-10", "300.60"),
    ("2025-203", "Talleres Vega", "2025-03-10", "1000.00"),
    ("2025-204", "Copistería Sol", "2025-03-15", "49.99"),
    ("2025-003", "Papelería Ruiz", "2025-02-20", "84.70"),  # the same invoice as the PDF
)
CSV_INVOICES = (
    ("2024-301", "Taxi Rápido", "2024-05-02", "18.50"),
    ("2024-302", "Taxi Rápido", "2024-05-09", "21.30"),
    ("2024-303", "Hotel Mar", "2024-06-01", "1320.00"),
    ("2024-304", "Hotel Mar", "2024-06-15", "-120.00"),
)
MAIL_INVOICES = (
    ("2025-401", "Gestoría Pons", "2025-01-31", "181.50"),
    ("2025-402", "Gestoría Pons", "2025-02-28", "181.50"),
    ("2025-403", "Gestoría Pons", "2025-03-31", "190.00"),
)
MOVEMENTS = (
    ("05/03/2025", "Recibo Canal Agua", "-45.60"),
    ("06/04/2025", "Recibo Canal Agua", "-51.20"),
    ("01/05/2025", "Nómina", "1800.00"),
    ("06/05/2025", "Recibo Canal Agua", "-47.15"),
)
CONTRACTS = {
    "contrato_alquiler.docx": "La arrendataria entrega una fianza de dos mensualidades al firmar el contrato.",
    "contrato_obra.pdf": "El contratista responde durante diez años. No se pide aval alguno.",
    "contrato_limpieza.docx": "Se presta el servicio los lunes y jueves, y la fianza será de 300,00 €.",
    "lease_agreement.docx": "The tenant pays a deposit of two months' rent before moving in.",
    "service_contract.pdf": "Either party may end this contract with thirty days of notice.",
}
OTHERS = {
    "informe_2024.txt": "Informe anual\n\nLas ventas subieron un 5 % en 2024.",
    "carta_vecinos.txt": "Carta a los vecinos\n\nMadrid, 3 de mayo de 2025\n\nLa caldera se revisa en octubre.",
    "notas.txt": "Llamar a Acme por la factura pendiente y pedir otra copia.",
    "manual_caldera.txt": "Manual de la caldera\n\nPurgue los radiadores en otoño.",
}
FILES = len(PDF_INVOICES) + len(DOCX_INVOICES) + 1 + 1 + len(MAIL_INVOICES) + 1 + len(CONTRACTS) + len(OTHERS) + 1
"""All files, the bank's extract and the broken one included."""


def write_office(folder: Path) -> Path:
    """Write all files into a folder."""
    invoices = folder / "facturas"
    invoices.mkdir(parents=True)
    for number, supplier, date, total in PDF_INVOICES:
        _write_pdf_invoice(invoices / f"factura_{number}.pdf", number, supplier, date, Decimal(total))
    for number, supplier, date, total, unit in DOCX_INVOICES:
        _write_docx_invoice(invoices / f"{number}.docx", number, supplier, date, Decimal(total), unit)
    _write_workbook(folder / "facturas_emitidas.xlsx")
    lines = ["Factura;Proveedor;Fecha;Importe"]
    lines += [f"{n};{s};{spanish_date(d)};{spanish(Decimal(t))}" for n, s, d, t in CSV_INVOICES]
    (folder / "viajes.csv").write_text("\n".join(lines), "utf-8")
    for number, supplier, date, total in MAIL_INVOICES:
        _write_letter(folder / f"correo_{number}.eml", number, supplier, date, Decimal(total))
    lines = ["Fecha;Concepto;Importe;Saldo"]
    lines += [f"{d};{c};{spanish(Decimal(a))};{spanish(Decimal(1000))}" for d, c, a in MOVEMENTS]
    (folder / "cuenta.csv").write_text("\n".join(lines), "utf-8")
    for name, text in CONTRACTS.items():
        _write_contract(folder / name, text)
    for name, text in OTHERS.items():
        (folder / name).write_text(text, "utf-8")
    document_files.write_pdf_truncated(folder / "rota.pdf")
    return folder


def spanish(value: Decimal) -> str:
    """Return a number as Spanish writes it: 1.234,50."""
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def spanish_date(iso: str) -> str:
    """Return a date as Spanish writes it: 05/03/2025."""
    return "/".join(reversed(iso.split("-")))


def _write_pdf_invoice(path: Path, number: str, supplier: str, date: str, total: Decimal) -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()
    base = (total / Decimal("1.21")).quantize(Decimal("0.01"))
    lines = [["Concepto", "Cantidad", "Precio", "Importe"]]
    lines += [
        ["Servicio mensual", "1", spanish(base - 10), spanish(base - 10)],
        ["Desplazamiento", "2", "5,00", "10,00"],
    ]
    story = [
        Paragraph("FACTURA", style["Heading1"]),
        Paragraph(f"Número de factura: {number}", style["BodyText"]),
        Paragraph(f"Fecha: {spanish_date(date)}", style["BodyText"]),
        Paragraph(f"Proveedor: {supplier}", style["BodyText"]),
        Paragraph("NIF: B12345674", style["BodyText"]),
        Table(lines, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]),
        Paragraph(f"Base imponible: {spanish(base)} €", style["BodyText"]),
        Paragraph(f"IVA 21 %: {spanish(total - base)} €", style["BodyText"]),
        Paragraph(f"Total factura: {spanish(total)} €", style["BodyText"]),
    ]
    SimpleDocTemplate(str(path), invariant=1).build(story)


def _write_docx_invoice(path: Path, number: str, supplier: str, date: str, total: Decimal, unit: str) -> None:
    import docx

    sign = {"EUR": "€", "USD": "$"}[unit]
    document = docx.Document()
    document.add_heading("Invoice", 1)
    for line in (f"Invoice number: {number}", f"Date: {date}", f"Supplier: {supplier}", "VAT number: GB123456789"):
        document.add_paragraph(line)
    rows = [("Description", "Quantity", "Amount"), ("Consulting", "3", f"{sign}{total - 50:,.2f}")]
    rows.append(("Travel", "1", f"{sign}50.00"))
    table = document.add_table(0, 3)
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    document.add_paragraph(f"Total due: {sign}{total:,.2f}")
    document.save(str(path))


def _write_workbook(path: Path) -> None:
    from datetime import datetime

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Facturas"
    sheet.append(["Nº factura", "Proveedor", "Fecha", "Importe total"])
    for number, supplier, date, total in LISTED_INVOICES:
        sheet.append([number, supplier, datetime.fromisoformat(date), float(total)])
        sheet.cell(sheet.max_row, 3).number_format = "dd/mm/yyyy"
        sheet.cell(sheet.max_row, 4).number_format = '#,##0.00 "€"'
    sheet.append(["Total", None, None, float(sum(Decimal(row[3]) for row in LISTED_INVOICES))])
    sheet.cell(sheet.max_row, 4).number_format = '#,##0.00 "€"'
    book.save(str(path))


def _write_letter(path: Path, number: str, supplier: str, date: str, total: Decimal) -> None:
    message = email.message.EmailMessage()
    message["From"], message["To"] = "pons@example.org", "oficina@example.org"
    message["Subject"] = f"Factura {number}"
    message["Date"] = f"{int(date[8:])} {['Jan', 'Feb', 'Mar'][int(date[5:7]) - 1]} {date[:4]} 10:00:00 +0000"
    lines = (f"Factura nº {number}", f"Emisor: {supplier}", f"Total a pagar: {spanish(total)} EUR")
    message.set_content("\n".join(("Buenos días:", "", *lines, "", "Un saludo.", "")))
    path.write_bytes(bytes(message))


def _write_contract(path: Path, text: str) -> None:
    title = "Contrato" if "contrato" in path.name else "Agreement"
    if path.suffix == ".pdf":
        document_files.write_pdf(path, [[title, text]])
        return
    import docx

    document = docx.Document()
    document.add_heading(title, 1)
    document.add_paragraph(text)
    document.save(str(path))
