"""What a page says of itself and hands out: title, dates, files, pictures, further pages."""
