// Tells quickly whether a download host answers at all, so that a machine without internet does not wait.

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'npm_config_proxy'];

/** True if the host answers anything within the time, or if only a proxy can tell. */
export async function canReach(url: string, withinMs = 4000): Promise<boolean> {
  if (PROXY_VARIABLES.some((name) => process.env[name])) return true;
  return fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(withinMs) }).then(
    () => true,
    () => false,
  );
}
