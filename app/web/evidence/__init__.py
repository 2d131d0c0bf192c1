"""Photos and papers beside a site: uploading, showing, taking back."""
