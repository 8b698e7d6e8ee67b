// Browsers and their drivers, for the tests only: Debian's packages where apt can be used, else what is on the PATH or in
// the system's folders of applications.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Remedy, step, which } from '../lib/run.mjs';
import { canInstall, install } from './debian.mjs';

const apps = path => [`/Applications/${path}`, join(homedir(), 'Applications', path)];
const CHROMES = [
  'chromium',
  'google-chrome',
  'google-chrome-stable',
  'chromium-browser',
  ...apps('Google Chrome.app/Contents/MacOS/Google Chrome'),
  ...apps('Chromium.app/Contents/MacOS/Chromium'),
];
const FIREFOXES = ['firefox-esr', 'firefox', ...apps('Firefox.app/Contents/MacOS/firefox')];

const first = names => names.map(name => (existsSync(name) ? name : which(name))).find(Boolean);
const found = () => ({ chrome: first(CHROMES), chromedriver: which('chromedriver'), firefox: first(FIREFOXES) });
/** WebKitGTK is for Linux only, and needs a screen. Where one of these is missing, the tests in WebKit are skipped. */
const foundWebKit = () => ({ webkitdriver: which('WebKitWebDriver'), xvfb: which('Xvfb') });

/** With a font for Korean: without it a screenshot shows boxes. */
const PACKAGES = ['chromium', 'chromium-driver', 'firefox-esr', 'webkit2gtk-driver', 'xvfb', 'fonts-noto-cjk'];

const missingOf = programs =>
  Object.entries(programs)
    .filter(([, path]) => !path)
    .map(([name]) => name);

/** Resolves to the paths `{chrome, chromedriver, firefox, webkitdriver, xvfb}`; the last two only where WebKitGTK is installed. */
export async function setUpBrowsers() {
  if (canInstall() && missingOf({ ...found(), ...foundWebKit() }).length > 0) {
    await step(`browsers from Debian (${PACKAGES.join(' ')})`, '30 s', () => install(PACKAGES));
  }
  const missing = missingOf(found());
  if (missing.length > 0) {
    throw new Remedy(
      `For the browser tests ${missing.join(' and ')} must be on the PATH; install Chrome or Chromium with the chromedriver of its version, and Firefox.`,
    );
  }
  return { ...found(), ...foundWebKit() };
}
