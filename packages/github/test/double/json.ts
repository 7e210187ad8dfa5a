/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** An object of JSON; what is undefined is left out when it is written. */
export interface JsonObject {
  [key: string]: Json | undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads what a caller sent. A field that is missing or of another type is undefined: the request was checked against
 * the description before, so that can only be a field the caller left out.
 */
export class Fields {
  readonly all: JsonObject;

  constructor(all: JsonObject) {
    this.all = all;
  }

  has(name: string): boolean {
    return this.all[name] !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.all[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** A number, also one that was sent as text, as GitHub takes it. */
  int(name: string): number | undefined {
    const value = this.all[name];
    if (typeof value === 'number') return value;
    return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.all[name];
    return typeof value === 'boolean' ? value : undefined;
  }

  texts(name: string): string[] | undefined {
    const value = this.all[name];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
  }

  object(name: string): Fields | undefined {
    const value = this.all[name];
    return isObject(value) ? new Fields(value) : undefined;
  }

  objects(name: string): Fields[] {
    const value = this.all[name];
    return Array.isArray(value) ? value.filter(isObject).map((one) => new Fields(one)) : [];
  }
}
