import { NUMBER, writeForm } from './inputs.js';

writeForm();
bench.ready(NUMBER);
