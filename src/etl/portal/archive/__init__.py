"""Every distinct content that a page ever had, kept for ever, with a note of how it was got."""
