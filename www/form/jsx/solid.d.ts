// <payment-form> in Solid's JSX: `import type {} from 'payments-widget/jsx/solid';` once in a project.
import type { JSX } from 'solid-js';
import type { PaymentFormElement, PaymentFormElementEvents, PaymentFormProps } from '../element.js';

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'payment-form': JSX.HTMLAttributes<PaymentFormElement> &
        PaymentFormProps & { [K in keyof PaymentFormProps as `prop:${K}`]?: PaymentFormProps[K] };
    }
    interface CustomEvents extends PaymentFormElementEvents {}
  }
}
