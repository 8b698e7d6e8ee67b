import { Component, CUSTOM_ELEMENTS_SCHEMA, input, output, signal } from '@angular/core';
import type { Brand, ErrorCode, Wallet } from 'payments-widget';
import type { PaymentFormElement } from 'payments-widget/element';

@Component({
  selector: 'app-checkout',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <section>
      <payment-form
        #form
        class="pay"
        [amount]="amount()"
        currency="USD"
        locale="en"
        cardholder-name="optional"
        [wallets]="wallets()"
        [preferredNetworks]="['cartes-bancaires']"
        [autoSubmit]="false"
        [appearance]="{ style: 'filled', variables: { accent: '#0a5c36' } }"
        (payment-change)="brand.emit($event.detail.brand)"
        (payment-submit)="pay(form)"
        (payment-success)="paid.emit($event.detail.id)"
        (payment-error)="failed.emit($event.detail.code)"
      ></payment-form>
      <label
        ><input #agree id="agree" type="checkbox" (change)="isAgreed.set(agree.checked)" /> I agree to the terms</label
      >
      @if (asks()) {
        <p id="asks">Please agree first.</p>
      }
      <button id="clear" type="button" (click)="form.clear()">Clear</button>
    </section>
  `,
})
export class Checkout {
  readonly amount = input.required<string>();
  readonly wallets = input.required<Wallet[]>();
  readonly brand = output<Brand | null>();
  readonly paid = output<string>();
  readonly failed = output<ErrorCode>();
  readonly isAgreed = signal(false);
  readonly asks = signal(false);

  /** The form leaves it to the page to pay, which asks for something first. A failure comes as an event. */
  pay(form: PaymentFormElement) {
    this.asks.set(!this.isAgreed());
    if (this.isAgreed()) form.submit().catch(() => {});
  }
}
