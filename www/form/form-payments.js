// What pays for one form: the object in the module that pays, which is loaded when the form first needs it.

/** @typedef {import('../load/glue.js').FormListener} FormListener */
/** @typedef {import('../load/pay-glue.js').FormPayments} FormPayments */
/** @typedef {() => Promise<{ pay: import('../api/pay.js').Pay, client: import('../load/pay-glue.js').Client }>} Open */

/**
 * @param {Open} open
 * @param {Pick<import('../api/engine.js').Tools, 'asPaymentError' | 'reportError' | 'adoptStyles' | 'iconSvg'>} tools
 */
export function makeFormPayments(open, { asPaymentError, reportError, adoptStyles, iconSvg }) {
  /** @type {{ css: string, panel: ReturnType<import('../api/pay.js').Pay['openPanel']>, of: FormPayments } | undefined} */
  let ready;
  /** @type {Promise<void> | undefined} */
  let opening;

  /**
   * Now, if it is there: a redirect that a payer continues may need their click.
   * @param {(payments: FormPayments) => void} work
   * @param {(error: unknown) => void} failed  it could not be loaded
   */
  function withPayments(work, failed) {
    if (ready) return work(ready.of);
    opening ??= open().then(({ pay, client }) => {
      ready = { css: pay.css, panel: pay.openPanel(), of: client.formPayments() };
    });
    const mine = opening;
    mine
      .then(
        () => ready && work(ready.of),
        error => {
          if (opening === mine) opening = undefined;
          failed(error);
        },
      )
      .catch(reportError);
  }

  return {
    prepare: () =>
      withPayments(
        payments => payments.prepare(),
        () => {},
      ),

    /** @type {FormPayments['savedCards']} */
    savedCards(options, amount, what, id, answer) {
      withPayments(
        payments => payments.savedCards(options, amount, what, id, answer),
        () => answer(undefined, false),
      );
    },

    /** @type {FormPayments['charge']} */
    charge(options, order, listener) {
      withPayments(
        payments => payments.charge(options, order, listener),
        thrown => {
          order.wipe();
          listener.notLoaded(asPaymentError(thrown));
        },
      );
    },

    /** @param {FormListener} listener */
    followUp(listener) {
      /** @type {import('../load/pay-glue.js').FollowUp | undefined} */
      let running;
      let stopped = false;
      let asked = false; // to check, before it runs
      withPayments(
        payments => {
          if (stopped) return;
          running = payments.followUp(listener);
          if (asked) running.checkNow();
        },
        thrown => {
          const error = asPaymentError(thrown);
          listener.notLoaded({ ...error, message: error.message, cause: error.cause, outcome: 'unknown' });
        },
      );
      return {
        checkNow() {
          asked = true;
          return running ? running.checkNow() : !stopped;
        },
        resume: () => running?.resume(),
        giveUp: () => running?.giveUp(),
        stop() {
          stopped = true;
          const mine = running;
          running = undefined;
          mine?.stop();
          // Not inside of a call into it.
          queueMicrotask(() => mine?.free());
        },
      };
    },

    /**
     * @param {HTMLElement} form
     * @param {import('../text/words.js').Words} words
     * @param {import('../dialog/open-payment.js').OpenPayment} [open]
     */
    showOpen: (form, words, open) => ready?.panel(form, words, open),

    /**
     * @param {ShadowRoot} root
     * @param {HTMLElement} form
     * @param {import('../text/words.js').Words} words
     * @param {Element} [mark]
     * @param {string} [wallet]
     */
    showPaid(root, form, words, mark, wallet) {
      if (!ready) return;
      adoptStyles(root, ready.css);
      ready.of.showPaid(form, words, iconSvg('tick'), mark, wallet);
    },
  };
}
