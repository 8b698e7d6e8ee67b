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

/** With a font for Korean: without it a screenshot shows boxes. */
const PACKAGES = ['chromium', 'chromium-driver', 'firefox-esr', 'fonts-noto-cjk'];

/** Resolves to the paths `{chrome, chromedriver, firefox}`. */
export async function setUpBrowsers() {
  const missing = () =>
    Object.entries(found())
      .filter(([, path]) => !path)
      .map(([name]) => name);
  if (missing().length > 0 && canInstall()) {
    await step(`browsers from Debian (${PACKAGES.join(' ')})`, '20 s', () => install(PACKAGES));
  }
  if (missing().length > 0) {
    throw new Remedy(
      `For the browser tests ${missing().join(' and ')} must be on the PATH; install Chrome or Chromium with the chromedriver of its version, and Firefox.`,
    );
  }
  return found();
}
