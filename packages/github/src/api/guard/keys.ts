import { decodedWords, isInvisible } from '@mcp-reference/kit';

/** Forms that the issuers of keys describe, so that scanners can find them. */
const keys: readonly [RegExp, string][] = [
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{60,}\b/, 'a GitHub token'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\baws_?secret_?(?:access_?)?key\W{1,5}[A-Za-z0-9/+]{40}\b/i, 'an AWS secret key'],
  [/\b(?:xox[abeoprs]|xapp)-[\w-]{20,}/, 'a Slack token'],
  [/\bhooks\.slack\.com\/(?:services|workflows)\/\w{5,}\/\w{5,}\/\w{10,}/, 'a Slack webhook'],
  [/\bsk-[A-Za-z0-9_-]{32,}/, 'an API key'],
  [/\b[rs]k_live_[A-Za-z0-9]{20,}/, 'a Stripe key'],
  [/\bAIza[\w-]{35}|\bGOCSPX-[\w-]{28}|\bya29\.[\w-]{30,}/, 'a Google API key'],
  [/\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent)-[\w-]{20,}/, 'a GitLab token'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'an npm token'],
  [/\bpypi-AgEI[\w-]{50,}/, 'a PyPI token'],
  [/\bhf_[A-Za-z0-9]{34}\b/, 'a Hugging Face token'],
  [/\bdckr_[op]at_[\w-]{27,}/, 'a Docker token'],
  [/\bSG\.[\w-]{22}\.[\w-]{43}/, 'a SendGrid key'],
  [/\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/, 'a Shopify token'],
  [/\bdo[opr]_v1_[a-f0-9]{64}\b/, 'a DigitalOcean token'],
  [/\bAccountKey=[A-Za-z0-9+/]{86}==/, 'an Azure storage key'],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/, 'a signed token (JWT)'],
  [
    /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\bPuTTY-User-Key-File-\d|\bAGE-SECRET-KEY-1[0-9A-Z]{50,}/,
    'a private key',
  ],
];

/** The kind of key that a text seems to hold, with the beginning of the key; invisible characters and base64 hide none. */
export function keyIn(texts: readonly string[]): string | undefined {
  for (const text of texts)
    for (const form of [text, withoutInvisible(text), ...decodedWords(text)])
      for (const [pattern, name] of keys) {
        const found = pattern.exec(form)?.[0];
        if (found !== undefined) return `${name} (${found.slice(0, 8)}…)`;
      }
  return undefined;
}

const withoutInvisible = (text: string): string =>
  /^[\n\t -~]*$/.test(text) ? text : [...text].filter((one) => one === '\n' || !isInvisible(one)).join('');
