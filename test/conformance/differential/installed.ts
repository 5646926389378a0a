/** Whether the peer's SDK is there: it takes part in comparing only, and nobody needs it to use what is compared. */
export function isInstalled(sdk: string): boolean {
  try {
    require.resolve(sdk);
    return true;
  } catch {
    return false;
  }
}
