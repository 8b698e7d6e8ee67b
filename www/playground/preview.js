// The live form. A change is given to the form that is there; a new one is made for what a form cannot change. A value that the
// package refuses leaves the form as it was, and its message is kept by the control that it belongs to.
import { language } from '../shop/page.js';
import { defaultOf, toOptions, valueOf } from './state.js';

/** Options that a form takes only when it is made. */
const MADE_WITH = ['koreanAuth', 'wallets'];
const EVENTS = ['ready', 'change', 'submit', 'action', 'success', 'error'];

/**
 * @param {HTMLElement} place
 * @param {object} parts
 * @param {(request: any) => Promise<string>} parts.session
 * @param {(event: string, payload: any) => void} parts.heard  an event of the form
 */
export function makePreview(place, { session, heard }) {
  /** @type {any} */
  let form = null;
  /** @type {Record<string, any>} */
  let options = {}; // of the form
  /** @type {Record<string, string>} */
  let accepted = {}; // the values of which it is made

  const withLocale = from => ({ locale: language(), ...from });

  /** Makes a form, and puts it in the place of the one that is there. Rejects, and changes nothing, when it is refused. */
  async function make(wanted) {
    const room = document.createElement('div');
    room.hidden = true;
    place.append(room);
    const early = []; // events before it is known whether the form stays
    let tell = (...event) => early.push(event);
    let made;
    try {
      made = PaymentsAPI.createForm({ ...wanted, session });
      for (const event of EVENTS) made.on(event, payload => tell(event, payload));
      await made.mount(room);
    } catch (error) {
      tell = () => {};
      made?.unmount();
      room.remove();
      throw error;
    }
    form?.unmount();
    place.replaceChildren(room);
    room.hidden = false;
    form = made;
    options = wanted;
    tell = (...event) => form === made && heard(...event);
    for (const event of early) tell(...event);
  }

  function update(wanted) {
    const { locale, words, ...others } = wanted;
    // The form takes words later, when they are loaded, and could not say then that another option is refused.
    const parts = [others, words ? { locale, words } : { locale }];
    for (const part of parts) if (Object.keys(part).length > 0) form.update(part);
  }

  /** Shows these options, or throws what the package says of them. */
  async function attempt(wanted) {
    const names = [...new Set([...Object.keys(options), ...Object.keys(wanted)])];
    const changed = names.filter(name => JSON.stringify(options[name]) !== JSON.stringify(wanted[name]));
    const isNew = name => MADE_WITH.includes(name) || (!(name in wanted) && defaultOf(name) === undefined);
    if (!form || changed.some(isNew)) return make(wanted);
    const given = changed.map(name => [name, wanted[name] ?? defaultOf(name)]);
    if (given.length > 0) update({ locale: wanted.locale, ...Object.fromEntries(given) });
    options = wanted;
  }

  /**
   * Shows as many of these values as are accepted.
   * @param {Record<string, string>} values
   * @returns {Promise<{ accepted: Record<string, string>, refused: Map<string, string> }>}  `refused`: messages by path
   */
  async function show(values) {
    const paths = [...new Set([...Object.keys(values), ...Object.keys(accepted)])];
    try {
      await attempt(withLocale(toOptions(values)));
      accepted = { ...values };
      return { accepted, refused: new Map() };
    } catch (error) {
      if (!form && error.code === 'load_failed') throw error;
    }
    if (!form) await make(withLocale(toOptions({})));
    let left = paths.filter(path => valueOf(values, path) !== valueOf(accepted, path));
    const refused = new Map();
    // Again while something changes: an amount may be wrong only until its currency has come.
    for (let before = Infinity; left.length < before;) {
      before = left.length;
      for (const path of left) {
        const next = { ...accepted, [path]: valueOf(values, path) };
        try {
          await attempt(withLocale(toOptions(next)));
          accepted = next;
          refused.delete(path);
        } catch (error) {
          refused.set(path, error.message);
        }
      }
      left = left.filter(path => refused.has(path));
    }
    return { accepted, refused };
  }

  return {
    show,
    /** The same form once more, after a payment. */
    again: () => make(options),
    isBusy: () => form?.state.busy ?? false,
  };
}
