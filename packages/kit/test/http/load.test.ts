import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ToolError } from '../../src/errors.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { PerCaller } from '../../src/serve/http/callers.ts';
import { Connections } from '../../src/serve/http/connections.ts';
import { RequestLimiter } from '../../src/serve/http/request-limiter.ts';

// The limits of load alone, without a server: connections, requests, callers' contexts.

describe('RequestLimiter', () => {
  test('frees a place once, however often it is left', () => {
    const limiter = new RequestLimiter({ total: 2, perCaller: 2 });
    const leave = limiter.enter('a');
    limiter.enter('b');
    leave();
    leave();
    expect(limiter.total).toBe(1);
    limiter.enter('c');
    expect(() => limiter.enter('d')).toThrow(expect.objectContaining({ status: 503 }));
  });

  test('refuses one caller beyond its own limit and lets others in', () => {
    const limiter = new RequestLimiter({ total: 10, perCaller: 2 });
    const leave = limiter.enter('a', 2);
    expect(() => limiter.enter('a')).toThrow(expect.objectContaining({ status: 429 }));
    expect(() => limiter.enter('b', 3)).toThrow(expect.objectContaining({ status: 429 }));
    limiter.enter('b', 2);
    leave();
    limiter.enter('a', 2);
    expect(limiter.total).toBe(4);
  });

  test('counts callers that cannot be told apart in the total only', () => {
    const limiter = new RequestLimiter({ total: 3, perCaller: 1 });
    for (let i = 0; i < 3; i++) limiter.enter(undefined);
    expect(() => limiter.enter(undefined)).toThrow(expect.objectContaining({ status: 503 }));
  });
});

describe('Connections', () => {
  /** A connection as far as the class looks at it; its end is reported later, as of a real one. */
  class FakeSocket extends EventEmitter {
    destroyed = false;
    said = '';
    destroy() {
      this.destroyed = true;
    }
    end(text: string) {
      this.said = text;
    }
    destroySoon() {
      this.destroyed = true;
    }
    asSocket() {
      return this as unknown as Socket;
    }
  }

  function opening(most: number) {
    const server = new EventEmitter();
    const connections = new Connections(server as unknown as Server, most);
    const open = () => {
      const socket = new FakeSocket();
      server.emit('connection', socket);
      return socket;
    };
    return { connections, open };
  }

  test('closes the one that is idle longest, and counts it no more before its end is reported', () => {
    const { connections, open } = opening(2);
    const [first, second] = [open(), open()];
    const third = open();
    expect([first, second, third].map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
    expect(connections.open).toBe(2);
    open();
    expect([second.destroyed, third.destroyed]).toEqual([true, false]);
    first.emit('close');
    expect(connections.open).toBe(2);
  });

  test('closes no busy one; an answered one is the last to go', () => {
    const { connections, open } = opening(2);
    const [first, second] = [open(), open()];
    const answered = connections.busy(first.asSocket());
    open();
    expect([first.destroyed, second.destroyed]).toEqual([false, true]);
    answered();
    open();
    expect(first.destroyed).toBe(false);
  });

  test('keeps eight for health checks when all are busy, then refuses', () => {
    const { connections, open } = opening(1);
    connections.busy(open().asSocket());
    const reserved = Array.from({ length: 8 }, open);
    expect(reserved.every((socket) => connections.isReserved(socket.asSocket()))).toBe(true);
    expect(connections.open).toBe(1);
    const refused = open();
    expect([refused.said.split('\r\n')[0], refused.destroyed]).toEqual(['HTTP/1.1 503 Service Unavailable', true]);
    reserved[0]?.emit('close');
    expect(connections.isReserved(open().asSocket())).toBe(true);
  });
});

describe('PerCaller', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function contexts() {
    const log: string[] = [];
    const callers = new PerCaller<string>(async (token) => {
      const name = token.reveal();
      log.push(`open ${name}`);
      if (name.startsWith('bad')) throw new ToolError('denied', 'No.');
      return { value: name, close: async () => void log.push(`close ${name}`) };
    });
    return { callers, log };
  }

  test('closes a context ten minutes after its last use, and none that is in use', async () => {
    const { callers, log } = contexts();
    const used = await callers.acquire(new Secret('used'));
    const left = await callers.acquire(new Secret('left'));
    left.release();
    await vi.advanceTimersByTimeAsync(9 * 60_000);
    expect(log).toEqual(['open used', 'open left']);
    await vi.advanceTimersByTimeAsync(3 * 60_000);
    expect(log).toEqual(['open used', 'open left', 'close left']);
    expect([callers.isOpen(new Secret('used')), callers.isOpen(new Secret('left'))]).toEqual([true, false]);
    used.release();
    await vi.advanceTimersByTimeAsync(12 * 60_000);
    expect(log.at(-1)).toBe('close used');
    await callers.close();
  });

  test('asks about a rejected credential again after 15 seconds, not before', async () => {
    const { callers, log } = contexts();
    for (let i = 0; i < 3; i++) await expect(callers.acquire(new Secret('bad'))).rejects.toThrow('No.');
    expect(log).toEqual(['open bad']);
    await vi.advanceTimersByTimeAsync(15_001);
    await expect(callers.acquire(new Secret('bad'))).rejects.toThrow('No.');
    expect(log).toEqual(['open bad', 'open bad']);
    await callers.close();
  });

  test('makes room for a new caller by closing the context that is unused longest', async () => {
    const { callers, log } = contexts();
    const first = await callers.acquire(new Secret('0'));
    for (let i = 1; i < 1_000; i++) (await callers.acquire(new Secret(String(i)))).release();
    await callers.acquire(new Secret('more'));
    expect(log.filter((line) => line.startsWith('close'))).toEqual(['close 1']);
    first.release();
    await callers.close();
  });
});
