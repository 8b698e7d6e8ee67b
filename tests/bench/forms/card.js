import 'card/dist/card.js';
import { NUMBER, writeForm } from './inputs.js';

const { app, form } = writeForm();
const container = document.createElement('div');
app.prepend(container);
new /** @type {any} */ (window).Card({ form, container });
bench.ready(NUMBER);
