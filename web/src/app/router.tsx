/** Addresses of the studio. Each page is a chunk of its own. */

import { createBrowserRouter, Navigate } from 'react-router';
import { RouteError } from './ErrorBoundary';
import { NotFound } from './NotFound';
import { Shell } from './Shell';

const development = () => import('../features/jobs/DevelopmentPage').then((m) => ({ Component: m.DevelopmentPage }));
const instances = () => import('../features/instances/InstancesPage').then((m) => ({ Component: m.InstancesPage }));
const instance = () => import('../features/instances/InstancePage').then((m) => ({ Component: m.InstancePage }));
const connections = () =>
  import('../features/connections/ConnectionsPage').then((m) => ({ Component: m.ConnectionsPage }));

const loading = <div className="grow page" aria-busy="true" />;

export const router = createBrowserRouter([
  {
    path: '/',
    element: <Shell />,
    errorElement: <RouteError />,
    hydrateFallbackElement: loading,
    children: [
      { index: true, element: <Navigate to="/development" replace /> },
      // Shown to those who are signed in already; others see the sign-in page at any address.
      { path: 'sign-in', element: <Navigate to="/development" replace /> },
      { path: 'development', lazy: development, errorElement: <RouteError /> },
      { path: 'development/:jobId', lazy: development, errorElement: <RouteError /> },
      { path: 'instances', lazy: instances, errorElement: <RouteError /> },
      { path: 'instances/:instanceId', lazy: instance, errorElement: <RouteError /> },
      { path: 'connections', lazy: connections, errorElement: <RouteError /> },
      { path: 'connections/:connectionId', lazy: connections, errorElement: <RouteError /> },
      { path: '*', element: <NotFound /> },
    ],
  },
]);
