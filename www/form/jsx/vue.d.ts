// <payment-form> in Vue's templates: `import type {} from 'payments-widget/jsx/vue';` once in a project.
import type { AllowedComponentProps, HTMLAttributes, VNodeProps } from 'vue';
import type { PaymentFormElement, PaymentFormElementEvents, PaymentFormProps } from '../element.js';

type Pascal<T extends string> = T extends `${infer Head}-${infer Tail}`
  ? `${Capitalize<Head>}${Pascal<Tail>}`
  : Capitalize<T>;
type Events = {
  [K in keyof PaymentFormElementEvents as `on${Pascal<K>}`]?: (event: PaymentFormElementEvents[K]) => void;
};
/** `ref`, `key`, `class` and `style` are Vue's; with `strictTemplates` nothing else is known. A `ref` gives the element. */
type Component = new () => PaymentFormElement & {
  $props: HTMLAttributes & VNodeProps & AllowedComponentProps & PaymentFormProps & Events;
};

declare module 'vue' {
  interface GlobalComponents {
    'payment-form': Component;
    PaymentForm: Component;
  }
}
