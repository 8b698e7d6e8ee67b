// Every error code, with what it says of the money and whether the same call may succeed later. A test compares it with the table
// of the WebAssembly, src/protocol/problem.rs.

/** @type {readonly ['not_charged' | 'unknown' | 'charged', boolean, string][]} outcome, retryable, codes */
const GROUPS = [
  [
    'not_charged',
    false,
    `card_number_required card_number_incomplete card_number_invalid card_brand_not_accepted expiration_date_required
    expiration_date_incomplete expiration_date_invalid card_expired cvv_required cvv_incomplete cvv_invalid
    cardholder_name_required cardholder_name_invalid identity_number_required identity_number_invalid
    card_password_required card_password_invalid installment_months_invalid amount_invalid currency_required
    currency_invalid wallet_id_invalid invalid_config secret_key_exposed insecure_context insecure_endpoint
    not_configured not_in_browser invalid_option session_required encryption_key_rejected card_declined
    wallet_declined action_expired malformed_request idempotency_key_invalid encrypted_card_invalid api_key_invalid
    session_invalid key_type_forbidden origin_not_allowed not_found wallet_not_found method_not_allowed token_used
    session_expired request_too_large unsupported_media_type amount_mismatch payment_method_not_allowed
    return_url_not_allowed live_card_in_test_mode too_many_attempts internal_error`,
  ],
  [
    'not_charged',
    true,
    `not_ready load_failed frame_failed session_source_failed encryption_key_unavailable encryption_failed network_error
    unexpected_response canceled redirect_blocked encryption_key_unknown rate_limited service_unavailable`,
  ],
  ['unknown', false, `action_canceled payment_in_progress outcome_unknown idempotency_key_reused`],
  ['unknown', true, `idempotency_in_flight server_error`],
  ['charged', false, `session_complete`],
];

/** @type {ReadonlyMap<string, { outcome: 'not_charged' | 'unknown' | 'charged', retryable: boolean }>} */
export const ERROR_CODES = new Map(
  GROUPS.flatMap(([outcome, retryable, codes]) => codes.split(/\s+/).map(code => [code, { outcome, retryable }])),
);
