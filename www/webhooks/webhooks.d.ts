// payments-widget/webhooks: for your server. It needs no page and no WebAssembly, only WebCrypto: Node 20 or newer, Bun, Deno, Workers.

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
  readonly name: 'WebhookError';
  readonly code: WebhookErrorCode;
}

/** An event, as the payments API has sent it: members are in snake_case, amounts in minor units. */
export interface WebhookEvent {
  /** `evt_…`: the same each time that the event is sent. Keep it, and handle it once. */
  readonly id: string;
  /** `payment.succeeded` and so on. A newer API can send others: answer 204 to what you do not know. */
  readonly type: string;
  /** When it happened, RFC 3339, UTC. */
  readonly created_at: string;
  readonly livemode: boolean;
  /** What it happened to, as it was then: for `payment.*` the payment, as `GET /payments/{id}` answers your secret key. */
  readonly data: { readonly [member: string]: unknown };
}

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
