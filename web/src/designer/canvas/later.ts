/** What lies over the drawing when somebody asks for it. */

import { lazyPart } from '../../components/ui/lazyPart';
import { Late } from '../../lib/late';

export const CalledJobs = lazyPart(() => import('./CalledJobs').then((m) => m.CalledJobs), 'overlay');
export const CanvasMenu = lazyPart(() => import('./CanvasMenu').then((m) => m.CanvasMenu), 'overlay');
export const QuickAddOverlay = lazyPart(() => import('./QuickAddOverlay').then((m) => m.QuickAddOverlay), 'overlay');
export const WireOffer = lazyPart(() => import('./WireOffer').then((m) => m.WireOffer), 'overlay');

export const interactions = new Late(() => import('./Interactions').then((m) => m.Interactions));
export const edgeLayer = new Late(() => import('./EdgeLayer').then((m) => m.EdgeLayer));
export const miniMap = new Late(() => import('./MiniMap').then((m) => m.MiniMap));

export const canvasLater = [QuickAddOverlay.preload, CanvasMenu.preload, WireOffer.preload, CalledJobs.preload];
