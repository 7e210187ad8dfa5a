import process from 'node:process';
import { createRequire } from 'node:module';

/**
 * What the SDK asks its environment for, without the JSON Schema validator of 300 kB that it would load at every
 * start: this project's schemas validate themselves, and asks the client for nothing that needs one.
 */
export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error('This server validates with its own schemas.');
  }
}

export { process, createRequire };
