"""From views to finished text and bytes: inline Markdown, pages, PDFs. Writes nothing; decides nothing."""
