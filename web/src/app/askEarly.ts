/** Asks the server for what the address needs, while the code of the page is still on its way. */

import { jobQuery, keys, nodeTypesQuery, queryClient, sessionQuery, treeQuery } from '../api/queries';

const SIGNED_IN = 'millrace_signed_in';

export function askEarly(): void {
  const asked = queryClient.prefetchQuery(sessionQuery);
  const job = /^\/development(?:\/(\d+))?/.exec(window.location.pathname);
  // Whoever is not signed in would only be refused.
  if (job && localStorage.getItem(SIGNED_IN) !== null) {
    void queryClient.prefetchQuery(nodeTypesQuery);
    if (job[1]) void queryClient.prefetchQuery(jobQuery(Number(job[1])));
    void queryClient.prefetchQuery(treeQuery());
  }
  void asked.then(() => {
    if (queryClient.getQueryData(keys.session)) localStorage.setItem(SIGNED_IN, '1');
    else localStorage.removeItem(SIGNED_IN);
  });
}
