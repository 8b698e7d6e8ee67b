// The container image and the compose file, without Docker: they name only what is there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/lib/project.mjs';
import { which } from '../../scripts/lib/run.mjs';

const read = path => readFileSync(join(ROOT, path), 'utf8');
const dockerfile = read('sandbox/Dockerfile');
const composeText = read('sandbox/compose.yaml');
const compose = parse(composeText, { merge: true });
const services = Object.entries(compose.services);
const instances = services.filter(([, { image }]) => image === 'payments-sandbox');

/** `[instruction, rest]`, with continued lines in one. */
const steps = dockerfile
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter(Boolean)
  .map(line => line.match(/^(\w+) (.+)$/)?.slice(1) ?? [line, '']);
const all = name => steps.filter(([step]) => step === name).map(([, rest]) => rest);
const last = steps.slice(steps.findLastIndex(([step]) => step === 'FROM'));

/** What `docker build` gets, of what git has: the entries of .dockerignore that begin with `!`. */
const allowed = read('.dockerignore')
  .split('\n')
  .filter(line => line.startsWith('!'))
  .map(line => line.slice(1));
const context = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter(file => allowed.some(entry => file === entry || file.startsWith(`${entry}/`)));

test('hadolint has nothing to say about the Dockerfile', { skip: !which('hadolint') && 'without hadolint' }, () => {
  const { status, stdout } = spawnSync('hadolint', ['--no-color', 'sandbox/Dockerfile'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  assert.deepEqual([stdout, status], ['', 0]);
});

test('every image has a version', () => {
  const images = [
    ...all('FROM').map(rest => rest.split(' ')[0]),
    ...services.map(([, { image }]) => image).filter(image => image !== 'payments-sandbox'),
  ];
  assert.equal(images.length, 5);
  for (const image of images) assert.match(image, /^[a-z]+:[a-z0-9.-]*(\d|trixie)[a-z0-9.-]*$/);
});

test('the image runs as a user without rights, keeps its data in a volume, and says whether it is well', () => {
  const step = name => last.filter(([step]) => step === name).map(([, rest]) => rest);
  assert.deepEqual(step('USER'), ['65532:65532']);
  assert.match(step('HEALTHCHECK')[0], /CMD \["sandbox", "--health-check"\]$/);
  assert.deepEqual(step('ENTRYPOINT'), ['["sandbox"]']);
  assert.deepEqual(step('VOLUME'), ['/data']);
});

test('what is copied is there, and nothing more than the build needs is sent', () => {
  const sources = all('COPY')
    .filter(rest => !rest.includes('--from='))
    .flatMap(rest => rest.split(' ').slice(0, -1));
  assert.deepEqual(sources, ['package.json', 'package-lock.json', '.']);
  for (const entry of allowed)
    assert.ok(
      context.some(file => file === entry || file.startsWith(`${entry}/`)),
      entry,
    );
  for (const secret of ['.data', '.git', '.env', 'node_modules', 'target']) {
    assert.ok(!context.some(file => file.split('/').includes(secret)), secret);
  }
});

test('cargo finds in it what the manifests name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'payments-context-'));
  try {
    for (const file of context) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      copyFileSync(join(ROOT, file), join(folder, file));
    }
    const args = ['metadata', '--no-deps', '--locked', '--offline', '--format-version', '1'];
    const { packages } = JSON.parse(execFileSync('cargo', args, { cwd: folder, encoding: 'utf8' }));
    const sandbox = packages.find(({ name }) => name === 'payments-sandbox');
    assert.ok(sandbox.features.embedded);
    for (const { targets } of packages) for (const { src_path } of targets) assert.ok(existsSync(src_path), src_path);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('it is built by the commands of the guide', () => {
  const [install, build] = all('RUN').slice(-2);
  assert.equal(install, 'npm ci');
  const commands = build.split(' && ');
  const guide = read('www/docs/operations.md');
  const [widget, docs, program] = commands;
  assert.ok(guide.includes(`\n${widget}\n${docs}\n${program.replace(' --root /built', '')}\n`), build);
  assert.ok(read('Cargo.toml').includes('\n[profile.server]\n'));
  const { scripts } = JSON.parse(read('package.json'));
  assert.ok(scripts.build && scripts.docs);
});

test('every variable is one that the sandbox reads', () => {
  const known = [...read('sandbox/src/config.rs').matchAll(/env = "(\w+)"/g)].map(([, name]) => name);
  const used = [
    ...all('ENV').flatMap(rest => rest.split(' ').map(pair => pair.split('=')[0])),
    ...instances.flatMap(([, { environment }]) => Object.keys(environment)),
  ];
  assert.ok(used.includes('DATABASE_URL') && used.includes('SANDBOX_LISTEN'));
  assert.deepEqual(
    used.filter(name => !known.includes(name)),
    [],
  );
});

test('there are three instances on one database, and the first makes the keys', () => {
  assert.deepEqual(
    instances.map(([name]) => name),
    ['sandbox-1', 'sandbox-2', 'sandbox-3'],
  );
  for (const [name, { build, environment, volumes, depends_on, stop_grace_period }] of instances) {
    assert.ok(existsSync(join(ROOT, 'sandbox', build.context, build.dockerfile)), name);
    assert.match(
      environment.DATABASE_URL,
      /:\$\{DATABASE_PASSWORD:\?[^}]+\}@database:5432\/payments$/,
      'no password in the file',
    );
    assert.deepEqual(volumes, [name === 'sandbox-1' ? 'keys:/data' : 'keys:/data:ro']);
    assert.equal(depends_on[name === 'sandbox-1' ? 'database' : 'sandbox-1'].condition, 'service_healthy');
    // Requests that run have three seconds after the delay.
    assert.ok(parseInt(stop_grace_period) > parseInt(environment.SANDBOX_STOP_DELAY) + 3, name);
  }
});

test('what the services name is there', () => {
  for (const [name, { depends_on = {}, volumes = [] }] of services) {
    for (const other of Object.keys(depends_on)) {
      assert.ok(
        compose.services[other].healthcheck ?? instances.some(([instance]) => instance === other),
        `${name}: ${other}`,
      );
    }
    for (const volume of volumes) {
      const [source] = volume.split(':');
      assert.ok(
        source.startsWith('./') ? existsSync(join(ROOT, 'sandbox', source)) : source in compose.volumes,
        volume,
      );
    }
  }
});

test('only programs of this machine reach the proxy, and it knows every instance', () => {
  const ports = services.flatMap(([, { ports = [] }]) => ports);
  assert.deepEqual(ports, ['127.0.0.1:4242:4242', '127.0.0.1:4243:4243']);
  const proxy = read('sandbox/Caddyfile');
  for (const port of [4242, 4243]) {
    const upstreams = instances.map(([name]) => `${name}:${port}`).join(' ');
    assert.ok(proxy.includes(`\n:${port} {\n\treverse_proxy ${upstreams} {\n\t\timport instances\n`), String(port));
  }
  assert.match(proxy, /\thealth_port 4243\n\thealth_uri \/readyz\n/);
});

test('the passwords of .env are not for git, and the guide names its variables', () => {
  const ignored = spawnSync('git', ['check-ignore', '--quiet', 'sandbox/.env'], { cwd: ROOT });
  assert.equal(ignored.status, 0);
  const variables = new Set([...composeText.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
  assert.deepEqual([...variables].sort(), ['DATABASE_PASSWORD', 'PAYMENTS_URL', 'SHOP_URL']);
  for (const language of ['', '.ko']) {
    const guide = read(`www/docs/operations${language}.md`);
    for (const name of variables) assert.ok(guide.includes(`\`${name}\``) || guide.includes(`${name}=`), name);
  }
});
