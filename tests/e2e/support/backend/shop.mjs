// What every shop has of its own, here in memory: the guide's server in Node imports it.
const first = Number(process.env.FIRST_ORDER);
const orders = [
  { id: String(first), payer: 'minsu', amount: 1990, currency: 'USD', sessions: [] },
  { id: String(first + 1), payer: 'jane', amount: 19900, currency: 'KRW', sessions: [] },
];
const fulfilled = new Set();

export function loggedInPayer({ cookie = '' }) {
  return orders.map(({ payer }) => payer).find(payer => cookie === `payer=${payer}`);
}

export const openOrderOf = async payer => orders.find(order => order.payer === payer);

export const orderOfSession = async id => orders.find(({ sessions }) => sessions.some(session => session.id === id));

export async function addSession(order, session) {
  if (order.sessions.every(({ id }) => id !== session.id)) order.sessions.push(session);
}

export async function fulfil({ id }) {
  if (fulfilled.has(id)) return;
  fulfilled.add(id);
  console.log(`Fulfilled ${id}`);
}
