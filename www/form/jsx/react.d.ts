// <payment-form> in React's JSX, version 18.2 and newer: `import type {} from 'payments-widget/jsx/react';` once in a project.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { PaymentFormElement, PaymentFormElementEvents, PaymentFormProps } from '../element.js';

type Events = { [K in keyof PaymentFormElementEvents as `on${K}`]?: (event: PaymentFormElementEvents[K]) => void };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'payment-form': DetailedHTMLProps<HTMLAttributes<PaymentFormElement>, PaymentFormElement> &
        PaymentFormProps &
        Events;
    }
  }
}
