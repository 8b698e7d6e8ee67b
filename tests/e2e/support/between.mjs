// A proxy between a page and the payments API, in which a test loses, delays or changes answers. It gives requests the shop's
// `Origin`, which the API accepts.
import { createServer, request as ask } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from './page.mjs';

/** The result of a rule that closes the connection without an answer. */
export const LOST = null;

/**
 * Resolves to `{ origin, asked, when(), always(), reset(), close() }`.
 *
 * `when(method, path, act)` adds a rule for requests of this method whose path matches. `act(forward)` gives the answer
 * `{ status, headers, body }` or `LOST`; `forward()` asks the sandbox and resolves to its answer. With `cut` the connection breaks
 * after so many bytes of the body. The newest rule counts. `always` adds one that is never forgotten.
 */
export async function startBetween(sandbox) {
  const upstream = new URL(sandbox.payments);
  let rules = [];
  const standing = [];
  let asked = [];

  const server = createServer(async (request, response) => {
    const { pathname: path } = new URL(request.url, upstream);
    const { method, headers } = request;
    const body = await buffer(request);
    if (method !== 'OPTIONS') asked.push({ method, path, body: body.toString(), at: performance.now() });
    const forward = () => send(upstream, sandbox.shop, { method, url: request.url, headers, body });
    const rule = [...rules, ...standing].find(one => one.method === method && one.path.test(path));
    const answer = rule ? await rule.act(forward) : await forward();
    if (answer === LOST) return request.socket.destroy();
    if (headers.origin) answer.headers['access-control-allow-origin'] = headers.origin;
    // Browsers repeat a request by themselves when a reused connection breaks, so no connection is reused.
    const length = answer.cut === undefined ? {} : { 'content-length': Buffer.byteLength(answer.body) };
    response.writeHead(answer.status, { ...answer.headers, ...length, connection: 'close' });
    if (answer.cut === undefined) return response.end(answer.body);
    response.write(Buffer.from(answer.body).subarray(0, answer.cut), () => request.socket.resetAndDestroy());
  });
  return {
    ...(await listen(server)),
    when(method, path, act) {
      rules.unshift({ method, path, act });
    },
    always(method, path, act) {
      standing.push({ method, path, act });
    },
    /** The requests of this method whose path matches, preflights left out. */
    asked: (method, path) => asked.filter(one => one.method === method && path.test(one.path)),
    /** Forgets rules and requests. */
    reset() {
      rules = [];
      asked = [];
    },
  };
}

function send(upstream, origin, { method, url, headers, body }) {
  const { 'content-length': length, connection, ...rest } = headers;
  const options = {
    method,
    agent: false,
    host: upstream.hostname.replace(/^\[|\]$/g, ''),
    port: upstream.port,
    path: url,
    headers: {
      ...rest,
      host: upstream.host,
      ...(headers.origin && { origin }),
      ...(length && { 'content-length': length }),
    },
  };
  return new Promise((resolve, reject) => {
    const sent = ask(options, async answer => {
      const { 'content-length': stale, 'transfer-encoding': chunked, ...kept } = answer.headers;
      resolve({ status: answer.statusCode, headers: kept, body: await buffer(answer) });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A rule that changes the JSON of the sandbox's answer. */
export const edited = change => async forward => {
  const answer = await forward();
  return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body))) };
};

/** A rule: the sandbox gets the request, but its answer is lost. */
export const answerLost = async forward => {
  await forward();
  return LOST;
};

/** A rule: the sandbox never gets the request. */
export const neverSent = () => LOST;

/** A rule, `act`, that holds the sandbox's answer back until `release()`. `arrived` resolves when there is an answer. */
export function heldBack() {
  let release;
  let arrive;
  const released = new Promise(resolve => {
    release = resolve;
  });
  const arrived = new Promise(resolve => {
    arrive = resolve;
  });
  const act = async forward => {
    const answer = await forward();
    arrive();
    await released;
    return answer;
  };
  return { act, arrived, release };
}

/** A refusal as the API writes it. */
export function refused(status, code) {
  const body = {
    type: `urn:payments-widget:error:${code}`,
    title: code,
    status,
    code,
    detail: code,
    request_id: 'req_t',
  };
  return { status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(body) };
}
