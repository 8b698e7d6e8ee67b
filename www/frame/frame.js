// The script of frame.html.
import { handshake } from './listen.js';
import { serveForm } from './guest.js';

handshake.then(serveForm);
