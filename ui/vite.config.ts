import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig, type Plugin } from "vite";

/** Only in the built page: what it may load and ask. The house sends the same as a header. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' ws://127.0.0.1:* ws://localhost:* ipc: http://ipc.localhost",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function policy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: (html) =>
      html.replace("<!-- policy -->", `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`),
  };
}

export default defineConfig(({ mode }) => ({
  // The editor's rules, let in by the content policy.
  resolve: { alias: [{ find: /^style-mod$/, replacement: "/src/style/adopted.ts" }] },
  plugins: [svelte(), policy(), ...(mode === "test" ? [svelteTesting()] : [])],
  // The imaginary house is for `npm run dev -- --mode fake` and for tests; a built page has no way to it.
  define: { __FAKE_HOUSE__: JSON.stringify(mode === "fake") },
  build: {
    target: ["chrome111", "safari16.4", "firefox121"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  // A test reads the refusals in the house's own sources.
  server: { port: 5317, strictPort: true, ...(mode === "test" ? { fs: { allow: [".."] } } : {}) },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/setup.test-env.ts"],
    restoreMocks: true,
    // One page for all: making one for each file cost as much as the tests in it.
    pool: "threads",
    isolate: false,
    // Roles are slow to find in jsdom, and machines differ.
    testTimeout: 30_000,
  },
}));
