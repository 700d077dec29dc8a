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
const schedule = () => import('../features/schedules/SchedulePanel').then((m) => ({ Component: m.SchedulePanel }));
const schedules = () =>
  import('../features/schedules/overview/SchedulesPage').then((m) => ({ Component: m.SchedulesPage }));
const month = () => import('../features/schedules/overview/MonthPage').then((m) => ({ Component: m.MonthPage }));
const future = () => import('../features/schedules/overview/FuturePage').then((m) => ({ Component: m.FuturePage }));
const calendars = () =>
  import('../features/schedules/calendars/CalendarsPage').then((m) => ({ Component: m.CalendarsPage }));
const taskGroups = () =>
  import('../features/schedules/groups/TaskGroupsPage').then((m) => ({ Component: m.TaskGroupsPage }));
const settings = () =>
  import('../features/schedules/settings/SettingsPage').then((m) => ({ Component: m.SettingsPage }));

const patchData = () => import('../features/patchdata/PatchDataPage').then((m) => ({ Component: m.PatchDataPage }));
const newPatchData = () => import('../features/patchdata/NewTaskPage').then((m) => ({ Component: m.NewTaskPage }));
const patchDataTask = () => import('../features/patchdata/TaskPage').then((m) => ({ Component: m.TaskPage }));
const dependencies = () =>
  import('../features/dependencies/DependenciesPage').then((m) => ({ Component: m.DependenciesPage }));

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
      {
        // One route with and without a job: the tree beside it stays as it is when the first job opens.
        path: 'development/:jobId?',
        lazy: development,
        errorElement: <RouteError />,
        children: [{ path: 'schedule', lazy: schedule }],
      },
      { path: 'scheduling', lazy: schedules, errorElement: <RouteError /> },
      { path: 'scheduling/month', lazy: month, errorElement: <RouteError /> },
      { path: 'scheduling/jobs/:jobId', lazy: future, errorElement: <RouteError /> },
      { path: 'scheduling/calendars', lazy: calendars, errorElement: <RouteError /> },
      { path: 'scheduling/calendars/:calendarId', lazy: calendars, errorElement: <RouteError /> },
      { path: 'scheduling/task-groups', lazy: taskGroups, errorElement: <RouteError /> },
      { path: 'scheduling/settings', lazy: settings, errorElement: <RouteError /> },
      { path: 'instances', lazy: instances, errorElement: <RouteError /> },
      { path: 'instances/:instanceId', lazy: instance, errorElement: <RouteError /> },
      { path: 'patchdata', lazy: patchData, errorElement: <RouteError /> },
      { path: 'patchdata/new', lazy: newPatchData, errorElement: <RouteError /> },
      { path: 'patchdata/:taskId', lazy: patchDataTask, errorElement: <RouteError /> },
      { path: 'dependencies', lazy: dependencies, errorElement: <RouteError /> },
      { path: 'connections', lazy: connections, errorElement: <RouteError /> },
      { path: 'connections/:connectionId', lazy: connections, errorElement: <RouteError /> },
      { path: '*', element: <NotFound /> },
    ],
  },
]);
