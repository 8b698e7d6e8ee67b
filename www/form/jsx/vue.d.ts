// <payment-form> in Vue's templates: `import type {} from 'payments-widget/jsx/vue';` once in a project.
import type { PaymentFormElementEvents, PaymentFormProps } from '../element.js';

type Pascal<T extends string> = T extends `${infer Head}-${infer Tail}`
  ? `${Capitalize<Head>}${Pascal<Tail>}`
  : Capitalize<T>;
type Events = {
  [K in keyof PaymentFormElementEvents as `on${Pascal<K>}`]?: (event: PaymentFormElementEvents[K]) => void;
};

declare module 'vue' {
  interface GlobalComponents {
    'payment-form': new () => { $props: PaymentFormProps & Events };
    PaymentForm: new () => { $props: PaymentFormProps & Events };
  }
}
