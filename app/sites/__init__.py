"""What a site is: vocabulary of facts, divisions, the site itself, its document form, and applying an edit.

Pure: no clock, no file, no database, no web. Whether a site is good enough is for `compliance` to say.
"""
