import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const backend = process.env.MILLRACE_URL ?? 'http://127.0.0.1:8642';

const inPackages = (...names: string[]) => new RegExp(`/node_modules/(${names.join('|')})/`);
const KIT = new RegExp(
  `${inPackages('@mantine', '@floating-ui', '@tanstack', 'clsx', 'react-remove-scroll', 'lucide-react').source}|/src/components/ui/`,
);

const MODEL =
  /\/src\/designer\/(context|model\/(changes|commands|document|grouping|memo|graph|wiring|frames|groups|texts|layout|history|store|geometry|naming|equal|references|bulk|moving))\.ts/;

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      // Components wrapped at the top of a module are left out where nobody uses them, such as those of React Flow.
      treeshake: { manualPureFunctions: ['memo', 'forwardRef', 'fixedForwardRef', 'createContext'] },
      output: {
        codeSplitting: {
          groups: [
            // React and the texts change seldom; a browser keeps them over a new version of the studio.
            {
              name: 'react',
              test: inPackages('react', 'react-dom', 'scheduler', 'react-router', 'i18next', 'react-i18next'),
            },
            // Controls that nearly every page needs: the shell brings them once, as one file.
            { name: 'kit', test: KIT },
            // What every drawing of a job needs of its document; checks, fixes, merge and search come later.
            { name: 'model', test: MODEL },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.MILLRACE_WEB_PORT ?? 5173),
    proxy: {
      '/api': { target: backend, changeOrigin: true, headers: { origin: backend } },
      '/login': { target: backend, changeOrigin: true, headers: { origin: backend } },
    },
  },
});
