import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './fetcher.js';
import { TokenBar } from './token-bar.jsx';
import { readToken, writeToken } from './token.js';

const welcome = `# Signalbox's API. Give a token above, and ask:

{
  organization {
    name
    projects {
      nodes {
        key
        environments {
          nodes {
            id
            key
            kind
          }
        }
      }
    }
  }
}
`;

const fetcher = createFetcher(readToken);

function Page() {
  const [token, setToken] = useState(readToken);
  const change = (next) => {
    writeToken(next);
    setToken(next);
  };
  return (
    <>
      <TokenBar token={token} onChange={change} />
      <main>
        <GraphiQL fetcher={fetcher} defaultQuery={welcome} />
      </main>
    </>
  );
}

createRoot(document.getElementById('root')).render(<Page />);
