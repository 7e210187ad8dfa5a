/**
 * Returns the variables that a host passes on: a test must not depend on the shell that it was started from. The cache of
 * compiled code, which a test run may set, lets the many servers of that run start quicker.
 */
export function environment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'USERPROFILE', 'NODE_COMPILE_CACHE'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );
}
