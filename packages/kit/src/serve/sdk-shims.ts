import process from 'node:process';
import { createRequire } from 'node:module';

/**
 * Replaces the SDK's environment module, to leave out the 300 kB JSON Schema validator that it would load at every
 * start. The schemas here validate themselves, and the server asks the client for nothing that needs a validator.
 */
export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error('This server validates with its own schemas.');
  }
}

export { process, createRequire };
