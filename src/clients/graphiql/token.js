/** The token lives as long as the tab, and is never written to disk. */
const name = 'signalbox.token';

export const readToken = () => sessionStorage.getItem(name) ?? '';

export const writeToken = (token) => sessionStorage.setItem(name, token.trim());
