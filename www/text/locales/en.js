// English: every sentence that a payer sees.
import first from '../english-first.js';
import later from '../english-later.js';
import pay from '../english-pay.js';

export default Object.freeze({ ...first, ...later, ...pay });
