export { default, type Sentence } from './en.js';
