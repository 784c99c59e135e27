"""Opens a sheet in LibreOffice, types answers into its cells, and saves it as .xlsx, .ods and .csv beside it.

python3 answer_in_libreoffice.py SHEET PROFILE ROW,COLUMN,TEXT...; rows and columns from 0. Needs python3-uno.
"""

import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

SAVED = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".csv": "Text - txt - csv (StarCalc)"}


def value(name, what):
    found = PropertyValue()
    found.Name, found.Value = name, what
    return found


def desktop(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            time.sleep(0.25)
    sys.exit("LibreOffice does not answer")


def main(sheet, profile, answers):
    pipe = f"sheet{os.getpid()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        there = desktop(pipe)
        book = there.loadComponentFromURL(uno.systemPathToFileUrl(sheet), "_blank", 0, (value("Hidden", True),))
        cells = book.Sheets.getByIndex(0)
        for answer in answers:
            row, column, text = answer.split(",", 2)
            cell = cells.getCellByPosition(int(column), int(row))
            allowed = cell.Validation.Formula1.replace('"', "").split(";")
            print(text, "is in the list" if text in allowed else "is not in the list")
            cell.String = text
        for ending, name in SAVED.items():
            target = uno.systemPathToFileUrl(os.path.splitext(sheet)[0] + ".answered" + ending)
            # Of csv: comma, quotation mark, UTF-8.
            book.storeToURL(target, (value("FilterName", name), value("FilterOptions", "44,34,76,1")))
        book.close(True)
        try:
            there.terminate()
        except Exception:  # the connection ends with the program
            pass
    finally:
        try:
            office.wait(30)
        except subprocess.TimeoutExpired:
            office.kill()


main(sys.argv[1], sys.argv[2], sys.argv[3:])
