// English: every sentence that a payer sees.
import first from '../english-first.js';
import later from '../english-later.js';

export default Object.freeze({ ...first, ...later });
