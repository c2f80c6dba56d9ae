"""Headers that flattening has torn: names over several lines, merged cells that are lost."""
