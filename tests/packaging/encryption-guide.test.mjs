// www/docs/encryption.md shows keys, headers and commands: the first two are the examples of the wire, and the sandbox has every option.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = name => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const example = name => JSON.parse(read(`tests/wire/${name}.json`));

/** The blocks of a page in this language. */
const blocks = (page, language) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)\\n\`\`\`$`, 'gms'))].map(([, body]) => body);

const page = read('www/docs/encryption.md');

test('its keys and headers are the examples of the wire', () => {
  const shown = [
    example('jwks').keys[0],
    example('jwks_rsa').keys[0],
    example('jwe_header'),
    example('jwe_header_rsa'),
  ];
  const found = blocks(page, 'json');
  assert.equal(found.length, shown.length);
  for (const [at, block] of found.entries()) {
    const pattern = block.split('…').map(part => part.replace(/[{}.+]/g, '\\$&'));
    assert.match(JSON.stringify(shown[at]), new RegExp(`^${pattern.join('[\\w-]+')}$`));
  }
});

test('the sandbox has every option that it names', () => {
  const config = read('sandbox/src/config.rs');
  const options = new Set([...page.matchAll(/--(old-[\w-]+|ro[\w-]+)/g)].map(([, name]) => name));
  assert.deepEqual([...options].sort(), [
    'old-encryption-key-for',
    'old-keys-for',
    'roll-keys',
    'rotate-encryption-key',
  ]);
  for (const option of options) assert.match(config, new RegExp(`pub ${option.replaceAll('-', '_')}:`));
});

test('in Korean it has the same blocks, and both READMEs link to theirs', () => {
  const korean = read('www/docs/encryption.ko.md');
  for (const language of ['json', 'js', 'sh']) assert.deepEqual(blocks(korean, language), blocks(page, language));
  assert.ok(read('README.md').includes('(www/docs/encryption.md)'));
  assert.ok(read('README.ko.md').includes('(www/docs/encryption.ko.md)'));
});
