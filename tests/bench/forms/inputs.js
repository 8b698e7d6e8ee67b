// The form that a developer writes by hand, around a package or without one.
export function writeForm() {
  const app = /** @type {HTMLElement} */ (document.getElementById('app'));
  app.innerHTML = `<form>
    <label>Card number <input name="number" inputmode="numeric" autocomplete="cc-number"></label>
    <label>Expiry <input name="expiry" inputmode="numeric" autocomplete="cc-exp"></label>
    <label>CVC <input name="cvc" inputmode="numeric" autocomplete="cc-csc"></label>
    <label>Name <input name="name" autocomplete="cc-name"></label>
    <output></output>
    <button>Pay</button>
  </form>`;
  const form = /** @type {HTMLFormElement} */ (app.firstElementChild);
  const [number, expiry, cvc] = /** @type {any} */ (form.elements);
  return { app, form, number, expiry, cvc, output: /** @type {HTMLElement} */ (form.querySelector('output')) };
}

export const NUMBER = '[autocomplete="cc-number"]';
