// <payment-form> in Svelte's templates, version 5: `import type {} from 'payments-widget/jsx/svelte';` once in a project.
import type { HTMLAttributes } from 'svelte/elements';
import type { PaymentFormElement, PaymentFormElementEvents, PaymentFormProps } from '../element.js';

type Events = { [K in keyof PaymentFormElementEvents as `on${K}`]?: (event: PaymentFormElementEvents[K]) => void };

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'payment-form': HTMLAttributes<PaymentFormElement> & PaymentFormProps & Events;
  }
}
