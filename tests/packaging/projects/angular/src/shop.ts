import { Component, computed, signal } from '@angular/core';
import type { Brand } from 'payments-widget';
import { Checkout } from './checkout';

@Component({
  selector: 'app-shop',
  imports: [Checkout],
  template: `
    <main>
      <button id="checkout" type="button" (click)="isOpen.set(!isOpen())">Checkout</button>
      <button id="more" type="button" (click)="amount.set('29.90')">More</button>
      <button id="swap" type="button" (click)="isFirst.set(!isFirst())">Swap</button>
      @if (isOpen()) {
        @for (part of order(); track part) {
          <div [id]="part">
            @if (part === 'form') {
              <app-checkout
                [amount]="amount()"
                [wallets]="wallets"
                (brand)="brand.set($event)"
                (paid)="paid.set([...paid(), $event])"
                (failed)="failed.set([...failed(), $event])"
              />
            } @else {
              <p>{{ amount() }} USD</p>
            }
          </div>
        }
      }
      <output id="brand">{{ brand() }}</output>
      <ul id="paid">
        @for (id of paid(); track id) {
          <li>{{ id }}</li>
        }
      </ul>
      <ul id="failed">
        @for (code of failed(); track $index) {
          <li>{{ code }}</li>
        }
      </ul>
    </main>
  `,
})
export class Shop {
  readonly wallets = [{ id: 'my_wallet', label: 'Moa Pay' }];
  readonly isOpen = signal(false);
  readonly isFirst = signal(true);
  readonly amount = signal('19.90');
  readonly brand = signal<Brand | null>(null);
  readonly paid = signal<string[]>([]);
  readonly failed = signal<string[]>([]);
  readonly order = computed(() => (this.isFirst() ? ['form', 'summary'] : ['summary', 'form']));
}
