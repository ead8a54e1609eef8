"""The only caller of Provider.submit."""
