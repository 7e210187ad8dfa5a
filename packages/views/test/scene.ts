import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { root } from '../../../scripts/packages.ts';
import { startChromium } from '../host/chromium.ts';
import { serveHost } from '../host/serve.ts';
import { startServers } from '../host/servers.ts';

export const themes = ['light', 'dark'] as const;

/** Screenshots are written where this variable is set: `MCP_VIEWS_SCREENSHOTS=1 npm run test:views`. */
const screenshots = process.env['MCP_VIEWS_SCREENSHOTS'] === undefined ? undefined : path.join(root, 'docs/views');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Notes when a frame first painted a table after the answer: two frames of the browser later it is on the screen. */
const notePaint = `new MutationObserver((_, observer) => {
  if (!document.querySelector('table tbody tr')) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => (window.paintedAt = performance.timeOrigin + performance.now())));
}).observe(document, { childList: true, subtree: true });`;

/** The local host page in a real browser, with the servers behind it. */
export interface Scene {
  page: Page;
  /** The folder with a server's data. */
  folder(server: string): string;
  /** Calls a tool in the host page, and returns the frame of its view. */
  show(server: string, tool: string, args: Record<string, unknown>): Promise<Frame>;
  /** The calls that the view made since the last `show`, without the first one. */
  calls(): { tool: string; args: Record<string, unknown> }[];
  /** Calls a tool outside of the browser, to see what a view did. */
  ask(server: string, tool: string, args: Record<string, unknown>): Promise<string>;
  /** Checks accessibility in both themes, and takes pictures. */
  inspect(frame: Frame, name: string): Promise<void>;
}

/** Starts everything for the tests of one file. */
export async function startScene(servers?: string[]): Promise<Scene> {
  const running = await startServers(servers);
  const host = await serveHost(running.servers);
  const browser = await startChromium();
  const page = await browser.newPage({ viewport: { width: 900, height: 720 } });
  await page.addInitScript(notePaint);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(host.url);
  let before = 0;
  afterAll(async () => {
    await browser.close();
    await host.close();
    await running.close();
    expect(errors).toEqual([]);
  });
  const serverNamed = (name: string) => {
    const server = running.servers.get(name);
    if (server === undefined) throw new Error(`${name} was not started.`);
    return server;
  };
  return {
    page,
    folder: (server) => serverNamed(server).folder,
    async show(server, tool, args) {
      await page.evaluate(
        `window.showTool(${JSON.stringify(server)}, ${JSON.stringify(tool)}, ${JSON.stringify(args)})`,
      );
      before = host.made.length;
      const frame = page.frames().at(-1);
      if (frame === undefined || frame === page.mainFrame()) throw new Error('There is no view.');
      await frame.waitForSelector('h1');
      return frame;
    },
    calls: () => host.made.slice(before).map(({ tool, args }) => ({ tool, args })),
    async ask(server, tool, args) {
      const { content } = await serverNamed(server).client.callTool({ name: tool, arguments: args });
      return content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
    },
    async inspect(frame, name) {
      for (const theme of themes) {
        await page.evaluate(`window.setTheme('${theme}')`);
        await frame.waitForSelector(`:root[data-theme=${theme}]`, { state: 'attached' });
        if (screenshots !== undefined) {
          mkdirSync(screenshots, { recursive: true });
          await page.locator('iframe').screenshot({ path: path.join(screenshots, `${name}-${theme}.png`) });
        }
        await frame.evaluate(axe);
        const violations = await frame.evaluate(
          `axe.run({ rules: { region: { enabled: false } } }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')))`,
        );
        expect(violations, `${name}, ${theme}`).toEqual([]);
      }
      await page.evaluate(`window.setTheme('light')`);
    },
  };
}
