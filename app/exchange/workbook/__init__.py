"""The workbook that clerks fill in: a sheet a kind, the rosters, inventories, trainings and figures, out and back in.

A blank cell leaves things as they are; 清除 takes a value away; 无 says that there is none. Codes stand under the
Chinese headers, so that sheets and columns may be moved about.
"""
