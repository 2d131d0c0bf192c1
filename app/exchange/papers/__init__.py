"""Papers as .docx: the page of GB/T 9704-2012, its elements, and papers made of them. They decide nothing."""
