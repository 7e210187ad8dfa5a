/** The next step for errors that GitHub names at a sign-in. */
const steps: Readonly<Record<string, string>> = {
  access_denied: 'It was declined on the page of GitHub. Start again to sign in.',
  expired_token: 'The code has expired. Start again, and enter the new code within its time.',
  token_expired: 'The code has expired. Start again, and enter the new code within its time.',
  bad_verification_code: 'The code was used before or has expired. Start again.',
  incorrect_client_credentials: 'Check --client-id and GITHUB_OAUTH_CLIENT_SECRET.',
  device_flow_disabled: 'Turn on "Enable Device Flow" in the settings of the OAuth App.',
  redirect_uri_mismatch: 'Set http://127.0.0.1/callback as the callback address in the settings of the OAuth App.',
  application_suspended: 'The OAuth App is suspended; its owner has to contact GitHub.',
  unverified_user_email: 'Verify the e-mail address of the account on GitHub first.',
  'Not Found': 'Check --client-id.',
};

/** The error that GitHub named, as it goes into a message, with what to do about it. */
export function reasonOf(error: unknown): string {
  const said =
    typeof error === 'string' && error !== '' ? error.replaceAll(/[^\w .-]/g, '').slice(0, 100) : 'no reason given';
  const step = Object.hasOwn(steps, said) ? ` ${steps[said]}` : '';
  return `${said}.${step}`;
}
