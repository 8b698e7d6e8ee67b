// payments-widget/webhooks: for your server. It needs no page and no WebAssembly, only WebCrypto: Node 20 or newer, Bun, Deno, Workers.
import type { DeclineCode, PaymentStatus } from '../api/index.js';

/**
 * Why a webhook was refused. `webhook_options_invalid` is a defect of your own server: answer 500. The others are a defect of the
 * request: answer 400.
 */
export type WebhookErrorCode =
  /** A body that a parser of JSON has read, no secret, or a secret of another form. */
  | 'webhook_options_invalid'
  /** A header is missing, or has another form than the specification says. */
  | 'webhook_headers_invalid'
  /** It was sent too long ago, or your clock is fast. */
  | 'webhook_too_old'
  /** It was sent in the future: your clock is slow. */
  | 'webhook_too_new'
  /** Another body than the one that was signed, or another secret. */
  | 'webhook_signature_invalid'
  /** It is signed, but is no event: perhaps the secret is that of another service. */
  | 'webhook_body_invalid';

/** No message repeats a secret, a signature or the body. */
export class WebhookError extends Error {
  private constructor();
  /** Always the same. */
  readonly name: 'WebhookError';
  /** Why it was refused, for your code. */
  readonly code: WebhookErrorCode;
}

/** A payment in an event, as `GET /payments/{id}` answers your secret key: members in snake_case, amounts in minor units. */
export interface EventPayment {
  /** The id of the payment, `pay_…`. */
  readonly id: string;
  /** The payment session, `ps_…`: read it before you fulfil its order. */
  readonly session: string;
  /** How far it was. */
  readonly status: PaymentStatus;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** False for a payment in the test mode, which moves no money. */
  readonly livemode: boolean;
  /** What was paid with. `saved_card`: the saved card that was paid with, or that this payment has saved. */
  readonly payment_method:
    | {
        readonly type: 'card';
        readonly card: { readonly brand: string | null; readonly last4: string };
        readonly saved_card?: string;
      }
    | { readonly type: 'wallet'; readonly wallet_id: string };
  /** Why it was declined, as the page may know it; null where it was not. */
  readonly decline_code: DeclineCode | null;
  /** The code of the card network. It is for your server alone. */
  readonly network_decline_code?: string;
  /** What refunds have given back by then, in minor units. */
  readonly amount_refunded?: number;
  /** What the payer has to do; null where it is nothing. */
  readonly next_action: {
    readonly id: string;
    readonly type: 'three_d_secure' | 'redirect';
    readonly display?: 'hidden' | 'challenge';
    readonly url: string;
    readonly expires_at: string;
  } | null;
  /** RFC 3339, UTC. */
  readonly created_at: string;
}

/** A refund in an event, as `GET /refunds/{id}` answers your secret key. */
export interface EventRefund {
  /** The id of the refund, `re_…`. */
  readonly id: string;
  /** `pay_…` */
  readonly payment: string;
  /** A `pending` one is decided later. Of a `failed` one nothing was given back. */
  readonly status: 'pending' | 'succeeded' | 'failed';
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** What your server gave as the reason; null where it gave none. */
  readonly reason: 'requested_by_customer' | 'duplicate' | 'fraudulent' | null;
  /** RFC 3339, UTC. */
  readonly created_at: string;
}

/** What every event has. */
export interface EventOf<T extends string, D> {
  /** `evt_…`: the same each time that the event is sent. Keep it, and handle it once. */
  readonly id: string;
  /** What has happened. */
  readonly type: T;
  /** When it happened, RFC 3339, UTC. */
  readonly created_at: string;
  /** False for what has happened in the test mode, which moves no money. */
  readonly livemode: boolean;
  /** What it happened to, as it was then. */
  readonly data: D;
}

/** An event, as the payments API has sent it. A newer API can send other types: answer 204 to a type that is not here. */
export type WebhookEvent =
  | EventOf<'payment.succeeded' | 'payment.declined' | 'payment.canceled' | 'payment.requires_action', EventPayment>
  | EventOf<'refund.created' | 'refund.succeeded' | 'refund.failed', EventRefund>;

/** What {@link verifyWebhook} takes. */
export interface VerifyWebhookOptions {
  /** The body as it came, byte by byte: text or bytes, and nothing that was parsed. */
  body: string | ArrayBuffer | ArrayBufferView;
  /** The headers of the request: a `Headers`, or an object with names in any case, as `request.headers` of Node. */
  headers: { get(name: string): string | null } | { readonly [name: string]: string | readonly string[] | undefined };
  /** The secret of the endpoint, `whsec_…`; during a rotation both. */
  secrets: readonly string[];
  /** How many seconds the time of sending may be away from `now`, in both directions; 300 by default. */
  tolerance?: number | undefined;
  /** By default the time of this machine. */
  now?: Date | undefined;
}

/**
 * The event of a webhook that is signed with one of the secrets and is of now, by the Standard Webhooks specification 1.0.0. Rejects
 * with a `WebhookError`.
 * @example
 * const event = await verifyWebhook({ body: await request.text(), headers: request.headers, secrets: [secret] });
 */
export function verifyWebhook(options: VerifyWebhookOptions): Promise<WebhookEvent>;
