// The page's part of a form in a frame, from beside index.js. For forms it takes the place of engine.js. Like that it imports nothing
// of index.js, and is given what it needs of it.
import { pageUrl } from '../api/client-config.js';
import unknown from '../text/english-unknown.js';
import { connectFrame, notData } from './frame-link.js';

/** @typedef {import('../form/live-form.js').Given} Given */

/**
 * What is given, and what this file has itself.
 * @param {import('../api/payments.js').GivenTools} given
 */
export const completed = given => ({
  ...given,
  pageUrl: (/** @type {string} */ name, /** @type {string} */ text, /** @type {boolean} */ sameOrigin) =>
    pageUrl(name, text, sameOrigin, given.failure),
});

/**
 * @param {import('../api/payments.js').GivenTools} given
 * @returns {import('../form/form-controller.js').FormEngine}
 */
export function frameEngine(given) {
  const tools = completed(given);
  tools.addEnglish(unknown);
  return {
    // What they are of, the frame checks.
    checkWords(own) {
      try {
        structuredClone(own);
      } catch (cause) {
        throw notData(tools.failure, cause);
      }
    },
    liveForm(root, early, connection, words, { options }, tell, fail, drawn) {
      const link = connectFrame({
        connection,
        root,
        early,
        words,
        drawn: /** @type {import('./frame-form.js').Drawn} */ (drawn),
        options: () => options,
        tell,
        fail(error) {
          link.leave();
          fail(error);
        },
        tools,
      });
      return {
        ...link,
        /**
         * @param {Given} changed
         * @param {import('../text/words.js').Words} [spoken]
         */
        update(changed, spoken) {
          options = changed.options;
          link.update(spoken);
        },
      };
    },
  };
}
