// A page that speaks the frame's protocol by itself, without the widget: wrong handshakes, forged messages, stolen ports, frames where they
// should not be. `HOSTILE_FORGED` says how many messages are forged, for longer runs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { DIST } from '../../scripts/lib/project.mjs';
import { BROWSERS, CARD, cardIn, report, withHostile } from './support/hostile.mjs';

const FORGED = Number(process.env.HOSTILE_FORGED ?? 10_000);

for (const browser of BROWSERS) {
  describe(`in ${browser}`, () => {
    const hostile = withHostile({ browser });

    /** frame.html with these headers, whatever the browser has cached. */
    function serveFrame(headers) {
      hostile.api.when('GET', /frame\.html$/, async () => ({
        status: 200,
        headers: { 'content-type': 'text/html', 'cache-control': 'no-store', ...headers },
        body: readFileSync(join(DIST, 'frame.html')),
      }));
    }
    const made = () => hostile.payments().length;

    test('handshakes with wrong data, with no port and with two, from a sibling frame and from a popup; a second one', async () => {
      hostile.reset();
      const { wrong, said, second } = await hostile.attack(`
        const frame = await frameOf(frameUrl);
        const inner = frame.contentWindow;
        const WRONG = [null, 1, '1', 'payments', {}, [], [1], { payments: '1' }, { payments: 1.5 }, { payments: NaN },
          { payments: Infinity }, { payments: null }, { payments: true }, { payments: {} }, { payments: [1] }, { Payments: 1 },
          new Map([['payments', 1]]), new Date()];
        const lines = WRONG.map(data => speak(inner, data));
        lines.push(speak(inner, { payments: 1 }, 0), speak(inner, { payments: 1 }, 2), speak(inner, { payments: 1 }, 9));
        const sibling = document.body.appendChild(document.createElement('iframe'));
        const popup = open('about:blank');
        for (const other of [sibling.contentWindow, popup].filter(Boolean)) {
          other.inner = inner;
          const post = other.eval('(data, origin, ports) => inner.postMessage(data, origin, ports)');
          for (let at = 0; at < 3; at += 1) lines.push(speak(inner, { payments: 1 }, 1, post));
        }
        for (const line of lines) line.port?.postMessage(INIT);
        await sleep(300);
        popup?.close();
        const wrong = lines.filter(({ said }) => said.length).length;
        const first = speak(inner);
        first.port.postMessage(INIT);
        await until(() => first.said.some(({ t }) => t === 'live'));
        const others = [1, 2, 999, 0, -1].map(payments => speak(inner, { payments }));
        for (const line of others) line.port.postMessage({ ...INIT, form: { amount: '1.00', currency: 'USD' } });
        await sleep(300);
        return { wrong, said: first.said.map(({ t }) => t), second: others.filter(({ said }) => said.length).length };`);
      assert.deepEqual([wrong, second], [0, 0]);
      assert.equal(said[0], 'hello');
      assert.match(await hostile.label(await hostile.enterNth()), /\$19\.90/);
      assert.equal(await hostile.formsIn(), 1);
      report({ attack: 'wrong handshakes: data, ports, another window', tries: 27, browser, frame: [] });
      report({ attack: 'a second handshake', tries: 5, browser, frame: [] });
    });

    test('init again, and messages before init', async () => {
      hostile.reset();
      await hostile.attack(`
        const frame = await frameOf(frameUrl);
        window.line = speak(frame.contentWindow);
        for (const t of ['update', 'submit', 'focus', 'clear', 'session']) line.port.postMessage({ ...INIT, t, id: 1 });
        // The first ones are no forms, and must not keep a right one away, nor leave another one in the frame.
        for (const form of [{ amount: {} }, { labels: null }, { words: null }, { wallets: {} }, { wallets: [null] }])
          line.port.postMessage({ ...INIT, form });
        for (let at = 0; at < 100; at += 1) line.port.postMessage({ ...INIT, form: { amount: '1.00', currency: 'USD' } });
        await until(() => line.said.some(({ t }) => t === 'live'));
        await sleep(300);`);
      assert.equal(await hostile.formsIn(), 1);
      report({ attack: 'messages before init; init again', tries: 110, browser, frame: [] });
    });

    test('a page that is not listed is refused, and its port is dead', async () => {
      hostile.reset();
      hostile.config = config => ({
        ...config,
        parents: ['https://shop.example', `${hostile.origin}0`, 'http://localhost:*'],
      });
      const said = await hostile.attack(`
        const frame = await frameOf(frameUrl);
        const line = speak(frame.contentWindow);
        for (let at = 0; at < 100; at += 1) line.port.postMessage(INIT);
        await sleep(700);
        return line.said;`);
      assert.deepEqual(said, [{ t: 'refused', why: 'parent', payments: 1 }]);
      assert.equal(await hostile.formsIn(), 0);
      await hostile.open('frame');
      await hostile.until('an error', () => hostile.ask(`return told.some(([name]) => name === 'error')`));
      const told = await hostile.ask(
        `return told.filter(([name]) => name === 'error').map(([, { code, outcome }]) => code + ' ' + outcome)`,
      );
      assert.deepEqual(told, ['frame_failed not_charged']);
      report({ attack: 'a page that is not listed', tries: 2, browser, frame: [] });
    });

    test(`${2 * FORGED} forged messages, on the port and by postMessage, and a flood of submits: one payment at most`, async () => {
      hostile.reset();
      const before = made();
      await hostile.attack('window.line = await live(frameUrl); return true');
      const root = await hostile.enterNth();
      await hostile.type(root);
      const forge = `
        const many = ${FORGED};
        const own = JSON.parse('{ "__proto__": { "amount": "0.01", "apiKey": "pk_test_evil" }, "constructor": { "prototype": {} } }');
        const long = 'x'.repeat(1e6);
        const KINDS = [
          at => ({ t: 'key' + at }), at => ({ t: at }), () => ({ t: null }), () => ({ t: ['submit'] }), () => ({ t: '__proto__' }),
          () => ({ t: 'constructor' }), () => ({ t: 'toString' }), () => ({ t: 'hasOwnProperty' }), () => null, () => 'submit', () => [],
          () => ({ t: 'submit' }), () => ({ t: 'submit', id: '1' }), () => ({ t: 'submit', id: null }),
          () => ({ t: 'focus', field: {} }), () => ({ t: 'focus', field: '__proto__' }), () => ({ t: 'focus', field: 'cvv\\0' }),
          at => ({ t: 'session', id: at, clientSecret: 'forged_secret' }), at => ({ t: 'session', id: at, error: 'no' }),
          () => ({ t: 'session', id: 'x', clientSecret: 1 }), at => ({ t: 'wallet_token', id: at, token: 'forged' }),
          at => ({ t: 'action_closed', id: at }), at => ({ t: 'action_report', id: at, what: 'updated' }),
          at => ({ t: 'action_report', id: at, what: 'closed' }),
          () => ({ ...INIT, form: { amount: '0.01', currency: 'USD' } }),
          () => ({ ...INIT, t: 'update', form: null }), () => ({ ...INIT, t: 'update', around: null }),
          () => ({ ...INIT, t: 'update', form: { ...own, amount: '0.01', currency: 'USD' } }),
          () => ({ ...INIT, t: 'update', form: { amount: '19.90', currency: 'USD', apiKey: 'pk_test_evil' } }),
          () => Object.assign(own, { t: 'update' }), () => ({ t: 'hello', payments: 1 }), () => ({ t: 'result', payment: {} }),
        ];
        const { contentWindow } = line.frame;
        for (let at = 0; at < many; at += 1) {
          const message = KINDS[at % KINDS.length](at);
          line.port.postMessage(message);
          contentWindow.postMessage(at % 2 ? message : { payments: 1, ...message }, '*');
          if (at % 2000 === 0) {
            line.port.postMessage({ t: long });
            line.port.postMessage({ t: 'focus', field: long });
            await sleep(0);
          }
        }
        line.port.postMessage({ t: 'focus', field: 'cvv' });
        line.said.length = 0;
        await sleep(500);`;
      await hostile.act(forge);
      const inside = await hostile.enterNth();
      assert.equal(await hostile.label(inside), 'Pay $19.90');
      for (const name of ['number', 'cvv'])
        assert.equal((await (await hostile.field(inside, name)).getAttribute('value')).replace(/\s/g, ''), CARD[name]);
      assert.equal(made(), before);

      const results = await hostile.act(`
        for (let at = 0; at < 1000; at += 1) line.port.postMessage({ t: 'submit', id: at });
        await until(() => line.said.filter(({ t, id }) => t === 'result' && id !== undefined).length >= 1000);
        return line.said.filter(({ t, id }) => t === 'result' && id !== undefined).map(({ payment }) => payment?.id ?? 'error');`);
      assert.equal(results.length, 1000);
      assert.equal(new Set(results).size, 1, 'each submit has the same answer');
      await hostile.act(`
        for (let at = 0; at < 1000; at += 1) line.port.postMessage({ t: 'submit', id: at });
        await sleep(500);`);
      const payments = hostile.payments().slice(before);
      assert.deepEqual(
        payments.map(({ amount, status }) => [amount, status]),
        [[1990, 'succeeded']],
      );
      assert.equal(hostile.api.asked('POST', /\/payments$/).length, 1);
      assert.deepEqual(
        cardIn(JSON.stringify(await hostile.ask('return line.said.map(({ payment, ...rest }) => rest)'))),
        [],
      );
      assert.deepEqual(await hostile.sentElsewhere(), []);
      report({ attack: 'forged messages on the port and by postMessage', tries: 2 * FORGED, browser, frame: [] });
      report({ attack: 'a flood of submits: one payment', tries: 2000, browser, frame: [] });
    });

    test('answers and reports in a challenge, forged and repeated: the payment ends once', async () => {
      hostile.reset();
      const before = made();
      await hostile.attack('window.line = await live(frameUrl); return true');
      await hostile.type(await hostile.enterNth(), { ...CARD, number: '4000000000003220', cvv: '917' });
      const said = await hostile.act(`
        line.port.postMessage({ t: 'submit', id: 1 });
        await until(() => line.said.some(({ t }) => t === 'action'));
        const { id } = line.said.find(({ t }) => t === 'action');
        for (let at = 0; at < 1000; at += 1) {
          line.port.postMessage({ t: 'action_report', id, what: 'updated' });
          line.port.postMessage({ t: 'session', id: at, clientSecret: 'forged_secret' });
        }
        await sleep(300);
        for (let at = 0; at < 1000; at += 1) line.port.postMessage({ t: 'action_closed', id });
        await until(() => line.said.some(({ t, id }) => t === 'result' && id === 1));
        return line.said.filter(({ t }) => t === 'result').map(({ id, error, payment }) => [id, error?.code, payment?.status]);`);
      const payments = hostile.payments().slice(before);
      assert.equal(payments.length, 1);
      assert.notEqual(payments[0].status, 'succeeded');
      assert.equal(said.length, 2, JSON.stringify(said));
      const asked = hostile.api.asked('GET', /./).filter(({ path }) => path.startsWith('/v1/')).length;
      assert.ok(asked < 30, `the API was asked ${asked} times`);
      report({ attack: 'forged answers in a challenge', tries: 3000, browser, frame: [] });
    });

    test('a port that is kept: used after the frame is gone, and after it was loaded again', async () => {
      hostile.reset();
      const before = made();
      await hostile.attack('window.line = await live(frameUrl); return true');
      await hostile.type(await hostile.enterNth());
      const again = await hostile.act(`
        const { frame, port, said } = line;
        const loaded = new Promise(resolve => { frame.onload = resolve; });
        frame.src = frame.src;
        await loaded;
        said.length = 0;
        for (let at = 0; at < 100; at += 1) port.postMessage({ t: 'submit', id: at });
        await sleep(300);
        const stale = said.length;
        window.line = speak(frame.contentWindow);
        line.port.postMessage(INIT);
        await until(() => line.said.some(({ t }) => t === 'live'));
        for (let at = 0; at < 100; at += 1) port.postMessage({ t: 'submit', id: at });
        await sleep(300);
        return { stale: stale + said.length, empty: line.said.find(({ t }) => t === 'live').state.empty };`);
      assert.deepEqual(again, { stale: 0, empty: true });
      await hostile.type(await hostile.enterNth());
      const gone = await hostile.act(`
        line.frame = document.querySelector('iframe');
        line.frame.remove();
        await sleep(100);
        line.said.length = 0;
        for (let at = 0; at < 100; at += 1) line.port.postMessage({ t: 'submit', id: at });
        document.body.append(line.frame);
        await sleep(500);
        for (let at = 0; at < 100; at += 1) line.port.postMessage({ t: 'submit', id: at });
        await sleep(300);
        return line.said.length;`);
      assert.equal(gone, 0);
      assert.equal(made(), before);
      report({ attack: 'a stolen or replayed port', tries: 400, browser, frame: [] });
    });

    test('a sandboxed frame has no origin and shows nothing; one that keeps its origin works as any other', async () => {
      hostile.reset();
      const before = made();
      const said = await hostile.attack(`
        const all = [];
        for (const sandbox of ['', 'allow-scripts', 'allow-scripts allow-forms allow-popups']) {
          const frame = await frameOf(frameUrl, { sandbox });
          const line = speak(frame.contentWindow);
          line.port.postMessage(INIT);
          all.push(line.said);
        }
        await sleep(700);
        return all;`);
      assert.deepEqual(said, [[], [], []]);
      for (const at of [1, 2]) assert.equal(await hostile.formsIn(at), 0);
      await hostile.attack(
        `window.line = await live(frameUrl, { sandbox: 'allow-scripts allow-same-origin' }); return true`,
      );
      const root = await hostile.enterNth();
      await hostile.type(root);
      await hostile.pay(root);
      await hostile.paid(root);
      assert.equal(made() - before, 1);
      assert.deepEqual(cardIn(JSON.stringify(await hostile.ask('return line.said'))), []);
      report({ attack: 'sandbox attributes', tries: 4, browser, frame: [] });
    });

    test('a listed page inside of one that is not listed', async () => {
      hostile.reset();
      const { origin } = hostile;
      const listed = () => (hostile.config = config => ({ ...config, parents: [origin] }));
      const outer = await hostile.serve(
        () => `<!doctype html><iframe src="${origin}" style="width: 700px; height: 700px"></iframe>`,
      );
      const inside = async () => {
        await hostile.visit(outer.origin);
        await hostile.driver.switchTo().frame(await hostile.driver.findElement(By.css('iframe')));
        return hostile.driver.executeAsyncScript(
          `
          const [url, done] = arguments;
          (async () => {
            const frame = await frameOf(url);
            const line = speak(frame.contentWindow);
            line.port.postMessage(INIT);
            await sleep(1200);
            return line.said.map(({ t, why }) => (why ? t + ' ' + why : t));
          })().then(done)`,
          hostile.frameUrl,
        );
      };
      await hostile.attack('');
      listed();
      serveFrame({ 'content-security-policy': `frame-ancestors ${origin}` });
      assert.deepEqual(await inside(), [], 'frame-ancestors names every page around');

      serveFrame({});
      const said = await inside();
      // Firefox has no location.ancestorOrigins: there only the header says who the page around the page is.
      if (browser === 'Chromium') assert.deepEqual(said, ['refused parent']);
      else assert.equal(said[0], 'hello');
      report({ attack: 'a listed page in one that is not, with frame-ancestors', tries: 1, browser, frame: [] });
      const got = browser === 'Chromium' ? [] : ['the form is shown'];
      report({ attack: 'the same, from a server without the header', tries: 1, browser, frame: got });
    });

    test('as a window of its own, or in a popup, frame.html shows nothing and answers nobody', async () => {
      hostile.reset();
      await hostile.visit(hostile.frameUrl);
      const own = await hostile.driver.executeAsyncScript(`
        const [done] = arguments;
        const { port1, port2 } = new MessageChannel();
        let said = 0;
        port1.onmessage = () => { said += 1; };
        postMessage({ payments: 1 }, '*', [port2]);
        setTimeout(() => done([document.body.children.length, said]), 500);`);
      assert.deepEqual(own, [0, 0]);
      const said = await hostile.attack(`
        const popup = open(frameUrl);
        await sleep(1000);
        const line = speak(popup);
        await sleep(300);
        popup.close();
        return line.said;`);
      assert.deepEqual(said, []);
      report({ attack: 'frame.html as a window of its own, or in a popup', tries: 2, browser, frame: [] });
    });
  });
}
