// The HTTP API, from sandbox/openapi.json: each operation with its parameters, body and answers, and each schema.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { ROOT } from '../../lib/project.mjs';
import { table } from './table.mjs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const TEXTS = {
  en: {
    title: 'HTTP API',
    intro:
      'What a payments API answers, from the OpenAPI document of the sandbox ([`sandbox/openapi.json`](../../../sandbox/openapi.json)). The texts are those of the document.',
    operations: 'Operations',
    schemas: 'Schemas',
    body: 'Body',
    none: 'nothing',
    parameters: ['Parameter', 'In', 'Type', 'Required', 'What it is'],
    answers: ['Status', 'Content', 'When'],
    members: ['Member', 'Type', 'Required', 'What it is'],
    yes: 'yes',
    no: 'no',
  },
  ko: {
    title: 'HTTP API',
    intro:
      '결제 API의 응답을 샌드박스의 OpenAPI 문서([`sandbox/openapi.json`](../../../sandbox/openapi.json))에서 옮겼습니다. 설명은 그 문서의 것이라 영어입니다.',
    operations: '호출',
    schemas: '스키마',
    body: '본문',
    none: '없음',
    parameters: ['매개변수', '위치', '타입', '필수', '설명'],
    answers: ['상태', '내용', '설명'],
    members: ['멤버', '타입', '필수', '설명'],
    yes: '예',
    no: '아니요',
  },
};

const line = (text = '') => text.replace(/\s+/g, ' ').trim();

/** @param {import('../contents.mjs').Language} lang */
export function http(lang) {
  const words = TEXTS[lang];
  const api = JSON.parse(readFileSync(join(ROOT, 'sandbox/openapi.json'), 'utf8'));
  const follow = node =>
    node?.$ref
      ? node.$ref
          .slice(2)
          .split('/')
          .reduce((at, key) => at[key], api)
      : node;
  const slug = name => new GithubSlugger().slug(name);

  /** The type of a schema: a link to a named one. */
  function typeOf(schema) {
    if (!schema) return '';
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1);
      return `[${name}](#${slug(name)})`;
    }
    if ('const' in schema) return `\`${JSON.stringify(schema.const)}\``;
    if (schema.enum) return schema.enum.map(value => `\`${JSON.stringify(value)}\``).join(' or ');
    const several = schema.oneOf ?? schema.anyOf;
    if (several) return several.map(typeOf).join(' or ');
    if (schema.allOf) return schema.allOf.map(typeOf).join(' and ');
    if (schema.items) return `array of ${typeOf(schema.items)}`;
    return [schema.type ?? 'any'].flat().join(' or ');
  }

  const members = schema =>
    Object.entries(schema?.properties ?? {}).map(([name, member]) => [
      `\`${name}\``,
      typeOf(member),
      schema.required?.includes(name) ? words.yes : words.no,
      line(member.description),
    ]);
  const contentOf = content =>
    Object.entries(content ?? {})
      .map(([type, { schema }]) => `\`${type}\` ${typeOf(schema)}`.trim())
      .join(', ');

  function operation(method, path, shared, call) {
    const parts = [
      `### ${method.toUpperCase()} ${path}`,
      line([call.summary, call.description].filter(Boolean).join(' ')),
    ];
    const parameters = [...shared, ...(call.parameters ?? [])].map(follow);
    if (parameters.length > 0) {
      const rows = parameters.map(one => [
        `\`${one.name}\``,
        one.in,
        typeOf(one.schema),
        one.required ? words.yes : words.no,
        line(one.description),
      ]);
      parts.push(table(words.parameters, rows));
    }
    const body = follow(call.requestBody);
    if (body) {
      parts.push(`${words.body}: ${contentOf(body.content)}`);
      const inline = Object.values(body.content)[0].schema;
      if (inline?.properties) parts.push(table(words.members, members(inline)));
    }
    const answers = Object.entries(call.responses).map(([status, answer]) => {
      const { description, content } = follow(answer);
      return [status, contentOf(content) || words.none, line(description)];
    });
    parts.push(table(words.answers, answers));
    return parts.filter(Boolean).join('\n\n');
  }

  const operations = Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter(method => item[method]).map(method => operation(method, path, item.parameters ?? [], item[method])),
  );
  const schemas = Object.entries(api.components.schemas).map(([name, schema]) => {
    const rows = members(schema);
    const text = line(schema.description);
    return [`### ${name}`, text, rows.length > 0 ? table(words.members, rows) : typeOf(schema)]
      .filter(Boolean)
      .join('\n\n');
  });
  return `# ${words.title}\n\n${words.intro}\n\n## ${words.operations}\n\n${operations.join('\n\n')}\n\n## ${words.schemas}\n\n${schemas.join('\n\n')}\n`;
}
