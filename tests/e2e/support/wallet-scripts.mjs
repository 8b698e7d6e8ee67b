// In the place of Google's and Apple's scripts, which need their servers and devices: they check what a page asks of them as the
// references say, and give the token of the sandbox's wallet. As text, for a page.
//
// https://developers.google.com/pay/api/web/reference/request-objects
// https://developer.apple.com/documentation/applepayontheweb/applepaysession

/** What both share. `walletLog` is what happened in order; `isClosed` makes the payer close the sheet. */
const SHARED = `
  window.walletLog = [];
  window.isClosed = false;
  /** Every required member and no unknown one. */
  const members = (object, required, optional = []) => {
    for (const name of required) if (object[name] === undefined) throw new TypeError(name + ' is missing');
    for (const name of Object.keys(object)) {
      if (!required.includes(name) && !optional.includes(name)) throw new TypeError(name + ' is unknown');
    }
  };
  const each = (list, known) => {
    if (!Array.isArray(list) || !list.length || !list.every(word => known.includes(word))) throw new TypeError(String(list));
  };
  const format = (text, pattern) => {
    if (typeof text !== 'string' || !pattern.test(text)) throw new TypeError(String(text));
  };
  const inClick = () => {
    if (!navigator.userActivation.isActive) throw new DOMException('not in a click', 'InvalidAccessError');
  };
  const post = async (url, body, headers) => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
    return (await fetch(url, options)).json();
  };
  async function deviceToken(major, currency) {
    const amount = Math.round(Number(major) * 100);
    const { client_secret } = await post('/checkout/session', { amount, currency, method: 'wallet' });
    const headers = { authorization: 'Bearer ' + API_KEY, 'payment-session': client_secret };
    return (await post('/v1/test_wallet/token', { amount, currency }, headers)).token;
  }`;

const GOOGLE = `
  const version = request => {
    if (request.apiVersion !== 2 || request.apiVersionMinor !== 0) throw new TypeError('apiVersion');
  };
  const methods = (list, needsToken) => {
    for (const { type, parameters, tokenizationSpecification: specification } of list) {
      if (type !== 'CARD') throw new TypeError(type);
      each(parameters.allowedAuthMethods, ['PAN_ONLY', 'CRYPTOGRAM_3DS']);
      each(parameters.allowedCardNetworks, ['AMEX', 'DISCOVER', 'INTERAC', 'JCB', 'MASTERCARD', 'VISA']);
      if (!specification && !needsToken) continue;
      members(specification, ['type', 'parameters']);
      if (specification.type !== 'PAYMENT_GATEWAY') throw new TypeError(specification.type);
      members(specification.parameters, ['gateway', 'gatewayMerchantId']);
    }
  };
  class PaymentsClient {
    constructor(options) {
      members(options, [], ['environment', 'merchantInfo', 'paymentDataCallbacks']);
      each([options.environment], ['TEST', 'PRODUCTION']);
    }
    async isReadyToPay(request) {
      members(request, ['apiVersion', 'apiVersionMinor', 'allowedPaymentMethods'], ['existingPaymentMethodRequired']);
      version(request);
      methods(request.allowedPaymentMethods, false);
      return { result: true };
    }
    async loadPaymentData(request) {
      inClick();
      members(request, ['apiVersion', 'apiVersionMinor', 'merchantInfo', 'allowedPaymentMethods', 'transactionInfo']);
      version(request);
      members(request.merchantInfo, ['merchantId'], ['merchantName']);
      methods(request.allowedPaymentMethods, true);
      const { transactionInfo } = request;
      members(transactionInfo, ['currencyCode', 'totalPriceStatus', 'totalPrice'], ['countryCode']);
      each([transactionInfo.totalPriceStatus], ['FINAL', 'ESTIMATED']);
      format(transactionInfo.totalPrice, /^[0-9]+([.][0-9][0-9])?$/);
      format(transactionInfo.currencyCode, /^[A-Z]{3}$/);
      format(transactionInfo.countryCode, /^[A-Z]{2}$/);
      walletLog.push('opened');
      if (isClosed) throw { statusCode: 'CANCELED' };
      const token = await deviceToken(transactionInfo.totalPrice, transactionInfo.currencyCode);
      const tokenizationData = { type: 'PAYMENT_GATEWAY', token };
      return { apiVersion: 2, apiVersionMinor: 0, paymentMethodData: { type: 'CARD', info: {}, tokenizationData } };
    }
  }
  window.google = { payments: { api: { PaymentsClient } } };`;

const APPLE = `
  const wrong = () => {
    throw new DOMException('not now', 'InvalidAccessError');
  };
  window.ApplePaySession = class ApplePaySession {
    static STATUS_SUCCESS = 0;
    static STATUS_FAILURE = 1;
    static supportsVersion = version => version <= 14;
    static canMakePayments = () => true;
    #state = 'made';
    #request;
    constructor(version, request) {
      inClick();
      if (!ApplePaySession.supportsVersion(version)) throw new TypeError('version');
      members(request, ['countryCode', 'currencyCode', 'merchantCapabilities', 'supportedNetworks', 'total']);
      format(request.countryCode, /^[A-Z]{2}$/);
      format(request.currencyCode, /^[A-Z]{3}$/);
      each(request.merchantCapabilities, ['supports3DS', 'supportsEMV', 'supportsCredit', 'supportsDebit']);
      each(request.supportedNetworks, ['amex', 'chinaUnionPay', 'discover', 'interac', 'jcb', 'masterCard', 'visa']);
      members(request.total, ['label', 'amount'], ['type']);
      format(request.total.amount, /^[0-9]+([.][0-9]+)?$/);
      this.#request = request;
    }
    begin() {
      inClick();
      if (this.#state !== 'made') wrong();
      this.#state = 'validating';
      walletLog.push('opened');
      setTimeout(() => {
        if (!isClosed) return this.onvalidatemerchant({ validationURL: 'https://apple-pay-gateway.apple.com/paymentservices/startSession' });
        this.#state = 'closed';
        this.oncancel({});
      });
    }
    abort() {
      if (this.#state === 'closed') wrong();
      this.#state = 'closed';
      walletLog.push('aborted');
    }
    completeMerchantValidation(merchant) {
      if (this.#state !== 'validating') wrong();
      walletLog.push(merchant.merchantSessionIdentifier);
      this.#state = 'authorizing';
      const { total, currencyCode } = this.#request;
      deviceToken(total.amount, currencyCode).then(paymentData => {
        this.#state = 'authorized';
        const token = { paymentData, paymentMethod: { network: 'Visa', type: 'debit' }, transactionIdentifier: 'ABCD' };
        this.onpaymentauthorized({ payment: { token } });
      });
    }
    completePayment({ status }) {
      if (this.#state !== 'authorized') wrong();
      this.#state = 'closed';
      walletLog.push(status === ApplePaySession.STATUS_SUCCESS ? 'success' : 'failure');
    }
  };`;

const standIn = script => apiKey => `{ const API_KEY = '${apiKey}'; ${SHARED} ${script} }`;
export const googlePay = standIn(GOOGLE);
export const applePay = standIn(APPLE);
