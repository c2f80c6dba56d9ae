// A browser starts no worker from a file. Where the site is opened from a folder, the search runs in a
// hidden frame in its place; the theme would fetch such a stand-in from another host.
"use strict";
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.onmessage = null;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const source = new URL(address, document.baseURI);
      const inner = this.frame.contentWindow;
      inner.document.write(
        "<!doctype html><body><script>" +
          "postMessage = (data) => parent.postMessage(data, '*');" +
          "importScripts = (...addresses) => addresses.reduce((before, address) => before.then(() =>" +
          " new Promise((loaded) => { const one = document.createElement('script'); one.src = address;" +
          " one.onload = loaded; document.body.append(one); })), Promise.resolve());" +
          `</script><script src="${source}"></script>`
      );
      inner.document.close();
      this.ready = new Promise((loaded) => { this.frame.onload = loaded; });
      window.addEventListener("message", (event) => {
        if (event.source !== inner) return;
        const told = new MessageEvent("message", { data: event.data });
        this.dispatchEvent(told);
        if (this.onmessage) this.onmessage(told);
      });
    }
    postMessage(data) {
      this.ready.then(() => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })));
    }
    terminate() {
      this.frame.remove();
    }
  };
}
