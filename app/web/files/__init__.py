"""The workbook's page: download, upload, differences, faults."""
