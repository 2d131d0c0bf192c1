"""Pages of what was judged: findings as a list, a matrix and a workbook."""
