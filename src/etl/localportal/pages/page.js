function createPageHTML(count, current, stem, extension) {
  for (var i = 0; i < count; i++) {
    var name = stem + (i ? "_" + i : "") + "." + extension;
    document.write(i === current ? "<b>" + (i + 1) + "</b>"
                                 : '<a href="' + name + '">' + (i + 1) + "</a>");
  }
}
