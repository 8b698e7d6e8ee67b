// Input methods (IME), as in Japan and Korea: a text is composed in several steps, then committed or canceled.
import firefox from 'selenium-webdriver/firefox.js';

/** Chromium's input method, through the DevTools protocol. */
export const chromiumIme = driver => ({
  compose: text => compose(driver, text),
  commit: text => driver.sendDevToolsCommand('Input.insertText', { text }),
  cancel: () => compose(driver, ''),
});

const compose = (driver, text) =>
  driver.sendDevToolsCommand('Input.imeSetComposition', {
    text,
    selectionStart: text.length,
    selectionEnd: text.length,
  });

/** Runs in the tab's process. WebDriver's keys use such a processor too, so each composition begins a new transaction. */
const IN_THE_TAB = `
  const { classes: Cc, interfaces: Ci } = Components;
  const processor = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
  const acts = {
    compose(text) {
      processor.setPendingCompositionString(text);
      processor.appendClauseToPendingComposition(text.length, processor.ATTR_RAW_CLAUSE);
      processor.setCaretInPendingComposition(text.length);
      processor.flushPendingComposition();
    },
    commit: (text) => processor.commitCompositionWith(text),
    cancel: () => processor.cancelComposition(),
  };
  addMessageListener('typist', ({ data: { act, text } }) => {
    let failure = null;
    try {
      if (!processor.hasComposition) processor.beginInputTransactionForTests(content);
      acts[act](text);
    } catch (error) {
      failure = String(error);
    }
    sendAsyncMessage('typist', failure);
  });`;

const FROM_ABOVE = `
  const [script, act, text, done] = arguments;
  const { messageManager } = gBrowser.selectedBrowser;
  if (!messageManager.hasTypist) {
    messageManager.hasTypist = true;
    messageManager.loadFrameScript('data:,' + encodeURIComponent(script), false);
  }
  messageManager.addMessageListener('typist', function heard({ data }) {
    messageManager.removeMessageListener('typist', heard);
    done(data);
  });
  messageManager.sendAsyncMessage('typist', { act, text });`;

/** Firefox's input method, as Firefox's own tests use it: from privileged code. */
export function firefoxIme(driver) {
  const act = async (name, text) => {
    await driver.setContext(firefox.Context.CHROME);
    const failure = await driver.executeAsyncScript(FROM_ABOVE, IN_THE_TAB, name, text);
    await driver.setContext(firefox.Context.CONTENT);
    if (failure) throw new Error(`Firefox's input method: ${failure}`);
  };
  return { compose: text => act('compose', text), commit: text => act('commit', text), cancel: () => act('cancel') };
}
