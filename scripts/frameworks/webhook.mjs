// A webhook for the servers that are no Node: signed as the specification says, by hand.
const BODY =
  '{"id":"evt_3Kd9","type":"payment.succeeded","created_at":"2026-11-24T08:31:00Z","livemode":false,"data":{}}';
const HEADERS = {
  'webhook-id': 'evt_3Kd9',
  'webhook-timestamp': '1795509060',
  'webhook-signature': 'v1,S/kJjDWtkDW8S9zUsM31hWYiOvK7H61BLDc+HfI6jpM=',
};

/** Code of a module: a function that gives the event's id, and the code of the refusal of another body. */
export const VERIFIES = `
import { verifyWebhook } from 'payments-widget/webhooks';
const options = {
  headers: new Headers(${JSON.stringify(HEADERS)}),
  secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  now: new Date(1795509060000),
};
const ask = body => verifyWebhook({ ...options, body }).then(({ id }) => id, ({ code }) => code);
export const webhooks = async () => [await ask(${JSON.stringify(BODY)}), await ask('{}')];
`;

export const VERIFIED = ['evt_3Kd9', 'webhook_signature_invalid'];
