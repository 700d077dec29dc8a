import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const backend = process.env.MILLRACE_URL ?? 'http://127.0.0.1:8642';

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', manifest: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.MILLRACE_WEB_PORT ?? 5173),
    proxy: {
      '/api': { target: backend, changeOrigin: true, headers: { origin: backend } },
      '/login': { target: backend, changeOrigin: true, headers: { origin: backend } },
    },
  },
});
