// The class of every refusal. No message here repeats a secret, a signature or the body.

export class WebhookError extends Error {
  /**
   * @param {import('./webhooks.js').WebhookErrorCode} code
   * @param {string} message  English, for the developer
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
Object.defineProperty(WebhookError.prototype, 'name', { value: 'WebhookError' });

/**
 * @param {import('./webhooks.js').WebhookErrorCode} code
 * @param {string} message
 */
export const refusal = (code, message) => new WebhookError(code, message);
