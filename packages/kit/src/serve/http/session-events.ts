import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';

/** The most events of a session that are kept, and their characters. */
const mostEvents = 200;
const mostCharacters = 4_000_000;

interface Event {
  number: number;
  stream: string;
  message: JSONRPCMessage;
  characters: number;
}

/**
 * The latest messages of one session, so that a client whose stream broke can fetch what it missed (Last-Event-ID).
 * Without this the SDK's transport sends no ids, and neither the first empty event that 2025-11-25 asks for.
 */
export class SessionEvents implements EventStore {
  readonly #events: Event[] = [];
  #last = 0;
  #characters = 0;

  async storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    const number = ++this.#last;
    const characters = JSON.stringify(message).length;
    this.#events.push({ number, stream, message, characters });
    this.#characters += characters;
    while (this.#events.length > mostEvents || this.#characters > mostCharacters)
      this.#characters -= this.#events.shift()?.characters ?? 0;
    return `${number}.${stream}`;
  }

  /** Returns undefined for an id that this session did not give, or whose successors may be gone. */
  async getStreamIdForEventId(id: string): Promise<string | undefined> {
    const [, digits, stream] = /^(\d{1,15})\.(.+)$/s.exec(id) ?? [];
    const number = Number(digits);
    const oldest = this.#events[0]?.number ?? this.#last + 1;
    if (stream === undefined || number < 1 || number > this.#last || number < oldest - 1) return undefined;
    return this.#events.some((event) => event.number === number && event.stream !== stream) ? undefined : stream;
  }

  async replayEventsAfter(
    id: string,
    { send }: { send(id: string, message: JSONRPCMessage): Promise<void> },
  ): Promise<string> {
    const stream = (await this.getStreamIdForEventId(id)) ?? '';
    const after = Number.parseInt(id, 10);
    for (const { number, stream: of, message } of this.#events) {
      // The first event of a stream has no message.
      if (of === stream && number > after && 'jsonrpc' in message) await send(`${number}.${of}`, message);
    }
    return stream;
  }
}
