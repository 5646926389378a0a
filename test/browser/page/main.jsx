import {
  OpenFeature,
  OpenFeatureProvider,
  useOpenFeatureClientStatus,
  useStringFlagDetails,
} from '@openfeature/react-sdk';
import { createRoot } from 'react-dom/client';
import { SignalboxWebProvider } from '../../../src/clients/openfeature-web';

const { url, key, user } = Object.fromEntries(new URLSearchParams(location.search));

function Banner() {
  const { value, reason } = useStringFlagDetails('banner', 'the default');
  const status = useOpenFeatureClientStatus();
  const become = (targetingKey) => void OpenFeature.setContext({ targetingKey });
  return (
    <>
      <p id="banner">{value}</p>
      <p id="reason">{reason}</p>
      <p id="status">{status}</p>
      <button onClick={() => become('bob')}>Bob</button>
    </>
  );
}

await OpenFeature.setContext({ targetingKey: user });
await OpenFeature.setProviderAndWait(new SignalboxWebProvider({ url, key })).catch(() => {});
createRoot(document.getElementById('root')).render(
  <OpenFeatureProvider>
    <Banner />
  </OpenFeatureProvider>,
);
