"""Every journey that writes, each made ready to be asked for once: by whom, what it leaves on record, in which rows."""
