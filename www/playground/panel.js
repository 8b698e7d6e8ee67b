// The controls of the page. Each is named by its option, as it is written in code, in every language.
import { element, inEachLanguage, say, text } from '../shop/page.js';
import { firstOf, GROUPS } from './controls.js';

/** What the picker of a colour shows while its text is none that it knows. */
const NO_COLOUR = '#808080';
const WIDTHS = { min: '200', max: '1200', step: '10' };

/**
 * Builds the controls in an element. `changed` is called with a path and its new value.
 * @param {HTMLElement} place
 * @param {(path: string, value: string) => void} changed
 */
export function buildPanel(place, changed) {
  /** By path: shows a value, and what is wrong with it. */
  const shown = new Map();
  for (const { name, controls } of GROUPS) {
    const summary = element('summary');
    say(summary, `playground.${name}`);
    const list = element('div', { className: 'options__list' });
    const details = element('details', { open: name === 'payment' }, summary, list);
    if (hasNote(name)) {
      const note = element('p', { className: 'hint option--wide' });
      say(note, `playground.${name}.note`);
      list.append(note);
    }
    for (const control of controls) {
      const made = BUILD[control.kind](control, value => changed(control.path, value));
      const wrong = element('p', { className: 'wrong', id: `wrong-${control.path}`, ariaLive: 'polite', dir: 'auto' });
      made.node.dataset.option = control.path;
      made.node.append(wrong);
      list.append(made.node);
      for (const input of made.inputs) input.setAttribute('aria-describedby', wrong.id);
      shown.set(control.path, {
        show: made.show,
        refuse(message) {
          if (wrong.textContent === message) return;
          wrong.textContent = message;
          for (const input of made.inputs) input.setAttribute('aria-invalid', String(message !== ''));
          if (message) details.open = true;
        },
      });
      made.show(firstOf(control));
    }
    place.append(details);
  }
  return {
    show: (/** @type {string} */ path, /** @type {string} */ value) => shown.get(path).show(value),
    /** @param {ReadonlyMap<string, string>} refused  messages by path */
    refuse(refused) {
      for (const [path, { refuse }] of shown) refuse(refused.get(path) ?? '');
    },
  };
}

/** Groups whose controls need a sentence. */
const hasNote = name => ['card', 'ways', 'words'].includes(name);

const idOf = ({ path }) => `option-${path}`;
/** `appearance.variables.accent` is `accent` where all are variables. */
const nameOf = ({ path }) => path.replace(/^appearance\.(variables\.)?/, '');
const labelOf = control => element('label', { htmlFor: idOf(control) }, nameOf(control));

function option(control, ...line) {
  return element(
    'div',
    { className: 'option' },
    labelOf(control),
    element('div', { className: 'option__line' }, ...line),
  );
}

const plainText = control =>
  element('input', {
    id: idOf(control),
    placeholder: control.example ?? '',
    autocomplete: 'off',
    spellcheck: false,
    dir: control.path.endsWith('sentence') || control.path.startsWith('labels') ? 'auto' : 'ltr',
  });

/** How each kind of control is made: `{ node, inputs, show(value) }`. */
const BUILD = {
  text(control, changed) {
    const input = plainText(control);
    input.addEventListener('input', () => changed(input.value));
    return {
      node: option(control, input),
      inputs: [input],
      show: value => {
        input.value = value;
      },
    };
  },

  choice(control, changed) {
    const options = control.choices.map(value => {
      const made = element('option', { value }, value);
      if (value === '') say(made, 'playground.page');
      return made;
    });
    const select = element('select', { id: idOf(control) }, ...options);
    select.addEventListener('change', () => changed(select.value));
    return {
      node: option(control, select),
      inputs: [select],
      show: value => {
        select.value = value;
      },
    };
  },

  /** A colour in any notation, and the browser's own picker for it. */
  colour(control, changed) {
    const input = plainText(control);
    const picker = element('input', { type: 'color' });
    inEachLanguage(() => {
      picker.ariaLabel = text('playground.pick', { name: nameOf(control) });
    });
    const show = value => {
      picker.value = /^#[\da-f]{6}$/i.test(value) ? value : NO_COLOUR;
    };
    input.addEventListener('input', () => {
      show(input.value);
      changed(input.value);
    });
    picker.addEventListener('input', () => {
      input.value = picker.value;
      changed(picker.value);
    });
    return {
      node: option(control, input, picker),
      inputs: [input],
      show: value => {
        input.value = value;
        show(value);
      },
    };
  },

  checks(control, changed) {
    const boxes = control.wallets.map(({ id }) => element('input', { type: 'checkbox', value: id }));
    const labels = boxes.map((box, at) => element('label', {}, box, control.wallets[at].label));
    const list = element('div', { className: 'option__checks' }, ...labels);
    const node = element(
      'fieldset',
      { className: 'option option--wide' },
      element('legend', {}, nameOf(control)),
      list,
    );
    for (const box of boxes)
      box.addEventListener('change', () =>
        changed(
          boxes
            .filter(({ checked }) => checked)
            .map(({ value }) => value)
            .join(),
        ),
      );
    return {
      node,
      inputs: boxes,
      show: value => {
        for (const box of boxes) box.checked = value.split(',').includes(box.value);
      },
    };
  },

  range(control, changed) {
    const input = element('input', { type: 'range', id: idOf(control), ...WIDTHS });
    const output = element('output', { htmlFor: idOf(control) });
    const show = value => {
      if (value) {
        delete output.dataset.text;
        output.textContent = `${value} px`;
      } else {
        say(output, 'playground.auto');
      }
    };
    input.addEventListener('input', () => {
      show(input.value);
      changed(input.value);
    });
    return {
      node: option(control, input, output),
      inputs: [input],
      show: value => {
        input.value = value || '400';
        show(value);
      },
    };
  },
};
