// The script of frame.html. It has no interface: it serves the form to the page around its frame, and does nothing in any other page.
export {};
