"""Files in and out: documents, points, the workbook."""
