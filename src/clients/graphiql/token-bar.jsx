/** Where the credential for every request of the page is given. */
export function TokenBar({ token, onChange }) {
  return (
    <header className="token-bar">
      <strong>Signalbox</strong>
      <label>
        Token
        <input
          type="password"
          autoComplete="off"
          spellCheck="false"
          placeholder="sbx_pat_…, sbx_svc_… or an SDK key"
          value={token}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
    </header>
  );
}
