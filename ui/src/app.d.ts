/** True only under `npm run dev -- --mode fake`. */
declare const __FAKE_HOUSE__: boolean;
