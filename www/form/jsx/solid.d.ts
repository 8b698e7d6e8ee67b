// <payment-form> in Solid's JSX: `import type {} from 'payments-widget/jsx/solid';` once in a project.
import type { JSX } from 'solid-js';
import type { PaymentFormElement, PaymentFormElementEvents, PaymentFormProps } from '../element.js';

/** Flags that no attribute can say. Solid makes an attribute of a flag without a value, so these are there as `prop:savedCards` only. */
type NoAttribute = 'savedCards' | 'saved-cards' | 'autoAdvance' | 'auto-advance';

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'payment-form': JSX.HTMLAttributes<PaymentFormElement> &
        Omit<PaymentFormProps, NoAttribute> & { [K in NoAttribute]?: never } & {
          [K in keyof PaymentFormProps as `prop:${K}`]?: PaymentFormProps[K];
        };
    }
    interface CustomEvents extends PaymentFormElementEvents {}
  }
}
